"""Runs studies: finds what is missing, by whom it is to be performed, and what came out."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

from sim.analysis.study_analysis import Analysis
from sim.errors import StudyError
from sim.experiment.engines import SIMPY, Engine, Json, engine_for_all
from sim.experiment.executors import workers_for
from sim.experiment.parts import MemoryStore, PartStore
from sim.experiment.plan import KEPT_ROWS, PlannedScenario, Task, aim, plan, rows_of
from sim.experiment.progress import ProgressObserver
from sim.experiment.scheduler import Scheduler
from sim.experiment.study_data import StudyData
from sim.experiment.task_execution import FailedTask
from sim.experiment.workers import Workers
from sim.kernel.engine import is_compiled
from sim.outcomes.responses import Columns
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class RunSettings:
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
    goes_on: bool = False
    """Whether other tasks of the study follow, so that an interrupt during the last of these ends it too."""

    def __post_init__(self) -> None:
        """Raises `UsageError` at once if the cluster has no address."""
        if self.cluster is not None:
            from sim.experiment.cluster import require_address  # noqa: PLC0415  # Dask is an extra

            require_address(self.cluster)

    def only_totals(self, scenarios: Sequence[Scenario]) -> bool:
        """Whether only tallies are kept of these scenarios."""
        return rows_of(scenarios) > KEPT_ROWS if self.totals is None else self.totals


@dataclass(frozen=True)
class Study:
    """A scenario and what came out of it."""

    study_data: StudyData
    failures: tuple[FailedTask, ...] = ()
    engine: str = "simpy"
    certificate: Mapping[str, Json] | None = None
    """What the engine was compared with before it simulated; None where nothing had to be."""
    reported: tuple[str, ...] = ()
    """Of a study read from its folder, what was said of each task that failed."""

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.study_data.aim.scenario

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs, in the order of the tables."""
        return self.study_data.aim.designs

    @cached_property
    def tables(self) -> dict[str, Columns]:
        """Per-citizen columns by design, in memory."""
        return {design: self.study_data.table(design) for design in self.designs}

    @cached_property
    def missing(self) -> int:
        """Citizens whose task failed, once for each replication: no number knows of them."""
        return self.study_data.missing

    @cached_property
    def analysis(self) -> Analysis:
        """Everything that is said about the study; raises `StudyError` if every task failed."""
        if not self.study_data.citizens:
            raise StudyError(self.lacks())
        return self.study_data.analysis()

    def lacks(self) -> str:
        """What the numbers lack, in a sentence; empty if nothing."""
        return shortfall(self.missing, self.study_data.citizens, [*map(str, self.failures), *self.reported])


def shortfall(missing: int, gathered: int, failures: Sequence[str]) -> str:
    """What numbers lack of which so many citizens are missing, in a sentence; empty if nothing."""
    if not missing:
        return ""
    first = f" The first: {failures[0]}" if failures else ""
    return (
        f"Incomplete: {missing:,} of {missing + gathered:,} citizens are in no number, because "
        f"{len(failures)} task{'s' if len(failures) != 1 else ''} failed.{first}"
    )


def run(
    scenario: Scenario,
    *,
    workers: int | None = None,
    citizens_per_task: int | None = None,
    engine: Engine | None = None,
    totals: bool | None = None,
    watchers: Sequence[ProgressObserver] = (),
) -> Study:
    """Simulates every design of the scenario on the same citizens with the same luck, and keeps it in memory.

    Raises `StudyError` if a task fails twice, and `ReconciliationError` if two designs do not have the same citizens.
    """
    means = RunSettings(engine, workers, None, citizens_per_task, totals, fail_fast=True)
    (study,) = perform_studies([scenario], MemoryStore(), means, watchers)
    return study


def perform_studies(
    scenarios: Sequence[Scenario],
    part_store: PartStore,
    means: RunSettings,
    watchers: Sequence[ProgressObserver] = (),
    certificate: Mapping[str, Json] | None = None,
) -> list[Study]:
    """Performs what the store lacks of some scenarios; the studies, with what failed in each.

    An earlier `certificate` of the engine does if nothing is lacking.
    """
    engine = means.engine or engine_for_all(scenarios)
    totals = means.only_totals(scenarios)
    aims = [aim(scenario, point, totals=totals) for point, scenario in enumerate(scenarios)]

    def certify(lacking: bool) -> Mapping[str, Json] | None:
        return certified(engine, scenarios[0], certificate, there=made_by(aims, part_store), lacking=lacking)

    certificate, failures = performed(aims, scenarios, part_store, replace(means, engine=engine), watchers, certify)
    return [
        Study(
            StudyData(one, part_store),
            tuple(failure for failure in failures if set(failure.task.keys) & set(one.kept.values())),
            " and ".join(sorted(made_by([one], part_store))) or engine.name,
            certificate,
        )
        for one in aims
    ]


