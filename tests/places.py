"""Places where nothing can be written, and what a test does as another user."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

NOBODY: Final = 65534
root_only = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can act as another user and come back"
)


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """This process as a user who owns nothing; root again afterwards."""
    if sys.platform == "win32":
        raise OSError("Windows has no such user")
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


def bad_destinations(folder: Path, *, wanted: bool | None) -> dict[str, tuple[str, str]]:
    """Places in a folder where nothing can be written, each with a piece of what is said of it.

    `wanted` is whether a folder is to be filled; None is a place that may be either.
    """
    (folder / "file").write_text("mine", encoding="utf-8")
    (folder / "nowhere").symlink_to(folder / "not there")
    (folder / "round").symlink_to(folder / "round")
    os.mkfifo(folder / "pipe")
    long, deep = "x" * 300, "x/" * 2_100
    found = {
        "an address": ("s3://bucket/results", "is an address"),
        "an address of a file": ("file:///tmp/results", "is an address"),
        "a home that there is not": ("~nobody-of-this-name/results", "no such user"),
        "nothing": ("", "cannot name"),
        "no UTF-8": (os.fsdecode(b"results-\xff"), "UTF-8"),
        "below a file": (str(folder / "file" / "results"), "is a file"),
        "far below a file": (str(folder / "file" / "a" / "b"), "is a file"),
        "a name too long": (str(folder / long), "too long"),
        "a name too long in a folder to be made": (str(folder / "new" / long / "more"), "too long"),
        "a path too long": (str(folder / deep), "too long"),
        "a link to nowhere": (str(folder / "nowhere"), "is a link"),
        "a link to itself": (str(folder / "round"), "cannot be written"),
        "a pipe": (str(folder / "pipe"), "file"),
    }
    if wanted is True:
        found["a file"] = (str(folder / "file"), "is a file")
    if wanted is False:
        found["a folder"] = (str(folder), "is a folder")
    return found
