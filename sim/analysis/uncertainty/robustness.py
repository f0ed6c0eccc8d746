"""Which design wins over what is not known: the share of the points at which it does, and how far behind it can be.

At one point of the factors every design has one output, on the same citizens with the same luck. A design *wins* there
if it beats every other by more than the margin, *loses* if some other beats it by more than the margin, and is *as
good* as the best otherwise. Its *regret* is how far it is behind the best design at that point (Savage, Journal of the
American Statistical Association 46, 1951).

Shares are of the points, or of their weights, and so of the space of what is not known: they are no probabilities of
how the world is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import CONFIDENCE, Estimate
from sim.analysis.uncertainty.cube import Matrix, Vector

Better: TypeAlias = Literal["lower", "higher"]
Mask: TypeAlias = NDArray[np.bool_]
HIGH: Final = 0.9
"""The quantile of regret that is reported between its mean and its largest value."""


@dataclass(frozen=True, slots=True)
class Regret:
    """How far a design is behind the best one, in the output's unit; 0 where it is the best."""

    mean: float
    high: float
    """What it does not exceed at 90 % of the points."""
    largest: float
    worst: int
    """The row of the point at which it is largest, in the outputs as they were given."""


@dataclass(frozen=True, slots=True)
class DesignPerformance:
    """How one design does against all others. The three shares add up to 1."""

    design: str
    wins: Estimate
    """Where it beats every other by more than the margin."""
    as_good: Estimate
    """Where it neither wins nor loses: no other beats it by more than the margin."""
    loses: Estimate
    """Where some other beats it by more than the margin."""
    regret: Regret


@dataclass(frozen=True, slots=True)
class PairwisePerformance:
    """How one design does against one other. The three shares add up to 1."""

    design: str
    other: str
    better: Estimate
    """Where it beats the other by more than the margin."""
    within: Estimate
    """Where the margin is not exceeded."""
    worse: Estimate
    """Where the other beats it by more than the margin."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """Which design wins, over points of which no design lacks an output.

    Intervals are Wilson's for the finite number of points, as if these had been drawn independently: points that fill
    the space evenly are usually nearer to the whole space. They say nothing of chance.
    """

    better: Better
    margin: float
    """The smallest difference that matters, in the output's unit."""
    points: int
    """Points that were compared."""
    effective: float
    """How many points of equal weight are worth as much (Kish, Survey Sampling, 1965); as many without weights."""
    dropped: int
    """Points left out because the output of a design is not a number there."""
    confidence: float
    showings: tuple[DesignPerformance, ...]
    """In the order of the designs."""
    duels: tuple[PairwisePerformance, ...]
    """Every design against every other, both ways, in the order of the designs."""

    def duel(self, design: str, other: str) -> PairwisePerformance:
        """One design against one other; KeyError if they are not compared."""
        for each in self.duels:
            if (each.design, each.other) == (design, other):
                return each
        raise KeyError(design, other)


@dataclass(frozen=True, slots=True)
class Field:
    """The outputs of all designs at the points that count; less is better."""

    designs: tuple[str, ...]
    values: Matrix
    """A row for each point, a column for each design."""
    weights: Vector
    """Of the points, adding up to 1."""
    rows: NDArray[np.intp]
    """Where each point stands in what was given."""
    confidence: float

    @property
    def effective(self) -> float:
        """How many points of equal weight are worth as much."""
        return float(1.0 / np.square(self.weights).sum())

    def behind(self, place: int) -> Vector:
        """How far a design is behind the best of the others; below 0 where it is before them."""
        others = np.delete(self.values, place, axis=1)
        found: Vector = self.values[:, place] - others.min(axis=1)
        return found

    def share(self, where: Mask) -> Estimate:
        """The share of the points at which something holds, with its interval."""
        return wilson(math.fsum(self.weights[where]), self.effective, self.confidence)


