"""Emulators: polynomials that predict a response anywhere in the space, with an estimate of their error.

A response is predicted from the factors that move it, by a full polynomial of the second degree and the cubes of the
factors, fitted by least squares. A share is fitted on the logit scale, so that predictions stay between 0 and 1. The
error at unseen points is estimated by leave-one-out residuals, which follow from the leverages without refitting
(PRESS: Allen, The relationship between variable selection and data augmentation, Technometrics 16, 1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]

LEAST_SHARE: Final = 1e-4
"""Shares are clipped to at least this distance from 0 and 1, where the logit is infinite."""
POINTS_PER_TERM: Final = 2.5
"""Least number of points for each term of the polynomial; with fewer, the least important factors are left out."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A polynomial that predicts one response at any point of the unit cube."""

    name: str
    share: bool
    """True if it is fitted on the logit scale."""
    places: tuple[int, ...]
    """Indices of the factors that it uses, in the order of the space."""
    coefficients: Numbers
    error: float
    """Standard deviation of the error at an unseen point; on the logit scale for a share."""
    explained: float
    """Share of the variance over the points that it predicts when each is left out in turn; 1 is all."""

    def predicted(self, points: Numbers) -> Numbers:
        """The predicted response at points of the unit cube, one row for each point."""
        found: Numbers = terms(points[:, list(self.places)]) @ self.coefficients
        return 1.0 / (1.0 + np.exp(-found)) if self.share else found


def terms(points: Numbers) -> Numbers:
    """The terms of the polynomial at points of the unit cube: 1, each factor, its square and cube, and each product.

    One row for each point. Factors are scaled to run from -1 to 1. `walk.polynomial` relies on this order.
    """
    found = 2.0 * points - 1.0
    products = [found[:, one] * found[:, other] for one, other in combinations(range(found.shape[1]), 2)]
    ones = np.ones((len(found), 1))
    stacked: Numbers = np.hstack([ones, found, found**2, found**3, *(each[:, None] for each in products)])
    return stacked


def terms_of(factors: int) -> int:
    """The number of terms of a polynomial in this many factors."""
    return 1 + 3 * factors + factors * (factors - 1) // 2


def most_factors(points: int) -> int:
    """The largest number of factors for which so many points suffice."""
    found = 0
    while POINTS_PER_TERM * terms_of(found + 1) <= points:
        found += 1
    return found


def emulator(name: str, points: Numbers, values: Numbers, ranked: Sequence[int], *, share: bool) -> Emulator:
    """The emulator of a response from its values at some points.

    `ranked` lists the factors that move the response, the largest effect first; as many are used as the points allow.
    """
    places = tuple(sorted(ranked[: most_factors(len(points))]))
    scaled = logits(values) if share else values
    design = terms(points[:, list(places)])
    coefficients: Numbers = np.linalg.lstsq(design, scaled, rcond=None)[0].astype(np.float64)
    # The leverages are the diagonal of the hat matrix Q Q', which needs no inverse.
    orthogonal, _ = np.linalg.qr(design)
    # The cap keeps the leave-one-out residual finite at a point that alone determines a coefficient.
    leverage = np.minimum((orthogonal**2).sum(axis=1), 1.0 - 1e-9)
    off = (scaled - design @ coefficients) / (1.0 - leverage)
    spread = float(scaled.var())
    explained = 1.0 - float((off**2).mean()) / spread if spread else 0.0
    return Emulator(name, share, places, coefficients, float(np.sqrt((off**2).mean())), explained)


def logits(shares: Numbers) -> Numbers:
    """The logits of shares, which are first clipped away from 0 and 1."""
    kept = np.clip(shares, LEAST_SHARE, 1.0 - LEAST_SHARE)
    found: Numbers = np.log(kept / (1.0 - kept))
    return found
