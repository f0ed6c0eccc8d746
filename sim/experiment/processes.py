"""Workers in separate processes, spawned rather than forked, which receive the scenarios once, as text."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, Final

from sim.errors import UsageError
from sim.experiment.engines import Engine
from sim.experiment.interrupts import interrupts_held
from sim.experiment.plan import Task
from sim.experiment.task_execution import failed, perform_text
from sim.experiment.workers import Outcome, Pool
from sim.scenario.resolution import dump
from sim.scenario.schema import Scenario

DIED: Final = "Its worker process died, perhaps for lack of memory."
WORKER: Final = "mbsim worker"
"""Name of a worker process, by which it recognises itself before it is set up."""
PATIENCE: Final = 5.0
"""Seconds to wait for a process of a broken pool, which are all being ended."""
UNGUARDED: Final = 71
"""Exit code of a worker process that ran into a study of the program that started it."""
GUARD: Final = (
    "Every worker process begins by loading the program that started it, and this program would simulate again there. "
    'Put its main part under `if __name__ == "__main__":`, or leave out `workers`.'
)


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """The scenarios and engine that a worker process needs to perform tasks."""

    texts: tuple[str, ...]
    engine: Engine


equipment: list[WorkerContext] = []
"""In a worker process: the scenarios and the engine that it was started with."""


def set_up_worker(texts: tuple[str, ...], engine: Engine) -> None:
    """Sets up a worker process: it ignores interrupts, which the parent handles, and exits when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    equipment[:] = [WorkerContext(texts, engine)]


def leave_with_parent() -> None:
    """Ends this process as soon as its parent is gone, killed or not."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        # Waiting for the parent needs no polling and notices a killed one as well.
        parent.join()
        # `sys.exit` would end only this thread.
        os._exit(1)


def leave_if_unguarded() -> None:
    """Ends this process if it is a worker that is still loading the program; the parent reports the reason."""
    process = multiprocessing.current_process()
    if process.name == WORKER and getattr(process, "_inheriting", False):
        read_out()
        os._exit(UNGUARDED)


def read_out() -> None:
    """Reads the data that the parent is about to send to this process: the parent would block forever otherwise."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001  (the pipe is known to `multiprocessing.spawn` alone)
    while frame is not None:
        if "from_parent" in frame.f_locals:
            with contextlib.suppress(Exception):
                pickle.load(frame.f_locals["from_parent"])  # noqa: S301  (as this process would have)
            return
        frame = frame.f_back


class WorkerLauncher(SpawnContext):
    """Starts worker processes under their name, and keeps them to know how each ended."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802, ANN401  (as the pool calls it)
        """A new process."""
        self.begun.append(SpawnProcess(*args, **{**kwargs, "name": WORKER}))
        return self.begun[-1]

    def refuse_unguarded(self) -> None:
        """Raises `UsageError` if a process ended because the program has no guard."""
        for process in self.begun:
            # An exit code exists only after a process has ended.
            process.join(PATIENCE)
        if any(process.exitcode == UNGUARDED for process in self.begun):
            raise UsageError(GUARD) from None


def perform_in_worker(task: Task) -> Outcome:
    """Performs one task in a worker process."""
    return perform_text(task, equipment[0].texts[task.point], equipment[0].engine)


class Processes(Pool):
    """Worker processes that share nothing.

    When one dies, the tasks under way are suspects. They are performed again one by one, so that the one that kills its
    process is found and the others are done.
    """

    def __init__(self, scenarios: Sequence[Scenario], engine: Engine, workers: int) -> None:
        super().__init__(workers)
        self.texts = tuple(dump(scenario, located=True) for scenario in scenarios)
        self.engine = engine
        self.workers = workers
        self.suspects: list[Task] = []
        # Processes that the calling program started before are not to be ended.
        self.strangers: set[BaseProcess] = set(multiprocessing.active_children())
        self.broken = False
        """True if a process of the pool has died."""
        self.executor = self.started()

    def started(self) -> ProcessPoolExecutor:
        """A pool of new processes."""
        self.broken = False
        self.workforce = WorkerLauncher()
        arguments = (self.texts, self.engine)
        return ProcessPoolExecutor(
            self.workers, mp_context=self.workforce, initializer=set_up_worker, initargs=arguments
        )

    @property
    def room(self) -> int:
        """The number of further tasks that keep the processes busy; 0 while suspects are performed one by one."""
        return 0 if self.suspects else super().room

    @property
    def busy(self) -> bool:
        """True if an outcome is still to come."""
        return bool(self.flying or self.suspects)

    def submit(self, task: Task) -> None:
        """Hands a task to a process; a pool that has just broken makes it a suspect."""
        # The pool starts processes when it needs them, and an interrupt at that moment would kill one.
        with interrupts_held():
            try:
                self.launch(self.executor.submit(perform_in_worker, task), task)
            except BrokenProcessPool:
                self.suspect(task)

    def finished(self, timeout: float) -> list[Outcome]:
        """The outcomes that have arrived."""
        # Only once nothing else is under way, so that a process that dies can only have died of this task.
        if self.suspects and not self.flying:
            return [self.perform_alone(self.suspects.pop())]
        settled = [self.outcome_of(task, future) for task, future in self.landed(timeout)]
        return [outcome for outcome in settled if outcome is not None]

    def outcome_of(self, task: Task, future: Future[Outcome]) -> Outcome | None:
        """The outcome of a task; None if it was cancelled, or became a suspect."""
        try:
            return future.result()
        except CancelledError:
            return None
        except BrokenProcessPool:
            self.suspect(task)
            return None

    def suspect(self, task: Task) -> None:
        """Makes a task a suspect that was under way when a process of the pool died."""
        self.broken = True
        # Asked first: a program without a guard would otherwise be taken for one that lacks memory.
        self.workforce.refuse_unguarded()
        self.suspects.append(task)

    def perform_alone(self, task: Task) -> Outcome:
        """The outcome of a suspect, which is performed while no other task is."""
        self.end_processes()
        self.executor.shutdown(wait=True)
        self.executor = self.started()
        with interrupts_held():
            future = self.executor.submit(perform_in_worker, task)
        try:
            return future.result()
        except BrokenProcessPool as error:
            self.end_processes()
            self.executor.shutdown(wait=True)
            self.executor = self.started()
            return failed(task, "waiting for", died(error))

    def stop(self) -> list[Task]:
        """Cancels the tasks that have not begun, suspects included, and returns them."""
        left, self.suspects = self.suspects, []
        return [*left, *super().stop()]

    def close(self, *, at_once: bool) -> None:
        """Shuts the pool down; `at_once` ends its processes."""
        if at_once or self.broken:
            self.end_processes()
        self.executor.shutdown(wait=True, cancel_futures=True)

    def end_processes(self) -> None:
        """Ends every process that this pool started.

        A pool that breaks ends the processes it knows of and waits for all. A process that was just being started is
        awaited without being known, so the wait would never end.
        """
        for process in set(multiprocessing.active_children()) - self.strangers:
            process.terminate()


def died(error: BaseException) -> Exception:
    """The error that stands for a worker process that exited without a message."""
    found = WorkerDiedError(DIED)
    found.__cause__ = error
    return found


class WorkerDiedError(Exception):
    """A worker process exited without a message."""
