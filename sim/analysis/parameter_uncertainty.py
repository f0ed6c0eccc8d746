"""The second interval of a difference: its range over parameter uncertainty, apart from sampling error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, TypeAlias

from sim.analysis.comparison import Contrast, Judgement
from sim.analysis.exploration.ensemble import Bound
from sim.scenario.coverage import Coverage

ENDS: Final = (0.05, 0.95)
"""Quantiles over the points that bound the range."""
SETTLED: Final = 0.95
"""Least share of the points for a settled judgement, which holds for nearly all values that the parameters may have."""
LIKELY: Final = 2.0 / 3.0
"""Least share of the points for a likely judgement (Mastrandrea and others, Guidance Note of the IPCC, 2010: 66 %)."""
Direction: TypeAlias = Literal["less", "same", "more"]


@dataclass(frozen=True, slots=True)
class DifferenceRange:
    """Range of one paired difference over parameter uncertainty, in the unit of its response."""

    group: str
    design: str
    response: str
    points: int
    """Number of points at which the difference is defined."""
    low: float
    high: float
    """The 5th and the 95th percentile over the points, without sampling error."""
    less: float
    same: float
    more: float
    """Shares of the points at which the difference is below minus the margin, within it, or above it; they add up to 1.
    """
    sampling: float
    """Share of the variance between the points that was sampling error, and was taken out."""

    def share(self, way: Direction) -> float:
        """The share of the points at which the difference goes this way, from 0 to 1."""
        return {"less": self.less, "same": self.same, "more": self.more}[way]


@dataclass(frozen=True, slots=True)
class Information:
    """Average improvement of a choice between designs if some numbers were known before it."""

    group: str
    response: str
    best: str
    """The design that is chosen without more information: the best on average over the points."""
    numbers: str
    """The part of the scenario that becomes known; empty for everything."""
    count: int
    """Number of parameters in that part."""
    value: float
    """Expected gain in the unit of the response: an upper bound of the worth of any study of these numbers."""
    error: float
    """Standard error of the gain."""
    points: int
    """Number of points that it rests on."""


@dataclass(frozen=True)
class ParameterUncertainty:
    """Parameter uncertainty of a study, apart from sampling error. Not slotted: ranges are cached by name."""

    coverage: Coverage
    """Numbers that have no range, and so stay as stated at every point."""
    ranges: tuple[DifferenceRange, ...] = ()
    points: int = 0
    size: int = 0
    """Number of citizens at every point."""
    sets: int = 0
    """Number of sets that fit, from which the points take their fitted numbers; 0 without any."""
    bound: Bound = field(default_factory=Bound)
    left_out: str = ""
    """Reason why there are no points although they were requested; else empty."""
    failed: bool = False
    """True if there are none because a task failed."""
    information: tuple[Information, ...] = ()
    """Value of information for the choice between designs; for each response perfect information comes first."""

    @cached_property
    def _ranges(self) -> Mapping[tuple[str, str, str], DifferenceRange]:
        return {(each.group, each.design, each.response): each for each in self.ranges}

    def range_of(self, group: str, design: str, response: str) -> DifferenceRange | None:
        """The range of one difference by its three names; None if there is none."""
        return self._ranges.get((group, design, response))

    @property
    def of_what(self) -> str:
        """The population that shares of the points refer to, in words."""
        return "the sets that fit" if self.sets else "the ranges"

    def document(self) -> dict[str, Any]:
        """The same as a mapping, for a program."""
        return {
            "points": self.points,
            "citizens_per_point": self.size,
            "sets": self.sets,
            **self.bound.document(),
            "left_out": self.left_out or None,
            "coverage": self.coverage.document(),
            "ranges": [asdict(each) for each in self.ranges],
            "information": [{**asdict(each), "numbers": each.numbers or None} for each in self.information],
        }


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One judgement on both sampling error and parameter uncertainty."""

    standing: Literal["settled", "likely", "open", "sampled"]
    """`sampled` is a judgement on sampling error alone, without points."""
    direction: Direction | None
    """None if the judgement is open."""
    share: float | None = None
    """Share of the points that go this way; None without points."""
    because: Literal["", "sampling", "unknown"] = ""
    """Reason why it is open."""


def conclude(row: Contrast, reach: DifferenceRange | None) -> Conclusion:
    """The conclusion on a difference, from its sampling interval and its range over parameter uncertainty.

    It is settled if both agree: the simultaneous interval, and 95 % of the points. It is likely if two thirds of the
    points go one way, and the sampling interval does not extend to the other side of zero.
    """
    sampled = direction_of(row.judgement)
    if reach is None:
        return Conclusion("open", None, None, "sampling") if sampled is None else Conclusion("sampled", sampled)
    ways: tuple[Direction, ...] = ("less", "same", "more")
    # The three shares add up to 1, so that at most one of them reaches two thirds.
    way = max(ways, key=reach.share)
    share = reach.share(way)
    if share < LIKELY:
        return Conclusion("open", None, share, "unknown")
    if sampled == way:
        return Conclusion("settled" if share >= SETTLED else "likely", way, share)
    # The sampling interval confirms the direction, though not that the difference exceeds the margin.
    if direction_from_zero(row) == way:
        return Conclusion("likely", way, share)
    return Conclusion("open", None, share, "sampling" if sampled is None else "unknown")


def direction_of(judgement: Judgement | None) -> Direction | None:
    """The way of a judgement on sampling error; None if it is unsettled."""
    return None if judgement is None or judgement == "unsettled" else judgement


def direction_from_zero(row: Contrast) -> Direction | None:
    """The side of zero on which the whole sampling interval lies; None if it holds zero, or there is none."""
    read = row.displayed
    if read is None or not read.excludes_zero:
        return None
    return "more" if (read.low or 0.0) > 0.0 else "less"
