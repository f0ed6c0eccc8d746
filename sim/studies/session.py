"""Who asks for a study, and who is told how it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sim.experiment.progress import ProgressObserver


@dataclass(frozen=True, slots=True)
class Session:
    """A program that asks for studies, or a person at the command line. No number depends on it."""

    command: Sequence[str] = ()
    """The command that is recorded; empty for a program, of which the function is recorded."""
    say: Callable[[str], None] | None = None
    """Told the lines of the log as well."""
    watchers: Sequence[ProgressObserver] = ()
    keeps: bool = False
    """Whether results go to a folder of their own where none is named; else they stay in memory."""
    starts_processes: bool = False
    """Whether the SimPy engine may start processes unasked, which a program without a guarded main part must not."""
    citizens_per_task: int | None = None

    def recorded(self, function: str) -> tuple[str, ...]:
        """The command as a manifest holds it."""
        return tuple(self.command) or (f"sim.{function}",)


PROGRAM: Final = Session()
"""A program: it is told nothing, and gets files only where it asks for them."""
