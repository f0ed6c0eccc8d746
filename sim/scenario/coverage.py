"""Coverage: which numbers of a scenario have no range, and so stay as stated when everything unknown is varied."""

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
    "own": "the study's own, in place of a graded number, and no range given",
    "ungraded": "ungraded",
    "measured": "measured, and no range given",
    "assumed": "assumed, and no range given",
    "calibrated": "calibrated, and no range given",
    "half": "with one end of a range only",
    "point": "with a range of one value",
}
"""Why a number is not varied, with its meaning, in the order in which they are told."""
NAMED: Final = 3
"""Numbers that are named for each reason."""


@dataclass(frozen=True, slots=True)
class Unvaried:
    """A number that says something of the world and has no range to be varied in."""

    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the ranges of a scenario reach: of the numbers that some designs use, which have none."""

    numbers: int
    """Numbers that say something of the world and that one of the designs may use."""
    without_range: tuple[Unvaried, ...]
    unused: tuple[str, ...] = ()
    """Numbers with a range that none of the designs can use; they are not varied."""

    @property
    def words(self) -> str:
        """How many numbers have no range, why, and which, in a sentence; and how many are not used, in another."""
        return " ".join([self.words_of_ranges, *([self.words_of_use] if self.unused else [])])

    @property
    def words_of_ranges(self) -> str:
        """How many numbers have no range, why, and which, in a sentence."""
        if not self.without_range:
            return f"All {self.numbers} numbers have a range."
        by_reason = {reason: [each.path for each in self.without_range if each.reason == reason] for reason in REASONS}
        told = "; ".join(f"{len(paths)} {REASONS[why]} ({named(paths)})" for why, paths in by_reason.items() if paths)
        count = len(self.without_range)
        have = "has no range, and stays as it is" if count == 1 else "have no range, and stay as they are"
        return f"{count} of {self.numbers} numbers {have}: {told}."

    @property
    def words_of_use(self) -> str:
        """How many numbers with a range were not varied because nothing here can use them."""
        count = len(self.unused)
        what = "1 number with a range is" if count == 1 else f"{count} numbers with a range are"
        return f"{what} used by no design or response here, and left out: {named(self.unused)}."

    def document(self) -> dict[str, Any]:
        """The same for a program, every number named."""
        return {
            "numbers": self.numbers,
            "without_range": [{"path": each.path, "reason": each.reason} for each in self.without_range],
            "unused": list(self.unused),
            "words": self.words,
        }

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Coverage:
        """The coverage that a document tells of."""
        without_range = tuple(Unvaried(each["path"], each["reason"]) for each in document["without_range"])
        return cls(document["numbers"], without_range, tuple(document["unused"]))


def named(paths: Sequence[str]) -> str:
    """The first of some paths, and how many more there are."""
    more = len(paths) - NAMED
    return ", ".join(paths[:NAMED]) + (f", and {more} more" if more > 0 else "")


def ranges(
    scenario: Scenario, designs: Iterable[str], columns: Iterable[str] | None = None, root: Table | None = None
) -> dict[str, Reason | None]:
    """Every number that says something of the world, with why it has no range, or None if it has one.

    Only numbers that one of the designs may use, and that may move one of some columns of rows if these are named.
    `root` is the tree that the scenario was read from: it tells which values a study put in place of graded ones.
    """
    names, kept = tuple(designs), None if columns is None else tuple(columns)
    claims = ((".".join(steps), known) for steps, known in numbers(scenario) if steps[0] not in UNVARIED)
    return {
        path: None if is_uncertain(known) else reason_of(path, known, root)
        for path, known in claims
        if may_move(scenario, names, kept, path)
    }


def coverage(*found: Mapping[str, Reason | None], unused: Iterable[str] = ()) -> Coverage:
    """How far ranges reach, in one scenario or several: a path counts once, and has a range if it has one in all."""
    every: dict[str, Reason | None] = {}
    for each in found:
        for path, reason in each.items():
            every[path] = every.get(path) or reason
    without = tuple(Unvaried(path, reason) for path, reason in every.items() if reason is not None)
    return Coverage(len(every), without, tuple(unused))


def reason_of(path: str, known: Known[int] | Known[float], root: Table | None) -> Reason:
    """Why a number without a range has none."""
    if known.low is not None and known.high is not None:
        return "point"
    if known.low is not None or known.high is not None:
        return "half"
    if known.grade in {None, "assumed"} and root is not None and replaces_a_grade(root, path):
        return "own"
    return known.grade or "ungraded"


def replaces_a_grade(root: Table, path: str) -> bool:
    """Whether the value at a path, or what it lies in, took the place of one that had a grade."""
    steps = path.split(".")
    entries = (entry_at(root, steps[:count]) for count in range(1, len(steps) + 1))
    return any(has_grade(old.node) for entry in entries if entry is not None for old in entry.history())


def has_grade(node: Node) -> bool:
    """Whether a node or anything below it has a grade."""
    if isinstance(node, Scalar):
        return False
    if isinstance(node, Listing):
        return any(map(has_grade, node.items))
    return "grade" in node.entries or any(has_grade(entry.node) for entry in node.entries.values())
