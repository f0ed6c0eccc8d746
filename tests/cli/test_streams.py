"""Where output goes that nobody can take, and what of the surroundings must not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shipped import MAIN

pytestmark = pytest.mark.long

PROGRAM = f"{sys.executable} -m sim"


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a shell does with a command."""
    surroundings = {**os.environ, "PYTHONPATH": str(MAIN.parents[1]), **environment}
    return subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=600, cwd=folder,
        env=surroundings,
    )  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("verb", [f"check {MAIN}", "--help", "schema", "check --help", "--version"])
def test_a_full_disk_behind_standard_output_is_told(verb: str, tmp_path: Path) -> None:
    found = shell(f"{PROGRAM} {verb} > /dev/full", tmp_path)
    told = "Error: Standard output cannot be written: No space left on device. What a study has saved is kept.\n"
    assert (found.returncode, found.stderr) == (1, told)


@pytest.mark.skipif(os.name == "nt", reason="closes a stream as a shell does")
def test_a_closed_standard_output_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    found = shell(f"{PROGRAM} run {MAIN} --size 10 --design paper --out there >&-", tmp_path)
    assert found.returncode == 2
    assert found.stderr.startswith("Error: Standard output is closed.")
    assert found.stderr.count("\n") == 1
    assert not (tmp_path / "there").exists()


@pytest.mark.skipif(os.name == "nt", reason="closes a stream as a shell does")
def test_a_closed_standard_error_and_a_backend_that_there_is_not_change_nothing(tmp_path: Path) -> None:
    command = (
        f"{PROGRAM} compare {MAIN} --size 10 --design paper --design opaque --engine simpy --points 0 --out there 2>&-"
    )
    found = shell(command, tmp_path, MPLBACKEND="nonsense")
    assert found.returncode == 0
    assert "Results: there" in found.stdout
    assert list((tmp_path / "there").rglob("*.svg"))


@pytest.mark.parametrize(("named", "kept"), [("nonsense", False), ("svg", True)])
def test_a_backend_of_the_environment_is_kept_if_there_is_such(named: str, kept: bool, tmp_path: Path) -> None:
    code = "import os, sim.report.figures, matplotlib as m; print(m.rcParams['backend'], os.environ['MPLBACKEND'])"
    found = shell(f'{sys.executable} -c "{code}"', tmp_path, MPLBACKEND=named)
    assert found.stderr == ""
    backend, environment = found.stdout.split()
    assert (backend == named, environment) == (kept, named)
