"""Sobol indices: the share of an output's variance that each factor explains, alone and with all others.

The *first* index is the share that would disappear if only the factor were known. The *total* index is the share that
would remain if everything but the factor were known. Their difference is the interaction of the factor with others. The
points are those of Saltelli (Computer Physics Communications 145, 2002) on a scrambled Sobol sequence; the estimators
are those of Saltelli and others (Computer Physics Communications 181, 2010), by SALib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import CONFIDENCE, Estimate
from sim.analysis.uncertainty.cube import RESAMPLED, Matrix, Vector, cube

RESAMPLES: Final = 1_000
ROUNDING: Final = 1e-12
"""An output whose range is below this part of its size varies by rounding only."""


@dataclass(frozen=True, slots=True)
class Index:
    """Share of one factor in the variance of an output; estimates may lie outside 0 to 1."""

    factor: str
    first: Estimate
    """First-order index: the factor alone."""
    total: Estimate
    """Total index: the factor with all interactions."""


@dataclass(frozen=True, slots=True)
class Indices:
    """Indices of all factors for one output."""

    indices: tuple[Index, ...]
    """In the order of the names; empty if the output does not vary, or if too few groups are left."""
    mean: float
    """Mean of the output over the ranges; nan if no group of points is left."""
    variance: float
    """Variance of the output over the ranges, in its unit squared; 0 if the factors do not move it at all."""
    groups: int
    """Number of groups of k + 2 points that the indices rest on."""
    dropped: int
    """Number of groups left out because an output in them is not a number."""
    confidence: float
    """Confidence of the bootstrap intervals, which reflect the finite number of points."""

    @property
    def is_enough(self) -> bool:
        """True if enough groups are left for indices."""
        return self.groups >= RESAMPLED

    @property
    def ranked(self) -> tuple[Index, ...]:
        """The factors by their total index, the largest first; ties keep their order."""
        return tuple(sorted(self.indices, key=lambda each: -(each.total.value or 0.0)))

    @property
    def alone(self) -> float:
        """The sum of the first-order indices; the rest of the variance is due to interactions."""
        return sum(each.first.value or 0.0 for each in self.indices)


def crossed_points(names: Sequence[str], base: int, seed: int) -> Matrix:
    """The points for the indices: base * (k + 2) rows of k places in [0, 1].

    Raises `ValueError` as `require_base` does.
    """
    require_base(base)
    from SALib.sample import sobol  # noqa: PLC0415  (a second to load, and only some studies need it)

    points: Matrix = sobol.sample(cube(names), base, calc_second_order=False, seed=seed)
    return points


def require_base(base: int) -> None:
    """Raises `ValueError` if a base is too small or not a power of 2, without which a Sobol sequence is unbalanced."""
    if base < RESAMPLED or base & (base - 1):
        raise ValueError(
            f"The base of indices is a power of 2, from {RESAMPLED} on, not {base}: only then is the sequence of "
            "points balanced, and of fewer groups no bootstrap can tell how far off a share is"
        )


def indices(names: Sequence[str], outputs: Vector, seed: int, confidence: float = CONFIDENCE) -> Indices:
    """The indices of every factor for an output, which has a number for each of the points of `crossed_points`.

    The output may be the level of a response or a paired difference. A group of k + 2 points in which any output is not
    a number is left out as a whole. The intervals are percentiles of a bootstrap over groups with this seed. Raises
    `ValueError` if the number of outputs does not match the names.
    """
    values = np.asarray(outputs, dtype=np.float64)
    kept = whole_groups(len(names), values)
    groups = len(kept) // (len(names) + 2)
    # A group misses a point as soon as one output is missing, because its estimators compare points within it.
    dropped = len(values) // (len(names) + 2) - groups
    used = values[kept]
    mean, variance = (float(used.mean()), spread(used)) if groups else (float("nan"), 0.0)
    if groups < RESAMPLED or variance == 0.0:
        return Indices((), mean, variance, groups, dropped, confidence)
    return Indices(estimated(names, used, seed, confidence), mean, variance, groups, dropped, confidence)


def whole_groups(factors: int, outputs: Vector) -> NDArray[np.intp]:
    """The rows of the groups in which every output is a number."""
    rows = factors + 2
    if outputs.ndim != 1 or not len(outputs) or len(outputs) % rows:
        raise ValueError(f"{factors} factors have {rows} outputs in each group, which {len(outputs)} do not fill")
    whole = np.isfinite(outputs).reshape(-1, rows).all(axis=1)
    return np.flatnonzero(np.repeat(whole, rows))


def spread(values: Vector) -> float:
    """The variance of some numbers; exactly 0 if they differ by rounding only."""
    # A response that nothing moves still varies in its last bits, and indices would share out rounding.
    within = float(np.ptp(values)) <= ROUNDING * float(np.abs(values).max())
    return 0.0 if within else float(values.var())


def estimated(names: Sequence[str], outputs: Vector, seed: int, confidence: float) -> tuple[Index, ...]:
    """The indices of an output that varies."""
    from SALib.analyze import sobol  # noqa: PLC0415  (a second to load)

    found = sobol.analyze(
        cube(names), outputs, calc_second_order=False, num_resamples=RESAMPLES, conf_level=confidence,
        keep_resamples=True, seed=seed + 1,  # SALib takes 0 for no seed at all
    )  # fmt: skip
    return tuple(
        Index(
            name,
            estimate(found["S1"][place], found["S1_conf_all"][:, place], confidence),
            estimate(found["ST"][place], found["ST_conf_all"][:, place], confidence),
        )
        for place, name in enumerate(names)
    )


def estimate(value: float, resampled: Vector, confidence: float) -> Estimate:
    """A value with the percentile interval of its resampled values."""
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(resampled, (tail, 1.0 - tail))
    return Estimate(float(value), float(low), float(high))
