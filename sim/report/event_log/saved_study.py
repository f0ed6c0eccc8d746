"""A saved study: a results folder read back as the scenario that ran, checked against its manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim import __version__
from sim.errors import ScenarioError, UsageError
from sim.experiment.identity import SOFTWARE
from sim.experiment.manifest import MANIFEST
from sim.experiment.study_kinds import refuse_unfinished, require_kind
from sim.places import found
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from sim.scenario.suggestions import require_known

RESOLVED: Final = "resolved.yaml"
HOW: Final = "Results folders are written by mbsim compare."


@dataclass(frozen=True, slots=True)
class SavedStudy:
    """The study in a results folder."""

    folder: Path
    scenario: Scenario
    sha256: str
    """The SHA-256 of the resolved scenario, which identifies the study."""
    version: str
    """The version of this program that ran the study."""
    designs: tuple[str, ...]
    """The simulated designs, in their order."""

    @property
    def warning(self) -> str | None:
        """A warning about a study of another version; None if the versions agree."""
        if self.version == __version__:
            return None
        return (
            f"The results in {self.folder} are of version {self.version}, and this is {__version__}: what is simulated "
            "again now may differ from what they hold."
        )

    def chosen(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The named designs, each once, or all designs.

        Raises `UsageError` with the nearest name for an unknown design.
        """
        for name in names:
            require_known(name, self.designs, f"There is no design {{}} in {self.folder}", "It has")
        return tuple(dict.fromkeys(names)) or self.designs


def read_study(folder: Path) -> SavedStudy:
    """The study in a results folder. Raises `UsageError` if there is none, or if it contradicts its manifest."""
    content = read_manifest(folder)
    require_kind(folder, content, ("comparison",))
    version, sha256 = text_of(content, "version", folder), text_of(content, "scenario_sha256", folder)
    designs = content.get("designs")
    if not isinstance(designs, list) or not designs or not all(isinstance(design, str) for design in designs):
        raise UsageError(f"{folder / MANIFEST} has no list of designs.")
    file = folder / RESOLVED
    if not file.is_file():
        raise UsageError(f"{folder} has no {RESOLVED}, which says what ran. {HOW}")
    try:
        resolution = resolve(file)
    except ScenarioError as error:
        raise UsageError(
            f"{file} was written by version {version} and cannot be read by {__version__}. {error}"
        ) from error
    unknown = [design for design in designs if design not in resolution.scenario.designs]
    # An edited scenario would give lives that the saved results are not of.
    if resolution.sha256 != sha256 or unknown:
        other = f" It ran with version {version}, and this is {__version__}." if version != __version__ else ""
        raise UsageError(
            f"{file} is not the scenario that {MANIFEST} speaks of: it has been changed, or means something else by "
            f"now.{other} Run the study again: mbsim compare {file} --out ANOTHER-FOLDER"
        )
    return SavedStudy(folder, resolution.scenario, sha256, version, tuple(designs))


def read_manifest(folder: Path) -> Mapping[str, object]:
    """The manifest of a results folder. Raises `UsageError` if it is missing or unreadable, or of another program."""
    if not found(folder.is_dir):
        what = "is a file" if found(folder.exists) else "does not exist"
        raise UsageError(f"{folder} {what}; name a results folder, such as results/mijnoverheid-2016-1a2b3c4d. {HOW}")
    file = folder / MANIFEST
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        refuse_unfinished(folder)
        raise UsageError(f"{folder} is no results folder: it has no {MANIFEST}. {HOW}") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    # Deeply nested JSON ends in a RecursionError.
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not JSON. {HOW}") from error
    if not isinstance(content, dict) or content.get("software") != SOFTWARE:
        raise UsageError(f"{folder} is no results folder of this program: its {MANIFEST} is of something else. {HOW}")
    return content


def text_of(content: Mapping[str, object], key: str, folder: Path) -> str:
    """A text of the manifest. Raises `UsageError` if it is missing."""
    text = content.get(key)
    if not isinstance(text, str):
        raise UsageError(f"{folder / MANIFEST} has no {key}.")
    return text
