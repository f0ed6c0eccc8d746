"""Runs a study: performs the tasks that are missing, keeps what they give, and goes on when one fails."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sim.analysis.study import Analysis
from sim.errors import StudyError, StudyInterruptedError
from sim.experiment.compaction import compact
from sim.experiment.engines import Engine, Json, engine_for
from sim.experiment.executors import Outcome, Workers, workers_for
from sim.experiment.gathering import Gathering
from sim.experiment.interrupts import Interrupts
from sim.experiment.pace import Pace, Watcher
from sim.experiment.parts import Memory, Shelf
from sim.experiment.performing import Failed
from sim.experiment.plan import KEPT_ROWS, Aim, Task, aim, plan, rows_of
from sim.outcomes.responses import Columns
from sim.scenario.schema import Scenario

PATIENCE: Final = 0.2
"""Seconds between two looks at whether an interrupt has come."""
UNDER_WAY: Final = "Interrupted: finishing the tasks under way. One more interrupt breaks them off."


@dataclass(frozen=True, slots=True)
class Means:
    """By what a study is performed. No result depends on it."""

    engine: Engine | None = None
    """By default the one that suits the scenario."""
    workers: int | None = None
    """By default one per core, fewer for a small study; one works in this process."""
    cluster: str | None = None
    """The address of a Dask scheduler, or `local` for one that is started here."""
    citizens_per_task: int | None = None
    """By default what suits the engine."""
    totals: bool | None = None
    """Whether only tallies are kept; by default beyond so many rows as `KEPT_ROWS` says."""
    fail_fast: bool = False
    """Whether the first task that fails twice ends the study."""

    def only_totals(self, scenarios: Sequence[Scenario]) -> bool:
        """Whether only tallies are kept of these scenarios."""
        return rows_of(scenarios) > KEPT_ROWS if self.totals is None else self.totals


@dataclass(frozen=True)
class Study:
    """A scenario and what came out of it."""

    gathering: Gathering
    failures: tuple[Failed, ...] = ()
    engine: str = "simpy"
    certificate: Mapping[str, Json] | None = None
    """What the engine was compared with before it simulated; None where nothing had to be."""

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.gathering.aim.scenario

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs, in the order of the tables."""
        return self.gathering.aim.designs

    @cached_property
    def tables(self) -> dict[str, Columns]:
        """Per-citizen columns by design, in memory."""
        return {design: self.gathering.table(design) for design in self.designs}

    @cached_property
    def missing(self) -> int:
        """Citizens whose task failed, once for each replication: no number knows of them."""
        return self.gathering.missing

    @cached_property
    def analysis(self) -> Analysis:
        """Everything that is said about the study; raises `StudyError` if every task failed."""
        if not self.gathering.citizens:
            raise StudyError(self.lacks())
        return self.gathering.analysis()

    def lacks(self) -> str:
        """What the numbers lack, in a sentence; empty if nothing."""
        if not self.missing:
            return ""
        whole = self.missing + self.gathering.citizens
        first = f" The first: {self.failures[0]}" if self.failures else ""
        return (
            f"Incomplete: {self.missing:,} of {whole:,} citizens are in no number, because "
            f"{len(self.failures)} task{'s' if len(self.failures) != 1 else ''} failed.{first}"
        )


def run(
    scenario: Scenario,
    *,
    workers: int | None = None,
    citizens_per_task: int | None = None,
    engine: Engine | None = None,
    totals: bool | None = None,
    watchers: Sequence[Watcher] = (),
) -> Study:
    """Simulates every design of the scenario on the same citizens with the same luck, and keeps it in memory.

    Raises `StudyError` if a task fails twice, and `ReconciliationError` if two designs do not have the same citizens.
    """
    means = Means(engine, workers, None, citizens_per_task, totals, fail_fast=True)
    (study,) = perform_studies([scenario], Memory(), means, watchers)
    return study


def perform_studies(
    scenarios: Sequence[Scenario],
    shelf: Shelf,
    means: Means,
    watchers: Sequence[Watcher] = (),
    certificate: Mapping[str, Json] | None = None,
) -> list[Study]:
    """Performs what the shelf lacks of some scenarios; the studies, with what failed in each.

    An earlier `certificate` of the engine does if nothing is lacking.
    """
    totals = means.only_totals(scenarios)
    aims = [aim(scenario, totals=totals) for scenario in scenarios]
    tasks = missing_tasks(aims, shelf, means)
    missing = sum(task.end - task.first for task in tasks)
    course = Course(
        scenarios, shelf, watchers, deque(tasks), fail_fast=means.fail_fast, before=citizens_of(aims) - missing
    )
    course.tell()
    if tasks or certificate is None:
        certificate = certified(scenarios, means)
    if tasks:
        course.follow(lambda: called(scenarios, means, len(tasks)))
    return [
        Study(
            Gathering(one, shelf),
            tuple(failure for failure in course.failures if failure.task.key in one.kept.values()),
            chosen_engine(one.scenario, means).name,
            certificate,
        )
        for one in aims
    ]


