from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ReconciliationError, StudyError, UsageError
from sim.experiment.engines import Engine, Json, Simulate, engine_for
from sim.experiment.executors import workers_for, worthwhile_workers
from sim.experiment.part_store import MemoryStore
from sim.experiment.plan import Task
from sim.experiment.processes import Processes
from sim.experiment.progress import StudyProgress
from sim.experiment.runner import RunSettings, Study, perform_studies, run
from sim.experiment.task_execution import FailedTask, check
from sim.experiment.workers import Outcome
from sim.kernel import parameters
from sim.outcomes.responses import Columns
from sim.rules.columns import NAMES
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import dying, failing, miscounting, simulate, slow, stumbling, threaded
from tests.experiment.studies import small

pytestmark = pytest.mark.long


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
        "The study failed while simulating designs opaque, sender and paper, replication 0, citizens 20 to 39. "
        "ZeroDivisionError: no minutes per login"
    )


@pytest.mark.parametrize("engine", [failing, dying])
def test_a_study_goes_on_without_a_task_that_fails_twice(engine: Engine) -> None:
    watcher = Watching()
    means = RunSettings(engine, workers=2, citizens_per_task=20)
    (study,) = perform_studies([small(60)], MemoryStore(), means, (watcher,))
    words = "designs opaque, sender and paper, replication 0, citizens 20 to 39"
    assert [failure.task.words for failure in study.failures] == [words]
    assert [(failure.task.words, again) for failure, again in watcher.failures] == [
        (study.failures[0].task.words, again) for again in (True, False)
    ]
    assert study.missing == 20
    assert study.tables["opaque"]["citizen"].tolist() == [*range(20), *range(40, 60)]
    assert study.lacks().startswith("Incomplete: 20 of 60 citizens are in no number, because ")
    assert str(study.failures[0]) in study.lacks()
    reason = {"failing": "no minutes per login", "dying": "Its worker process died, perhaps for lack of memory."}
    assert reason[engine.name] in study.failures[0].reason
    assert reason[engine.name] in study.failures[0].traceback


class Unnoticed(dict[int, BaseProcess]):
    """The processes of a pool, of which one is not there yet when the pool ends those it knows of."""

    def __init__(self, late: BaseProcess) -> None:
        super().__init__()
        self.late = late

    def values(self) -> list[BaseProcess]:  # type: ignore[override]  # in which the pool only looks
        known = [*super().values()]
        return known if sys._getframe(1).f_code.co_name == "terminate_broken" else [*known, self.late]


def test_a_process_that_was_started_while_the_pool_broke_is_not_waited_for() -> None:
    late = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,), daemon=True)
    pool = Processes([small(60)], dying, 1)
    late.start()
    pool.executor._processes = Unnoticed(late)  # type: ignore[assignment]  # typed by the class of fork
    for design in ("sender", "opaque"):
        pool.submit(Task((design,), 0, 20, 40))
    outcomes: list[Outcome] = []
    while pool.busy:
        outcomes += pool.finished(1.0)
    pool.close(at_once=False)
    late.join(60)
    assert late.exitcode is not None
    assert [isinstance(outcome, FailedTask) for outcome in outcomes].count(True) == 1
    assert len(outcomes) == 2


def test_a_task_that_fails_once_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ENGINE_MARKS", str(tmp_path))
    whole = run(small(60), engine=simulate)
    again = run(small(60), engine=stumbling, citizens_per_task=20)
    assert same_tables(whole, again)
    assert again.lacks() == ""
    assert len(list(tmp_path.iterdir())) == 3


def test_a_study_of_which_nothing_is_left_says_so() -> None:
    (study,) = perform_studies([small(60)], MemoryStore(), RunSettings(failing, citizens_per_task=60))
    with pytest.raises(StudyError, match=r"^Incomplete: 60 of 60 citizens .* no minutes per login"):
        study.analysis  # noqa: B018  # looking is what fails


def test_counts_that_do_not_add_up_name_design_citizen_and_values() -> None:
    with pytest.raises(
        StudyError, match=r"checking what came out under opaque of designs opaque.* citizen 7 .*: expected missed"
    ):
        run(small(60), engine=miscounting)


def test_designs_on_other_messages_are_not_compared() -> None:
    with pytest.raises(ReconciliationError, match=r"^Design paper: .*messages as in the reference"):
        run(small(60), engine=Engine("unequal", unequal_rows)).analysis  # noqa: B018


def unequal_rows(scenario: Scenario, design: str, replication: int, citizens: range) -> Columns:
    columns = dict(simulate(scenario, design, replication, citizens))
    more = int(design == "paper")
    return columns | {"messages": columns["messages"] + more, "unread_at_end": columns["unread_at_end"] + more}


def test_what_has_not_begun_is_called_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ENGINE_MARKS", str(tmp_path))
    scenario = small(60)
    workers = Processes([scenario], slow, 2)
    tasks = [Task(("opaque",), 0, citizen, citizen + 1) for citizen in range(40)]
    for task in tasks:
        workers.submit(task)
    outcomes: list[Outcome] = []
    while not outcomes:
        outcomes += workers.finished(1.0)
    left = workers.stop()
    while workers.busy:
        outcomes += workers.finished(1.0)
    workers.close(at_once=False)
    assert len(left) > 20
    assert sorted([*left, *(each.task for each in outcomes)], key=lambda task: task.first) == tasks
    assert len(list(tmp_path.iterdir())) == len(outcomes)


