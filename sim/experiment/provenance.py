"""The manifest: what ran, on what, and how to run it again."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Final, TypeAlias

from sim import __version__
from sim.experiment.runner import Study

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

SOFTWARE: Final = "messagebox-sim"
LIBRARIES: Final = ("matplotlib", "numba", "numpy", "pyarrow", "pydantic", "ruamel.yaml", "simpy")
"""Libraries that take part in a result or in the bytes it is stored in."""


def manifest(
    study: Study,
    *,
    scenario_file: str,
    scenario_sha256: str,
    command: Sequence[str],
    files: Mapping[str, str],
) -> dict[str, Json]:
    """The content of `manifest.json`.

    `files` gives the SHA-256 of every other file of the results by its path. Only the time that the designs took
    differs between two runs of one study on one machine.
    """
    scenario = study.scenario
    return {
        "software": SOFTWARE,
        "version": __version__,
        "scenario": scenario.name,
        "scenario_file": scenario_file,
        "scenario_sha256": scenario_sha256,
        "designs": list(study.tables),
        "reference": scenario.compare.reference,
        "citizens": scenario.population.size,
        "replications": scenario.replications,
        "seed": scenario.seed,
        "engine": "simpy",
        "command": list(command),
        "repeat": ["mbsim", "compare", "resolved.yaml"],
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "seconds_by_design": {design: round(seconds, 3) for design, seconds in study.seconds.items()},
        "files": dict(files),
    }
