"""Choice of workers for the tasks: this process, its threads, or other processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.experiment.engines import Engine
from sim.experiment.processes import Processes
from sim.experiment.workers import InProcess, Threads, Workers, cores
from sim.scenario.schema import Scenario

TASKS_WORTH_A_PROCESS: Final = 8
"""Least number of tasks per process: a process takes seconds to start, a usual task about a third of one."""


def worthwhile_workers(tasks: int) -> int:
    """The number of workers: one for each core, as long as each has enough tasks to be worth its start."""
    return max(1, min(cores(), tasks // TASKS_WORTH_A_PROCESS))


def workers_for(scenarios: Sequence[Scenario], engine: Engine, tasks: int, workers: int | None) -> Workers:
    """Workers on this machine: threads for an engine that allows them, else processes; a single one is this process."""
    useful = min(workers or (cores() if engine.threads else worthwhile_workers(tasks)), max(1, tasks))
    if useful <= 1:
        return InProcess(scenarios, engine)
    return Threads(scenarios, engine, useful) if engine.threads else Processes(scenarios, engine, useful)
