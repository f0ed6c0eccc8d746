"""Which folders are ours to fill, and what a folder holds already."""

from __future__ import annotations

import shutil
from pathlib import Path

from sim.errors import UsageError
from sim.experiment.diary import STATUS
from sim.experiment.files import UNFINISHED, said_in
from sim.experiment.identity import SOFTWARE
from sim.experiment.lock import LOCK
from sim.experiment.manifest import MANIFEST
from sim.experiment.parts import PARTS


def refuse_foreign(folder: Path) -> None:
    """Raises `UsageError` unless the folder is new, empty, or holds results of this program."""
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise UsageError(f"The results folder {folder} is a file. Name a folder that is new or empty.")
        names = [entry.name for entry in folder.iterdir()]
        if is_ours(folder) or all(name == LOCK or name.startswith(UNFINISHED) for name in names):
            return
    except OSError as error:
        raise UsageError(f"The results folder {folder} cannot be read: {error.strerror}.") from error
    raise UsageError(
        f"The folder {folder} holds files that are not results of this program, and they are left alone. "
        f"Name a folder that is new, empty, or holds earlier results (one with a {MANIFEST} or {STATUS})."
    )


def refuse_other_kind(folder: Path, kind: str | None) -> None:
    """Raises `UsageError` if a folder holds a finished study of another kind, whose files would be removed."""
    content = said_in(folder / MANIFEST)
    if content and content.get("kind") != kind:
        held = content.get("kind") or "comparison"
        raise UsageError(f"The folder {folder} holds a {held}, which is left alone. Name another folder with --out.")


def is_ours(folder: Path) -> bool:
    """Whether a study was begun in a folder."""
    return any(said_in(folder / name).get("software") == SOFTWARE for name in (MANIFEST, STATUS))


def earlier_files(folder: Path) -> tuple[str, ...]:
    """The files that an earlier study made in a folder, by its manifest; none if there is no such manifest."""
    content = said_in(folder / MANIFEST)
    files = content.get("files")
    return tuple(files) if content.get("software") == SOFTWARE and isinstance(files, dict) else ()


def holds_nothing(folder: Path) -> bool:
    """Whether a folder holds neither a part nor a finished study."""
    return not any((folder / PARTS).glob("*")) and not (folder / MANIFEST).exists()


def sweep_unfinished(folder: Path) -> None:
    """Removes what a killed process left unfinished; the lock is ours, so nobody is writing."""
    for path in [*folder.glob(f"{UNFINISHED}*"), *(folder / PARTS).glob(f"{UNFINISHED}*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
