"""Ownership of results folders: folders that may be filled, and studies that they hold already.

A finished study stays until another study extends it. An extension has the same world with other numbers of citizens or
replications, other designs, more points, or more precision. Its parts are then used again, and its tables can be made
again from them. Every other study is refused, unless it was requested to replace the existing one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.errors import ScenarioError, UsageError
from sim.experiment.crate import CRATE
from sim.experiment.identity import SOFTWARE, world_of
from sim.experiment.lock import LOCK
from sim.experiment.manifest import MANIFEST, RESOLVED
from sim.experiment.part_store import EFFORTS, PARTS
from sim.experiment.status import LOG, STATUS
from sim.experiment.study_kinds import Kind, kind_of, noun_of
from sim.files import UNFINISHED, read_json_object
from sim.scenario.compared_designs import designs_of
from sim.scenario.difference import differences
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from sim.scenario.writing import dump

ROWS: Final = "citizens"
REPORT: Final = "report.html"
"""The page that is made from a finished study."""
BRIEF: Final = "brief-{}{}"
"""Its brief, by language and ending."""
LANGUAGES: Final = ("nl", "en")
FORMS: Final = (".html", ".pdf")
PAGES: Final[Mapping[str, str]] = {
    REPORT: "report",
    **{BRIEF.format(language, form): "brief" for language in LANGUAGES for form in FORMS},
}
"""Everything that is made from a finished study and lies in its folder, with the verb that makes it."""
FILES: Final = (MANIFEST, CRATE, RESOLVED, "scenario.yaml", "responses.csv", STATUS, LOG, LOCK, *PAGES, EFFORTS)
"""Names that cannot be a folder in a results folder."""


def refuse_foreign(folder: Path) -> None:
    """Raises `UsageError` unless the folder is new, empty, or holds results of this program."""
    try:
        if not folder.exists():
            return
        refuse_obstacles(folder)
        # A folder in which only a lock or unfinished files lie was left by a run that was killed at its beginning.
        names = [entry.name for entry in folder.iterdir()]
        if is_ours(folder) or all(name == LOCK or name.startswith(UNFINISHED) for name in names):
            return
    except OSError as error:
        raise UsageError(f"The results folder {folder} cannot be read: {error.strerror}.") from error
    raise UsageError(
        f"The folder {folder} holds files that are not results of this program, and they are left alone. "
        f"Name a folder that is new, empty, or holds earlier results (one with a {MANIFEST} or {STATUS})."
    )


def refuse_obstacles(folder: Path) -> None:
    """Raises `UsageError` if an entry of a folder leads out of it, or has the name of a file that will be written."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_symlink():
                raise UsageError(
                    f"{entry.path} is a link, and nothing outside of a results folder is written. Remove the link, or "
                    "name another folder with --out."
                )
            # True for the name of a folder, False for that of a file.
            wanted = {**dict.fromkeys(FILES, False), PARTS: True, ROWS: True}.get(entry.name)
            if wanted is not None and wanted != entry.is_dir():
                found, needed = ("a file", "a folder") if wanted else ("a folder", "a file")
                raise UsageError(
                    f"{entry.path} is {found}, and {needed} of that name is written there. Remove it, or name another "
                    "folder with --out."
                )


def refuse_other_study(
    folder: Path, scenario: Scenario, kind: Kind, points: Sequence[Mapping[str, str]], *, replace: bool
) -> None:
    """Raises `UsageError` if a folder holds a different finished study, unless it is to be replaced."""
    held = read_json_object(folder / MANIFEST)
    differs = difference_from_held(held, folder, scenario, kind, points) if held else ""
    if differs and not replace:
        raise UsageError(
            f"The folder {folder} holds {described(held)}, which is left alone: {differs}. Name another folder with "
            "--out, or say that it is to be replaced with --replace (in Python out=..., replace=True)."
        )


def difference_from_held(
    held: Mapping[str, Any], folder: Path, scenario: Scenario, kind: Kind, points: Sequence[Mapping[str, str]]
) -> str:
    """The difference between a study and the one in a folder, in words; empty if it extends that one."""
    if kind_of(held) != kind:
        return f"this is a {noun_of(kind)}"
    earlier = held.get("points")
    if not all(point in [dict(each) for each in points] for point in (earlier if isinstance(earlier, list) else ())):
        return "this sweep lacks points of that one"
    try:
        there = resolve(folder / RESOLVED).scenario
    except ScenarioError:
        return f"what it is of cannot be read in its {RESOLVED}"
    shared = [design for design in designs_of(there) if design in designs_of(scenario)]
    one, other = (world_of(each, shared) for each in (there, scenario))
    if dump(one) == dump(other):
        return ""
    paths = [each.path for each in differences(one, other)]
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"this study has other values of {', '.join(paths[:3])}{more}"


def described(held: Mapping[str, Any]) -> str:
    """The study of a manifest, in words."""
    extent = f"({held.get('citizens')} citizens, seed {held.get('seed')})"
    return f"a {noun_of(kind_of(held))} of {held.get('scenario')} {extent}"


def is_ours(folder: Path) -> bool:
    """True if a study was begun in a folder."""
    return any(read_json_object(folder / name).get("software") == SOFTWARE for name in (MANIFEST, STATUS))


def earlier_files(folder: Path) -> dict[str, Any]:
    """The files that an earlier study made in a folder, with their hashes; empty if it has no such manifest."""
    content = read_json_object(folder / MANIFEST)
    files = content.get("files")
    return files if content.get("software") == SOFTWARE and isinstance(files, dict) else {}


def holds_nothing(folder: Path) -> bool:
    """True if a folder holds neither a part nor a finished study."""
    return not any((folder / PARTS).glob("*")) and not (folder / MANIFEST).exists()


def sweep_unfinished(folder: Path) -> None:
    """Removes the unfinished files of a killed process; with the lock held nobody else is writing."""
    for path in [*folder.glob(f"{UNFINISHED}*"), *(folder / PARTS).glob(f"{UNFINISHED}*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