def certified(scenarios: Sequence[Scenario], means: Means) -> Mapping[str, Json] | None:
    """The certificate of the engine, if it needs one; raises `StudyError` if it fails."""
    engine = chosen_engine(scenarios[0], means)
    return None if engine.certify is None else engine.certify(scenarios[0])


def citizens_of(aims: Sequence[Aim]) -> int:
    """The citizens that parts are to hold, once for each key."""
    found: dict[str, int] = {}
    for one in aims:
        size = one.scenario.population.size * one.scenario.replications
        found |= {key: max(size, found.get(key, 0)) for key in one.kept.values()}
    return sum(found.values())


def missing_tasks(aims: Sequence[Aim], shelf: Shelf, means: Means) -> list[Task]:
    """The tasks that the shelf lacks, each once, though several scenarios may want it."""
    done = shelf.done()
    found: dict[tuple[object, ...], Task] = {}
    for point, one in enumerate(aims):
        chunk = means.citizens_per_task or chosen_engine(one.scenario, means).citizens_per_task
        for task in plan(one, chunk, done, point):
            found.setdefault((task.key, task.replication, task.first, task.end), task)
    return list(found.values())


def chosen_engine(scenario: Scenario, means: Means) -> Engine:
    """The engine that was asked for, or the one that suits the scenario."""
    return means.engine or engine_for(scenario)


def called(scenarios: Sequence[Scenario], means: Means, tasks: int) -> Workers:
    """The workers that were asked for."""
    engine = chosen_engine(scenarios[0], means)
    if means.cluster is None:
        return workers_for(scenarios, engine, tasks, means.workers)
    from sim.experiment.cluster import Cluster  # noqa: PLC0415  # Dask is an extra

    return Cluster(scenarios, engine, means.cluster, means.workers)


@dataclass(slots=True)
class Course:
    """The course of one run over the tasks that are missing."""

    scenarios: Sequence[Scenario]
    shelf: Shelf
    watchers: Sequence[Watcher]
    waiting: deque[Task]
    fail_fast: bool
    before: int
    failures: list[Failed] = field(default_factory=list)
    again: set[Task] = field(default_factory=set)
    tasks: int = 0
    citizens: int = 0
    of_tasks: int = field(init=False)
    of_citizens: int = field(init=False)
    began_at: float = 0.0

    def __post_init__(self) -> None:
        """Counts what is missing before anything is done."""
        self.of_tasks, self.of_citizens = len(self.waiting), sum(each.end - each.first for each in self.waiting)

    def follow(self, call: Callable[[], Workers]) -> None:
        """Has all tasks performed; raises `StudyInterruptedError` if an interrupt came before the last."""
        with Interrupts() as interrupts:
            workers = call()
            at_once = True
            try:
                self.began_at = time.perf_counter()
                self.perform(workers, interrupts)
                at_once = False
            finally:
                workers.close(at_once=at_once)
        if interrupts.seen and self.tasks < self.of_tasks:
            raise StudyInterruptedError(self.tasks, self.of_tasks)

    def perform(self, workers: Workers, interrupts: Interrupts) -> None:
        """Hands out tasks and keeps what comes back, until nothing is left or an interrupt has come."""
        stopped = False
        while workers.busy or (self.waiting and not stopped):
            while self.waiting and workers.room > 0 and not stopped and not interrupts.seen:
                workers.submit(self.waiting.popleft())
            if (interrupts.seen or self.gave_up) and not stopped:
                stopped = True
                self.waiting.extendleft(workers.stop())
                if workers.busy and interrupts.seen:
                    self.tell_all(UNDER_WAY)
            for outcome in workers.finished(PATIENCE):
                self.settle(outcome)
        if self.gave_up:
            raise StudyError(str(self.failures[0]))

    @property
    def gave_up(self) -> bool:
        """Whether a failure is the end of the study."""
        return self.fail_fast and bool(self.failures)

    def settle(self, outcome: Outcome) -> None:
        """Keeps what a task gave; a task that failed is tried once more."""
        if isinstance(outcome, Failed):
            again = outcome.task not in self.again
            if again:
                self.again.add(outcome.task)
                self.waiting.append(outcome.task)
            else:
                self.failures.append(outcome)
            for watcher in self.watchers:
                watcher.failed(outcome, again=again)
            return
        self.shelf.put(outcome)
        if outcome.task.design is None:
            compact(self.shelf, self.scenarios[outcome.task.point], outcome.task)
        self.tasks += 1
        self.citizens += outcome.task.end - outcome.task.first
        self.tell()

    def tell_all(self, line: str) -> None:
        """Tells every watcher a line."""
        for watcher in self.watchers:
            watcher.told(line)

    def tell(self) -> None:
        """Tells every watcher how far the study is."""
        seconds = time.perf_counter() - self.began_at if self.began_at else 0.0
        for watcher in self.watchers:
            watcher.advanced(Pace(self.tasks, self.of_tasks, self.citizens, self.of_citizens, seconds, self.before))
