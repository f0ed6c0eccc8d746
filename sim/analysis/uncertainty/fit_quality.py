"""What fitting to published figures taught: how far it narrowed each factor down, and how well it meets the figures.

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
"""The contraction from which on a factor counts as narrowed down: a convention."""
TRADING: Final = 0.3
"""The correlation from which on two factors count as trading off: a convention."""
MIDDLE: Final = 0.9
"""The share of the ensemble that a range covers, the tails left out being equal."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """The values of one factor in the ensemble, against the range in which it was sought."""

    factor: str
    low: float
    high: float
    """The range before fitting, in the factor's unit."""
    values: Vector
    weights: Vector
    """Of the points of the ensemble, adding up to 1."""
    contraction: float
    """1 less the variance of its place in the range over that of a uniform one: 0 where the fit taught nothing, 1 where
    it leaves one value; below 0 where it leaves both ends."""
    logarithmic: bool = False
    """Whether the range is covered evenly by factors, not by steps."""

    @property
    def identified(self) -> bool:
        """Whether the fit narrowed the factor down."""
        return self.contraction >= IDENTIFIED

    @property
    def places(self) -> Vector:
        """Where the values lie in the range, from 0 to 1."""
        return places_of(self.values, self.low, self.high, logarithmic=self.logarithmic)

    def place(self, value: float) -> float:
        """Where a value lies in the range, from 0 to 1."""
        return float(places_of(np.array([value]), self.low, self.high, logarithmic=self.logarithmic)[0])

    def at(self, place: float) -> float:
        """The value at a place in the range."""
        if self.logarithmic:
            return self.low * math.exp(place * math.log(self.high / self.low))
        return self.low + place * (self.high - self.low)

    @property
    def middle(self) -> Estimate:
        """The median of the ensemble, and the range of its middle 90 %."""
        return middle_of(self.values, self.weights)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two factors of the ensemble: where one is higher, the other is higher too, or lower instead."""

    one: Marginal
    other: Marginal
    correlation: float
    """Of their places in their ranges."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """A published figure, and what the ensemble says it is. All in one unit."""

    target: str
    observed: float
    uncertainty: float
    """The standard deviation of the figure."""
    values: Vector
    weights: Vector
    """Of the points of the ensemble, adding up to 1."""
    fitted: bool = True
    """Whether the ensemble was fitted to it; otherwise it is a check."""

    @property
    def middle(self) -> Estimate:
        """The median of the ensemble, and the range of its middle 90 %."""
        return middle_of(self.values, self.weights)

    @property
    def distance(self) -> float:
        """How far the median lies from the figure, in its standard deviations."""
        value = self.middle.value
        assert value is not None  # noqa: S101  (an ensemble has a point)
        return (value - self.observed) / self.uncertainty


def marginal(
    factor: str, low: float, high: float, values: Vector, weights: Vector | None = None, *, logarithmic: bool = False
) -> Marginal:
    """One factor of the ensemble with its contraction.

    Raises ValueError for a range that is none, for values outside it, and for weights that do not fit.
    """
    if not low < high or (logarithmic and low <= 0.0):
        raise ValueError(f"{factor} has no range from {low} to {high}")
    if ((values < low) | (values > high)).any():
        raise ValueError(f"{factor} has values outside its range from {low} to {high}")
    shares = shares_of(len(values), weights)
    found = places_of(values, low, high, logarithmic=logarithmic)
    mean = float(found @ shares)
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
    """A published figure with its prediction; raises ValueError without uncertainty, or for weights that do not fit."""
    if not uncertainty > 0.0:
        raise ValueError(f"{target} has an uncertainty above 0, not {uncertainty}")
    return Predicted(target, observed, uncertainty, values, shares_of(len(values), weights), fitted)


def trade_offs(marginals: Sequence[Marginal], least: float = TRADING) -> tuple[Pair, ...]:
    """The pairs of factors that the fit ties to each other, the strongest first.

    The marginals are those of one ensemble, point by point. A factor that has one value only is tied to none.
    """
    pairs = [Pair(one, other, correlation(one, other)) for one, other in combinations(marginals, 2)]
    return tuple(sorted((each for each in pairs if abs(each.correlation) >= least), key=strength, reverse=True))


def strength(pair: Pair) -> float:
    """How closely two factors are tied to each other."""
    return abs(pair.correlation)


def correlation(one: Marginal, other: Marginal) -> float:
    """Pearson's correlation of the places of two factors, weighted; 0 where one of them does not vary."""
    here, there = (each.places - each.places @ each.weights for each in (one, other))
    spread = math.sqrt(float(np.square(here) @ one.weights) * float(np.square(there) @ one.weights))
    return float((here * there) @ one.weights) / spread if spread > 0.0 else 0.0


def shares_of(count: int, weights: Vector | None) -> Vector:
    """The weights, adding up to 1."""
    given = np.ones(count) if weights is None else np.asarray(weights, dtype=np.float64)
    if not count or given.shape != (count,) or (given < 0.0).any() or not given.sum() > 0.0:
        raise ValueError(f"a weight of 0 or more for each of {count} points, and one above 0")
    found: Vector = given / given.sum()
    return found


def places_of(values: Vector, low: float, high: float, *, logarithmic: bool) -> Vector:
    """Where values lie in a range, from 0 to 1."""
    if logarithmic:
        places: Vector = np.log(values / low) / math.log(high / low)
        return places
    return (values - low) / (high - low)


def middle_of(values: Vector, weights: Vector) -> Estimate:
    """The weighted median, and between which values the middle 90 % lie."""
    tail = (1.0 - MIDDLE) / 2.0
    low, value, high = np.quantile(values, (tail, 0.5, 1.0 - tail), weights=weights, method="inverted_cdf")
    return Estimate(float(value), float(low), float(high))
