"""Validation: what the model predicts for published figures that it was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from sim.analysis.exploration.points import LEAST_POINTS
from sim.analysis.exploration.question import Question
from sim.analysis.exploration.space import Numbers
from sim.errors import UsageError
from sim.scenario.targets import Target
from sim.spreadsheets import as_csv

CONFIDENCE = 0.9
BEYOND: Final = 5
"""Points beyond each end of a range with fewer of which its ends are rough: a convention, met from 100 points on."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A published figure and what the model says of it, in the unit of its response."""

    target: Target
    values: Numbers
    """What the model says at every point of what is not known."""
    points: int
    """Points at which the model says anything."""
    chance: float
    """The standard error that chance alone makes at a point."""
    low: float
    high: float
    """Where the figure would lie with 90 %: over what is not known, chance, and the figure's own uncertainty."""

    @property
    def middle(self) -> float:
        """The median of what the model says."""
        return float(np.nanmedian(self.values))

    @property
    def is_rough(self) -> bool:
        """Whether so few points lie beyond each end of the range that its ends are rough."""
        return self.points * (1.0 - CONFIDENCE) / 2.0 < BEYOND

    @property
    def is_inside(self) -> bool:
        """Whether the published figure lies where it would."""
        return self.low <= self.target.value <= self.high

    @property
    def beyond(self) -> float:
        """How far the published figure lies outside; 0 inside, below 0 where the model says more than was published."""
        if self.is_inside:
            return 0.0
        return self.target.value - (self.high if self.target.value > self.high else self.low)


def predictions(question: Question, answers: Numbers, chance: Iterable[float]) -> tuple[Prediction, ...]:
    """What the model says of each target; answers have a row for each point of what is not known.

    `chance` is the standard error that chance alone makes of each.
    """
    return tuple(
        prediction(target, answers[:, place], float(error), share=question.is_share(target))
        for place, (target, error) in enumerate(zip(question.targets, chance, strict=True))
    )


def prediction(target: Target, values: Numbers, chance: float, *, share: bool) -> Prediction:
    """One figure: the middle 90 % of what the model says, widened by chance and by the figure's own uncertainty.

    Independent spreads add up by their squares. A share stays between 0 and 1.
    """
    whole = values[np.isfinite(values)]
    if len(whole) < LEAST_POINTS:
        raise UsageError(
            f"{target.name} is defined at {len(whole)} of {len(values)} points, and fewer than {LEAST_POINTS} tell "
            "nothing: hardly anything happens that it is a share of. Take more citizens: --size."
        )
    tail = (1.0 - CONFIDENCE) / 2.0
    low, middle, high = (float(each) for each in np.quantile(whole, (tail, 0.5, 1.0 - tail)))
    added = NormalDist().inv_cdf(1.0 - tail) * math.hypot(chance, target.uncertainty)
    least, most = middle - math.hypot(middle - low, added), middle + math.hypot(high - middle, added)
    low, high = (max(0.0, least), min(1.0, most)) if share else (least, most)
    return Prediction(target, values, len(whole), chance, low, high)


def predictions_csv(found: tuple[Prediction, ...]) -> str:
    """Every figure with its prediction and verdict."""
    header = ("target", "scenario", "design", "minus", "response", "published", "uncertainty", "median", "low", "high",
              "inside", "beyond", "points")  # fmt: skip
    rows = (
        [
            *(
                each.target.name,
                each.target.scenario,
                each.target.design,
                each.target.minus or "",
                each.target.response,
            ),
            *(
                each.target.value,
                each.target.uncertainty,
                each.middle,
                each.low,
                each.high,
                each.is_inside,
                each.beyond,
                each.points,
            ),
        ]
        for each in found
    )
    return as_csv([header, *rows])
