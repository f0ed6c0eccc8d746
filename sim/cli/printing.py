"""Printing: to pipes that lack a sign, in colour or not, and as wide as the terminal."""

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


def show(text: str, *, styled: bool = False) -> None:
    """Prints to standard output; where the encoding lacks a sign, its plain form.

    Nothing in the text steers the terminal; `styled` lets the colours of a table through.
    """
    text = visible(text, styled=styled)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with contextlib.suppress(UnicodeEncodeError):
        text.encode(encoding)
        click.echo(text.rstrip("\n"))
        return
    click.echo(text.translate(PLAIN).encode(encoding, "replace").decode(encoding).rstrip("\n"))


def say(line: str) -> None:
    """Prints a line to standard error, in which nothing steers the terminal."""
    click.echo(visible(line), err=True)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at a stream; nobody at one that is closed."""
    return stream is not None and stream.isatty()


def is_of_output(error: OSError) -> bool:
    """Whether an error came while something was printed, and not from a file."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(frames) and frames[-1].f_code is click.echo.__code__


def silence_output() -> None:
    """Lets go of what could not be written, so that nothing is tried again on the way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def coloured() -> bool:
    """Whether standard output shows styles."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


def terminal_width() -> int:
    """The width to print at: that of the terminal up to 100 columns, 80 in a pipe."""
    return min(shutil.get_terminal_size().columns, WIDEST) if is_terminal(sys.stdout) else 80


def wrapped(text: str) -> str:
    """A paragraph in lines of the width to print at."""
    return textwrap.fill(text, terminal_width())


def json_text(document: Mapping[str, object]) -> str:
    """A document for a program, as it is printed and kept: no number in it is anything but a number."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
