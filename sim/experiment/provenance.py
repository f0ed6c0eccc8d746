"""Provenance of results: the content of the manifest of a finished study."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from sim import __version__
from sim.analysis.exploration.probe import Probe
from sim.experiment.engines import Json
from sim.experiment.identity import SOFTWARE, code_digest
from sim.experiment.libraries import versions
from sim.experiment.manifest import RESOLVED, FailureRecord, Manifest, StepRecord, TaskRecord, commit, machine
from sim.experiment.part_store import FileStore
from sim.experiment.point_simulation import Step
from sim.experiment.runner import Study
from sim.experiment.status import now
from sim.experiment.study_data import StudyData
from sim.experiment.study_kinds import Kind
from sim.experiment.task_execution import FailedTask
from sim.scenario.compared_designs import designs_of
from sim.scenario.schema import Scenario
from sim.scenario.writing import dump
from sim.spreadsheets import Dialect

VARIED: Final = "varied-{}.yaml"
"""Name of the file of a scenario that is simulated at points, with its numbers as stated."""


def varied_file(name: str) -> str:
    """The name of that file, from a scenario's name or from its path in a file of targets."""
    return VARIED.format(PurePosixPath(name).stem if name.endswith(".yaml") else name)


def source_of(sha256: str) -> str:
    """The origin of a table of a scenario with this hash, in words."""
    return f"scenario with SHA-256 {sha256}, simulated by {SOFTWARE} {__version__}"


@dataclass(frozen=True)
class StudyOrigin:
    """Origin of a study, for its manifest. Not slotted: the text of the scenario is cached."""

    scenario_file: Path | None
    """File that it was read from; None if a program made it."""
    scenario: Scenario
    command: Sequence[str]
    repeat: Sequence[str] = ("mbsim", "compare", "resolved.yaml")
    precision: str | None = None
    """Sentence about the requested precision; None if none was requested."""
    csv: Dialect = "en"
    """Dialect of the tables that this program does not read again."""

    @cached_property
    def resolved(self) -> str:
        """The scenario with everything explicit."""
        return dump(self.scenario)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the resolved scenario."""
        return hashlib.sha256(self.resolved.encode()).hexdigest()

    @property
    def source(self) -> str:
        """The origin of a table of this study, in words."""
        return source_of(self.sha256)


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished study of any kind, with the data for its manifest."""

    kind: Kind
    scenario: Scenario
    study_data: Sequence[tuple[int, StudyData]]
    """Data of the study, each with the index of its scenario."""
    engine: str
    certificate: Mapping[str, Json] | None
    failures: Sequence[FailedTask] = ()
    missing: int = 0
    lacks: str = ""
    """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none."""
    points: Sequence[Mapping[str, str]] = ()
    asked: Mapping[str, Json] = field(default_factory=dict)
    steps: Sequence[StepRecord] = ()
    scenarios: Sequence[str] = (RESOLVED,)

    @classmethod
    def of_studies(
        cls,
        studies: Sequence[Study],
        points: Sequence[Mapping[str, str]] = (),
        steps: Sequence[Step] = (),
        asked: Mapping[str, Json] | None = None,
    ) -> Finished:
        """A comparison of designs, or a sweep of one over several points.

        A comparison may have a step at points of parameter uncertainty, of its own scenario without fitted values.
        """
        study, probes = studies[0], probes_of(steps)
        beside = [(1, one) for step in steps for one in step.study_data]
        return cls(
            "sweep" if points else "comparison",
            study.scenario,
            [*((each.study_data.aim.point, each.study_data) for each in studies), *beside],
            study.engine,
            study.certificate,
            list(dict.fromkeys(one for each in studies for one in each.failures)),
            sum(each.missing for each in studies),
            next((lack for each in studies if (lack := each.lacks())), ""),
            points,
            asked or {},
            [StepRecord(name=each.name, after=[], points=each.points) for each in steps],
            (RESOLVED, *(varied_file(probe.name) for probe in probes)),
        )

    @classmethod
    def of_steps(
        cls,
        kind: Kind,
        scenario: Scenario,
        steps: Sequence[Step],
        asked: Mapping[str, Json],
        certificate: Mapping[str, Json] | None,
    ) -> Finished:
        """A study at many points, in which each step takes its points from the results of those before it."""
        probes = probes_of(steps)
        places = {probe.name: place for place, probe in enumerate(probes)}
        study_data = [(places[step.probes[one.aim.point].name], one) for step in steps for one in step.study_data]
        points: dict[str, int] = {}
        for step in steps:
            points[step.name] = points.get(step.name, 0) + step.points
        names = list(points)
        records = [StepRecord(name=n, after=names[max(0, at - 1) : at], points=points[n]) for at, n in enumerate(names)]
        engines = {one.part_store.effort(part).engine for _, one in study_data for part in one.used()}
        files = [varied_file(probe.name) for probe in probes]
        engine = " and ".join(sorted(engines))
        return cls(kind, scenario, study_data, engine, certificate, asked=asked, steps=records, scenarios=files)

    @property
    def kept(self) -> Literal["rows", "tallies", "sums"]:
        """The content of its parts."""
        aim = self.study_data[0][1].aim
        return "rows" if aim.totals is None else "tallies" if aim.batch is None else "sums"


def manifest_of(
    finished: Finished, part_store: FileStore, origin: StudyOrigin, files: Mapping[str, str], seconds: float
) -> Manifest:
    """The manifest of a finished study; `files` gives the SHA-256 of every other file of the results by its path."""
    scenario = finished.scenario
    return Manifest(
        software=SOFTWARE,
        kind=finished.kind,
        version=__version__,
        commit=commit(),
        code_sha256=code_digest(),
        scenario=scenario.name,
        scenario_file="" if origin.scenario_file is None else origin.scenario_file.as_posix(),
        scenario_sha256=origin.sha256,
        points=[dict(point) for point in finished.points],
        asked=dict(finished.asked),
        steps=list(finished.steps),
        scenarios=list(finished.scenarios),
        designs=list(designs_of(scenario)),
        reference=scenario.compare.reference,
        citizens=scenario.population.size,
        replications=scenario.replications,
        missing_citizens=finished.missing,
        seed=scenario.seed,
        engine=finished.engine,
        certificate=finished.certificate,
        precision=origin.precision,
        kept=finished.kept,
        command=list(origin.command),
        repeat=[*origin.repeat, *(("--csv", origin.csv) if origin.csv != "en" else ())],
        finished_at=now(),
        wall_seconds=round(seconds, 3),
        python=versions()["python"],
        libraries=versions(),
        machine=machine(),
        tasks=list(records(finished.study_data, part_store)),
        failures=[
            FailureRecord(task=one.task.words, stage=one.stage, reason=one.reason, traceback=one.traceback)
            for one in finished.failures
        ],
        files=dict(files),
    )


def probes_of(steps: Iterable[Step]) -> list[Probe]:
    """The probes that were simulated, one for each scenario: that of its last step."""
    return list({probe.name: probe for step in steps for probe in step.probes}.values())


def records(study_data: Iterable[tuple[int, StudyData]], part_store: FileStore) -> Iterator[TaskRecord]:
    """Every part that a study was made of, once for each scenario."""
    used = dict.fromkeys((point, part) for point, one in study_data for part in one.used())
    for point, part in used:
        yield TaskRecord(
            part=part_store.path(part),
            sha256=part_store.digest(part),
            holds="rows" if part.design is not None else "sums" if part.sums else "tally",
            design=part.design,
            replication=part.replication,
            first=part.span.first,
            end=part.span.end,
            point=point,
            **asdict(part_store.effort(part)),
        )
