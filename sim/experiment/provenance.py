"""Where results come from: what a manifest says of finished studies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sim import __version__
from sim.experiment.diary import now
from sim.experiment.identity import SOFTWARE, code_digest
from sim.experiment.libraries import versions
from sim.experiment.manifest import FailureRecord, Manifest, TaskRecord, commit, machine
from sim.experiment.parts import Files
from sim.experiment.runner import Study


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a study came from, for its manifest."""

    scenario_file: Path | None
    """The file that it was read from; None if it was made by a program."""
    resolved: str
    """The scenario with everything explicit."""
    sha256: str
    """Of the resolved scenario."""
    command: Sequence[str]
    repeat: Sequence[str] = ("mbsim", "compare", "resolved.yaml")
    precision: str | None = None
    """What was said about the precision that was asked for; None if none was."""


def manifest_of(
    studies: Sequence[Study],
    shelf: Files,
    origin: Origin,
    points: Sequence[Mapping[str, str]],
    files: Mapping[str, str],
    seconds: float,
) -> Manifest:
    """The manifest of finished studies. `files` gives the SHA-256 of every other file of the results by its path."""
    study, scenario = studies[0], studies[0].scenario
    certificate = study.certificate
    return Manifest(
        software=SOFTWARE,
        version=__version__,
        commit=commit(),
        code_sha256=code_digest(),
        scenario=scenario.name,
        scenario_file="" if origin.scenario_file is None else origin.scenario_file.as_posix(),
        scenario_sha256=origin.sha256,
        points=[dict(point) for point in points],
        designs=list(study.designs),
        reference=scenario.compare.reference,
        citizens=scenario.population.size,
        replications=scenario.replications,
        missing_citizens=sum(each.missing for each in studies),
        seed=scenario.seed,
        engine=study.engine,
        certificate=None if certificate is None else dict(certificate),
        precision=origin.precision,
        kept="rows" if study.gathering.aim.totals is None else "tallies",
        command=list(origin.command),
        repeat=list(origin.repeat),
        finished_at=now(),
        wall_seconds=round(seconds, 3),
        python=versions()["python"],
        libraries=versions(),
        machine=machine(),
        tasks=list(records(studies, shelf)),
        failures=list(failures(studies)),
        files=dict(files),
    )


def records(studies: Sequence[Study], shelf: Files) -> Iterator[TaskRecord]:
    """Every part that the studies are made of."""
    for point, study in enumerate(studies):
        for part in study.gathering.used():
            yield TaskRecord(
                part=shelf.path(part),
                sha256=shelf.digest(part),
                design=part.design,
                replication=part.replication,
                first=part.span.first,
                end=part.span.end,
                point=point,
                **asdict(shelf.effort(part)),
            )


def failures(studies: Sequence[Study]) -> Iterator[FailureRecord]:
    """Every task that failed, once, though several studies may lack it."""
    for one in dict.fromkeys(failure for study in studies for failure in study.failures):
        yield FailureRecord(task=one.task.words, stage=one.stage, reason=one.reason, traceback=one.traceback)
