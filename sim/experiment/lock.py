"""Exclusive access to a results folder: a lock of the operating system, which is released when its process dies."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any, Final

from sim.errors import UsageError
from sim.shell import typed

LOCK: Final = ".lock"
HELD: Final = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
"""Error numbers that mean that another process has the lock; Windows uses `EDEADLK`."""

if sys.platform == "win32":
    import msvcrt

    FAR: Final = 1 << 30
    """Windows forbids others to read a locked range: this offset lies far behind the content of the file."""

    def seize(file: IO[str]) -> None:
        """Locks an open file; raises `OSError` if another process has locked it."""
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def release(file: IO[str]) -> None:
        """Unlocks an open file."""
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def seize(file: IO[str]) -> None:
        """Locks an open file; raises `OSError` if another process has locked it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(file: IO[str]) -> None:
        """Unlocks an open file."""
        fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def locked(folder: Path, command: Sequence[str]) -> Iterator[None]:
    """Holds the lock of a folder.

    Raises `UsageError` that names the holder if another process has it, or if the drive does not support locks.
    """
    path = folder / LOCK
    # Opened to append: to truncate would wipe out what the present holder has written.
    with path.open("a+", encoding="utf-8") as file:
        try:
            seize(file)
        except OSError as error:
            if error.errno not in HELD:
                raise UsageError(
                    f"The results folder {folder} cannot be locked: {error.strerror}. Its drive has no locks, which "
                    "keep two studies apart, as some network drives have none: name a folder on another drive with "
                    "--out, and copy it there when it is done."
                ) from error
            raise UsageError(
                f"The results folder {folder} is in use by {holder(path)}. Wait until it is done, stop it, or name "
                "another folder with --out."
            ) from error
        try:
            write_holder(file, command)
            yield
        finally:
            # Released and not removed: another process may already have the file open, and would
            # lock a file that is gone.
            release(file)


def write_holder(file: IO[str], command: Sequence[str]) -> None:
    """Writes the holder into the lock file."""
    file.seek(0)
    file.truncate()
    content = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "command": typed(command),
    }
    json.dump(content, file)
    # Written out at once, so that others can read who holds the lock.
    file.flush()


def holder(path: Path) -> str:
    """The holder of a lock, in words."""
    found: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):
        found = dict(json.loads(path.read_text(encoding="utf-8")))
    if not {"pid", "host", "since", "command"} <= found.keys():
        return "another process"
    return f"process {found['pid']} on {found['host']} since {found['since']}: {found['command']}"
