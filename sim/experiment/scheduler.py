"""The scheduler of a run: hands out tasks, stores their results, and handles failures and interrupts."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sim.errors import StudyError, StudyInterruptedError
from sim.experiment.compaction import compact
from sim.experiment.interrupts import Interrupts
from sim.experiment.part_store import PartStore
from sim.experiment.plan import Task
from sim.experiment.progress import ProgressObserver, StudyProgress
from sim.experiment.task_execution import FailedTask
from sim.experiment.workers import Outcome, Workers
from sim.scenario.schema import Scenario

PATIENCE: Final = 0.2
"""Seconds between two checks for an interrupt."""
UNDER_WAY: Final = "Interrupted: finishing the tasks under way. One more interrupt breaks them off."


@dataclass(slots=True)
class Scheduler:
    """Scheduler of one run over the missing tasks."""

    scenarios: Sequence[Scenario]
    part_store: PartStore
    watchers: Sequence[ProgressObserver]
    waiting: deque[Task]
    fail_fast: bool
    before: int
    goes_on: bool = False
    """True if the study continues after these tasks, so that an interrupt during the last of them ends it too."""
    failures: list[FailedTask] = field(default_factory=list)
    again: set[Task] = field(default_factory=set)
    tasks: int = 0
    citizens: int = 0
    of_tasks: int = field(init=False)
    of_citizens: int = field(init=False)
    began_at: float = 0.0

    def __post_init__(self) -> None:
        """Counts the missing tasks and citizens before anything is done."""
        self.of_tasks, self.of_citizens = len(self.waiting), sum(each.amount for each in self.waiting)

    def follow(self, call: Callable[[], Workers]) -> None:
        """Has all tasks performed; raises `StudyInterruptedError` if an interrupt came before the last."""
        with Interrupts() as interrupts:
            workers = call()
            # On any way out of the block but the regular one, workers are not waited for.
            at_once = True
            try:
                self.began_at = time.perf_counter()
                self.perform(workers, interrupts)
                at_once = False
            finally:
                workers.close(at_once=at_once)
        # An interrupt during the last task changes nothing: the study is complete.
        if interrupts.seen and (self.goes_on or self.tasks < self.of_tasks):
            raise StudyInterruptedError(self.tasks, self.of_tasks)

    def perform(self, workers: Workers, interrupts: Interrupts) -> None:
        """Hands out tasks and stores their results, until none is left or an interrupt has come."""
        stopped = False
        while workers.busy or (self.waiting and not stopped):
            while self.waiting and workers.room > 0 and not stopped and not interrupts.seen:
                workers.submit(self.waiting.popleft())
            if (interrupts.seen or self.gave_up) and not stopped:
                stopped = True
                self.waiting.extendleft(workers.stop())
                if workers.busy and interrupts.seen:
                    self.log_line(UNDER_WAY)
            for outcome in workers.finished(PATIENCE):
                self.take_outcome(outcome)
        if self.gave_up:
            raise StudyError(str(self.failures[0]))

    @property
    def gave_up(self) -> bool:
        """True if a failure ends the study."""
        return self.fail_fast and bool(self.failures)

    def take_outcome(self, outcome: Outcome) -> None:
        """Stores the results of a task; a task that failed is tried once more."""
        if isinstance(outcome, FailedTask):
            again = outcome.task not in self.again
            if again:
                self.again.add(outcome.task)
                # Tried last: a failure for lack of memory may not recur when fewer tasks are under way.
                self.waiting.append(outcome.task)
            else:
                self.failures.append(outcome)
            for watcher in self.watchers:
                watcher.failed(outcome, again=again)
            return
        self.part_store.put(outcome)
        if outcome.task.designs is None and outcome.task.batch is None:
            # Points of a sweep may share tallies with a population of another size, which could
            # not use one merged across its end.
            sizes = {scenario.population.size for scenario in self.scenarios}
            compact(self.part_store, self.scenarios[outcome.task.point], outcome.task, sizes)
        self.tasks += 1
        self.citizens += outcome.task.amount
        self.report_progress()

    def log_line(self, line: str) -> None:
        """Sends a line to every observer."""
        for watcher in self.watchers:
            watcher.log_line(line)

    def report_progress(self) -> None:
        """Reports the progress to every observer."""
        seconds = time.perf_counter() - self.began_at if self.began_at else 0.0
        for watcher in self.watchers:
            watcher.advanced(
                StudyProgress(self.tasks, self.of_tasks, self.citizens, self.of_citizens, seconds, self.before)
            )
