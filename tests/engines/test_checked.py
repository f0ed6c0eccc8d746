"""A small part of the long suite in which every access of compiled code is checked, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PART = (
    "test_a_look_beyond_the_end_of_anything_is_noticed",
    "test_a_citizen_with_more_than_there_is_room_for_lives_again_in_more_room",
    "test_the_last_citizens_and_replications_are_simulated_alike",
)


def test_compiled_code_looks_beyond_the_end_of_nothing() -> None:
    """Most of its time goes into compiling; citizens with more than there is room for fill every array to its end."""
    chosen = [f"tests/engines/long_checked.py::{name}" for name in PART]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", *chosen],
        env={**os.environ, "NUMBA_BOUNDSCHECK": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert f"{len(PART)} passed" in run.stdout
