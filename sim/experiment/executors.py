"""Who performs the tasks: this process, or several others that share nothing.

A worker is started afresh (spawned, never forked), gets the resolved scenario once as text, then tasks, and returns
columns. Interrupting is the business of the process that a person talks to: workers never see the signal.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Final, TypeAlias

from sim.errors import SimError, StudyError
from sim.experiment.plan import Task
from sim.outcomes.responses import Columns
from sim.scenario.resolution import from_resolved
from sim.scenario.schema import Scenario

Engine: TypeAlias = Callable[[Scenario, str, int, range], Columns]
"""Simulates citizens of one replication under one design: one row per citizen, in their order."""


TASKS_WORTH_A_PROCESS: Final = 8
"""A process takes seconds to start, a task of the usual size about a third of a second."""


@dataclass(frozen=True, slots=True)
class Performed:
    """A task that is done, with what came out and how long it took."""

    task: Task
    columns: Columns
    seconds: float


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a process needs to perform tasks."""

    scenario: Scenario
    engine: Engine


equipment: list[Equipment] = []
"""In a worker process: the scenario and engine it was started with."""


def worthwhile_workers(tasks: int) -> int:
    """One process for each core that this one may use, as far as each has enough to do to be worth its start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, tasks // TASKS_WORTH_A_PROCESS))


def perform(task: Task, scenario: Scenario, engine: Engine) -> Performed:
    """Performs one task; whatever goes wrong becomes a `StudyError` that says where."""
    began_at = time.perf_counter()
    try:
        columns = engine(scenario, task.design, task.replication, task.citizens)
    except Exception as error:
        raise StudyError(failure(task, "simulating", error)) from error
    return Performed(task, columns, time.perf_counter() - began_at)


def failure(task: Task, stage: str, error: BaseException) -> str:
    """One paragraph on a task that failed."""
    reason = str(error) if isinstance(error, SimError) else f"{type(error).__name__}: {error}"
    return (
        f"The study failed while {stage} design {task.design}, replication {task.replication}, "
        f"citizens {task.first} to {task.end - 1}. {reason}"
    )


def died(task: Task) -> str:
    """One paragraph on a worker process that went away without a word."""
    return (
        "The study failed because a worker process died, perhaps for lack of memory. The first task left without an "
        f"answer is design {task.design}, replication {task.replication}, citizens {task.first} to {task.end - 1}."
    )


def equip(text: str, engine: Engine) -> None:
    """Readies a worker process: reads the resolved scenario, leaves interrupts to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    equipment[:] = [Equipment(from_resolved(text), engine)]


def perform_equipped(task: Task) -> Performed:
    """Performs one task in a worker process."""
    return perform(task, equipment[0].scenario, equipment[0].engine)


def perform_here(tasks: Sequence[Task], scenario: Scenario, engine: Engine) -> Generator[Performed, None, None]:
    """Performs the tasks one after the other in this process."""
    for task in tasks:
        yield perform(task, scenario, engine)


def perform_in_processes(
    tasks: Sequence[Task], text: str, engine: Engine, workers: int
) -> Generator[Performed, None, None]:
    """Performs the tasks in worker processes; they come as they are done, in no order.

    At the first failure, or when the caller stops asking, what has not begun is cancelled.
    """
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=equip, initargs=(text, engine)
    )
    try:
        with interrupts_held():
            waiting: dict[Future[Performed], Task] = {pool.submit(perform_equipped, task): task for task in tasks}
        for done in as_completed(waiting):
            task = waiting.pop(done)
            try:
                performed = done.result()
            except BrokenProcessPool as error:
                raise StudyError(died(task)) from error
            yield performed
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Holds an interrupt back until the end of the block; processes started meanwhile never see one.

    An interrupt in the middle of starting a process would leave one that nobody knows of, and that waits forever.
    Blocking alone does not do: another thread of this process may take the signal, so the handler waits as well.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    # Starting this helper process unblocks interrupts, so it must be there before they are blocked.
    resource_tracker.ensure_running()
    seen: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _frame: seen.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, signal.SIG_DFL if handler is None else handler)
    if seen:
        raise KeyboardInterrupt
