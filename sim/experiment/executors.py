"""Who performs the tasks: this process, threads of it, or other processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.experiment.engines import Engine
from sim.experiment.processes import Processes
from sim.experiment.workers import InProcess, Threads, Workers, cores
from sim.scenario.schema import Scenario

TASKS_WORTH_A_PROCESS: Final = 8
"""A process takes seconds to start, a task of the usual size about a third of a second."""


def worthwhile_workers(tasks: int) -> int:
    """One worker for each core, as far as each has enough to do to be worth its start."""
    return max(1, min(cores(), tasks // TASKS_WORTH_A_PROCESS))


def workers_for(scenarios: Sequence[Scenario], engine: Engine, tasks: int, workers: int | None) -> Workers:
    """Workers on this machine: threads for an engine that allows them, else processes; one works in this process."""
    useful = min(workers or (cores() if engine.threads else worthwhile_workers(tasks)), max(1, tasks))
    if useful <= 1:
        return InProcess(scenarios, engine)
    return Threads(scenarios, engine, useful) if engine.threads else Processes(scenarios, engine, useful)