def test_threads_give_the_same_and_none_is_used_where_they_do_not_help() -> None:
    assert same_tables(run(small(60), engine=simulate), run(small(60), engine=threaded, workers=2))
    kinds = [
        type(workers_for([small(60)], engine, tasks, workers)).__name__
        for engine, tasks, workers in ((threaded, 9, 2), (simulate, 9, 1), (threaded, 1, 2), (simulate, 2, None))
    ]
    assert kinds == ["Threads", "InProcess", "InProcess", "InProcess"]


class Watching:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.paces: list[StudyProgress] = []
        self.failures: list[tuple[FailedTask, bool]] = []

    def began(self, what: str) -> None:
        pass

    def advanced(self, pace: StudyProgress) -> None:
        self.paces.append(pace)

    def failed(self, failure: FailedTask, *, again: bool) -> None:
        self.failures.append((failure, again))

    def log_line(self, line: str) -> None:
        raise AssertionError(line)


def test_watchers_see_every_task() -> None:
    watching = Watching()
    run(small(60), engine=simulate, citizens_per_task=30, watchers=(watching,))
    assert [(pace.tasks, pace.of_tasks) for pace in watching.paces] == [(done, 2) for done in range(3)]
    assert [pace.citizens for pace in watching.paces] == [90 * done for done in range(3)]
    assert {(pace.of_citizens, pace.before) for pace in watching.paces} == {(180, 0)}


def test_a_pace_says_how_long_it_takes() -> None:
    assert str(StudyProgress(1, 4, 500, 2_000, 10.0)) == "1 of 4 tasks, 50 citizens per second, 30 s left"
    assert str(StudyProgress(0, 4, 0, 2_000, 0.0)) == "0 of 4 tasks"
    assert str(StudyProgress(0, 0, 0, 0, 0.0)) == "nothing is missing"


def test_the_certificate_of_an_engine_goes_before_and_ends_the_study_if_it_fails() -> None:
    def refuse(scenario: Scenario) -> dict[str, Json]:
        raise StudyError(f"citizen 3 of {scenario.name} differs")

    certified = Engine("certified", simulate.simulate, certify=lambda scenario: {"citizens": scenario.population.size})
    assert run(small(60), engine=certified).certificate == {"citizens": 60}
    assert run(small(60), engine=simulate).certificate is None
    with pytest.raises(StudyError, match="citizen 3 of mijnoverheid-2016 differs"):
        run(small(60), engine=Engine("refused", simulate.simulate, certify=refuse))


def test_the_compiled_engine_is_taken_unless_it_cannot_simulate_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [engine_for(small(60), choice).name for choice in ("auto", "compiled", "simpy")] == [
        "compiled",
        "compiled",
        "simpy",
    ]
    monkeypatch.setattr(parameters, "LATEST_END", 1000)
    assert engine_for(small(60)).name == engine_for(small(60), "simpy").name == "simpy"
    with pytest.raises(UsageError, match=r"cannot simulate this scenario: .* fewer than 1000\. Use --engine simpy"):
        engine_for(small(60), "compiled")


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
    ("rows", "complaint"),
    [
        (without_a_column, "returned the columns"),
        (in_floats, "another type or length"),
        (of_other_citizens, "other citizens than were asked"),
    ],
)
def test_an_engine_that_returns_something_else_is_caught(rows: Simulate, complaint: str) -> None:
    scenario, task = small(60), Task(("paper",), 0, 0, 5)
    check(task, simulate(scenario, "paper", 0, task.citizens))
    with pytest.raises(ReconciliationError, match=complaint):
        check(task, rows(scenario, "paper", 0, task.citizens))
    with pytest.raises(StudyError, match=complaint):
        run(scenario, engine=Engine("other", rows))


INTERRUPTED = """
import sys
from sim.errors import StudyInterruptedError
from sim.experiment.runner import run
from tests.experiment.fake_engine import slow
from tests.experiment.studies import small
if __name__ == "__main__":
    scenario = small(400)
    try:
        print("begun", flush=True)
        run(scenario, engine=slow, workers=2, citizens_per_task=1)
    except StudyInterruptedError as interrupted:
        print(interrupted)
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
    deadline = time.monotonic() + 600.0  # the workers are up when the first mark is there
    while not any(marks.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    try:
        said, errors = process.communicate(timeout=600)
    finally:
        process.kill()
    assert process.returncode == 130
    assert errors.decode() == ""
    begun = len(list(marks.glob("paper-*")))
    assert begun < 300
    assert said.decode().startswith(f"Interrupted: {begun} of 400 tasks are done, {400 - begun} are left.")


def test_a_small_study_starts_no_processes_and_a_large_one_takes_every_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert [worthwhile_workers(tasks) for tasks in (0, 1, 15, 16, 31, 32, 10_000)] == [1, 1, 1, 2, 3, 4, 4]
