"""Network drives: one that cannot flush a folder is no reason to end a study, one without locks is told as such.

The drive is a library that is loaded before all others and answers in the place of the operating system.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.experiment.test_continuing import PROGRAM, ROOT

COMPILER = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None, reason="needs a C compiler, and libraries that are loaded first"
)


@pytest.fixture(scope="module")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("drive") / "drive.so"
    source = Path(__file__).with_name("drive.c")
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    return library


def study(drive: Path, folder: Path, **answers: int) -> tuple[int, str]:
    """The exit code and the error of a small study on a drive with these answers."""
    said = {name: str(number) for name, number in answers.items()}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(drive), **said}
    ran = subprocess.run(
        [*PROGRAM, str(folder), "1", "rows", "20"], env=environment, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stderr


@pytest.mark.long
def test_a_folder_that_cannot_be_flushed_ends_no_study(drive: Path, tmp_path: Path) -> None:
    for number in (errno.EINVAL, errno.ENOTSUP):
        assert study(drive, tmp_path / str(number), FSYNC_ERR=number) == (0, "")
        assert (tmp_path / str(number) / "manifest.json").exists()


@pytest.mark.long
def test_any_other_fault_of_a_drive_ends_it_and_is_named(drive: Path, tmp_path: Path) -> None:
    code, said = study(drive, tmp_path, FSYNC_ERR=errno.EIO)
    assert code == 1
    assert "Input/output error" in said
    assert "make room" not in said
    code, said = study(drive, tmp_path / "full", FSYNC_ERR=errno.ENOSPC)
    assert (code, "make room" in said) == (1, True)


@pytest.mark.long
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_drive_without_locks_is_told(number: int, drive: Path, tmp_path: Path) -> None:
    code, said = study(drive, tmp_path / "out", FLOCK_ERR=number)
    assert code == 2
    assert f"cannot be locked: {os.strerror(number)}. Its drive has no locks" in said
    assert "in use" not in said
    assert "--out" in said
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.long
@pytest.mark.parametrize("number", [errno.EWOULDBLOCK, errno.EACCES])
def test_a_lock_that_is_held_is_in_use(number: int, drive: Path, tmp_path: Path) -> None:
    code, said = study(drive, tmp_path, FLOCK_ERR=number)
    assert (code, "is in use by" in said) == (2, True)
