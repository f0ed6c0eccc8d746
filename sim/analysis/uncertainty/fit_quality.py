"""Quality of a fit to published figures: how far it narrows each factor, and how well it meets the figures.

An *ensemble* is a set of points that fit about equally well, each with its weight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.cube import Vector

IDENTIFIED: Final = 0.5
"""Least contraction of a factor that counts as identified: a convention."""
TRADING: Final = 0.3
"""Least absolute correlation of two factors that count as trading off: a convention."""
MIDDLE: Final = 0.9
"""Share of the ensemble that a range covers; the two tails left out are equal."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """Values of one factor in the ensemble, against its range before fitting."""

    factor: str
    low: float
    high: float
    """Ends of the range before fitting, in the factor's unit."""
    values: Vector
    weights: Vector
    """Weights of the points of the ensemble, which add up to 1."""
    contraction: float
    """1 minus the variance of its place in the range over that of a uniform one: 0 if the fit is uninformative, 1 if it
    leaves one value, negative if it leaves both ends."""
    logarithmic: bool = False
    """True if the range is covered evenly on a logarithmic scale."""

    @property
    def identified(self) -> bool:
        """True if the fit identified the factor."""
        return self.contraction >= IDENTIFIED

    @property
    def places(self) -> Vector:
        """The positions of the values in the range, from 0 to 1."""
        return places_of(self.values, self.low, self.high, logarithmic=self.logarithmic)

    def place(self, value: float) -> float:
        """The position of a value in the range, from 0 to 1."""
        return float(places_of(np.array([value]), self.low, self.high, logarithmic=self.logarithmic)[0])

    def at(self, place: float) -> float:
        """The value at a position in the range."""
        if self.logarithmic:
            return self.low * math.exp(place * math.log(self.high / self.low))
        return self.low + place * (self.high - self.low)

    @property
    def middle(self) -> Estimate:
        """The median of the ensemble, and the range of its middle 90 %."""
        return middle_of(self.values, self.weights)


@dataclass(frozen=True, slots=True)
class FactorPair:
    """Two factors of the ensemble with the correlation of their places."""

    one: Marginal
    other: Marginal
    correlation: float
    """Correlation of their positions in their ranges."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """A published figure with the prediction of the ensemble, in one unit."""

    target: str
    observed: float
    uncertainty: float
    """Standard deviation of the figure."""
    values: Vector
    weights: Vector
    """Weights of the points of the ensemble, which add up to 1."""
    fitted: bool = True
    """True if the ensemble was fitted to it; else it is a check."""

    @property
    def middle(self) -> Estimate:
        """The median of the ensemble, and the range of its middle 90 %."""
        return middle_of(self.values, self.weights)

    @property
    def distance(self) -> float:
        """The distance of the median from the figure, in its standard deviations, signed."""
        value = self.middle.value
        assert value is not None  # noqa: S101  (an ensemble has a point)
        return (value - self.observed) / self.uncertainty


def marginal(
    factor: str, low: float, high: float, values: Vector, weights: Vector | None = None, *, logarithmic: bool = False
) -> Marginal:
    """One factor of the ensemble with its contraction.

    Raises `ValueError` for an empty range, for values outside it, and for weights that do not match.
    """
    if not low < high or (logarithmic and low <= 0.0):
        raise ValueError(f"{factor} has no range from {low} to {high}")
    if ((values < low) | (values > high)).any():
        raise ValueError(f"{factor} has values outside its range from {low} to {high}")
    shares = shares_of(len(values), weights)
    found = places_of(values, low, high, logarithmic=logarithmic)
    mean = float(found @ shares)
    # A uniform distribution on the unit interval has the variance 1 / 12.
    contraction = 1.0 - 12.0 * float(np.square(found - mean) @ shares)
    return Marginal(factor, low, high, values, shares, contraction, logarithmic)


def predicted(
    target: str,
    observed: float,
    uncertainty: float,
    values: Vector,
    weights: Vector | None = None,
    *,
    fitted: bool = True,
) -> Predicted:
    """A published figure with its prediction; raises `ValueError` without uncertainty, or for unmatched weights."""
    if not uncertainty > 0.0:
        raise ValueError(f"{target} has an uncertainty above 0, not {uncertainty}")
    return Predicted(target, observed, uncertainty, values, shares_of(len(values), weights), fitted)


def trade_offs(marginals: Sequence[Marginal], least: float = TRADING) -> tuple[FactorPair, ...]:
    """The pairs of factors that are correlated in the ensemble, the strongest first.

    The marginals are those of one ensemble, point by point. A factor with a single value has no correlation.
    """
    pairs = [FactorPair(one, other, correlation(one, other)) for one, other in combinations(marginals, 2)]
    return tuple(
        sorted((each for each in pairs if abs(each.correlation) >= least), key=absolute_correlation, reverse=True)
    )


def absolute_correlation(pair: FactorPair) -> float:
    """The strength of a trade-off: the absolute correlation."""
    return abs(pair.correlation)


def correlation(one: Marginal, other: Marginal) -> float:
    """Pearson's correlation of the positions of two factors, weighted; 0 if one of them does not vary."""
    # On the scale on which the range is covered evenly.
    here, there = (each.places - each.places @ each.weights for each in (one, other))
    spread = math.sqrt(float(np.square(here) @ one.weights) * float(np.square(there) @ one.weights))
    return float((here * there) @ one.weights) / spread if spread > 0.0 else 0.0


def shares_of(count: int, weights: Vector | None) -> Vector:
    """The weights, scaled to add up to 1; raises `ValueError` if they do not match the points."""
    given = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
    if not count or given.shape != (count,) or (given < 0.0).any() or not given.sum() > 0.0:
        raise ValueError(f"a weight of 0 or more for each of {count} points, and one above 0")
    found: Vector = given / given.sum()
    return found


def places_of(values: Vector, low: float, high: float, *, logarithmic: bool) -> Vector:
    """The positions of values in a range, from 0 to 1."""
    if logarithmic:
        places: Vector = np.log(values / low) / math.log(high / low)
        return places
    return (values - low) / (high - low)


def middle_of(values: Vector, weights: Vector) -> Estimate:
    """The weighted median, and the two ends of the middle 90 %."""
    tail = (1.0 - MIDDLE) / 2.0
    # The only method of numpy that takes weights.
    low, value, high = np.quantile(values, (tail, 0.5, 1.0 - tail), weights=weights, method="inverted_cdf")
    return Estimate(float(value), float(low), float(high))
