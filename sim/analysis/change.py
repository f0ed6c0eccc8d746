"""How the responses of one study differ from those of another: paired where both have the same citizens, else not.

Where citizen i is the same person in both, the difference has the interval of any paired difference, with its effective
number of citizens (`sim.analysis.comparison`). Where the citizens are others, the two levels are independent, and the
interval is that of Welch (The generalization of Student's problem when several different population variances are
involved, Biometrika 34, 1947): the variances add up, and the degrees of freedom follow from both.

All intervals of a group hold at once by the inequality of Bonferroni, over the responses that are read side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.comparison import CONFIDENCE, NOT_ESTIMABLE, Contrast, Estimate, Judgement, contrast
from sim.analysis.groups import Group
from sim.analysis.judgement import judged
from sim.analysis.moments import Unit
from sim.analysis.student_t import half_width
from sim.analysis.study_analysis import Analysis
from sim.analysis.tally import Tally
from sim.outcomes.responses import FAMILY, Columns
from sim.rules.design import channels_of
from sim.rules.parameters import ELECTRONIC

FIRST: Final = "A"
SECOND: Final = "B"
"""The names of the two studies, which no design has."""
Rows: TypeAlias = tuple[Mapping[str, Columns], Mapping[str, Columns]]
"""Of each study the rows of some citizens, by design."""


@dataclass(frozen=True, slots=True)
class Change:
    """One response of one group under one design: its level in each study, and the second minus the first."""

    group: str
    design: str
    response: str
    first: Estimate
    second: Estimate
    difference: Estimate
    """With an interval for itself."""
    citizens: tuple[int, int]
    """Of the group, in each study."""
    unit: Unit
    """The unit behind the intervals."""
    paired: bool
    """True if each unit is compared with itself."""
    error: float | None = None
    """The standard error of the difference."""
    freedom: int | None = None
    """The degrees of freedom of its interval; None if there is none."""
    differing: int | None = None
    """Units in which a paired response differs."""
    effective: float | None = None
    """How many units a paired difference rests on."""
    worth: float | None = None
    """How many times as many units would give the same precision without pairing."""
    together: Estimate | None = None
    """The difference with an interval that holds for all of its group at once; None of a response not read so."""
    judgement: Judgement | None = None
    """The judgement of that interval against the margin."""

    @property
    def too_few(self) -> bool:
        """True if some units differ, but too few for an interval."""
        return self.paired and bool(self.differing) and self.freedom is None


def independent(one: Contrast, other: Contrast, units: tuple[int, int]) -> Change:
    """The difference between two levels of different citizens, or replications: so many units in each study."""
    first, second, gap = one.level, other.level, NOT_ESTIMABLE
    if first.value is not None and second.value is not None:
        gap = Estimate(second.value - first.value)
    found = Change(
        one.group, one.design, one.response, first, second, gap, (one.citizens, other.citizens), one.unit, False
    )
    halves, freedoms = (first.half_width, second.half_width), [count - 1 for count in units]
    if gap.value is None or halves[0] is None or halves[1] is None:
        return found
    widths = zip((halves[0], halves[1]), freedoms, strict=True)
    squares = [(half / half_width(freedom, CONFIDENCE)) ** 2 for half, freedom in widths]
    error, freedom = math.sqrt(sum(squares)), welch(squares, freedoms)
    return replace(
        found, difference=difference_with_interval(gap.value, error, freedom, CONFIDENCE), error=error, freedom=freedom
    )


def welch(squares: Sequence[float], freedoms: Sequence[int]) -> int:
    """The degrees of freedom of a sum of independent squared errors, rounded down.

    >>> welch([1.0, 1.0], [9, 9])
    18
    """
    shares = sum(square * square / freedom for square, freedom in zip(squares, freedoms, strict=True))
    return max(1, math.floor(sum(squares) ** 2 / shares))


def difference_with_interval(value: float, error: float, freedom: int, confidence: float) -> Estimate:
    """A difference with an interval of Student's t."""
    reach = half_width(freedom, confidence) * error
    return Estimate(value, value - reach, value + reach)


def paired(
    analysis: Analysis, groups: Sequence[Group], designs: Sequence[str], rows: Iterable[Rows]
) -> Iterator[Change]:
    """Every response of some groups under some designs, of the same citizens in both studies.

    `rows` are those of each study, block by block; the responses are those of `analysis`. Raises `TallyError` if they
    are not of the same citizens.
    """
    tallies = {design: Tally(analysis.scenario, (FIRST, SECOND)) for design in designs}
    channels = channels_compared(analysis)
    for first, second in rows:
        for design, tally in tallies.items():
            tally.add({FIRST: with_reach(first[design], channels), SECOND: with_reach(second[design], channels)})
    for group, design in product(groups, designs):
        sample = tallies[design].sample(group)
        for response in analysis.responses.values():
            one, other = (contrast(sample, name, FIRST, response) for name in (FIRST, SECOND))
            yield Change(
                group.name, design, response.name, one.level, other.level, other.difference or NOT_ESTIMABLE,
                (one.citizens, other.citizens), other.unit, True, other.error, other.freedom, other.differing,
                other.effective, other.worth,
            )  # fmt: skip


def channels_compared(analysis: Analysis) -> int:
    """The channels of all designs that a study compares: whom any electronic one reaches counts as reachable."""
    return channels_of(*(analysis.scenario.designs[design] for design in analysis.designs))


def with_reach(columns: Columns, channels: int) -> Columns:
    """Rows in which whoever some channels reach can be reached by all, and nobody else by any."""
    return {**columns, "reachable": np.where(columns["reachable"] & channels, ELECTRONIC, 0)}


def with_simultaneous_intervals(changes: Sequence[Change], margins: Mapping[str, float]) -> tuple[Change, ...]:
    """The same with intervals that hold for all of a group at once, of what is read side by side, each judged."""
    counts: dict[str, int] = {}
    for one in changes:
        counts[one.group] = counts.get(one.group, 0) + is_in_family(one)
    return tuple(
        judged_change(one, 1.0 - (1.0 - CONFIDENCE) / counts[one.group], margins.get(one.response, 0.0))
        if is_in_family(one)
        else one
        for one in changes
    )


def is_in_family(change: Change) -> bool:
    """True if a response is read side by side with others, and has a difference."""
    return change.response in FAMILY and change.difference.value is not None


def judged_change(change: Change, confidence: float, margin: float) -> Change:
    """The same with an interval of this probability, judged against the margin."""
    value, found = change.difference.value, change.difference
    if value is not None and change.error is not None and change.freedom is not None:
        found = difference_with_interval(value, change.error, change.freedom, confidence)
    return replace(change, together=found, judgement=judged(found, margin))
