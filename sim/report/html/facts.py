"""The provenance shown on a page: only facts that are the same whenever the same study is run.

Times, durations and the machine are left out, and so are the parts, which contain them: the same results give the same
page. The manifest has them all.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.experiment.manifest import Manifest

OF_STUDY: Final = (".yaml", ".csv", ".parquet")
"""Endings of files that hold results; figures and pages are made from these."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The provenance of the numbers on a page."""

    version: str
    commit: str | None
    code_sha256: str
    scenario_sha256: str
    engine: str
    certificate: Mapping[str, Any] | None
    kept: str
    """The data kept of the study: rows of citizens, or only tallies."""
    repeat: str
    """The command that repeats the study from the results folder."""
    python: str
    libraries: Mapping[str, str]
    files: Mapping[str, str]
    """SHA-256 of each file of the results by its path."""
    precision: str | None = None
    """The precision requested and reached; None if none was requested."""
    lacks: str = ""
    """The data missing because tasks failed, in a sentence; empty if nothing is missing."""


def facts_of(manifest: Manifest, lacks: str = "") -> Facts:
    """The facts of a manifest that are the same whenever the same study is run."""
    return Facts(
        version=manifest.version,
        commit=manifest.commit,
        code_sha256=manifest.code_sha256,
        scenario_sha256=manifest.scenario_sha256,
        engine=manifest.engine,
        certificate=manifest.certified,
        kept=manifest.kept,
        repeat=shlex.join(manifest.repeat),
        python=manifest.python,
        libraries=manifest.libraries,
        files={name: digest for name, digest in sorted(manifest.files.items()) if name.endswith(OF_STUDY)},
        precision=manifest.precision,
        lacks=lacks,
    )
