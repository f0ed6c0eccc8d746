"""Progress and speed of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sim.clock import span_in_words
from sim.experiment.task_execution import FailedTask


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """Progress of a study."""

    tasks: int
    """Tasks done in this run."""
    of_tasks: int
    """Tasks that were missing when it began."""
    citizens: int
    """Citizens simulated in this run, once for each design."""
    of_citizens: int
    seconds: float
    """Seconds since the first task began."""
    before: int = 0
    """Citizens that earlier runs simulated, once for each design."""

    @property
    def per_second(self) -> float:
        """Citizens simulated per second."""
        return self.citizens / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest takes at this speed; None while no speed is known."""
        return (self.of_citizens - self.citizens) / self.per_second if self.per_second else None

    def __str__(self) -> str:
        """The progress in one line."""
        if not self.of_tasks:
            return "nothing is missing"
        line = f"{self.tasks:,} of {self.of_tasks:,} tasks"
        if self.seconds_left is None:
            return line
        return f"{line}, {self.per_second:,.0f} citizens per second, {span_in_words(round(self.seconds_left))} left"


class ProgressObserver(Protocol):
    """Interface of objects that are informed about the progress of a study."""

    def advanced(self, pace: StudyProgress) -> None:
        """Called when a task was done, and before the first one begins."""

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        """Called when a task failed, with whether it is tried `again`."""

    def began(self, what: str) -> None:
        """Called when a stage begins that takes a moment, with its name."""

    def log_line(self, line: str) -> None:
        """Called with a line about any other event."""
