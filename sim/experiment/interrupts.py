"""Interrupts during a study: the first one requests a stop, and only a second one aborts.

An exception could strike at any moment, even while a process is being started or a part is being written. A flag that
is checked between tasks cannot.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from types import FrameType
from typing import Any


class Interrupts:
    """Records whether an interrupt has come since the block was entered; a second one raises `KeyboardInterrupt`.

    Only the main thread receives signals; in any other thread nothing is recorded and nothing changes.
    """

    def __init__(self) -> None:
        self.seen = False
        self.main = threading.current_thread() is threading.main_thread()
        self.before: Callable[[int, FrameType | None], Any] | int | signal.Handlers | None = None

    def __enter__(self) -> Interrupts:
        """Installs the signal handler."""
        if self.main:
            self.before = signal.signal(signal.SIGINT, self.note)
        return self

    def __exit__(self, *_error: object) -> None:
        """Restores the previous signal handler."""
        if self.main:
            signal.signal(signal.SIGINT, signal.SIG_DFL if self.before is None else self.before)

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """Records an interrupt."""
        if self.seen:
            raise KeyboardInterrupt
        self.seen = True


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Blocks interrupts until the end of the block; processes started in it inherit the blocked signal.

    A terminal sends an interrupt to every process in its foreground group, and one that is still starting would die of
    it.
    """
    # Windows cannot block signals.
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Starting this helper process unblocks interrupts, so it must be there before they are blocked.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
