"""Emulators: polynomials that predict a response anywhere in the space, and how far they are off.

A response is predicted from the factors that move it, by a full polynomial of the second degree and the cubes of the
factors, fitted by least squares; a share on the logit scale, so that predictions stay between 0 and 1. How far it is
off at points that it has not seen is known without leaving any out by turns (PRESS: Allen, The relationship between
variable selection and data augmentation, Technometrics 16, 1974).
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
"""Shares nearer to 0 or 1 than this count as this far from them: the logit of 0 is infinite."""
POINTS_PER_TERM: Final = 2.5
"""With fewer points for each term of the polynomial, factors that move the response least are left out."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """What a response is at any point of the unit cube, as far as a polynomial knows."""

    name: str
    share: bool
    """Whether it is fitted on the logit scale."""
    places: tuple[int, ...]
    """The factors that it takes, by their place in the space."""
    coefficients: Numbers
    error: float
    """Standard deviation of what it is off at a point that it has not seen; on the logit scale for a share."""
    explained: float
    """The part of the variance over the points that it predicts without having seen them; 1 is all."""

    def predicted(self, points: Numbers) -> Numbers:
        """The response at points of the unit cube, a row for each."""
        found: Numbers = terms(points[:, list(self.places)]) @ self.coefficients
        return 1.0 / (1.0 + np.exp(-found)) if self.share else found

    def error_at(self, predicted: Numbers) -> Numbers:
        """The standard deviation of what it is off where it predicts this, in the response's unit."""
        return self.error * predicted * (1.0 - predicted) if self.share else np.full_like(predicted, self.error)


def terms(points: Numbers) -> Numbers:
    """The terms of the polynomial at points of the unit cube: 1, each factor, its square and cube, and each product.

    Factors run from -1 to 1. The order is that in which the compiled walk takes them.
    """
    found = 2.0 * points - 1.0
    products = [found[:, one] * found[:, other] for one, other in combinations(range(found.shape[1]), 2)]
    ones = np.ones((len(found), 1))
    stacked: Numbers = np.hstack([ones, found, found**2, found**3, *(each[:, None] for each in products)])
    return stacked


def terms_of(factors: int) -> int:
    """How many terms so many factors have."""
    return 1 + 3 * factors + factors * (factors - 1) // 2


def most_factors(points: int) -> int:
    """How many factors an emulator can take that is fitted to so many points."""
    found = 0
    while POINTS_PER_TERM * terms_of(found + 1) <= points:
        found += 1
    return found


def emulator(name: str, points: Numbers, values: Numbers, ranked: Sequence[int], *, share: bool) -> Emulator:
    """The emulator of a response from its values at some points.

    `ranked` are the factors that move it, the one that moves it most first; as many are taken as the points allow.
    """
    places = tuple(sorted(ranked[: most_factors(len(points))]))
    scaled = logits(values) if share else values
    design = terms(points[:, list(places)])
    coefficients: Numbers = np.linalg.lstsq(design, scaled, rcond=None)[0].astype(np.float64)
    orthogonal, _ = np.linalg.qr(design)
    leverage = np.minimum((orthogonal**2).sum(axis=1), 1.0 - 1e-9)
    off = (scaled - design @ coefficients) / (1.0 - leverage)
    spread = float(scaled.var())
    explained = 1.0 - float((off**2).mean()) / spread if spread else 0.0
    return Emulator(name, share, places, coefficients, float(np.sqrt((off**2).mean())), explained)


def logits(shares: Numbers) -> Numbers:
    """The logits of shares that are not too near to 0 or 1."""
    kept = np.clip(shares, LEAST_SHARE, 1.0 - LEAST_SHARE)
    found: Numbers = np.log(kept / (1.0 - kept))
    return found
