"""A results folder read back: what its parts say, without simulating anything and without changing the folder.

The parts are those that the manifest tells of. So a folder that another version of this program filled is read as well,
as long as its parts hold the columns of today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.analysis.study import Analysis
from sim.errors import ScenarioError, StudyError, UsageError
from sim.experiment.gathering import Gathering
from sim.experiment.manifest import RESOLVED, Manifest, TaskRecord, read_manifest
from sim.experiment.parts import Kept, columns_in, done_of
from sim.experiment.performing import Effort, Performed
from sim.experiment.plan import Aim, Done, Span, aim
from sim.experiment.runner import shortfall
from sim.outcomes.responses import Columns
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario

AGAIN: Final = "Run the study again with the same command: what is missing is made anew."


@dataclass(frozen=True, slots=True)
class KeptResults:
    """A finished study as its folder holds it."""

    folder: Path
    manifest: Manifest
    analysis: Analysis
    lacks: str
    """What the numbers lack because tasks failed, in a sentence; empty if nothing."""


class Recorded:
    """A shelf of the parts that a manifest tells of; it only reads."""

    def __init__(self, folder: Path, wanted: Aim, records: Iterable[TaskRecord]) -> None:
        self.folder = folder
        self.records = {kept_of(record, wanted): record for record in records}

    def done(self) -> Done:
        """The citizens that the parts hold."""
        return done_of(self.records)

    def columns(self, part: Kept) -> Columns:
        """The columns of a part; raises `StudyError` if it is not the file that the manifest tells of."""
        record = self.records[part]
        path = self.folder / record.part
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StudyError(f"The part {path} cannot be read: {error.strerror}. {AGAIN}") from error
        if hashlib.sha256(content).hexdigest() != record.sha256:
            raise StudyError(f"The part {path} is not the file that the manifest tells of: it is damaged. {AGAIN}")
        return columns_in(content)

    def effort(self, part: Kept) -> Effort:
        """What the task of a part took."""
        record = self.records[part]
        return Effort(record.engine, record.seconds, record.memory_mb, record.machine)

    def put(self, performed: Performed) -> None:
        """Nothing is added."""
        raise StudyError(f"A folder that is only read takes no part: {performed.task.words}.")

    def drop(self, parts: Iterable[Kept]) -> None:
        """Nothing is taken away."""


def kept_of(record: TaskRecord, wanted: Aim) -> Kept:
    """The part of a record, under the key by which it is looked for now."""
    return Kept(record.design, wanted.kept[record.design], record.replication, Span(record.first, record.end))


def read_results(folder: Path) -> KeptResults:
    """The study in a results folder.

    Raises `UsageError` if the folder holds no finished study, or the study is a sweep, and `StudyError` if a part is
    missing or damaged, or no task succeeded.
    """
    manifest = read_manifest(folder, ("comparison",))
    scenario = scenario_of(folder, manifest)
    wanted = aim(scenario, totals=manifest.kept == "tallies")
    foreign = sorted({str(record.design) for record in manifest.tasks if record.design not in wanted.kept})
    if foreign:
        raise StudyError(f"The manifest of {folder} tells of parts of {', '.join(foreign)}, which it does not compare.")
    gathering = Gathering(wanted, Recorded(folder, wanted, manifest.tasks))
    failures = [f"The study failed while {one.stage} {one.task}. {one.reason}" for one in manifest.failures]
    lacks = shortfall(gathering.missing, gathering.citizens, failures)
    if not gathering.citizens:
        raise StudyError(lacks)
    return KeptResults(folder, manifest, analysed(gathering, manifest), lacks)


def scenario_of(folder: Path, manifest: Manifest) -> Scenario:
    """The scenario that ran; raises `UsageError` if the file of it is not the one that the manifest speaks of."""
    file = folder / RESOLVED
    try:
        resolution = resolve(file)
    except ScenarioError as error:
        raise UsageError(
            f"{file} was written by version {manifest.version} and cannot be read by this one. {error}"
        ) from error
    if resolution.sha256 != manifest.scenario_sha256:
        raise UsageError(f"{file} is not the scenario that the manifest speaks of: it was changed since. {AGAIN}")
    return resolution.scenario


def analysed(gathering: Gathering, manifest: Manifest) -> Analysis:
    """Everything that is said about the study; raises `StudyError` if its parts do not hold what is reported today."""
    try:
        return gathering.analysis()
    except (KeyError, ValueError, IndexError) as error:
        raise StudyError(
            f"The parts were made by version {manifest.version} (code {manifest.code_sha256[:12]}) and do not hold "
            f"what this version reports ({type(error).__name__}: {error}). {AGAIN}"
        ) from error
