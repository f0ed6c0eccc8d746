"""Atomic writing of files: a file exists completely or not at all, even after a power cut."""

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
"""Prefix of the name of a file until it is complete."""
CANNOT_FLUSH: Final = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
"""Errors of network drives that cannot flush a folder; the files in it were flushed all the same."""


def unfinished(path: Path) -> Path:
    """The temporary path of a file until it is complete: in the same folder, with a name of limited length."""
    # A hash of limited length: the name may already be as long as the file system allows.
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    # With the process number, so that two processes writing one file do not write into one temporary file.
    return path.with_name(f"{UNFINISHED}{os.getpid()}-{digest}")


def write_whole(path: Path, content: bytes, *, flushed: bool = True) -> None:
    """Write a file under a temporary name and rename it; on failure the temporary file is removed.

    With `flushed` the file is on disk when this returns.
    """
    beside = unfinished(path)
    try:
        with beside.open("wb") as file:
            file.write(content)
            # Flushed before the rename: otherwise a power cut could leave the new name with an empty file.
            if flushed:
                file.flush()
                os.fsync(file.fileno())
        # A rename within one folder is atomic, so that a reader sees the old file or the whole new one.
        beside.replace(path)
    # `BaseException`, since an interrupt must not leave the temporary file behind either.
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    # The rename is an entry of the folder, and is on disk only when the folder is.
    if flushed:
        flush_folder(path.parent)


def flush(path: Path) -> None:
    """Flush a file written before to disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to disk; Windows does so by itself, and some drives cannot."""
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
        # In blocks, so that a file need not fit into memory.
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def read_json_object(path: Path) -> dict[str, Any]:
    """The content of a JSON file; empty if it is missing or no mapping. Raises `UsageError` if it cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    return content if isinstance(content, dict) else {}
