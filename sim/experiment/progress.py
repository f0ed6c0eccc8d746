"""How far a study is, and how fast it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sim.clock import span_in_words
from sim.experiment.task_execution import FailedTask


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """How far a study is."""

    tasks: int
    """Tasks done in this run."""
    of_tasks: int
    """Tasks that were missing when it began."""
    citizens: int
    """Citizens simulated in this run, once for each design."""
    of_citizens: int
    seconds: float
    """Time since the first task began."""
    before: int = 0
    """Citizens that earlier runs simulated, once for each design."""

    @property
    def per_second(self) -> float:
        """Citizens simulated in a second."""
        return self.citizens / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at this pace; None while nothing is known of it."""
        return (self.of_citizens - self.citizens) / self.per_second if self.per_second else None

    def __str__(self) -> str:
        """The pace in one line."""
        if not self.of_tasks:
            return "nothing is missing"
        line = f"{self.tasks:,} of {self.of_tasks:,} tasks"
        if self.seconds_left is None:
            return line
        return f"{line}, {self.per_second:,.0f} citizens per second, {span_in_words(round(self.seconds_left))} left"


class ProgressObserver(Protocol):
    """Someone who is told how a study goes."""

    def advanced(self, pace: StudyProgress) -> None:
        """A task was done, or the first one is about to begin."""

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        """A task failed, and is tried `again` or not."""

    def began(self, what: str) -> None:
        """Something begins that takes a moment: what whoever waits is waiting for."""

    def told(self, line: str) -> None:
        """Something else happened that is worth a line."""
