"""Workers: they take tasks while they have room, and return their outcomes in any order.

The workers here are within this process: the process itself, and its threads.
"""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Final, Protocol, TypeAlias

from sim.experiment.engines import Engine
from sim.experiment.plan import Task
from sim.experiment.task_execution import CompletedTask, FailedTask, perform
from sim.scenario.schema import Scenario

Outcome: TypeAlias = CompletedTask | FailedTask
AHEAD: Final = 2
"""Number of tasks that wait at the workers, beyond those being performed, so that no worker is idle."""


class Workers(Protocol):
    """Interface of everything that performs tasks."""

    @property
    def room(self) -> int:
        """The number of further tasks that they can take now."""

    @property
    def busy(self) -> bool:
        """True if an outcome is still to come."""

    def submit(self, task: Task) -> None:
        """Takes a task."""

    def finished(self, timeout: float) -> list[Outcome]:
        """The outcomes since the last call; waits at most `timeout` seconds for the first."""

    def stop(self) -> list[Task]:
        """Returns the tasks that have not begun; outcomes of the others are still to come."""

    def close(self, *, at_once: bool) -> None:
        """Shuts the workers down; `at_once` without waiting for tasks under way."""


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class InProcess:
    """This process performs one task after the other."""

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine) -> None:
        self.scenarios = scenarios
        self.engine = engine
        self.waiting: list[Task] = []

    @property
    def room(self) -> int:
        """The number of further tasks: there is room for one at a time."""
        return 1 - len(self.waiting)

    @property
    def busy(self) -> bool:
        """True if a task was taken and not yet performed."""
        return bool(self.waiting)

    def submit(self, task: Task) -> None:
        """Takes a task, to be performed when its outcome is requested."""
        self.waiting.append(task)

    def finished(self, timeout: float) -> list[Outcome]:  # noqa: ARG002  # nothing to wait for
        """Performs the task now."""
        return [perform(self.waiting.pop(), self.scenarios[task.point], self.engine) for task in self.waiting[:1]]

    def stop(self) -> list[Task]:
        """Returns the task that waits."""
        left, self.waiting = self.waiting, []
        return left

    def close(self, *, at_once: bool) -> None:
        """Does nothing: there is nothing to shut down."""


class Pool:
    """Tasks on their way through an executor, and the outcomes that have arrived."""

    def __init__(self, workers: int) -> None:
        self.most = workers + min(workers, AHEAD)
        self.flying: dict[Future[Outcome], Task] = {}
        self.arrived: queue.SimpleQueue[Future[Outcome]] = queue.SimpleQueue()

    @property
    def room(self) -> int:
        """The number of further tasks that keep the workers busy."""
        return self.most - len(self.flying)

    @property
    def busy(self) -> bool:
        """True if a task is on its way."""
        return bool(self.flying)

    def launch(self, future: Future[Outcome], task: Task) -> None:
        """Follows a task that was handed to the executor."""
        self.flying[future] = task
        future.add_done_callback(self.arrived.put)

    def landed(self, timeout: float) -> list[tuple[Task, Future[Outcome]]]:
        """The tasks that have come back since the last call."""
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
        """Cancels the tasks that have not begun, and returns them."""
        called = [future for future in self.flying if future.cancel()]
        return [self.flying[future] for future in called]


class Threads(Pool):
    """Threads of this process, for an engine that releases the interpreter lock."""

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine, workers: int) -> None:
        super().__init__(workers)
        self.scenarios = scenarios
        self.engine = engine
        self.executor: Executor = ThreadPoolExecutor(workers, thread_name_prefix="mbsim")

    def submit(self, task: Task) -> None:
        """Hands a task to a thread."""
        self.launch(self.executor.submit(perform, task, self.scenarios[task.point], self.engine), task)

    def finished(self, timeout: float) -> list[Outcome]:
        """The outcomes that have arrived."""
        return [future.result() for _, future in self.landed(timeout) if not future.cancelled()]

    def close(self, *, at_once: bool) -> None:
        """Shuts the threads down."""
        self.executor.shutdown(wait=not at_once, cancel_futures=True)
