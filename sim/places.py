"""Paths in the file system: checks, before anything is simulated, that they can be read or written."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.errors import UsageError

SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[/\\]")
"""Beginning of a URL; a Windows drive has only one letter. `Path` reduces two slashes to one."""
LONGEST_INSIDE: Final = 128
"""Largest number of characters of a path within a results folder."""


def destination(place: str | os.PathLike[str], *, folder: bool | None) -> Path:
    """The path of a folder to fill or a file to write; `folder=None` leaves open which. A tilde is the home folder.

    Nothing is created or changed. Raises `UsageError` where nothing can be written: for a URL, an impossible file name,
    a file in the place of a folder or the reverse, and for lack of permission.

    >>> from sim.places import destination
    >>> destination("results/mine", folder=True).as_posix()
    'results/mine'
    """
    shown = shown_as(os.fspath(place))
    what = {True: "results folder", False: "file", None: "file or folder"}[folder]
    if SCHEME.match(shown):
        raise UsageError(
            f"{shown} is an address, and everything is written on this machine. Name a path, and copy it there then."
        )
    if not is_text(os.fspath(place)):
        raise UsageError(f"{shown} is not UTF-8. Give the {what} another name, of ordinary letters.")
    if not shown or "\0" in shown:
        raise UsageError(f"{shown!r} cannot name a {what}. Give it a name of ordinary letters.")
    path = Path(home := os.path.expanduser(shown))  # noqa: PTH111  # it leaves ./~ alone
    if home.startswith("~"):
        raise UsageError(f"{shown} begins with ~, and there is no such user with a home folder.")
    # `Path` makes ~ of ./~. As an absolute path it is not taken for the home folder again.
    path = path.absolute() if str(path).startswith("~") else path
    try:
        refuse_unwritable(path, folder=folder)
        # A folder is tried with the longest name that will lie in it, so that a path too long is
        # found now and not after simulating.
        if folder is not False:
            mode_of(path / ("x" * LONGEST_INSIDE))
    except OSError as error:
        raise UsageError(f"The {what} {path} cannot be written: {error.strerror}.") from error
    return path


def refuse_unwritable(path: Path, *, folder: bool | None) -> None:
    """Raise `UsageError` if something else is at the path, and `OSError` if writing there is not permitted."""
    mode = mode_of(path)
    # A link that leads nowhere has no mode, but writing through it would make a file somewhere else.
    if mode is None and path.is_symlink():
        raise UsageError(f"{path} is a link to what is not there. Remove it, or name another place.")
    if mode is not None and stat.S_ISDIR(mode):
        if folder is False:
            raise UsageError(f"{path} is a folder; name a file.")
        require_access(path)
        return
    if mode is not None and folder:
        raise UsageError(f"The results folder {path} is a file. Name a folder that is new or empty.")
    if mode is not None:
        # Writing to a device or a pipe would lose the result.
        if not stat.S_ISREG(mode):
            raise UsageError(f"{path} is no ordinary file, and is left alone. Name another one.")
        require_access(path, os.W_OK)
    # The nearest folder that exists decides, since the others will be made in it.
    above = next(each for each in path.absolute().parents if mode_of(each) is not None)
    if not above.is_dir():
        raise UsageError(f"{path} cannot be written: {above} is a file, and nothing can lie below it.")
    names = path.absolute().relative_to(above).parts
    # Each name is asked for, so that one the file system cannot have is refused here.
    for name in names:
        mode_of(above / name)
    require_access(above)


def require_access(path: Path, wanted: int = os.W_OK | os.X_OK) -> None:
    """Raise `PermissionError` if this process may not write there."""
    # With the effective user where the system can say so, which is the one that will write.
    if not os.access(path, wanted, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def mode_of(path: Path) -> int | None:
    """The file mode at a path; None if nothing is there. Raises `OSError` if it cannot be determined."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_text(name: str) -> bool:
    """True if a name is UTF-8; Python represents other bytes as unpaired surrogates."""
    return not any("\ud800" <= each <= "\udfff" for each in name)


def shown_as(name: str) -> str:
    """A printable form of a name, whatever its bytes are."""
    return name.encode("utf-8", "backslashreplace").decode()


def found(look: Callable[[], bool]) -> bool:
    """The result of `path.exists` or `path.is_file`, without their errors.

    It is True where permission is lacking, since reading then reports the reason, and False for an impossible name.
    """
    try:
        return look()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """True if there is a folder at a path; False also where permission to look is lacking."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
