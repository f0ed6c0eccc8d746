"""Session: the caller of a study, and the observers of its progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.experiment.progress import ProgressObserver

if TYPE_CHECKING:
    from sim.studies.compare import Comparison


@dataclass(frozen=True, slots=True)
class Session:
    """A program or a person at the command line that requests studies; no number depends on it."""

    command: Sequence[str] = ()
    """The command that is recorded; empty for a program, whose function is recorded instead."""
    say: Callable[[str], None] | None = None
    """Receives the lines of the log as well."""
    watchers: Sequence[ProgressObserver] = ()
    keeps: bool = False
    """True if results go to a default folder when none is named; else they stay in memory."""
    starts_processes: bool = False
    """True if the SimPy engine may start processes by default, which would break a program without a guarded main part.
    """
    citizens_per_task: int | None = None
    answered: Callable[[Comparison], None] | None = None
    """Receives a comparison as soon as its numbers are known, before its figures are drawn and its files written."""

    def recorded(self, function: str) -> tuple[str, ...]:
        """The command as a manifest stores it."""
        return tuple(self.command) or (f"sim.{function}",)


PROGRAM: Final = Session()
"""Session of a program: no output, and files only where it names a folder."""
