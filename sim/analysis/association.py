"""Whether the grade that citizens give goes with the burden that they carried."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sim.analysis.comparison import exact_product
from sim.analysis.groups import Group
from sim.outcomes.responses import Columns, Counts
from sim.scenario.schema import Scenario

GRADES: Final = ("grade_free", "grade_mandatory")
BURDEN: Final = "overhead_seconds"


@dataclass(frozen=True, slots=True)
class Association:
    """The correlation of one grade with the overhead carried, over the citizens of a group who were asked."""

    group: str
    design: str
    grade: str
    """Its column."""
    asked: int
    """Each citizen counts once for each replication."""
    correlation: float | None
    """Pearson's; None where it cannot be estimated."""


def correlation(one: Counts, other: Counts) -> float | None:
    """Pearson's correlation of two columns of the same citizens; None where one of them does not vary.

    (n sum(xy) - sum(x) sum(y)) over the root of the same for (x, x) times that for (y, y), from exact whole numbers.
    """
    together, first, second = (deviation(a, b) for a, b in ((one, other), (one, one), (other, other)))
    if not first or not second:
        return None
    return max(-1.0, min(1.0, together / (math.sqrt(first) * math.sqrt(second))))


def deviation(one: Counts, other: Counts) -> int:
    """The sum of the products of deviations from the means, times the number of citizens."""
    count = len(one)
    return count * exact_product(one, other) - int(one.sum()) * int(other.sum())


def associations(scenario: Scenario, tables: Mapping[str, Columns], groups: Iterable[Group]) -> tuple[Association, ...]:
    """Both grades against the overhead for every group under every design; nothing without a survey."""
    if scenario.survey is None:
        return ()
    return tuple(
        association(columns, group, design, grade)
        for group in groups
        for design, columns in tables.items()
        for grade in GRADES
    )


def association(columns: Columns, group: Group, design: str, grade: str) -> Association:
    """One grade against the overhead, over the citizens of one group who were asked."""
    asked = group.rows(columns) & (columns["surveyed"] == 1)
    grades, burdens = columns[grade][asked], columns[BURDEN][asked]
    return Association(group.name, design, grade, len(grades), correlation(grades, burdens))
