"""Problems of a scenario: each with its place and the offending line, all of them in one error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import ScenarioError

LONGEST_EXCERPT = 120


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """In the form that editors and terminals link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, what is allowed there, and the nearest allowed name."""

    place: Place
    message: str
    excerpt: str = ""
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """One paragraph: the place and the message, the line with a mark, then what is allowed."""
        lines = [f"{self.place}: {self.message}"]
        if self.excerpt:
            start = max(0, self.place.column - LONGEST_EXCERPT + 20)
            shown = self.excerpt[start : start + LONGEST_EXCERPT]
            shown = "".join(character if character.isprintable() else " " for character in shown)
            number = str(self.place.line)
            mark = " " * (self.place.column - 1 - start)
            lines += [f"  {number} | {shown}", f"  {' ' * len(number)} | {mark}^"]
        if self.allowed:
            lines.append(f"  allowed: {self.allowed}")
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class InvalidScenarioError(ScenarioError):
    """A scenario with problems: all of them, in the order of the files."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)

    @property
    def problems(self) -> Sequence[Problem]:
        """All problems."""
        return self.args

    def __str__(self) -> str:
        """Every problem in a paragraph of its own, and how many there are."""
        count = f"{len(self.args)} problem{'s' if len(self.args) > 1 else ''}"
        return "\n".join([*(str(problem) for problem in self.args), count])
