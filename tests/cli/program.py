"""The program in this process: as `python -m sim` does it, without the second and a half in which it is loaded."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli import main


class Answer(NamedTuple):
    """How the program ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def mbsim(*arguments: str, folder: Path | None = None) -> Answer:
    """Runs the program with these arguments, in a folder if one is given."""
    written = [io.BytesIO(), io.BytesIO()]
    streams = [io.TextIOWrapper(each, encoding="utf-8", write_through=True) for each in written]
    ended = 0
    with pytest.MonkeyPatch.context() as patch, _inside(folder):
        patch.setattr(sys, "argv", ["mbsim", *arguments])
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            try:
                main()
            except SystemExit as end:
                ended = end.code if isinstance(end.code, int) else int(end.code is not None)
    out, errors = (kept.getvalue().decode() for kept in written)
    return Answer(ended, out, errors)


@contextlib.contextmanager
def _inside(folder: Path | None) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(before if folder is None else folder)
    try:
        yield
    finally:
        os.chdir(before)
