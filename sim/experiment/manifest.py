"""The manifest: what ran, on what, and how to run it again. Its JSON Schema lies beside this module."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import UsageError
from sim.experiment.study_kinds import HOLDINGS, Kind, refuse_unfinished, require_kind
from sim.files import read_json_object

MANIFEST: Final = "manifest.json"
ANEW: Final = "The version that wrote it reads it; or run the command of the study again with this one."
RESOLVED: Final = "resolved.yaml"
"""The scenario with everything explicit, beside the manifest."""
SCHEMA: Final = Path(__file__).with_name("manifest.schema.json")
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class Section(BaseModel):
    """A piece of the manifest."""

    # Validators are built when needed: that of the manifest validates its pieces as well.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


class Machine(Section):
    """Where the study was run."""

    host: str
    """Name of the machine."""
    platform: str
    """Operating system and processor."""
    cores: int | None
    """Processors it has."""


class CertificateRecord(Section):
    """The comparison with the reference engine, which found equal results."""

    engine: str
    """The engine that was checked."""
    reference_engine: str
    """The engine that it was compared with."""
    citizens: Count
    """Citizens that both simulated."""
    lives: Count | None = None
    """Citizens, each counted once for each design under which both simulated them; null: each under every design."""
    designs: list[str]
    """Designs under which they were."""
    fields_per_citizen: Count
    """Numbers of each citizen."""
    events: Count
    """Events of all of them."""
    points: list[Count] | None = None
    """Of a study at many points, those at which they were; null in any other study."""
    equal: bool
    """True if everything was equal to the last bit."""


class TaskRecord(Section):
    """A part that the results were made of."""

    part: Annotated[str, Field(pattern=r"^parts/[^/\\\\]+\.parquet$")]
    """Its path in this folder."""
    sha256: Digest
    """SHA-256 of the file."""
    holds: Literal["rows", "tally", "sums"]
    """Rows of citizens, the tally of all designs, or the sums of all designs at some points."""
    design: str | None
    """The design of its rows; null stands for all designs."""
    replication: Count
    """Number of the simulated history, from 0."""
    first: Count
    """First citizen."""
    end: Count
    """One past the last citizen."""
    point: Count
    """Which point of a sweep, or which of `scenarios`: in a comparison 0, and 1 at points of what is not known."""
    engine: str
    """The engine that simulated it."""
    seconds: float
    """Wall time it took."""
    memory_mb: float | None
    """The most memory its process had used by then."""
    machine: str
    """Where it was performed."""


class StepRecord(Section):
    """A step of a study at many points: which points it has depends on what came out of earlier steps."""

    name: str
    """The purpose of the points."""
    after: list[str]
    """The steps whose results it takes its points from."""
    points: Count
    """Points simulated, once for each scenario."""


class FailureRecord(Section):
    """A task that failed twice; no number holds its citizens."""

    task: str
    """Design, replication and citizens."""
    stage: str
    """The stage of the task that failed."""
    reason: str
    """The error."""
    traceback: str
    """Where in the program."""


class Manifest(Section):
    """The record of a run: the program, the machine, the results, and how to repeat it."""

    software: Literal["messagebox-sim"]
    """The program."""
    kind: Kind
    """The kind of study."""
    version: str
    """Its version."""
    commit: str | None
    """Its commit, where it ran from a clone."""
    code_sha256: Digest
    """SHA-256 of the code that simulates."""
    scenario: str
    """Name of the scenario."""
    scenario_file: str
    """The file it was read from, with / between folders on every system; kept as scenario.yaml."""
    scenario_sha256: Digest
    """SHA-256 of resolved.yaml: the identity of the scenario."""
    points: list[dict[str, str]]
    """Of a sweep, the value at each varied path; otherwise empty."""
    asked: dict[str, Any]
    """Of a study at many points, and of a comparison that has some, what was asked of them; otherwise empty."""
    steps: list[StepRecord]
    """Of a study at many points, and of a comparison that has some, its steps in order; otherwise empty."""
    scenarios: list[str]
    """The file of each scenario that was simulated, in this folder; those of a sweep follow from `points`."""
    designs: list[str]
    """The designs, in the order of the tables."""
    reference: str
    """The design that the others are compared with."""
    citizens: Count
    """Citizens in one replication."""
    replications: Count
    """Independent simulated histories."""
    missing_citizens: Count
    """Citizens, once for each replication and point, that are in no number because a task failed."""
    seed: Count
    """Key of all random draws."""
    engine: str
    """The engine that simulated, or was to simulate, the citizens."""
    certificate: CertificateRecord | None
    """The comparison with the reference engine; null for that engine itself."""
    precision: str | None
    """The precision requested, the number of looks, and the precision reached; null if none was requested."""
    kept: Literal["rows", "tallies", "sums"]
    """The contents of the parts: rows of citizens, only tallies of them, or sums at points."""
    command: list[str]
    """The command that ran."""
    repeat: list[str]
    """The command that does the same from this folder."""
    finished_at: str
    """When the results were written, in UTC."""
    wall_seconds: float
    """How long this run took; tasks that were done before are not in it."""
    python: str
    """Version of Python."""
    libraries: dict[str, str]
    """Versions of the libraries that take part in a result, and what Dutch clocks show."""
    machine: Machine
    """Where the study was run."""
    tasks: list[TaskRecord]
    """Every part that the results were made of."""
    failures: list[FailureRecord]
    """Tasks that failed twice."""
    files: dict[str, Digest]
    """SHA-256 of every other file of the results by its path."""

    @property
    def certified(self) -> dict[str, Any] | None:
        """The certificate as the engine returned it."""
        return None if self.certificate is None else self.certificate.model_dump(exclude_none=True)


def write_out(manifest: Manifest) -> str:
    """The manifest as the text of its file."""
    return json.dumps(manifest.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path, kinds: Collection[str] = tuple(HOLDINGS)) -> Manifest:
    """The manifest of a results folder with one of some kinds of study.

    Raises `UsageError` if the folder holds another kind or no finished study, or if the manifest is invalid.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        # The kind first: of another kind of study every field would be reported as wrong.
        require_kind(folder, read_json_object(path), kinds)
        return Manifest.model_validate_json(content)
    except FileNotFoundError:
        refuse_unfinished(folder)
        raise UsageError(
            f"{folder} holds no {MANIFEST}: it is no results folder, or its study is not done yet."
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the document"
        raise UsageError(f"{path} is not a manifest of this version: at {where}: {first['msg']}. {ANEW}") from None


def schema_text() -> str:
    """The JSON Schema of the manifest, as it is shipped."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Manifest.model_json_schema()}
    return json.dumps(found, indent=2) + "\n"


def machine() -> Machine:
    """This machine."""
    return Machine(host=platform.node(), platform=platform.platform(), cores=os.cpu_count())


def commit() -> str | None:
    """The commit of the clone that this program runs from, marked if files were changed since; None outside a clone."""
    root = Path(__file__).parents[2]
    # An installed program may lie inside a clone of something else.
    if not (root / ".git").exists():
        return None
    try:
        head = git(root, "rev-parse", "HEAD")
        return f"{head} (changed)" if git(root, "status", "--porcelain", "--untracked-files=no") else head
    except (OSError, subprocess.SubprocessError):
        return None


def git(root: Path, *arguments: Sequence[str] | str) -> str:
    """The output of a git command in a clone."""
    command = ["git", "-C", str(root), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()  # noqa: S603
