"""What to measure next: how much each factor moves the answer, beside what its number stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sim.analysis.comparison import Estimate
from sim.scenario.distributions import Grade

Advice: TypeAlias = Literal["measure this next", "fitted, not measured", "known", "hardly matters"]

ADVICE: Final[Mapping[Advice, str]] = {
    "measure this next": "it moves the answer, and nobody measured it: assumed, or fitted without being found",
    "fitted, not measured": "it moves the answer; fitted to published figures, which narrowed it down",
    "known": "it moves the answer, and was measured",
    "hardly matters": "whatever it is, the answer stays nearly the same",
}
"""What a row says, with its meaning, in the order of the rows."""

LITTLE: Final = 0.05
"""A factor with a smaller share hardly matters: a convention, as is 5 % elsewhere."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A factor with how much it moves the answer and what its number stands on."""

    factor: str
    share: Estimate
    """Of the variance of the answer, as a total Sobol index; or of the sum of all mean squared effects."""
    grade: Grade | None
    """None is as good as assumed."""
    sources: int
    """How many sources the number names."""
    identified: bool | None = None
    """Of a calibrated number whether the fit narrowed its range down; where it is not known, None, it did not."""


@dataclass(frozen=True, slots=True)
class Priority:
    """One factor of the ledger, with what follows for research."""

    evidence: Evidence
    advice: Advice


def ledger(found: Iterable[Evidence], little: float = LITTLE) -> tuple[Priority, ...]:
    """The factors in the order in which they should be measured.

    First by the advice, then by share: no weight is put on a grade, which would be a number that nobody measured. The
    value of a share decides whether it is little, not its interval. Factors without a share come last.
    """
    rows = [Priority(each, advice(each, little)) for each in found]
    order = list(ADVICE)
    return tuple(sorted(rows, key=lambda row: (order.index(row.advice), -(row.evidence.share.value or 0.0))))


def advice(found: Evidence, little: float = LITTLE) -> Advice:
    """What follows for one factor."""
    if (found.share.value or 0.0) < little:
        return "hardly matters"
    if found.grade == "measured":
        return "known"
    return "fitted, not measured" if found.grade == "calibrated" and found.identified else "measure this next"


def by_grade(rows: Iterable[Priority]) -> dict[Grade | None, float]:
    """How much of the answer stands on what: the shares added up by grade.

    Total indices add up to more than 1 where factors work together, so that these are parts of their sum. Empty where
    no factor moves the answer.
    """
    sums: dict[Grade | None, float] = {}
    for row in rows:
        sums[row.evidence.grade] = sums.get(row.evidence.grade, 0.0) + max(0.0, row.evidence.share.value or 0.0)
    whole = sum(sums.values())
    return {grade: share / whole for grade, share in sums.items()} if whole else {}
