"""Robustness of designs over parameter uncertainty: the share of the points at which each wins, and its regret.

At one point of the factors every design has one output, with the same citizens and random draws. A design *wins* there
if it beats every other by more than the margin, *loses* if some other beats it by more than the margin, and is *as
good* as the best otherwise. Its *regret* is its distance from the best design at that point (Savage, Journal of the
American Statistical Association 46, 1951).

Shares are fractions of the points, or of their weights, and so of the explored parameter space; they are not
probabilities.
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
"""Quantile of regret that is reported between its mean and its largest value."""


@dataclass(frozen=True, slots=True)
class Regret:
    """Regret of a design, in the output's unit; 0 where it is the best."""

    mean: float
    high: float
    """The 90 % quantile over the points."""
    largest: float
    worst: int
    """Row of the point with the largest regret, in the outputs as they were given."""


@dataclass(frozen=True, slots=True)
class DesignPerformance:
    """One design against all others; the three shares add up to 1."""

    design: str
    wins: Estimate
    """Share of the points at which it beats every other by more than the margin."""
    as_good: Estimate
    """Share at which it neither wins nor loses."""
    loses: Estimate
    """Share at which some other beats it by more than the margin."""
    regret: Regret


@dataclass(frozen=True, slots=True)
class PairwisePerformance:
    """One design against one other; the three shares add up to 1."""

    design: str
    other: str
    better: Estimate
    """Share of the points at which it beats the other by more than the margin."""
    within: Estimate
    """Share at which they differ by no more than the margin."""
    worse: Estimate
    """Share at which the other beats it by more than the margin."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """Comparison of designs over points at which all designs have an output.

    Intervals are Wilson's for the finite number of points, as if these were an independent sample; points that fill the
    space evenly are usually closer to the whole space. They do not reflect sampling error.
    """

    better: Better
    margin: float
    """Smallest difference that matters, in the output's unit."""
    points: int
    """Number of points that were compared."""
    effective: float
    """Effective number of points (Kish, Survey Sampling, 1965); equal to the number of points without weights."""
    dropped: int
    """Number of points left out because the output of a design is not a number there."""
    confidence: float
    performances: tuple[DesignPerformance, ...]
    """In the order of the designs."""
    duels: tuple[PairwisePerformance, ...]
    """Every design against every other, both ways, in the order of the designs."""

    def duel(self, design: str, other: str) -> PairwisePerformance:
        """One design against one other; `KeyError` if they are not compared."""
        for each in self.duels:
            if (each.design, each.other) == (design, other):
                return each
        raise KeyError(design, other)


@dataclass(frozen=True, slots=True)
class Field:
    """Outputs of all designs at the points that count, turned so that less is better."""

    designs: tuple[str, ...]
    values: Matrix
    """One row for each point, one column for each design."""
    weights: Vector
    """Weights of the points, which add up to 1."""
    rows: NDArray[np.intp]
    """Row of each point in the outputs as they were given."""
    confidence: float

    @property
    def effective(self) -> float:
        """Kish's effective number of points."""
        return float(1.0 / np.square(self.weights).sum())

    def behind(self, place: int) -> Vector:
        """The distance of a design behind the best of the others; negative where it is ahead."""
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
    """The performance of every design against all others, and against each.

    `outputs` has for each design a number for each point; `weights` has one for each point, equal by default. Raises
    `ValueError` for fewer than two designs, for different numbers of points, for a negative margin, and for weights
    that are negative or add up to 0.
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
        tuple(performance_of(field, place, margin) for place in range(len(field.designs))),
        tuple(duels(field, margin)),
    )


def loses_at(outputs: Mapping[str, Vector], design: str, better: Better, margin: float) -> Mask:
    """True for each point at which a design loses; False where an output is not a number."""
    sign = 1.0 if better == "lower" else -1.0
    values = {name: sign * np.asarray(found, dtype=np.float64) for name, found in outputs.items()}
    best = np.min([found for name, found in values.items() if name != design], axis=0)
    found: Mask = values[design] - best > margin
    return found


def field_of(outputs: Mapping[str, Vector], better: Better, weights: Vector | None, confidence: float) -> Field:
    """The points with a weight at which every design has an output; raises `ValueError` if there are none."""
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


def performance_of(field: Field, place: int, margin: float) -> DesignPerformance:
    """One design against all others."""
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
    """The distribution of the regret of a design."""
    # The only method of numpy that takes weights.
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
    """A share of `count` points, with Wilson's interval (Journal of the American Statistical Association 22, 1927).

    `count` may be fractional, as an effective number is.
    """
    found = min(max(share, 0.0), 1.0)
    errors = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    shrunk = errors**2 / count
    middle = (found + shrunk / 2.0) / (1.0 + shrunk)
    half = errors / (1.0 + shrunk) * math.sqrt(found * (1.0 - found) / count + shrunk / (4.0 * count))
    low = 0.0 if found == 0.0 else max(0.0, middle - half)
    high = 1.0 if found == 1.0 else min(1.0, middle + half)
    return Estimate(found, low, high)
