from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ReconciliationError, StudyError
from sim.experiment.executors import Engine, Performed, perform_in_processes, worthwhile_workers
from sim.experiment.plan import Task, plan
from sim.experiment.runner import Study, check, run
from sim.outcomes.columns import NAMES
from sim.outcomes.responses import Columns
from sim.scenario.resolution import dump
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import dying, failing, miscounting, simulate, slow
from tests.experiment.studies import small


def same_tables(one: Study, other: Study) -> bool:
    """Whether every design that both have is equal in every column."""
    shared = set(one.tables) & set(other.tables)
    return bool(shared) and all(
        np.array_equal(one.tables[design][name], other.tables[design][name]) for design in shared for name in NAMES
    )


@pytest.mark.parametrize(("workers", "citizens_per_task"), [(1, 1), (1, 7), (2, 13), (2, 60)])
def test_neither_workers_nor_chunks_change_a_number(workers: int, citizens_per_task: int) -> None:
    whole = run(small(60, 2), engine=simulate)
    cut = run(small(60, 2), engine=simulate, workers=workers, citizens_per_task=citizens_per_task)
    assert same_tables(whole, cut)
    assert list(cut.tables) == ["opaque", "sender", "paper"]
    assert cut.tables["paper"]["citizen"].tolist() == [*range(60), *range(60)]
    assert cut.tables["paper"]["replication"].tolist() == [0] * 60 + [1] * 60


def test_more_designs_or_another_order_change_no_number() -> None:
    few = run(small(40, designs="opaque, sender"), engine=simulate)
    more = run(small(40, designs="wmebv, sender, paper, opaque"), engine=simulate)
    assert same_tables(few, more)


def test_the_comparison_of_studies_sees_one_changed_number() -> None:
    one, other = run(small(40), engine=simulate), run(small(40), engine=simulate)
    other.tables["sender"]["logins"][17] += 1
    assert not same_tables(one, other)
    assert not same_tables(one, run(small(40, seed=6), engine=simulate))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failing_task_is_named(workers: int) -> None:
    with pytest.raises(StudyError) as failed:
        run(small(60), engine=failing, workers=workers, citizens_per_task=20)
    assert str(failed.value) == (
        "The study failed while simulating design sender, replication 0, citizens 20 to 39. "
        "ZeroDivisionError: no minutes per login"
    )
    assert failed.value.__cause__ is not None


def test_a_worker_that_dies_is_reported() -> None:
    with pytest.raises(
        StudyError, match=r"a worker process died, perhaps for lack of memory.*without an answer is design"
    ):
        run(small(60), engine=dying, workers=2, citizens_per_task=20)


def test_counts_that_do_not_add_up_name_design_citizen_and_values() -> None:
    with pytest.raises(ReconciliationError, match=r"^Design opaque: .* citizen 7 of replication 0: expected missed"):
        run(small(60), engine=miscounting)


def test_what_has_not_begun_is_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ENGINE_MARKS", str(tmp_path))
    scenario = small(60)
    tasks = plan(scenario, 1)
    performing = perform_in_processes(tasks, dump(scenario), slow, 2)
    next(performing)
    performing.close()
    assert 0 < len(list(tmp_path.iterdir())) < len(tasks) / 2


def test_progress_counts_every_task() -> None:
    seen: list[tuple[int, int]] = []
    run(small(60), engine=simulate, citizens_per_task=30, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 6) for done in range(1, 7)]


def without_a_column(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    columns = dict(simulate(scenario, design, replication, citizens))
    del columns["payments"]
    return columns


def in_floats(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    columns = dict(simulate(scenario, design, replication, citizens))
    columns["logins"] = columns["logins"].astype(np.float64)
    return columns


def of_other_citizens(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    return simulate(scenario, design, replication, range(citizens.start + 1, citizens.stop + 1))


@pytest.mark.parametrize(
    ("engine", "complaint"),
    [
        (without_a_column, "returned the columns"),
        (in_floats, "another type or length"),
        (of_other_citizens, "other citizens than were asked"),
    ],
)
def test_an_engine_that_returns_something_else_is_caught(engine: Engine, complaint: str) -> None:
    scenario, task = small(60), Task("paper", 0, 0, 5)
    check(Performed(task, simulate(scenario, "paper", 0, task.citizens), 0.0))
    with pytest.raises(StudyError, match=complaint):
        check(Performed(task, engine(scenario, "paper", 0, task.citizens), 0.0))
    with pytest.raises(StudyError, match=complaint):
        run(scenario, engine=engine)


INTERRUPTED = """
import sys
from sim.experiment.runner import run
from tests.experiment.fake_engine import slow
from tests.experiment.studies import small
if __name__ == "__main__":
    scenario = small(400)
    try:
        print("begun", flush=True)
        run(scenario, engine=slow, workers=2, citizens_per_task=1)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="process groups of POSIX")
def test_an_interrupt_stops_cleanly_and_soon(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED)
    marks = tmp_path / "marks"
    marks.mkdir()
    environment = {**os.environ, "FAKE_ENGINE_MARKS": str(marks), "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    deadline = time.monotonic() + 60.0  # the workers are up when the first mark is there
    while not any(marks.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    try:
        _, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 130
    assert errors.decode() == ""
    assert len(list(marks.iterdir())) < 300


def test_a_small_study_starts_no_processes_and_a_large_one_takes_every_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert [worthwhile_workers(tasks) for tasks in (0, 1, 15, 16, 31, 32, 10_000)] == [1, 1, 1, 2, 3, 4, 4]
