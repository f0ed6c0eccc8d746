"""The page as a file, written atomically."""

from __future__ import annotations

from pathlib import Path

from sim.errors import UsageError
from sim.experiment.ownership import REPORT
from sim.files import write_whole
from sim.places import destination


def page_of(run: Path, out: Path | None) -> Path:
    """The path for the page of a results folder: in the folder under its own name, or anywhere outside.

    A study that replaces results deletes the page under that name, but cannot find pages under other names.
    """
    page = run / REPORT
    place = page if out is None else out
    if place.resolve() != page.resolve() and place.resolve().is_relative_to(run.resolve()):
        raise UsageError(f"{place} lies in the results folder, where the page is called {REPORT}. Name one outside.")
    return destination(place, folder=False)


def written(path: Path, page: str | bytes) -> Path:
    """Writes a page and returns its path. Raises `UsageError` if it cannot be written there."""
    path = destination(path, folder=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # UTF-8 can encode everything but lone surrogates, which a title may hold.
        write_whole(path, page if isinstance(page, bytes) else page.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    return path