Certify: TypeAlias = Callable[[bool], Mapping[str, Json] | None]
"""Compares engines before anything is simulated; told whether anything is lacking."""


def performed(
    aims: Sequence[PlannedScenario],
    scenarios: Sequence[Scenario],
    part_store: PartStore,
    means: RunSettings,
    watchers: Sequence[ProgressObserver],
    certify: Certify,
) -> tuple[Mapping[str, Json] | None, Sequence[FailedTask]]:
    """Performs what the store lacks of some aims, which name their scenario by its place; all studies do it here.

    Returns the certificate and what failed.
    """
    engine = means.engine or engine_for_all(scenarios)
    chunk = means.citizens_per_task or engine.citizens_per_task
    tasks = missing_tasks(aims, part_store, chunk, divides_queues=engine.divides_queues)
    before = citizens_of(aims) - sum(task.amount for task in tasks)
    scheduler = Scheduler(
        scenarios,
        part_store,
        watchers,
        deque(tasks),
        fail_fast=means.fail_fast,
        before=before,
        goes_on=means.goes_on,
    )
    scheduler.tell()
    tell_of_compiling(engine, watchers)
    certificate = certify(bool(tasks))
    if tasks:
        tell_what_began(SIMULATING, watchers)
        scheduler.follow(lambda: called(scenarios, engine, means, len(tasks)))
    return certificate, scheduler.failures


SIMULATING: Final = "Simulating"
CERTIFYING: Final = "Simulating a few citizens by SimPy as well"
COMPILING: Final = "Compiling the simulation, which is kept for later: about half a minute"


def tell_what_began(what: str, watchers: Sequence[ProgressObserver]) -> None:
    """Tells all watchers what begins."""
    for watcher in watchers:
        watcher.began(what)


def tell_of_compiling(engine: Engine, watchers: Sequence[ProgressObserver]) -> None:
    """Tells what a study on compiled code waits for before it simulates."""
    if engine.certify is not None:
        tell_what_began(CERTIFYING if is_compiled() else COMPILING, watchers)


def made_by(aims: Sequence[PlannedScenario], part_store: PartStore) -> set[str]:
    """The engines that made the parts that there are."""
    return {part_store.effort(part).engine for one in aims for part in StudyData(one, part_store).used()}


def certified(
    engine: Engine, scenario: Scenario, earlier: Mapping[str, Json] | None, *, there: set[str], lacking: bool
) -> Mapping[str, Json] | None:
    """The certificate of an engine that is to simulate what is lacking, or of what is there.

    What is there was made by the engines `there`; where it is all there is and the reference engine made it, there is
    nothing to certify.
    """
    if engine.certify is None or not (lacking or there - {SIMPY.name}):
        return None
    return engine.certify(scenario) if lacking or earlier is None else earlier


def citizens_of(aims: Sequence[PlannedScenario]) -> int:
    """The citizens that parts are to hold, once for each key and point."""
    found: dict[str, int] = {}
    for one in aims:
        found |= {key: max(one.amount, found.get(key, 0)) for key in one.kept.values()}
    return sum(found.values())


def missing_tasks(
    aims: Sequence[PlannedScenario], part_store: PartStore, chunk: int, *, divides_queues: bool
) -> list[Task]:
    """The tasks that the store lacks, each part once, though several scenarios may want it."""
    done = part_store.done()
    planned: defaultdict[tuple[int, int, int], set[str]] = defaultdict(set)
    found = []
    for one in aims:
        for task in plan(one, chunk, done, divides_queues=divides_queues):
            keys = planned[task.replication, task.first, task.end]
            left = task.without(keys)
            if left is not None:
                found.append(left)
                keys.update(left.keys)
    return found


def called(scenarios: Sequence[Scenario], engine: Engine, means: RunSettings, tasks: int) -> Workers:
    """The workers that were asked for."""
    if means.cluster is None:
        return workers_for(scenarios, engine, tasks, means.workers)
    from sim.experiment.cluster import Cluster  # noqa: PLC0415  # Dask is an extra

    return Cluster(scenarios, engine, means.cluster, means.workers)
