"""Execution of one task: simulates its citizens, checks the results, and reports failures.

This is all that a worker does, whether it is this process, a thread, another process or another machine. A worker
receives a resolved scenario as text and a task, and returns columns.
"""

from __future__ import annotations

import platform
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from sim.errors import NO_MEMORY, ReconciliationError, SimError, lacks_memory
from sim.experiment.engines import Engine
from sim.experiment.plan import Task
from sim.experiment.tallying import tally_columns
from sim.outcomes.responses import Columns, reconcile, reconcile_pair
from sim.outcomes.sums import as_columns, summed_of, sums_of
from sim.rules.columns import NAMES
from sim.scenario.compared_designs import designs_of
from sim.scenario.resolution import from_resolved
from sim.scenario.schema import Scenario

ALONE: Final = threading.Lock()
"""Held by an engine that must not run in two threads at once."""


@dataclass(frozen=True, slots=True)
class TaskCost:
    """Duration, memory and machine of a task."""

    engine: str
    seconds: float
    memory_mb: float | None
    """Most memory that its process had used by then, in MB; None if the system does not report it."""
    machine: str


@dataclass(frozen=True, slots=True)
class CompletedTask:
    """A finished task with its results."""

    task: Task
    tables: tuple[Columns, ...]
    """One for each part that is stored."""
    effort: TaskCost

    @property
    def effort_of_a_part(self) -> TaskCost:
        """The cost of one part of the task, with the time shared equally between its parts."""
        return replace(self.effort, seconds=self.effort.seconds / len(self.tables))


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task that failed, with the reason."""

    task: Task
    stage: str
    """Stage of the failure: simulating, checking, adding up, storing, or waiting for the worker."""
    reason: str
    traceback: str

    def __str__(self) -> str:
        """The failure in one paragraph."""
        return f"The study failed while {self.stage} {self.task.words}. {self.reason}"


def failed(task: Task, stage: str, error: BaseException) -> FailedTask:
    """The failure of a task by an exception."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, SimError):
        reason = str(error)
    elif lacks_memory(error):
        reason = NO_MEMORY
    return FailedTask(task, stage, reason, "".join(traceback.format_exception(error)))


@lru_cache(maxsize=4)
def scenario_of(text: str) -> Scenario:
    """The scenario of a resolved text; the same object for the same text, since engines prepare a scenario once."""
    return from_resolved(text)


def perform_text(task: Task, text: str, engine: Engine) -> CompletedTask | FailedTask:
    """Performs one task of a scenario given as text."""
    try:
        scenario = scenario_of(text)
    except Exception as error:  # any error is reported where the study runs
        return failed(task, "reading the scenario for", error)
    return perform(task, scenario, engine)


def perform(task: Task, scenario: Scenario, engine: Engine) -> CompletedTask | FailedTask:
    """Performs one task; any error becomes a `FailedTask` with its stage."""
    began_at = time.perf_counter()
    doing = TaskStage()
    try:
        if task.batch is None:
            kept = columns_to_store(task, scenario, tables_of(task, scenario, engine, doing), doing)
        else:
            points = (tables_of(task, point, engine, doing) for point in task.batch.scenarios(scenario))
            folds, summed = task.batch.folds, summed_of(task.batch.columns)
            kept = (as_columns(np.stack([sums_of(tables, scenario, folds, summed) for tables in points]), summed),)
    except Exception as error:  # a task may fail in any way; the study says so and goes on
        return failed(task, doing.stage, error)
    effort = TaskCost(engine.name, time.perf_counter() - began_at, memory_mb(), platform.node())
    return CompletedTask(task, kept, effort)


@dataclass(slots=True)
class TaskStage:
    """The stage that a task has reached, for the message if it fails there."""

    stage: str = "simulating"


def tables_of(task: Task, scenario: Scenario, engine: Engine, doing: TaskStage) -> dict[str, Columns]:
    """The rows of the citizens of a task under each of its designs, checked."""
    doing.stage = "simulating"
    tables = simulated(task, designs_of(scenario) if task.designs is None else task.designs, scenario, engine)
    for design, columns in tables.items():
        doing.stage = f"checking what came out under {design} of"
        check(task, columns)
        reconcile(columns)
    return tables


def columns_to_store(
    task: Task, scenario: Scenario, tables: dict[str, Columns], doing: TaskStage
) -> tuple[Columns, ...]:
    """The results of a task to store at one point: the rows of each of its designs, or the tally of all designs."""
    if task.designs is not None:
        return tuple(tables[design] for design in task.designs)
    doing.stage = "adding up"
    return (tallied(scenario, tables),)


def simulated(task: Task, designs: Sequence[str], scenario: Scenario, engine: Engine) -> dict[str, Columns]:
    """The rows by design; engines that cannot run in parallel in one process take turns."""
    with nullcontext() if engine.threads else ALONE:
        return engine.tables(scenario, designs, task.replication, task.citizens)


def tallied(scenario: Scenario, tables: dict[str, Columns]) -> Columns:
    """The tally of the same citizens under all designs, once they are verified to be the same."""
    for columns in tables.values():
        reconcile_pair(columns, tables[scenario.compare.reference])
    return tally_columns(scenario, tables)


def check(task: Task, columns: Columns) -> None:
    """Checks that an engine returned every column, with one row for each of the citizens, in order."""
    asked = np.arange(task.first, task.end, dtype=np.int64)
    if tuple(columns) != NAMES:
        reason = f"The engine returned the columns {', '.join(columns)}."
    elif any(columns[name].dtype != np.int64 or columns[name].shape != asked.shape for name in NAMES):
        reason = "The engine returned a column of another type or length than one 64-bit integer per citizen."
    elif not np.array_equal(columns["citizen"], asked) or np.any(columns["replication"] != task.replication):
        reason = "The engine returned other citizens than were asked."
    else:
        return
    raise ReconciliationError(reason)


def memory_mb() -> float | None:
    """The most memory that this process has used, in MB; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415  # POSIX has it

    # `ru_maxrss` is in bytes on macOS and in kibibytes on Linux.
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
