"""The second interval of a difference: how far it ranges over what is not known, apart from sampling error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from sim.analysis.comparison import Contrast, Judgement
from sim.analysis.exploration.ensemble import Bound
from sim.scenario.coverage import Coverage

ENDS: Final = (0.05, 0.95)
"""The quantiles over the points between which the range lies."""
SETTLED: Final = 0.95
"""The share of the points from which a judgement holds whatever is true, for all that is known."""
LIKELY: Final = 2.0 / 3.0
"""The share of the points from which it is likely (Mastrandrea and others, Guidance Note of the IPCC, 2010: 66 %)."""
Way: TypeAlias = Literal["less", "same", "more"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one paired difference ranges over what is not known, in the unit of its response."""

    group: str
    design: str
    response: str
    points: int
    """Points at which the difference is defined."""
    low: float
    high: float
    """The 5th and the 95th percentile of the points, without sampling error."""
    less: float
    same: float
    more: float
    """The shares of the points at which it is less or more by over the margin, or within that; they add up to 1."""
    sampling: float
    """The share of the variance between the points that was sampling error, and was taken out."""

    def share(self, way: Way) -> float:
        """The share of the points at which the difference goes this way."""
        return {"less": self.less, "same": self.same, "more": self.more}[way]


@dataclass(frozen=True, slots=True)
class Information:
    """How much better a choice between designs would be on average if some numbers were known before it."""

    group: str
    response: str
    best: str
    """The design that is chosen without knowing more: the best on average over the points."""
    numbers: str
    """The part of the scenario that is known; empty for everything."""
    count: int
    """How many numbers that are."""
    value: float
    """The gain in the unit of the response: all of what knowing it can be worth."""
    error: float
    """Its standard error."""
    points: int
    """Points that tell of it."""


@dataclass(frozen=True)
class Unknowns:
    """What is not known of a study, beside sampling error. Not slotted: ranges are kept by name."""

    coverage: Coverage
    """Which numbers have no range, and so stay as stated at every point."""
    reaches: tuple[Reach, ...] = ()
    points: int = 0
    size: int = 0
    """Citizens at every point."""
    sets: int = 0
    """Sets of numbers that fit, of which the points take their fitted numbers; 0 where there are none."""
    bound: Bound = field(default_factory=Bound)
    left_out: str = ""
    """Why there are no points although they were asked for; empty if there are some, or none were asked for."""
    failed: bool = False
    """Whether there are none because a task failed."""
    information: tuple[Information, ...] = ()
    """What knowing more would be worth for the choice between designs; of a response first of everything."""

    @cached_property
    def _reaches(self) -> Mapping[tuple[str, str, str], Reach]:
        return {(each.group, each.design, each.response): each for each in self.reaches}

    def reach(self, group: str, design: str, response: str) -> Reach | None:
        """The range of one difference by its three names; None if there is none."""
        return self._reaches.get((group, design, response))

    @property
    def of_what(self) -> str:
        """What shares of the points are shares of, in words."""
        return "the sets that fit" if self.sets else "the ranges"

    def document(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "points": self.points,
            "citizens_per_point": self.size,
            "sets": self.sets,
            **self.bound.document(),
            "left_out": self.left_out or None,
            "coverage": self.coverage.document(),
            "ranges": [asdict(each) for each in self.reaches],
            "information": [{**asdict(each), "numbers": each.numbers or None} for each in self.information],
        }


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One judgement on both: sampling error, and what is not known."""

    standing: Literal["settled", "likely", "open", "sampled"]
    """`sampled` is a judgement on sampling error alone, where there are no points."""
    way: Way | None
    """None where it is open."""
    share: float | None = None
    """The share of the points that go this way; None without points."""
    because: Literal["", "sampling", "unknown"] = ""
    """What keeps it open."""


def concluded(row: Contrast, reach: Reach | None) -> Conclusion:
    """What a difference comes to, by its sampling interval and by its range over what is not known.

    It is settled if both say so: the interval, which holds for all differences at once, and 95 % of the points. It is
    likely if two thirds of the points go one way, and the sampling interval does not reach to the other side of zero.
    """
    sampled = way_of(row.judgement)
    if reach is None:
        return Conclusion("open", None, None, "sampling") if sampled is None else Conclusion("sampled", sampled)
    ways: tuple[Way, ...] = ("less", "same", "more")
    way = max(ways, key=reach.share)
    share = reach.share(way)
    if share < LIKELY:
        return Conclusion("open", None, share, "unknown")
    if sampled == way:
        return Conclusion("settled" if share >= SETTLED else "likely", way, share)
    if beyond_zero(row) == way:
        return Conclusion("likely", way, share)
    return Conclusion("open", None, share, "sampling" if sampled is None else "unknown")


def way_of(judgement: Judgement | None) -> Way | None:
    """The way of a judgement on sampling error; None where it is not settled."""
    return None if judgement is None or judgement == "unsettled" else judgement


def beyond_zero(row: Contrast) -> Way | None:
    """The side of zero on which the whole sampling interval lies; None if it holds zero, or there is none."""
    read = row.read
    if read is None or not read.beyond_chance:
        return None
    return "more" if (read.low or 0.0) > 0.0 else "less"
