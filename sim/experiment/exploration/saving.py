"""The results folder of an exploration: the same lock, diary and order of writing as any study's."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Final

from sim import __version__
from sim.experiment.diary import now
from sim.experiment.engines import Json
from sim.experiment.files import digest_of, flush
from sim.experiment.identity import SOFTWARE, code_digest
from sim.experiment.libraries import versions
from sim.experiment.manifest import MANIFEST, commit, machine
from sim.experiment.store import Results, move_into_place, refused, scenario_files
from sim.scenario.schema import Scenario

KINDS: Final = {
    "calibration": "numbers fitted to published figures",
    "validation": "predictions beside published figures",
    "sensitivity": "which unknown numbers matter",
    "robustness": "which design wins over what is not known",
}
"""What an exploration can be, with what it holds."""


def save(
    results: Results, kind: str, scenario: Scenario, files: Mapping[str, bytes], record: Mapping[str, Json]
) -> None:
    """Writes what was made of an exploration, and moves it into its folder, the manifest last.

    Raises `StudyError` if the disk refuses.
    """
    contents = {**scenario_files(results.origin, scenario), **files}
    place = results.place
    try:
        for name, content in contents.items():
            (place / name).parent.mkdir(exist_ok=True, parents=True)
            (place / name).write_bytes(content)
        digests = {name: digest_of(place / name) for name in contents}
        manifest = {**facts(results, kind, scenario), **record, "files": digests}
        text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        (place / MANIFEST).write_text(text, encoding="utf-8")
        for name in (*contents, MANIFEST):
            flush(place / name)
        move_into_place(place, results.folder, (*contents, MANIFEST))
    except OSError as error:
        raise refused(results.folder, error) from error
    results.diary.end("done", "done")


def facts(results: Results, kind: str, scenario: Scenario) -> dict[str, Json]:
    """What ran, on what, and how to run it again."""
    return {
        "software": SOFTWARE,
        "kind": kind,
        "version": __version__,
        "commit": commit(),
        "code_sha256": code_digest(),
        "scenario": scenario.name,
        "scenario_sha256": results.origin.sha256,
        "citizens": scenario.population.size,
        "replications": scenario.replications,
        "seed": scenario.seed,
        "command": list(results.origin.command),
        "finished_at": now(),
        "wall_seconds": round(time.perf_counter() - results.began_at, 3),
        "python": versions()["python"],
        "libraries": versions(),
        "machine": machine().model_dump(mode="json"),
    }
