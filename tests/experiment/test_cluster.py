"""A Dask cluster of separate processes on this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.errors import StudyError, UsageError
from sim.experiment import cluster
from sim.experiment.cluster import differences, perform_remotely
from sim.experiment.libraries import CLOCKS, shared, versions
from sim.experiment.part_store import MemoryStore
from sim.experiment.plan import Task
from sim.experiment.point_simulation import perform_points
from sim.experiment.runner import RunSettings
from sim.experiment.store import results_folder
from sim.experiment.task_execution import CompletedTask, FailedTask
from sim.scenario.resolution import dump
from tests.analysis.exploration.spaces import small_probe
from tests.experiment.fake_engine import simulate, slow
from tests.experiment.studies import kept, origin_of, small, tables_in

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


def started(marks: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A scheduler or a worker."""
    environment = {**os.environ, "FAKE_ENGINE_MARKS": str(marks), "PYTHONPATH": str(ROOT)}
    program = f"distributed.cli.dask_{arguments[0]}"
    return subprocess.Popen(
        [sys.executable, "-m", program, *arguments[1:]],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    marks, file = tmp_path / "marks", tmp_path / "scheduler.json"
    marks.mkdir()
    own = ("--host", "127.0.0.1", "--no-dashboard")
    processes = [started(marks, "scheduler", *own, "--port", "0", "--scheduler-file", str(file))]
    try:
        deadline = time.monotonic() + 600
        while not file.exists():
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.05)
        single = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
        processes += [started(marks, "worker", *own, "--scheduler-file", str(file), *single) for _ in range(2)]
        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait(timeout=600)


class Killing:
    """Kills a worker once some tasks are done."""

    def __init__(self, victim: subprocess.Popen[bytes], after: int = 4) -> None:
        self.victim = victim
        self.after = after

    def began(self, what: str) -> None:
        pass

    def advanced(self, pace: object) -> None:
        if getattr(pace, "tasks", 0) == self.after:
            self.victim.kill()

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        raise AssertionError(f"{failure} {again}")

    def log_line(self, line: str) -> None:
        raise AssertionError(line)


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    tmp_path: Path, dask: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = dask
    scenario, folder = small(60), tmp_path / "out"
    means = RunSettings(slow, cluster=address, citizens_per_task=5)
    with results_folder(folder, origin_of(scenario)) as results:
        (study,) = results.perform([scenario], means, (Killing(workers[0]),))
        results.save([study], {"figure.svg": b"<svg/>"})
    assert workers[0].wait(timeout=600) != 0
    assert workers[1].poll() is None
    kept(tmp_path / "here", scenario, RunSettings(simulate, workers=1))
    assert tables_in(folder) == tables_in(tmp_path / "here")
    assert len(list((tmp_path / "marks").iterdir())) == 36


def test_points_on_a_cluster_that_loses_a_worker_are_the_same(
    dask: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, workers = dask
    probe, places = small_probe(), np.linspace(0.0, 1.0, 96)[:, np.newaxis] * np.ones(3)
    means = RunSettings(simulate, cluster=address)
    found = perform_points([probe], places, MemoryStore(), means, (Killing(workers[0], after=2),))
    assert workers[0].wait(timeout=600) != 0
    here = perform_points([probe], places, MemoryStore(), RunSettings(simulate, workers=1))
    assert (found[probe.name] == here[probe.name]).all()


def test_a_cluster_of_its_own(tmp_path: Path) -> None:
    kept(tmp_path / "out", small(60), RunSettings(simulate, workers=1, cluster="local", citizens_per_task=20))
    kept(tmp_path / "here", small(60), RunSettings(simulate, workers=1))
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "here")


def test_what_differs_is_named() -> None:
    expected = {"messagebox-sim": "1.0", "python": "3.11", "numpy": "2.0"}
    assert differences(expected, expected) == []
    assert differences(expected, {"messagebox-sim": "1.0", "numpy": "2.1"}) == [
        "it has python not installed, and here is 3.11",
        "it has numpy 2.1, and here is 2.0",
    ]


def test_workers_that_differ_are_refused_before_work_starts() -> None:
    class Client:
        def run(self, *_arguments: object) -> dict[str, tuple[dict[str, str], str]]:
            own = shared(versions())
            return {"tcp://one:1": (own, ""), "tcp://two:2": (own | {"numpy": "1.0"}, "it cannot read the scenario: x")}

    client: object = Client()
    with pytest.raises(StudyError) as refused:
        cluster.require_same(client, "tcp://here:8786", shared(versions()), "")  # type: ignore[arg-type]
    assert "worker tcp://two:2: it has numpy 1.0, and here is " in str(refused.value)
    assert "worker tcp://two:2: it cannot read the scenario: x" in str(refused.value)
    assert "tcp://one:1" not in str(refused.value)
    assert "Nothing was simulated" in str(refused.value)


def test_a_worker_that_comes_later_is_looked_at_too() -> None:
    task, text = Task(("opaque",), 0, 0, 3), dump(small(60))
    own = shared(versions())
    assert isinstance(perform_remotely(task, text, simulate, own), CompletedTask)
    found = perform_remotely(task, text, simulate, own | {"numpy": "1.0"})
    assert isinstance(found, FailedTask)
    assert "it has numpy " in found.reason
    assert "and here is 1.0" in found.reason


def test_only_what_takes_part_in_rows_must_agree() -> None:
    found = shared({"matplotlib": "3", "numpy": "2", "python": "3.11.7"})
    assert found == {"numpy": "2", "python": "3.11"}
    moving = {"llvmlite", "numba", "numpy", "pyarrow", "pydantic", "ruamel.yaml", "SALib", "scipy", "simpy", CLOCKS}
    assert set(shared(versions())) >= {"messagebox-sim", "python", *moving}


def test_an_address_where_nobody_listens_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 1)
    with pytest.raises(StudyError, match=r"There is no Dask scheduler with a worker at tcp://127\.0\.0\.1:9: "):
        cluster.Cluster([small(60)], simulate, "tcp://127.0.0.1:9", None)


SILENT = """
import sys
from sim.experiment import cluster
cluster.ANSWER = 1
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small
cluster.Cluster([small(60)], simulate, sys.argv[1], None)
"""


def test_a_scheduler_that_says_nothing_is_not_waited_for() -> None:
    """A process of its own, for a client that waits for ever stays in it: it must not keep the process alive."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        run = subprocess.run(
            [sys.executable, "-c", SILENT, address],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    assert f"There is no Dask scheduler with a worker at {address}: nothing answered within 1 seconds." in run.stderr


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "tcp://host", "http://host:80", "host:port", "a b:1", ""])
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a Dask scheduler"):
        RunSettings(slow, cluster=address)


@pytest.mark.parametrize("address", ["local", "host:8786", "tcp://10.0.0.1:8786", "tls://[::1]:8786", "ws://a.b.nl:1"])
def test_what_is_an_address_is_taken(address: str) -> None:
    assert RunSettings(slow, cluster=address).cluster == address
