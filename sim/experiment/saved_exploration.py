"""Results of an earlier exploration in its folder, for a page that includes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.errors import UsageError
from sim.experiment.identity import SOFTWARE
from sim.experiment.manifest import MANIFEST
from sim.experiment.study_kinds import refuse_unfinished, require_kind
from sim.files import digest_of, read_json_object

DOCUMENTS: Final = {"sensitivity": "sensitivity.json", "robustness": "robustness.json"}
"""Document of each kind that a page can include."""


@dataclass(frozen=True, slots=True)
class SavedExploration:
    """A stored exploration."""

    kind: str
    scenario: str
    command: tuple[str, ...]
    document: dict[str, Any]
    figures: tuple[dict[str, str], ...]
    """Content of each figure, in words."""
    drawings: dict[str, bytes]
    """SVG of each figure by its name."""


def read_exploration(folder: Path) -> SavedExploration:
    """The exploration in a folder.

    Raises `UsageError` if it holds none that a page can include, or if a file was changed.
    """
    manifest = read_json_object(folder / MANIFEST)
    if manifest.get("software") != SOFTWARE:
        refuse_unfinished(folder)
        raise UsageError(f"{folder} is no folder that mbsim sensitivity or mbsim robust wrote.")
    require_kind(folder, manifest, tuple(DOCUMENTS))
    try:
        return exploration_in(folder, str(manifest["kind"]), manifest)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UsageError(f"{folder / MANIFEST} is not a manifest of this version: {error!r}.") from error


def exploration_in(folder: Path, kind: str, manifest: dict[str, Any]) -> SavedExploration:
    """The exploration that a manifest describes."""
    document = json.loads(content(folder, DOCUMENTS[kind], manifest))
    if "coverage" not in document:
        raise UsageError(
            f"{folder} was written by an earlier version, which did not tell the numbers without a range. Run the same "
            "command again: what was simulated is kept."
        )
    figures = tuple(json.loads(content(folder, "figures.json", manifest)))
    return SavedExploration(
        kind,
        str(manifest["scenario"]),
        tuple(manifest["command"]),
        document,
        figures,
        {each["name"]: content(folder, f"{each['name']}.svg", manifest) for each in figures},
    )


def explored(folder: Path, scenario: str) -> SavedExploration:
    """The exploration in a folder, if it is of this scenario; raises `UsageError` if it is of another."""
    found = read_exploration(folder)
    if found.scenario != scenario:
        raise UsageError(f"{folder} tells of {found.scenario}, and the results are of {scenario}.")
    return found


def content(folder: Path, name: str, manifest: dict[str, Any]) -> bytes:
    """The content of a file of a finished exploration; raises `UsageError` if its hash does not match."""
    path = folder / name
    wanted = manifest.get("files", {}).get(name)
    # What a page includes must be what the manifest tells of.
    if wanted is None or not path.is_file() or digest_of(path) != wanted:
        raise UsageError(f"{path} is missing or was changed since it was written. Run the same command again.")
    return path.read_bytes()
