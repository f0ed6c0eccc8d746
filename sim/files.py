"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final

from sim.errors import UsageError

UNFINISHED: Final = ".unfinished-"
"""How the name of a file begins until it is whole."""
CANNOT_FLUSH: Final = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
"""The answer of network drives that keep no folder waiting; the files in it were flushed all the same."""


def unfinished(path: Path) -> Path:
    """Where a file is written until it is whole: beside it, and under a name that is no longer than others are."""
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    return path.with_name(f"{UNFINISHED}{os.getpid()}-{digest}")


def write_whole(path: Path, content: bytes, *, flushed: bool = True) -> None:
    """Writes a file under another name and renames it; nothing is left of it if the disk refuses.

    `flushed` waits until the disk has it.
    """
    beside = unfinished(path)
    try:
        with beside.open("wb") as file:
            file.write(content)
            if flushed:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    if flushed:
        flush_folder(path.parent)


def flush(path: Path) -> None:
    """Waits until the disk has a file that was written before."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Waits until the disk has the names in a folder; Windows does so by itself, and some drives cannot."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in CANNOT_FLUSH:
            raise
    finally:
        os.close(opened)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def said_in(path: Path) -> dict[str, Any]:
    """The content of a JSON file; empty if it holds no mapping. Raises `UsageError` if it is there and not readable."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    return content if isinstance(content, dict) else {}
