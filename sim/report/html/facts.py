"""What a page tells of how its numbers came about: only what is the same whenever the same study is run.

The time, the machine, the minutes it took and the parts, which hold these, are left out: the same results give the same
page. They are in the manifest.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.experiment.manifest import Manifest

OF_STUDY: Final = (".yaml", ".csv", ".parquet")
"""Endings of files that results are read from; figures and pages are made from these."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How the numbers of a page came about."""

    version: str
    commit: str | None
    code_sha256: str
    scenario_sha256: str
    engine: str
    certificate: Mapping[str, Any] | None
    kept: str
    """What is kept of the study: rows of citizens, or only tallies."""
    repeat: str
    """The command that does the same from the results folder."""
    python: str
    libraries: Mapping[str, str]
    files: Mapping[str, str]
    """SHA-256 of each file of the results by its path."""
    precision: str | None = None
    """What precision was asked for and reached; None if none was asked for."""
    lacks: str = ""
    """What the numbers lack because tasks failed, in a sentence; empty if nothing."""


def facts_of(manifest: Manifest, lacks: str = "") -> Facts:
    """What a manifest tells that is the same whenever the same study is run."""
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
