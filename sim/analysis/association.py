"""Correlation between the grades that citizens give in the survey and the burden that they carried."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sim.analysis.moments import ASKED, BURDEN, GRADES
from sim.analysis.sample import Sample
from sim.outcomes.quantity import Quantity
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Association:
    """The correlation of one grade with the overhead carried, over the citizens of a group who were asked."""

    group: str
    design: str
    grade: str
    """Column of the grade."""
    asked: int
    """Citizens asked in the survey; a citizen counts once for each replication."""
    correlation: float | None
    """Pearson's correlation; None where it cannot be estimated."""


def associations(scenario: Scenario, samples: Iterable[Sample]) -> tuple[Association, ...]:
    """Correlation of both grades with the overhead, for every group and design; empty without a survey."""
    if scenario.survey is None:
        return ()
    return tuple(
        association(sample, design, grade) for sample in samples for design in sample.designs for grade in GRADES
    )


def association(sample: Sample, design: str, grade: str) -> Association:
    """Correlation of one grade with the overhead, over the citizens of one group who were asked."""
    asked, found = sample.total(design, ASKED), correlation(sample, design, GRADES[grade], BURDEN)
    return Association(sample.group.name, design, grade, asked, found)


def correlation(sample: Sample, design: str, one: Quantity, other: Quantity) -> float | None:
    """Pearson's correlation of two quantities among those asked; None if one of them does not vary.

    It is (n sum(xy) - sum(x) sum(y)) over the root of the same for (x, x) times that for (y, y), from exact integer
    sums.
    """
    pairs = ((one, other), (one, one), (other, other))
    together, first, second = (deviation(sample, design, *pair) for pair in pairs)
    if not first or not second:
        return None
    # The two roots are rounded, so a perfect correlation can come out a little beyond 1.
    return max(-1.0, min(1.0, together / (math.sqrt(first) * math.sqrt(second))))


def deviation(sample: Sample, design: str, one: Quantity, other: Quantity) -> int:
    """The sum of the products of deviations from the means, times the number of citizens asked: an exact integer."""
    asked, product = sample.total(design, ASKED), sample.product((design, one), (design, other))
    return asked * product - sample.total(design, one) * sample.total(design, other)
