"""The facts of a finished run for its description: versions, machine, time, and the command that repeats it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.clock import span_in_words
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.experiment.manifest import Manifest

NAMED_SEPARATELY: Final = frozenset({"messagebox-sim", "python"})
"""Entries of a manifest's libraries that the description names separately."""


@dataclass(frozen=True, slots=True)
class Run:
    """The facts of a finished run."""

    version: str
    commit: str | None
    code_sha256: str
    python: str
    libraries: Mapping[str, str]
    platform: str
    cores: int | None
    tasks: int
    task_time: str
    """Wall time of all tasks added up, in words."""
    memory_mb: float | None
    """The largest memory use of any process, in MB; None if it was not recorded."""
    engine: str
    certificate: Mapping[str, Any] | None
    kept: str
    precision: str | None
    missing: int
    """Citizens that are in no number because a task failed."""
    repeat: str
    scenario_sha256: str
    finished_on: str


def run_of(manifest: Manifest, sha256: str) -> Run:
    """The facts of a run, from the manifest of its results folder.

    Raises `UsageError` if the folder holds a sweep, or results of another scenario than the one with this SHA-256.
    """
    if manifest.points:
        raise UsageError("The results are of a sweep, which varies the scenario; describe one of its studies.")
    if manifest.scenario_sha256 != sha256:
        raise UsageError(
            f"The results are of another scenario than the file ({manifest.scenario}, {manifest.scenario_sha256[:12]}, "
            f"not {sha256[:12]}): other settings, or a file that has changed. Describe what ran by the resolved.yaml "
            "of the results folder instead of the file."
        )
    seconds = [task.seconds for task in manifest.tasks]
    memory = [task.memory_mb for task in manifest.tasks if task.memory_mb is not None]
    return Run(
        version=manifest.version,
        commit=manifest.commit,
        code_sha256=manifest.code_sha256,
        python=manifest.python,
        libraries={name: version for name, version in manifest.libraries.items() if name not in NAMED_SEPARATELY},
        platform=manifest.machine.platform,
        cores=manifest.machine.cores,
        tasks=len(seconds),
        task_time=span_in_words(round(sum(seconds))),
        memory_mb=max(memory, default=None),
        engine=manifest.engine,
        certificate=manifest.certified,
        kept=manifest.kept,
        precision=manifest.precision,
        missing=manifest.missing_citizens,
        repeat=shlex.join(manifest.repeat),
        scenario_sha256=manifest.scenario_sha256,
        finished_on=manifest.finished_at[:10],
    )
