"""The runner of all studies: finds the missing tasks, has them performed, and returns the results."""

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
from sim.experiment.part_store import MemoryStore, PartStore
from sim.experiment.plan import KEPT_ROWS, PlannedScenario, Task, plan, planned_scenario, rows_of
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
    """Resources for performing a study. No result depends on them."""

    engine: Engine | None = None
    """Default: the engine that suits the scenario."""
    workers: int | None = None
    """Default: one per core, fewer for a small study. A single worker is this process."""
    cluster: str | None = None
    """Address of a Dask scheduler, or `local` for one that is started here."""
    citizens_per_task: int | None = None
    """Default: the number that suits the engine."""
    totals: bool | None = None
    """True if only tallies are stored; default: if there are more rows than `KEPT_ROWS`."""
    fail_fast: bool = False
    """True if the first task that fails twice ends the study."""
    goes_on: bool = False
    """True if other tasks of the study follow, so that an interrupt during the last of these ends it too."""

    def __post_init__(self) -> None:
        """Raises `UsageError` at once if the cluster has no valid address."""
        if self.cluster is not None:
            from sim.experiment.cluster import require_address  # noqa: PLC0415  # Dask is an extra

            require_address(self.cluster)

    def only_totals(self, scenarios: Sequence[Scenario]) -> bool:
        """True if only tallies of these scenarios are stored."""
        return rows_of(scenarios) > KEPT_ROWS if self.totals is None else self.totals


@dataclass(frozen=True)
class Study:
    """A scenario with the results of its simulation.

    It is the part of a comparison that was simulated at the numbers as stated, without parameter uncertainty.

    >>> import sim
    >>> study = sim.compare("mijnoverheid-2016", ["opaque", "paper"], size=50, points=0).study
    >>> study.engine
    'compiled'
    """

    study_data: StudyData
    failures: tuple[FailedTask, ...] = ()
    engine: str = "simpy"
    certificate: Mapping[str, Json] | None = None
    """Extent of the comparison of the engine with SimPy; None if none was needed."""
    reported: tuple[str, ...] = ()
    """For a study read from its folder, a sentence about each task that failed."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was simulated.

        >>> study.scenario.population.size
        50
        """
        return self.study_data.aim.scenario

    @property
    def designs(self) -> tuple[str, ...]:
        """The designs, in the order of the tables.

        >>> study.designs
        ('opaque', 'paper')
        """
        return self.study_data.aim.designs

    @cached_property
    def tables(self) -> dict[str, Columns]:
        """Per-citizen columns by design, in memory: one array per column.

        All are integers: seconds, cents and counts. Raises `StudyError` if only tallies were stored.

        >>> len(study.tables["opaque"]["logins"])
        50
        """
        return {design: self.study_data.table(design) for design in self.designs}

    @cached_property
    def missing(self) -> int:
        """Number of citizens whose task failed, once for each replication; no number includes them.

        >>> study.missing
        0
        """
        return self.study_data.missing

    @cached_property
    def analysis(self) -> Analysis:
        """The statistics of the study: contrasts, intervals and verdicts; raises `StudyError` if every task failed.

        >>> study.analysis.reference
        'opaque'
        """
        if not self.study_data.citizens:
            raise StudyError(self.lacks())
        return self.study_data.analysis()

    def lacks(self) -> str:
        """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none.

        The sentence also tells the first of the errors.

        >>> study.lacks()
        ''
        """
        return shortfall(self.missing, self.study_data.citizens, [*map(str, self.failures), *self.reported])


