"""Printing to terminals and pipes, with or without colour, in the width of the terminal."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import textwrap
import traceback
from collections.abc import Mapping
from typing import Final, TextIO

import click

from sim.legible import visible

WIDEST: Final = 100
PLAIN: Final = str.maketrans({"−": "-", "–": "-", "─": "-"})


def print_output(text: str, *, styled: bool = False) -> None:
    """Prints to standard output, with plain substitutes for characters that the encoding lacks.

    Control characters in the text are made visible; `styled` lets the colours of a table through.
    """
    text = visible(text, styled=styled)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with contextlib.suppress(UnicodeEncodeError):
        text.encode(encoding)
        click.echo(text.rstrip("\n"))
        return
    click.echo(text.translate(PLAIN).encode(encoding, "replace").decode(encoding).rstrip("\n"))


def print_error(line: str) -> None:
    """Prints a line to standard error, with control characters made visible."""
    click.echo(visible(line), err=True)


def is_terminal(stream: TextIO | None) -> bool:
    """True if the stream is an open terminal."""
    return stream is not None and stream.isatty()


def is_of_output(error: OSError) -> bool:
    """True if an error was raised while printing, and not by a file."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(frames) and frames[-1].f_code is click.echo.__code__


def silence_output() -> None:
    """Redirects standard output to the null device, so that its flush at exit raises no further error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def coloured() -> bool:
    """True if standard output shows colours."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


def terminal_width() -> int:
    """The width for printing: that of the terminal up to 100 columns, or 80 in a pipe."""
    return min(shutil.get_terminal_size().columns, WIDEST) if is_terminal(sys.stdout) else 80


def wrapped(text: str) -> str:
    """A paragraph wrapped to the width for printing."""
    return textwrap.fill(text, terminal_width())


def json_text(document: Mapping[str, object]) -> str:
    """A mapping as JSON text for programs. Raises ValueError for NaN and infinities."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
