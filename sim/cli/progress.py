"""How a study goes, for who looks at a terminal: tasks, citizens per second, time left."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sim.cli.printing import is_terminal, say
from sim.legible import visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from sim.experiment.pace import Pace, Watcher
    from sim.experiment.performing import Failed

PATIENCE: Final = 2.0
"""Seconds without a bar."""


class Bar:
    """A progress bar on standard error, once a study takes longer than two seconds."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.began_at = time.monotonic()
        self.line: TaskID | None = None

    @classmethod
    @contextlib.contextmanager
    def shown(cls) -> Iterator[Sequence[Watcher]]:
        """A bar while the block lasts; nobody watches where standard error is no terminal."""
        if not is_terminal(sys.stderr):
            yield ()
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("Simulating"), BarColumn(), TextColumn("{task.description}"))
        bar = cls(Progress(*columns, console=Console(stderr=True), transient=True))
        try:
            yield (bar,)
        finally:
            if bar.line is not None:
                bar.progress.stop()

    def advanced(self, pace: Pace) -> None:
        """Shows how far the study is."""
        if self.line is None and time.monotonic() - self.began_at > PATIENCE:
            self.progress.start()
            self.line = self.progress.add_task("", total=pace.of_citizens)
        if self.line is not None:
            self.progress.update(self.line, completed=pace.citizens, total=pace.of_citizens, description=str(pace))

    def failed(self, failure: Failed, *, again: bool) -> None:
        """Shows a failure that stays."""
        if not again:
            self.told(str(failure))

    def told(self, line: str) -> None:
        """Shows a line above the bar."""
        if self.line is None:
            say(line)
        else:
            self.progress.console.print(visible(line), markup=False, highlight=False)


@contextlib.contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A plain bar on standard error, told how much of how much is done; None where nobody is looking."""
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