def shortfall(missing: int, gathered: int, failures: Sequence[str]) -> str:
    """The number of citizens that are missing from results, in a sentence; empty if there are none."""
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
    """Simulates every design of the scenario for the same citizens and random draws, and keeps the results in memory.

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
    """Performs the missing tasks of some scenarios; returns their studies, with the failures of each.

    An earlier `certificate` of the engine is used if no task is missing.
    """
    engine = means.engine or engine_for_all(scenarios)
    totals = means.only_totals(scenarios)
    aims = [planned_scenario(scenario, point, totals=totals) for point, scenario in enumerate(scenarios)]

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


TALLIED_TOGETHER: Final = 4
"""Usual tasks in one whose tally is stored, as long as a replication has `TASKS_OF_TALLIES` of them for many cores."""
TASKS_OF_TALLIES: Final = 64
Certify: TypeAlias = Callable[[bool], Mapping[str, Json] | None]
"""Compares the engines before anything is simulated; its argument is True if tasks are missing."""


def performed(
    aims: Sequence[PlannedScenario],
    scenarios: Sequence[Scenario],
    part_store: PartStore,
    means: RunSettings,
    watchers: Sequence[ProgressObserver],
    certify: Certify,
) -> tuple[Mapping[str, Json] | None, Sequence[FailedTask]]:
    """Performs the missing tasks of some planned scenarios, each with the index of its scenario; used by all studies.

    Returns the certificate and the failures.
    """
    engine = means.engine or engine_for_all(scenarios)
    tasks = missing_tasks(aims, part_store, engine, means.citizens_per_task)
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
    scheduler.report_progress()
    announce_compilation(engine, watchers)
    # Certified before the first task, so that a disagreement of the engines leaves no results behind.
    certificate = certify(bool(tasks))
    if tasks:
        announce_stage(SIMULATING, watchers)
        scheduler.follow(lambda: requested_workers(scenarios, engine, means, len(tasks)))
    return certificate, scheduler.failures


SIMULATING: Final = "Simulating"
CERTIFYING: Final = "Simulating a few citizens by SimPy as well"
COMPILING: Final = "Compiling the simulation, which is kept for later: about half a minute"


def announce_stage(what: str, watchers: Sequence[ProgressObserver]) -> None:
    """Informs all observers of a stage that begins."""
    for watcher in watchers:
        watcher.began(what)


def announce_compilation(engine: Engine, watchers: Sequence[ProgressObserver]) -> None:
    """Informs the observers of the wait before a study on compiled code simulates."""
    if engine.certify is not None:
        announce_stage(CERTIFYING if is_compiled() else COMPILING, watchers)


def made_by(aims: Sequence[PlannedScenario], part_store: PartStore) -> set[str]:
    """The engines that made the existing parts."""
    return {part_store.effort(part).engine for one in aims for part in StudyData(one, part_store).used()}


def certified(
    engine: Engine, scenario: Scenario, earlier: Mapping[str, Json] | None, *, there: set[str], lacking: bool
) -> Mapping[str, Json] | None:
    """The certificate of an engine for the missing tasks, or for the existing parts.

    `there` are the engines of the existing parts. None if no task is missing and the reference engine made them all.
    """
    if engine.certify is None or not (lacking or there - {SIMPY.name}):
        return None
    return engine.certify(scenario) if lacking or earlier is None else earlier


def citizens_of(aims: Sequence[PlannedScenario]) -> int:
    """The number of citizens in the planned parts, once for each key and point."""
    found: dict[str, int] = {}
    for one in aims:
        found |= {key: max(one.amount, found.get(key, 0)) for key in one.kept.values()}
    return sum(found.values())


def usual_chunk(one: PlannedScenario, engine: Engine) -> int:
    """The number of citizens in a task by default: the number that suits the engine, or more if a tally is stored.

    A tally is laid out, written and merged once for each task, which takes nearly a tenth of the time of a usual one.
    """
    usual = engine.citizens_per_task
    if one.totals is None or one.batch is not None:
        return usual
    return usual * max(1, min(TALLIED_TOGETHER, one.scenario.population.size // (TASKS_OF_TALLIES * usual)))


def missing_tasks(
    aims: Sequence[PlannedScenario], part_store: PartStore, engine: Engine, chunk: int | None = None
) -> list[Task]:
    """The tasks that the store lacks, of `chunk` citizens each; a part that several scenarios need is made once."""
    done = part_store.done()
    planned: defaultdict[tuple[int, int, int], set[str]] = defaultdict(set)
    found = []
    for one in aims:
        for task in plan(one, chunk or usual_chunk(one, engine), done, divides_queues=engine.divides_queues):
            keys = planned[task.replication, task.first, task.end]
            left = task.without(keys)
            if left is not None:
                found.append(left)
                keys.update(left.keys)
    return found


def requested_workers(scenarios: Sequence[Scenario], engine: Engine, means: RunSettings, tasks: int) -> Workers:
    """The requested workers."""
    if means.cluster is None:
        return workers_for(scenarios, engine, tasks, means.workers)
    from sim.experiment.cluster import Cluster  # noqa: PLC0415  # Dask is an extra

    return Cluster(scenarios, engine, means.cluster, means.workers)
