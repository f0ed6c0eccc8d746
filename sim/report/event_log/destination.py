"""The files of a log: one for all designs, or a folder with one for each; no file is ever incomplete."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOBase
from pathlib import Path
from typing import Final, Literal, TypeAlias

from sim.errors import StudyError, UsageError
from sim.files import unfinished
from sim.places import destination
from sim.report.event_log.saved_study import SavedStudy
from sim.spreadsheets import SIDECAR

Format: TypeAlias = Literal["csv", "xes", "ocel"]
ENDINGS: Final[dict[Format, str]] = {"csv": ".csv", "xes": ".xes", "ocel": ".json"}


@dataclass(frozen=True, slots=True)
class Destination:
    """A file to write, and the designs whose log goes there."""

    path: Path
    designs: tuple[str, ...]


def destinations(
    study: SavedStudy, designs: tuple[str, ...], form: Format, out: Path | None
) -> tuple[Destination, ...]:
    """The files to write: `out` itself if it has the format's ending, else one file per design in that folder.

    The default is a file in the working directory, named after the results folder. Raises `UsageError` for an
    unsuitable place.
    """
    ending = ENDINGS[form]
    place = out if out is not None else Path(f"{study.folder.resolve().name}{ending}")
    if place.resolve().is_relative_to(study.folder.resolve()):
        raise UsageError(
            f"{place} lies in the results folder, which a later comparison replaces. Name a place outside of it."
        )
    place = destination(place, folder=None)
    if place.suffix == ending and not place.is_dir():
        return (writable(Destination(place, designs)),)
    if place.is_file() or (place.suffix and not place.is_dir()):
        raise UsageError(
            f"{place} is no place for this log: name a file that ends in {ending}, or a folder for one file per design."
        )
    return tuple(writable(Destination(place / f"{design}{ending}", (design,))) for design in designs)


def writable(place: Destination) -> Destination:
    """The destination itself. Raises `UsageError` if its file or its sidecar cannot be written."""
    # Both files are checked before anything is simulated, because a log may take minutes.
    for path in (place.path, sidecar(place.path)):
        destination(path, folder=False)
    return place


def sidecar(path: Path) -> Path:
    """The file beside a table that describes its columns."""
    return path.with_name(path.name + SIDECAR)


@contextlib.contextmanager
def finished(path: Path) -> Iterator[TextIOBase]:
    """A file to write under a temporary name, which is renamed to `path` at the end of the block.

    If the block fails, the temporary file is removed and `path` is unchanged. Raises `UsageError` if nothing can be
    written there, `StudyError` if writing fails later.
    """
    temporary = unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # UTF-8 can encode everything but lone surrogates, which a title may hold.
        file = temporary.open("w", encoding="utf-8", newline="", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        with file:
            yield file
        # A full disk may show only when the file is closed, so it is renamed after that.
        temporary.replace(path)
    except OSError as error:
        raise StudyError(f"{path} could not be written: {error.strerror}.") from error
    finally:
        temporary.unlink(missing_ok=True)
