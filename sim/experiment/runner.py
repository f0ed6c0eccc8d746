"""Runs a study: every task performed, the columns of each design assembled and checked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.errors import ReconciliationError, StudyError
from sim.experiment.executors import (
    Engine,
    Performed,
    failure,
    perform_here,
    perform_in_processes,
    worthwhile_workers,
)
from sim.experiment.plan import CITIZENS_PER_TASK, Task, designs_of, plan
from sim.outcomes.columns import NAMES
from sim.outcomes.responses import Columns, reconcile, reconcile_pair
from sim.outcomes.simulation import simulate
from sim.scenario.resolution import dump
from sim.scenario.schema import Scenario

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of tasks done and of all tasks."""


@dataclass(frozen=True, slots=True)
class Study:
    """A scenario and what came out of it."""

    scenario: Scenario
    tables: Mapping[str, Columns]
    """Per-citizen columns by design, in the order of the designs."""
    seconds: Mapping[str, float]
    """Time that the tasks of each design took, added up over workers."""


def run(
    scenario: Scenario,
    *,
    workers: int | None = None,
    citizens_per_task: int = CITIZENS_PER_TASK,
    engine: Engine = simulate,
    progress: Progress | None = None,
) -> Study:
    """Simulates every design of the scenario on the same citizens with the same luck.

    By default there are as many workers as cores, fewer for a small study; one works in this process. Neither their
    number nor that of citizens per task changes any result. Raises `StudyError` if a task
    fails, and `ReconciliationError` if counts do not add up.
    """
    tasks = plan(scenario, citizens_per_task)
    performed: list[Performed] = []
    with contextlib.closing(performing(tasks, scenario, engine, workers)) as coming:
        for one in coming:
            check(one)
            performed.append(one)
            if progress is not None:
                progress(len(performed), len(tasks))
    designs = designs_of(scenario)
    tables = {design: assembled(performed, design) for design in designs}
    for design in designs:
        with faults_of(design):
            reconcile(tables[design])
            reconcile_pair(tables[design], tables[scenario.compare.reference])
    seconds = {design: float(sum(one.seconds for one in performed if one.task.design == design)) for design in designs}
    return Study(scenario, tables, seconds)


def performing(
    tasks: Sequence[Task], scenario: Scenario, engine: Engine, workers: int | None
) -> Generator[Performed, None, None]:
    """The tasks as they are done: in this process if one worker is enough, else in as many as have work."""
    useful = min(workers or worthwhile_workers(len(tasks)), len(tasks))
    if useful <= 1:
        return perform_here(tasks, scenario, engine)
    return perform_in_processes(tasks, dump(scenario, located=True), engine, useful)


def check(performed: Performed) -> None:
    """Checks that a task returned every column, with one row for each of its citizens, in order."""
    task, columns = performed.task, performed.columns
    asked = np.arange(task.first, task.end, dtype=np.int64)
    if tuple(columns) != NAMES:
        reason = f"The engine returned the columns {', '.join(columns)}."
    elif any(columns[name].dtype != np.int64 or columns[name].shape != asked.shape for name in NAMES):
        reason = "The engine returned a column of another type or length than one 64-bit integer per citizen."
    elif not np.array_equal(columns["citizen"], asked) or np.any(columns["replication"] != task.replication):
        reason = "The engine returned other citizens than were asked."
    else:
        return
    raise StudyError(failure(task, "checking what came out of", ReconciliationError(reason)))


def assembled(performed: Sequence[Performed], design: str) -> Columns:
    """The columns of one design, by replication and citizen, whatever order the tasks were done in."""
    parts = sorted(
        (one for one in performed if one.task.design == design),
        key=lambda one: (one.task.replication, one.task.first),
    )
    return {name: np.concatenate([one.columns[name] for one in parts]) for name in NAMES}


@contextlib.contextmanager
def faults_of(design: str) -> Iterator[None]:
    """Adds the design's name to counts that do not add up."""
    try:
        yield
    except ReconciliationError as error:
        raise ReconciliationError(f"Design {design}: {error}") from error
