"""Errors for people: what a lack of memory looks like, wherever it shows."""

from __future__ import annotations

import errno
import subprocess
import sys

import pyarrow as pa
import pytest

import sim.cli
from sim.errors import NO_MEMORY, StudyError, UsageError, lacks_memory
from sim.experiment.plan import Task
from sim.experiment.task_execution import failed

LACKS = [
    MemoryError(),
    pa.ArrowMemoryError("malloc of size 1"),
    pa.ArrowException("Unknown error: Failed to launch worker thread: Resource temporarily unavailable"),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    ImportError("libarrow.so.2600: failed to map segment from shared object"),
    RuntimeError("can't start new thread"),
]


@pytest.mark.parametrize("error", LACKS, ids=lambda error: type(error).__name__)
def test_a_lack_of_memory_is_told_in_a_sentence(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: object) -> None:
        raise StudyError("wrapped") from error

    monkeypatch.setattr(sim.cli.cli, "main", fails)
    with pytest.raises(SystemExit) as left:
        sim.cli.main()
    assert left.value.code == 1
    assert capsys.readouterr().err == f"Error: {NO_MEMORY}\n"
    assert failed(Task(("opaque",), 0, 0, 1), "simulating", error).reason == NO_MEMORY


@pytest.mark.parametrize(
    "error", [KeyError("x"), OSError(errno.ENOSPC, "No space left"), UsageError("no"), ImportError("no module named x")]
)
def test_nothing_else_is_taken_for_it(error: Exception) -> None:
    assert not lacks_memory(error)


def test_errors_that_come_from_each_other_are_looked_through_once() -> None:
    first, second = OSError(errno.ECONNREFUSED, "refused"), TimeoutError("nothing answered")
    first.__context__, second.__cause__ = second, first
    error = StudyError("There is no Dask scheduler.")
    error.__cause__ = second
    assert not lacks_memory(error)
    second.__context__ = MemoryError()
    assert not lacks_memory(error), "a cause stands before a context"
    first.__context__ = MemoryError()
    assert lacks_memory(error)


def test_a_library_that_finds_no_room_while_the_program_is_loaded() -> None:
    program = (
        "import sys, sim.__main__\n"
        "class Full:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'sim.cli': raise ImportError('libx.so: cannot allocate memory in static TLS block')\n"
        "sys.meta_path.insert(0, Full())\n"
        "sim.__main__.main()\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, f"Error: {NO_MEMORY}\n")