def robustness(
    outputs: Mapping[str, Vector],
    better: Better,
    margin: float,
    weights: Vector | None = None,
    confidence: float = CONFIDENCE,
) -> Robustness:
    """How every design does against all others, and against each.

    `outputs` has a number for each point by design, `weights` one for each point; points weigh the same without. Raises
    ValueError for fewer than two designs, for numbers of points that differ, for a margin below 0, and for weights that
    are negative or add up to nothing.
    """
    if margin < 0.0:
        raise ValueError(f"a margin is 0 or more, not {margin}")
    field = field_of(outputs, better, weights, confidence)
    given = len(next(iter(outputs.values())))
    return Robustness(
        better,
        margin,
        len(field.rows),
        field.effective,
        given - len(field.rows),
        confidence,
        tuple(showing(field, place, margin) for place in range(len(field.designs))),
        tuple(duels(field, margin)),
    )


def lost(outputs: Mapping[str, Vector], design: str, better: Better, margin: float) -> Mask:
    """Where a design loses, for each point; where an output is not a number it does not."""
    sign = 1.0 if better == "lower" else -1.0
    values = {name: sign * np.asarray(found, dtype=np.float64) for name, found in outputs.items()}
    best = np.min([found for name, found in values.items() if name != design], axis=0)
    found: Mask = values[design] - best > margin
    return found


def field_of(outputs: Mapping[str, Vector], better: Better, weights: Vector | None, confidence: float) -> Field:
    """The points at which every design has an output and which have a weight."""
    if len(outputs) < 2:
        raise ValueError(f"two designs or more can be compared, not {len(outputs)}")
    if len({len(found) for found in outputs.values()}) > 1:
        raise ValueError("every design has an output for each point, and as many as every other")
    values = np.column_stack([np.asarray(found, dtype=np.float64) for found in outputs.values()])
    given = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)
    if given.shape != (len(values),) or (given < 0.0).any() or not np.isfinite(given).all():
        raise ValueError(f"a weight of 0 or more for each of {len(values)} points")
    rows = np.flatnonzero(np.isfinite(values).all(axis=1) & (given > 0.0))
    if not len(rows):
        raise ValueError("at no point with a weight have all designs an output")
    kept = given[rows]
    sign = 1.0 if better == "lower" else -1.0
    return Field(tuple(outputs), sign * values[rows], kept / kept.sum(), rows, confidence)


def showing(field: Field, place: int, margin: float) -> DesignPerformance:
    """How one design does against all others."""
    behind = field.behind(place)
    wins, loses = behind < -margin, behind > margin
    return DesignPerformance(
        field.designs[place],
        field.share(wins),
        field.share(~wins & ~loses),
        field.share(loses),
        regret_of(field, np.maximum(behind, 0.0)),
    )


def regret_of(field: Field, regrets: Vector) -> Regret:
    """The distribution of how far a design is behind the best."""
    high = np.quantile(regrets, HIGH, weights=field.weights, method="inverted_cdf")
    worst = int(regrets.argmax())
    largest = float(regrets[worst])
    mean = min(float(regrets @ field.weights), largest)  # rounding may lift a mean of equal values above them
    return Regret(mean, float(high), largest, int(field.rows[worst]))


def duels(field: Field, margin: float) -> Iterator[PairwisePerformance]:
    """Every design against every other."""
    for here, design in enumerate(field.designs):
        for there, other in enumerate(field.designs):
            if here != there:
                ahead = field.values[:, there] - field.values[:, here]
                better, worse = ahead > margin, ahead < -margin
                yield PairwisePerformance(
                    design, other, *(field.share(where) for where in (better, ~better & ~worse, worse))
                )


def wilson(share: float, count: float, confidence: float = CONFIDENCE) -> Estimate:
    """A share of so many points, with Wilson's interval (Journal of the American Statistical Association 22, 1927).

    `count` need not be whole, as an effective number is not.
    """
    found = min(max(share, 0.0), 1.0)
    errors = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    shrunk = errors**2 / count
    middle = (found + shrunk / 2.0) / (1.0 + shrunk)
    half = errors / (1.0 + shrunk) * math.sqrt(found * (1.0 - found) / count + shrunk / (4.0 * count))
    low = 0.0 if found == 0.0 else max(0.0, middle - half)
    high = 1.0 if found == 1.0 else min(1.0, middle + half)
    return Estimate(found, low, high)
