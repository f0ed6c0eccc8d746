"""Interrupts of a command: quiet, at any moment, with exit code 130.

`KeyboardInterrupt` in the middle of an import is not enough. Compiled modules turn it into errors of their own or
swallow it, and CPython may then end the process by the signal although the exception was caught. So a command with
nothing to clean up exits at once. A command with cleanup notes the interrupt, cleans up, and exits without unwinding
the interpreter.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, NoReturn

import click

from sim.errors import StudyInterruptedError
from sim.legible import visible

CODE: Final = StudyInterruptedError.exit_code
noted: list[bool] = []
"""Contains an item after an interrupt that could not end the command at once."""


def leave(line: str, *, whole_process: bool) -> NoReturn:
    """Prints `line` and exits.

    A whole process exits immediately, so that no second interrupt can break its shutdown.
    """
    line = visible(line)
    if not whole_process:
        click.echo(line, err=True)
        sys.exit(CODE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Standard output may be closed, broken or absent.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    os._exit(CODE)


def leave_at_once(_number: int, _frame: FrameType | None) -> NoReturn:
    """Signal handler while there is nothing to clean up."""
    # Not through `sys.stderr`: the signal may arrive while something else writes to it, and it cannot be entered twice.
    os.write(2, b"Interrupted.\n")
    os._exit(CODE)


def note(_number: int, _frame: FrameType | None) -> NoReturn:
    """Signal handler while there is something to clean up."""
    noted.append(True)
    raise KeyboardInterrupt


@contextlib.contextmanager
def tidied_up() -> Iterator[None]:
    """A block whose `finally` clauses run at an interrupt.

    It has no effect unless `leave_at_once` is the current handler.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) != leave_at_once:
        yield
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        if not noted:
            signal.signal(signal.SIGINT, leave_at_once)
