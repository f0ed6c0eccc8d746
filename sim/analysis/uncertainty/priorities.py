"""Priorities for measurement: the effect of each factor on the answer, beside the evidence for its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sim.analysis.comparison import Estimate
from sim.scenario.distributions import Grade

Advice: TypeAlias = Literal["measure this next", "fitted, not measured", "known", "hardly matters"]

ADVICE: Final[Mapping[Advice, str]] = {
    "measure this next": "it moves the answer, and is assumed, or fitted but not identified",
    "fitted, not measured": "it moves the answer; fitted to published figures, which narrowed it",
    "known": "it moves the answer, and was measured",
    "hardly matters": "the answer is nearly the same over its whole range",
}
"""The advice of a row with its meaning, in the order of the rows."""

LITTLE: Final = 0.05
"""Least share of a factor that matters: a convention, as is 5 % elsewhere."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A factor with its effect on the answer and the evidence for its number."""

    factor: str
    share: Estimate
    """Share of the variance of the answer, as a total Sobol index, or of the sum of all mean squared effects."""
    grade: Grade | None
    """None counts as assumed."""
    sources: int
    """Number of sources of the number."""
    identified: bool | None = None
    """For a calibrated number, True if the fit narrowed its range; None, if unknown, counts as False."""


@dataclass(frozen=True, slots=True)
class Priority:
    """One factor with the advice for research that follows."""

    evidence: Evidence
    advice: Advice


def ledger(found: Iterable[Evidence], little: float = LITTLE) -> tuple[Priority, ...]:
    """The factors in the order in which they should be measured.

    They are sorted by advice, then by share. Grades have no weights, which would be arbitrary. The value of a share
    decides whether it is small, not its interval. Factors without a share come last.
    """
    rows = [Priority(each, advice(each, little)) for each in found]
    order = list(ADVICE)
    return tuple(sorted(rows, key=lambda row: (order.index(row.advice), -(row.evidence.share.value or 0.0))))


def advice(found: Evidence, little: float = LITTLE) -> Advice:
    """The advice for one factor."""
    if (found.share.value or 0.0) < little:
        return "hardly matters"
    if found.grade == "measured":
        return "known"
    return "fitted, not measured" if found.grade == "calibrated" and found.identified else "measure this next"


def by_grade(rows: Iterable[Priority]) -> dict[Grade | None, float]:
    """The shares in the variation of the answer, added up by grade, as parts of their sum.

    Total indices add up to more than 1 where factors interact, so they are divided by their sum. Empty if no factor
    moves the answer.
    """
    sums: dict[Grade | None, float] = {}
    for row in rows:
        sums[row.evidence.grade] = sums.get(row.evidence.grade, 0.0) + max(0.0, row.evidence.share.value or 0.0)
    whole = sum(sums.values())
    return {grade: share / whole for grade, share in sums.items()} if whole else {}
