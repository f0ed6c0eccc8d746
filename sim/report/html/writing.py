"""A page as a file that is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from sim.errors import UsageError
from sim.experiment.files import write_whole


def written(path: Path, page: str) -> Path:
    """Writes a page; returns where. Raises `UsageError` if it cannot be written there."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file for the page, such as {path / 'report.html'}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, page.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    return path
