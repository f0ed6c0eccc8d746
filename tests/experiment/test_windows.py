"""What differs on Windows, tried anywhere: its lock, what it has no signals or figures for, and its paths."""

from __future__ import annotations

import importlib.util
import signal
import sys
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from sim import files
from sim.errors import UsageError
from sim.experiment import lock
from sim.experiment.interrupts import interrupts_held
from sim.experiment.part_store import FileStore
from sim.experiment.provenance import Finished, manifest_of
from sim.experiment.runner import RunSettings
from sim.experiment.task_execution import memory_mb
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import kept, origin_of, small


class Msvcrt(ModuleType):
    """The part of `msvcrt` that locks: one byte of a file, for one process."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held = False

    def locking(self, _file: int, mode: int, count: int) -> None:
        """Locks or unlocks; raises `OSError` if another has the lock."""
        assert count == 1
        if mode == self.LK_NBLCK and self.held:
            raise PermissionError(13, "Permission denied")
        self.held = mode == self.LK_NBLCK


def lock_on_windows(monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Msvcrt]:
    """The lock as Windows has it, and who keeps it there."""
    keeper = Msvcrt()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", keeper)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    specification = importlib.util.spec_from_file_location("lock_on_windows", lock.__file__)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module, keeper


def test_a_folder_is_locked_for_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows, keeper = lock_on_windows(monkeypatch)
    with windows.locked(tmp_path, ("mbsim", "run")):
        assert keeper.held
        with (
            pytest.raises(UsageError, match=r"in use by process \d+ on .*: mbsim run"),
            windows.locked(tmp_path, ("mbsim", "run")),
        ):
            pass
    assert not keeper.held


def test_a_folder_needs_no_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "os", SimpleNamespace(name="nt"))  # to open a folder there is an error
    files.flush_folder(tmp_path)


def test_there_are_no_signals_to_hold_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    with interrupts_held():
        assert not hasattr(signal, "pthread_sigmask")


def test_memory_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "resource", None)
    assert memory_mb() is None


def test_paths_in_the_manifest_have_slashes(tmp_path: Path) -> None:
    scenario = small(20, designs="opaque")
    study = kept(tmp_path, scenario, RunSettings(simulate, workers=1))
    written = replace(origin_of(scenario), scenario_file=cast("Path", PureWindowsPath("studies\\mine.yaml")))
    part_store = study.study_data.part_store
    assert isinstance(part_store, FileStore)
    manifest = manifest_of(Finished.of_studies([study]), part_store, written, {}, 1.0)
    assert manifest.scenario_file == "studies/mine.yaml"
    assert not [name for name in (*manifest.files, *(task.part for task in manifest.tasks)) if "\\" in name]
