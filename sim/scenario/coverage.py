"""Coverage: the numbers of a scenario without a range, which stay as stated when uncertain parameters are varied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from sim.scenario.distributions import Known
from sim.scenario.evidence import numbers
from sim.scenario.factors import UNVARIED, is_uncertain
from sim.scenario.nodes import Listing, Node, Scalar, entry_at
from sim.scenario.nodes import Mapping as Table
from sim.scenario.schema import Scenario
from sim.scenario.usage import may_move

Reason: TypeAlias = Literal["own", "ungraded", "measured", "assumed", "calibrated", "half", "point"]

REASONS: Final[Mapping[Reason, str]] = {
    "own": "set by the study in place of a graded number, without a range",
    "ungraded": "ungraded",
    "measured": "measured, without a range",
    "assumed": "assumed, without a range",
    "calibrated": "calibrated, without a range",
    "half": "with one end of a range only",
    "point": "with a range of one value",
}
"""Reasons for which a number is not varied, each in words, in the order of reporting."""
NAMED: Final = 3
"""Numbers that are named for each reason; the rest are only counted."""


@dataclass(frozen=True, slots=True)
class Unvaried:
    """A number about the world that has no range to be varied in, with the reason."""

    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a scenario by ranges: which of the numbers that some designs may use have none."""

    numbers: int
    """Count of the numbers about the world that one of the designs may use."""
    without_range: tuple[Unvaried, ...]
    unused: tuple[str, ...] = ()
    """Paths of numbers that have a range, but that none of the designs can use; they are not varied."""

    @property
    def words(self) -> str:
        """A sentence about the numbers without a range, and another about unused numbers if there are any."""
        return " ".join([self.range_words, *([self.unused_words] if self.unused else [])])

    @property
    def range_words(self) -> str:
        """A sentence: how many numbers have no range, for which reasons, and the first of them by name."""
        if not self.without_range:
            return f"All {self.numbers} numbers have a range."
        by_reason = {reason: [each.path for each in self.without_range if each.reason == reason] for reason in REASONS}
        reasons = "; ".join(
            f"{len(paths)} {REASONS[why]} ({named(paths)})" for why, paths in by_reason.items() if paths
        )
        count = len(self.without_range)
        have = "has no range and stays fixed" if count == 1 else "have no range and stay fixed"
        return f"{count} of {self.numbers} numbers {have}: {reasons}."

    @property
    def unused_words(self) -> str:
        """A sentence: how many numbers with a range are not varied because no design or response here can use them."""
        count = len(self.unused)
        what = "1 number with a range is" if count == 1 else f"{count} numbers with a range are"
        return f"{what} used by no design or response here and left out: {named(self.unused)}."

    def document(self) -> dict[str, Any]:
        """The coverage as plain data for programs, with every number named."""
        return {
            "numbers": self.numbers,
            "without_range": [{"path": each.path, "reason": each.reason} for each in self.without_range],
            "unused": list(self.unused),
            "words": self.words,
        }

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Coverage:
        """The coverage in plain data as `document` returns it."""
        without_range = tuple(Unvaried(each["path"], each["reason"]) for each in document["without_range"])
        return cls(document["numbers"], without_range, tuple(document["unused"]))


def named(paths: Sequence[str]) -> str:
    """The first few of some paths, and the number of the others."""
    more = len(paths) - NAMED
    return ", ".join(paths[:NAMED]) + (f", and {more} more" if more > 0 else "")


def ranges(
    scenario: Scenario, designs: Iterable[str], columns: Iterable[str] | None = None, root: Table | None = None
) -> dict[str, Reason | None]:
    """Every number about the world by path, with the reason for which it has no range, or None if it has one.

    Limited to numbers that one of the designs may use and, if `columns` are given, that may influence one of these.
    `root` is the tree that the scenario was read from; it records which values a study put in place of graded ones.
    """
    names, kept = tuple(designs), None if columns is None else tuple(columns)
    claims = ((".".join(steps), known) for steps, known in numbers(scenario) if steps[0] not in UNVARIED)
    return {
        path: None if is_uncertain(known) else reason_of(path, known, root)
        for path, known in claims
        if may_move(scenario, names, kept, path)
    }


def coverage(*found: Mapping[str, Reason | None], unused: Iterable[str] = ()) -> Coverage:
    """The coverage of one or several scenarios: a path counts once, and has a range only if it has one in all."""
    every: dict[str, Reason | None] = {}
    for each in found:
        for path, reason in each.items():
            every[path] = every.get(path) or reason
    without = tuple(Unvaried(path, reason) for path, reason in every.items() if reason is not None)
    return Coverage(len(every), without, tuple(unused))


def reason_of(path: str, known: Known[int] | Known[float], root: Table | None) -> Reason:
    """The reason for which a number has no range."""
    if known.low is not None and known.high is not None:
        return "point"
    if known.low is not None or known.high is not None:
        return "half"
    # A setting grades its value as assumed, so both are values that a study may have put in place of a graded one.
    if known.grade in {None, "assumed"} and root is not None and replaces_a_grade(root, path):
        return "own"
    return known.grade or "ungraded"


def replaces_a_grade(root: Table, path: str) -> bool:
    """True if the value at a path, or a mapping that contains it, replaced one with a grade."""
    steps = path.split(".")
    entries = (entry_at(root, steps[:count]) for count in range(1, len(steps) + 1))
    return any(has_grade(old.node) for entry in entries if entry is not None for old in entry.history())


def has_grade(node: Node) -> bool:
    """True if a node or anything below it has a grade."""
    if isinstance(node, Scalar):
        return False
    if isinstance(node, Listing):
        return any(map(has_grade, node.items))
    return "grade" in node.entries or any(has_grade(entry.node) for entry in node.entries.values())
