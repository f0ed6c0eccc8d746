"""Problems of a scenario, each with its place and the offending line, collected in one error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import ScenarioError

LONGEST_EXCERPT = 120


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; line and column count from 1. Column 0 means a whole line, shown instead of its number."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """The form `file:line:column`, which editors and terminals turn into links."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: its place, message and line, the values allowed there, and a hint such as the nearest name."""

    place: Place
    message: str
    excerpt: str = ""
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """One paragraph: the place and the message, the line with a mark, the allowed values and the hint."""
        if not self.place.column:
            return "\n".join([f"{self.place.file} {self.cut(0)}: {self.message}", *self.remedies()])
        lines = [f"{self.place}: {self.message}"]
        if self.excerpt:
            start = max(0, self.place.column - LONGEST_EXCERPT + 20)
            number = str(self.place.line)
            mark = " " * (self.place.column - 1 - start)
            lines += [f"  {number} | {self.cut(start)}", f"  {' ' * len(number)} | {mark}^"]
        return "\n".join([*lines, *self.remedies()])

    def cut(self, start: int) -> str:
        """The part of the line that is shown, without unprintable characters."""
        shown = self.excerpt[start : start + LONGEST_EXCERPT]
        return "".join(character if character.isprintable() else " " for character in shown)

    def remedies(self) -> list[str]:
        """The allowed values and the hint, each on a line of its own."""
        return [f"  {line}" for line in (f"allowed: {self.allowed}" if self.allowed else "", self.hint) if line]


class InvalidScenarioError(ScenarioError):
    """The error for an invalid scenario, with all its problems in the order of the files."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)

    @property
    def problems(self) -> Sequence[Problem]:
        """All problems."""
        return self.args

    def __str__(self) -> str:
        """Every problem in a paragraph of its own, and their number."""
        count = f"{len(self.args)} problem{'s' if len(self.args) > 1 else ''}"
        return "\n".join([*(str(problem) for problem in self.args), count])
