"""Reading a results folder: the results of its parts, without simulating anything and without changing the folder.

The parts are those that the manifest lists. So a folder that another version of this program filled can be read as
well, as long as its parts have today's columns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers
from sim.analysis.study_analysis import Analysis
from sim.errors import ScenarioError, StudyError, UsageError
from sim.experiment.manifest import RESOLVED, Manifest, TaskRecord, read_manifest
from sim.experiment.part_store import StoredPart, batch_in, columns_in, done_of
from sim.experiment.plan import Batch, Done, PlannedScenario, Span, planned_scenario
from sim.experiment.point_simulation import planned_at_points
from sim.experiment.provenance import varied_file
from sim.experiment.runner import Study
from sim.experiment.study_data import StudyData
from sim.experiment.study_kinds import Kind
from sim.experiment.sweep import settings_of
from sim.experiment.task_execution import CompletedTask, TaskCost
from sim.files import digest_of
from sim.outcomes.responses import Columns, Counts
from sim.outcomes.sums import over_folds
from sim.scenario.compared_designs import designs_of
from sim.scenario.resolution import resolve, with_settings
from sim.scenario.schema import Scenario

AGAIN: Final = "Run the study again with the same command: what is missing is made anew."


@dataclass(frozen=True, slots=True)
class SavedResults:
    """A finished study in its folder."""

    folder: Path
    manifest: Manifest
    study: Study

    @property
    def analysis(self) -> Analysis:
        """The statistics of the study: contrasts, intervals and verdicts."""
        return self.study.analysis

    @property
    def lacks(self) -> str:
        """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none."""
        return self.study.lacks()

    def points(self) -> Counts:
        """The sums at the points of parameter uncertainty, in their order and in the form of `Step.folded_sums`.

        Raises `StudyError` if a part is missing or damaged, or lacks citizens.
        """
        file = self.manifest.scenarios[1]
        stated = resolve(self.folder / file).scenario
        kept = SavedPoints(self.folder, self.manifest, self.study.scenario)
        found = []
        for (of, batch), records in kept.by_batch().items():
            if of == file:
                # Any key will do: parts are found by what the manifest says of them.
                wanted = PlannedScenario(stated, designs_of(stated), {}, "as kept", batch, 1)
                study_data = StudyData(wanted, RecordedStore(self.folder, wanted, records))
                if study_data.missing:
                    raise StudyError(f"The parts in {self.folder} do not hold every point. {AGAIN}")
                found.append(study_data.folded_sums())
        return np.concatenate(found)


class RecordedStore:
    """The parts that a manifest lists, read only."""

    def __init__(self, folder: Path, wanted: PlannedScenario, records: Iterable[TaskRecord]) -> None:
        self.folder = folder
        self.records = {stored_part_of(record, wanted): record for record in records}

    def done(self) -> Done:
        """The citizens that the parts hold, by key and replication."""
        return done_of(self.records)

    def columns(self, part: StoredPart) -> Columns:
        """The columns of a part; raises `StudyError` if its file does not match the manifest."""
        record = self.records[part]
        path = self.folder / record.part
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StudyError(f"The part {path} cannot be read: {error.strerror}. {AGAIN}") from error
        if hashlib.sha256(content).hexdigest() != record.sha256:
            raise StudyError(f"The part {path} is not the file that the manifest tells of: it is damaged. {AGAIN}")
        return columns_in(content)

    def effort(self, part: StoredPart) -> TaskCost:
        """The cost of the task of a part."""
        record = self.records[part]
        return TaskCost(record.engine, record.seconds, record.memory_mb, record.machine)

    def put(self, performed: CompletedTask) -> None:
        """Raises `StudyError`: nothing can be added."""
        raise StudyError(f"A folder that is only read takes no part: {performed.task.words}.")

    def drop(self, parts: Iterable[StoredPart]) -> None:
        """Does nothing: nothing can be removed."""


def stored_part_of(record: TaskRecord, wanted: PlannedScenario) -> StoredPart:
    """The part of a record, under the key by which it is looked up now."""
    span = Span(record.first, record.end)
    return StoredPart(record.design, wanted.kept[record.design], record.replication, span, record.holds == "sums")


def read_results(folder: Path) -> SavedResults:
    """The study in a results folder.

    Raises `UsageError` if the folder holds no finished comparison, and `StudyError` if a part is missing or damaged, or
    no task succeeded.
    """
    manifest = read_manifest(folder, ("comparison",))
    scenario = scenario_of(folder, manifest)
    wanted = planned_scenario(scenario, totals=manifest.kept == "tallies")
    own = [record for record in manifest.tasks if record.holds != "sums"]
    foreign = sorted({str(record.design) for record in own if record.design not in wanted.kept})
    if foreign:
        raise StudyError(f"The manifest of {folder} tells of parts of {', '.join(foreign)}, which it does not compare.")
    study_data = StudyData(wanted, RecordedStore(folder, wanted, own))
    failures = tuple(f"The study failed while {one.stage} {one.task}. {one.reason}" for one in manifest.failures)
    study = Study(study_data, (), manifest.engine, manifest.certified, failures)
    require_analysed(study, manifest)
    return SavedResults(folder, manifest, study)


def read_sweep(folder: Path) -> tuple[list[dict[str, str]], list[Study]]:
    """The points of the sweep in a results folder, and the study at each.

    Raises `UsageError` if the folder holds no finished sweep, and `StudyError` if a part is missing or damaged, or no
    task succeeded.
    """
    manifest = read_manifest(folder, ("sweep",))
    base = scenario_of(folder, manifest)
    failures = tuple(f"The study failed while {one.stage} {one.task}. {one.reason}" for one in manifest.failures)
    studies = []
    for place, point in enumerate(manifest.points):
        wanted = planned_scenario(with_settings(base, settings_of(point)), place, totals=manifest.kept == "tallies")
        records = [record for record in manifest.tasks if record.point == place]
        study_data = StudyData(wanted, RecordedStore(folder, wanted, records))
        studies.append(Study(study_data, (), manifest.engine, manifest.certified, failures))
        require_analysed(studies[-1], manifest)
    return manifest.points, studies


def scenario_of(folder: Path, manifest: Manifest) -> Scenario:
    """The scenario that was simulated; raises `UsageError` if its file does not match the manifest."""
    file = folder / RESOLVED
    try:
        resolution = resolve(file)
    except ScenarioError as error:
        raise UsageError(
            f"{file} was written by version {manifest.version} and cannot be read by this one. {error}"
        ) from error
    if resolution.sha256 != manifest.scenario_sha256:
        # The file is as it was, so the program reads it otherwise than the version that wrote it.
        if digest_of(file) == manifest.files.get(RESOLVED):
            raise UsageError(
                f"{file} is as it was written, by version {manifest.version} (code {manifest.code_sha256[:12]}), and "
                f"this one takes it for another scenario. {AGAIN}"
            )
        raise UsageError(f"{file} is not the scenario that the manifest speaks of: it was changed since. {AGAIN}")
    return resolution.scenario


def require_analysed(study: Study, manifest: Manifest) -> None:
    """Analyses a study; raises `StudyError` if no task succeeded, or if parts lack data that is reported today."""
    # Analysed at once, so that what the parts lack is told when the folder is opened.
    try:
        _ = study.analysis
    except (KeyError, ValueError, IndexError) as error:
        raise StudyError(
            f"The parts were made by version {manifest.version} (code {manifest.code_sha256[:12]}) and do not hold "
            f"what this version reports ({type(error).__name__}: {error}). {AGAIN}"
        ) from error


@dataclass(frozen=True, slots=True)
class SavedPoints:
    """A finished study at many points in its folder."""

    folder: Path
    manifest: Manifest
    scenario: Scenario
    """Scenario as it was requested, including fitted parameters."""

    def sums(self, probes: Sequence[Probe], places: Numbers) -> dict[str, Counts]:
        """The sums of some probes at points of the unit cube, from the parts that the manifest lists.

        Raises `StudyError` if a part is missing or damaged, or if a point has none.
        """
        found = self.folded_sums(probes, places)
        return {probe.name: over_folds(sums) for probe, sums in zip(probes, found, strict=True)}

    def folded_sums(self, probes: Sequence[Probe], places: Numbers) -> list[Counts]:
        """The same for each probe in turn, for each fold of its citizens."""
        records = self.by_batch()
        found: dict[str, list[Counts]] = {probe.name: [] for probe in probes}
        for wanted in planned_at_points(probes, places):
            name = probes[wanted.point].name
            held = records.get((varied_file(name), wanted.batch), ())
            study_data = StudyData(wanted, RecordedStore(self.folder, wanted, held))
            if study_data.missing:
                raise StudyError(f"The parts in {self.folder} do not hold every point of {name}. {AGAIN}")
            found[name].append(study_data.folded_sums())
        return [np.concatenate(sums) for sums in found.values()]

    def by_batch(self) -> dict[tuple[str, Batch | None], list[TaskRecord]]:
        """The records of the manifest by the file of their scenario and the points that they hold."""
        found: dict[tuple[str, Batch | None], list[TaskRecord]] = {}
        for record in self.manifest.tasks:
            try:
                batch = batch_in((self.folder / record.part).read_bytes())
            except (OSError, pa.ArrowInvalid) as error:
                raise StudyError(f"The part {self.folder / record.part} cannot be read. {AGAIN}") from error
            found.setdefault((self.manifest.scenarios[record.point], batch), []).append(record)
        return found


def read_points(folder: Path, kind: Kind) -> SavedPoints:
    """The study at many points in a results folder; raises `UsageError` if it holds none of that kind."""
    manifest = read_manifest(folder, (kind,))
    return SavedPoints(folder, manifest, scenario_of(folder, manifest))
