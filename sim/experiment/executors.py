"""Who performs the tasks: this process, threads of it, other processes, or a cluster.

All of them take tasks while they have room, and hand back what has come of them, in no order. Worker processes are
started afresh (spawned, never forked), and get the resolved scenarios once, as text.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Final, Protocol, TypeAlias

from sim.experiment.engines import Engine
from sim.experiment.interrupts import interrupts_held
from sim.experiment.performing import Failed, Performed, failed, perform, perform_text
from sim.experiment.plan import Task
from sim.scenario.resolution import dump
from sim.scenario.schema import Scenario

Outcome: TypeAlias = Performed | Failed

TASKS_WORTH_A_PROCESS: Final = 8
"""A process takes seconds to start, a task of the usual size about a third of a second."""
AHEAD: Final = 2
"""Tasks that wait at the workers, beyond those being performed, so that no worker waits."""
DIED: Final = "Its worker process died, perhaps for lack of memory."


class Workers(Protocol):
    """Those who perform tasks."""

    @property
    def room(self) -> int:
        """How many more tasks they can take now."""

    @property
    def busy(self) -> bool:
        """Whether an outcome is still to come."""

    def submit(self, task: Task) -> None:
        """Takes a task."""

    def finished(self, timeout: float) -> list[Outcome]:
        """What has been done since it was last asked; waits at most so many seconds for the first."""

    def stop(self) -> list[Task]:
        """Gives back the tasks that have not begun; those that have are still to come."""

    def close(self, *, at_once: bool) -> None:
        """Lets the workers go; `at_once` without waiting for what they do."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worthwhile_workers(tasks: int) -> int:
    """One worker for each core, as far as each has enough to do to be worth its start."""
    return max(1, min(cores(), tasks // TASKS_WORTH_A_PROCESS))


def workers_for(scenarios: Sequence[Scenario], engine: Engine, tasks: int, workers: int | None) -> Workers:
    """Workers on this machine: threads for an engine that allows them, else processes; one works in this process."""
    useful = min(workers or (cores() if engine.threads else worthwhile_workers(tasks)), max(1, tasks))
    if useful <= 1:
        return Here(scenarios, engine)
    return Threads(scenarios, engine, useful) if engine.threads else Processes(scenarios, engine, useful)


class Here:
    """This process performs one task after the other."""

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine) -> None:
        self.scenarios = scenarios
        self.engine = engine
        self.waiting: list[Task] = []

    @property
    def room(self) -> int:
        """One task at a time."""
        return 1 - len(self.waiting)

    @property
    def busy(self) -> bool:
        """Whether a task was taken and not performed."""
        return bool(self.waiting)

    def submit(self, task: Task) -> None:
        """Takes a task, to be performed when its outcome is asked for."""
        self.waiting.append(task)

    def finished(self, timeout: float) -> list[Outcome]:  # noqa: ARG002  # nothing to wait for
        """Performs the task now."""
        return [perform(self.waiting.pop(), self.scenarios[task.point], self.engine) for task in self.waiting[:1]]

    def stop(self) -> list[Task]:
        """Gives back the task that waits."""
        left, self.waiting = self.waiting, []
        return left

    def close(self, *, at_once: bool) -> None:
        """Nothing is to be let go."""


class Pool:
    """Tasks on their way through an executor, and the outcomes that have arrived."""

    def __init__(self, workers: int) -> None:
        self.most = workers + min(workers, AHEAD)
        self.flying: dict[Future[Outcome], Task] = {}
        self.arrived: queue.SimpleQueue[Future[Outcome]] = queue.SimpleQueue()

    @property
    def room(self) -> int:
        """How many more tasks keep the workers busy."""
        return self.most - len(self.flying)

    @property
    def busy(self) -> bool:
        """Whether a task is on its way."""
        return bool(self.flying)

    def launch(self, future: Future[Outcome], task: Task) -> None:
        """Follows a task that was handed to the executor."""
        self.flying[future] = task
        future.add_done_callback(self.arrived.put)

    def landed(self, timeout: float) -> list[tuple[Task, Future[Outcome]]]:
        """The tasks that have come back."""
        found: list[tuple[Task, Future[Outcome]]] = []
        with contextlib.suppress(queue.Empty):
            found.append(self.land(self.arrived.get(timeout=timeout)))
            while True:
                found.append(self.land(self.arrived.get_nowait()))
        return found

    def land(self, future: Future[Outcome]) -> tuple[Task, Future[Outcome]]:
        """A task that has come back."""
        return self.flying.pop(future), future

    def stop(self) -> list[Task]:
        """Calls back what has not begun."""
        called = [future for future in self.flying if future.cancel()]
        return [self.flying[future] for future in called]


class Threads(Pool):
    """Threads of this process, for an engine that lets go of the interpreter."""

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine, workers: int) -> None:
        super().__init__(workers)
        self.scenarios = scenarios
        self.engine = engine
        self.executor: Executor = ThreadPoolExecutor(workers, thread_name_prefix="mbsim")

    def submit(self, task: Task) -> None:
        """Hands a task to a thread."""
        self.launch(self.executor.submit(perform, task, self.scenarios[task.point], self.engine), task)

    def finished(self, timeout: float) -> list[Outcome]:
        """What the threads have done."""
        return [future.result() for _, future in self.landed(timeout) if not future.cancelled()]

    def close(self, *, at_once: bool) -> None:
        """Lets the threads go."""
        self.executor.shutdown(wait=not at_once, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a process needs to perform tasks."""

    texts: tuple[str, ...]
    engine: Engine


equipment: list[Equipment] = []
"""In a worker process: the scenarios and the engine that it was started with."""


def equip(texts: tuple[str, ...], engine: Engine) -> None:
    """Readies a worker process: it leaves interrupts to the parent, and goes when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    equipment[:] = [Equipment(texts, engine)]


def leave_with_parent() -> None:
    """Ends this process as soon as the one that started it is gone, killed or not."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def perform_equipped(task: Task) -> Outcome:
    """Performs one task in a worker process."""
    return perform_text(task, equipment[0].texts[task.point], equipment[0].engine)


class Processes(Pool):
    """Worker processes that share nothing.

    When one dies, the tasks under way are suspects: they are performed again one by one, so that the one that kills
    its process is found and the others are done.
    """

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine, workers: int) -> None:
        super().__init__(workers)
        self.texts = tuple(dump(scenario, located=True) for scenario in scenarios)
        self.engine = engine
        self.workers = workers
        self.suspects: list[Task] = []
        self.strangers: set[BaseProcess] = set(multiprocessing.active_children())
        self.executor = self.started()

    def started(self) -> ProcessPoolExecutor:
        """A pool of new processes."""
        context = multiprocessing.get_context("spawn")
        arguments = (self.texts, self.engine)
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=equip, initargs=arguments)

    @property
    def room(self) -> int:
        """How many more tasks keep the processes busy; none while suspects are being told apart."""
        return 0 if self.suspects else super().room

    @property
    def busy(self) -> bool:
        """Whether an outcome is still to come."""
        return bool(self.flying or self.suspects)

    def submit(self, task: Task) -> None:
        """Hands a task to a process; the pool may have broken a moment ago."""
        with interrupts_held():
            try:
                self.launch(self.executor.submit(perform_equipped, task), task)
            except BrokenProcessPool:
                self.suspects.append(task)

    def finished(self, timeout: float) -> list[Outcome]:
        """What the processes have done."""
        if self.suspects and not self.flying:
            return [self.alone(self.suspects.pop())]
        settled = [self.settled(task, future) for task, future in self.landed(timeout)]
        return [outcome for outcome in settled if outcome is not None]

    def settled(self, task: Task, future: Future[Outcome]) -> Outcome | None:
        """What came of a task; None if it was called back, or is suspected."""
        try:
            return future.result()
        except CancelledError:
            return None
        except BrokenProcessPool:
            self.suspects.append(task)
            return None

    def alone(self, task: Task) -> Outcome:
        """The outcome of a suspect that is performed while nothing else is."""
        self.executor.shutdown(wait=True)
        self.executor = self.started()
        with interrupts_held():
            future = self.executor.submit(perform_equipped, task)
        try:
            return future.result()
        except BrokenProcessPool as error:
            self.executor = self.started()
            return failed(task, "waiting for", died(error))

    def stop(self) -> list[Task]:
        """Calls back what has not begun, suspects included."""
        left, self.suspects = self.suspects, []
        return [*left, *super().stop()]

    def close(self, *, at_once: bool) -> None:
        """Lets the processes go; `at_once` ends them."""
        if at_once:
            for process in set(multiprocessing.active_children()) - self.strangers:
                process.terminate()
        self.executor.shutdown(wait=True, cancel_futures=True)


def died(error: BaseException) -> Exception:
    """What is said of a worker process that went away without a word."""
    found = WorkerDiedError(DIED)
    found.__cause__ = error
    return found


class WorkerDiedError(Exception):
    """A worker process went away without a word."""
