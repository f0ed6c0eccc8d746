"""The power of a two-arm trial: the probability that it shows a difference, with randomised accounts or clusters.

The estimator is the difference of the two arms' means or ratios, with the standard error of independent samples. A
cluster of `m` accounts counts as `m / (1 + (m - 1) rho)` of them (Donner and Klar, Design and Analysis of Cluster
Randomization Trials, 2000). The test is Student's, with two degrees of freedom less than there are clusters. A
covariate reduces the variance by the part that it explains.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

NORMAL: Final = NormalDist()
EXACT: Final = 60


@dataclass(frozen=True, slots=True)
class Arms:
    """Accounts and clusters in each of the two arms."""

    accounts: float
    """Accounts in each arm, after drop-out."""
    clusters: int | None = None
    """Clusters in each arm; None where accounts are randomised individually."""
    correlation: float = 0.0
    """Correlation within clusters."""
    explained: float = 0.0
    """Part of the variance that a covariate explains."""

    @property
    def inflation(self) -> float:
        """The variance relative to that of individually randomised accounts without a covariate."""
        size = 1.0 if self.clusters is None else self.accounts / self.clusters
        return (1.0 + (size - 1.0) * self.correlation) * (1.0 - self.explained)

    @property
    def freedom(self) -> int | None:
        """The degrees of freedom of the test; None where it is normal."""
        return None if self.clusters is None else 2 * (self.clusters - 1)

    def error(self, control: float, treated: float) -> float:
        """The standard error of the difference, from the variances of an account in each arm."""
        return math.sqrt((control + treated) * self.inflation / self.accounts)


def power(effect: float, error: float, freedom: int | None, significance: float) -> float:
    """The power of a two-sided test, by the noncentral t distribution or the normal one.

    Without error it is 1, or the significance if there is no effect.
    """
    if error <= 0.0:
        return 1.0 if effect else significance
    shift = effect / error
    if freedom is None:
        limit = NORMAL.inv_cdf(1.0 - significance / 2.0)
        # Both tails: a two-sided test can also reject in the wrong direction.
        return NORMAL.cdf(shift - limit) + NORMAL.cdf(-shift - limit)
    from scipy.special import nctdtr, stdtrit  # noqa: PLC0415  (half a second to load)

    limit = float(stdtrit(freedom, 1.0 - significance / 2.0))
    if abs(shift) > limit + EXACT:  # certain, and beyond what the noncentral distribution is computed for
        return 1.0
    return float(1.0 - nctdtr(freedom, shift, limit) + nctdtr(freedom, shift, -limit))


def detectable(error: float, freedom: int | None, significance: float, wanted: float) -> float:
    """The smallest effect that is shown with the intended power; found by bisection."""
    low, high = 0.0, error
    while power(high, error, freedom, significance) < wanted:
        high *= 2.0
    # 60 bisections exhaust the precision of a float.
    for _ in range(60):
        middle = (low + high) / 2.0
        if power(middle, error, freedom, significance) < wanted:
            low = middle
        else:
            high = middle
    return high
