"""Execution of a requested study: its engine and workers, in memory or in a results folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers
from sim.experiment.certificate import SAMPLE
from sim.experiment.engines import SIMPY, Choice, certified_on, engine_for_all
from sim.experiment.part_store import MemoryStore
from sim.experiment.point_simulation import step_at
from sim.experiment.processes import leave_if_unguarded
from sim.experiment.provenance import StudyOrigin
from sim.experiment.runner import RunSettings, Study, perform_studies
from sim.experiment.store import ResultsFolder, results_folder
from sim.experiment.study_kinds import Kind
from sim.outcomes.responses import Counts
from sim.scenario.schema import Scenario
from sim.studies.session import Session


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Resources for a study as requested; no number depends on them."""

    engine: Choice = "auto"
    certify: int = SAMPLE
    """Number of citizens that SimPy simulates as well, each under one design, to check the compiled engine."""
    workers: int | None = None
    cluster: str | None = None
    totals: bool | None = None
    fail_fast: bool = False

    def means(self, scenarios: Sequence[Scenario], session: Session) -> RunSettings:
        """The engine that suits the scenarios, and its workers; processes only if the session may start them."""
        engine = certified_on(engine_for_all(scenarios, self.engine), self.certify)
        # In a program without a guarded main part every process would start the study again.
        unasked = None if engine.threads or session.starts_processes else 1
        workers = self.workers if self.workers is not None else unasked
        return RunSettings(engine, workers, self.cluster, session.citizens_per_task, self.totals, self.fail_fast)


@dataclass(frozen=True, slots=True)
class StudyPlace:
    """Place of a study: a results folder, or memory."""

    results: ResultsFolder | None
    part_store: MemoryStore
    means: RunSettings
    session: Session

    @property
    def folder(self) -> Path | None:
        """The results folder; None if nothing is written."""
        return None if self.results is None else self.results.folder

    def perform(self, scenarios: Sequence[Scenario], *, goes_on: bool = False) -> list[Study]:
        """Performs the missing tasks of some scenarios; `goes_on` means that more of the study may follow."""
        means = replace(self.means, goes_on=goes_on)
        if self.results is not None:
            return self.results.perform(scenarios, means, self.session.watchers)
        return perform_studies(scenarios, self.part_store, means, self.session.watchers)

    def points(self, what: str, probe: Probe, places: Numbers) -> Counts:
        """The sums of a probe at points of the unit cube, fold by fold; performs the missing tasks.

        Only compiled code is fast enough for many points, and its results are the same to the last bit. It is used here
        even if SimPy was requested for the study itself.
        """
        engine = self.means.engine
        # SimPy is too slow for many points, and its numbers are the same to the last bit.
        means = replace(self.means, engine=None) if engine is not None and engine.name == SIMPY.name else self.means
        if self.results is not None:
            step = self.results.step(what, [probe], places, means, self.session.watchers)
        else:
            step = step_at(what, [probe], places, self.part_store, means, self.session.watchers)
        return step.folded_sums()[0]


@contextlib.contextmanager
def place_of(
    origin: StudyOrigin,
    folder: Path | None,
    means: RunSettings,
    session: Session,
    *,
    kind: Kind = "comparison",
    points: Sequence[Mapping[str, str]] = (),
    replace: bool = False,
) -> Iterator[StudyPlace]:
    """A results folder that this process may fill while the block lasts, or memory if no folder is named."""
    # Before a folder is claimed: a worker process that came here by mistake would report it as in use.
    leave_if_unguarded()
    if folder is None:
        yield StudyPlace(None, MemoryStore(), means, session)
        return
    with results_folder(folder, origin, session.say, kind=kind, points=points, replace=replace) as results:
        yield StudyPlace(results, MemoryStore(), means, session)
