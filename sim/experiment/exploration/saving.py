"""The results folder of an exploration: the same lock, diary and order of writing as any study's."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from sim import __version__
from sim.experiment.diary import now
from sim.experiment.engines import Json
from sim.experiment.files import digest_of
from sim.experiment.identity import SOFTWARE, code_digest
from sim.experiment.manifest import commit, machine, versions
from sim.experiment.store import Results, scenario_files
from sim.scenario.schema import Scenario


def save(
    results: Results, kind: str, scenario: Scenario, files: Mapping[str, bytes], record: Mapping[str, Json]
) -> str:
    """Writes what was made of an exploration, and moves it into its folder, the manifest last.

    What is said of a page that was removed, because it told of an earlier study.
    """
    contents = {**scenario_files(results.origin, scenario), **files}
    place = results.place
    for name, content in contents.items():
        (place / name).parent.mkdir(exist_ok=True, parents=True)
        (place / name).write_bytes(content)
    digests = {name: digest_of(place / name) for name in contents}
    manifest = {**facts(results, kind, scenario), **record, "files": digests}
    said = results.settle(digests, json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    results.diary.end("done", "done")
    return said


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
