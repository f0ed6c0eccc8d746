"""A program that starts worker processes without a guard is told to have one, once and before anything is done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shipped import MAIN

pytestmark = pytest.mark.long

PROGRAM = """\
import sim
changes = {{"population.size": 2, "replications": 2, "compare.designs": ["opaque"], "warm_up": "0 days"}}
{guard}print(sim.compare(sim.load({file!r}, changes), out={out!r}, engine="simpy", workers=2, points=0).study.designs)
"""


def answer(folder: Path, guard: str, out: str | None) -> subprocess.CompletedProcess[str]:
    """What such a program says."""
    program = folder / "program.py"
    program.write_text(PROGRAM.format(file=str(MAIN), guard=guard, out=out), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(MAIN.parents[1])}
    return subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=600, cwd=folder,
        env=environment,
    )  # fmt: skip


@pytest.mark.parametrize("out", [None, "there"])
def test_a_program_without_a_guard_is_told_once_and_goes_on_with_one(out: str | None, tmp_path: Path) -> None:
    found = answer(tmp_path, "", out)
    assert found.returncode == 1
    assert found.stderr.count("Traceback") == 1
    last = found.stderr.strip().splitlines()[-1]
    assert last.startswith("sim.errors.UsageError: Every worker process begins by loading the program")
    assert 'Put its main part under `if __name__ == "__main__":`' in last
    assert not (tmp_path / "there").exists()
    guarded = answer(tmp_path, 'if __name__ == "__main__": ', out)
    assert (guarded.returncode, guarded.stdout, guarded.stderr) == (0, "('opaque',)\n", "")
