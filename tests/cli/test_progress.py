"""The bar of a command: who looks at a terminal is told from the start what is being waited for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="needs a terminal as POSIX has it")


def seen(*words: str, folder: Path, everything: bool = False) -> str:
    """What a command writes to standard error, which is a terminal; or `everything` that it writes, all to that."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sim", *words]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    stdout = theirs if everything else subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=stdout, stderr=theirs) as process:
        os.close(theirs)
        found = b""
        try:
            while piece := os.read(ours, 4096):
                found += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
    assert process.returncode == 0, found.decode()
    return found.decode()


@pytest.mark.long
def test_a_comparison_tells_at_every_moment_what_it_does(tmp_path: Path) -> None:
    text = seen("compare", "mijnoverheid-2016", "--size", "20", "--points", "0", folder=tmp_path)
    stages = ["Reading the scenario", "Simulating", "Drawing and writing"]
    assert [text.find(stage) >= 0 for stage in stages] == [True, True, True]
    assert sorted(stages, key=text.find) == stages
    assert "by SimPy as well" in text or "Compiling the simulation" in text
    assert text.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")  # the bar is gone, and the cursor is back


@pytest.mark.long
def test_the_answer_stands_alone_while_figures_are_drawn(tmp_path: Path) -> None:
    text = seen("compare", "mijnoverheid-2016", "--size", "20", "--points", "0", folder=tmp_path, everything=True)
    answer, rest = text.index("What the opaque notification"), text.index("Results: ")
    assert answer < text.index("Drawing and writing") < rest
    # The bar is taken away before the answer begins, and again before what follows it.
    for begin in (answer, rest):
        assert "\x1b[2K" in text[:begin].rpartition("\n")[2] or text[:begin].rstrip("\r\n").endswith("\x1b[2K")
