"""Progress of a study on a terminal: tasks, citizens per second, time left."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sim.cli.printing import is_terminal
from sim.legible import visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from sim.experiment.progress import StudyProgress
    from sim.experiment.task_execution import FailedTask

PATIENCE: Final = 2.0
"""The number of seconds before a plain bar appears."""
READING: Final = "Reading the scenario"


class ProgressBar:
    """A progress bar on standard error, which names the current step from the start."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.line: TaskID = progress.add_task("", total=None, what=READING)

    @classmethod
    @contextlib.contextmanager
    def shown(cls) -> Iterator[Sequence[ProgressBar]]:
        """Shows a bar while the block runs; yields no observer if standard error is not a terminal."""
        if not is_terminal(sys.stderr):
            yield ()
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("{task.fields[what]}"), BarColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            yield (cls(progress),)

    def began(self, what: str) -> None:
        """Shows a step whose duration is not yet known."""
        self.progress.reset(self.line, total=None, description="", what=what)

    def advanced(self, pace: StudyProgress) -> None:
        """Shows the progress of the study."""
        if pace.tasks:
            self.progress.update(self.line, completed=pace.citizens, total=pace.of_citizens, description=str(pace))

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        """Shows a failure that will not be retried."""
        if not again:
            self.log_line(str(failure))

    @contextlib.contextmanager
    def hidden(self) -> Iterator[None]:
        """Hides the bar while the block runs, which may print."""
        self.progress.stop()
        try:
            yield
        finally:
            self.progress.start()

    def log_line(self, line: str) -> None:
        """Shows a line above the bar."""
        # Rich would take square brackets in a line for markup.
        self.progress.console.print(visible(line), markup=False, highlight=False)


@contextlib.contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A plain bar on standard error; yields a function of the number done and the total, or None without a terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    began_at = time.monotonic()
    lines: list[TaskID] = []
    bar = Progress(console=Console(stderr=True), transient=True)

    def advance(done: int, total: int) -> None:
        if not lines and time.monotonic() - began_at > PATIENCE:
            bar.start()
            lines.append(bar.add_task(what, total=total))
        for line in lines:
            bar.update(line, completed=done)

    try:
        yield advance
    finally:
        if lines:
            bar.stop()
