"""The cache of compiled code on disk, with one file for each compiled function and each set of argument types.

Numba's own cache files are not checked: a damaged one makes every start end in a traceback, and one that was copied
over another is run in its place. They are also tied to the path and time of their source, and so are lost when a
package is copied or installed. Here a file begins with a hash of its content and of the function, sources, argument
types and processor that it was compiled for. A file that does not match its hash is compiled anew and replaced.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import platform
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from llvmlite import binding
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.runtime.nrt import rtsys
from numba.core.serialize import dumps

log: Final = logging.getLogger(__name__)
SEAL: Final = hashlib.sha256().digest_size
"""Length in bytes of the hash at the beginning of a file."""
warned: Final[set[str]] = set()
"""Warnings given already: one is enough, however many files are damaged."""


class Processor(NamedTuple):
    """A processor baseline for code compiled ahead, which nearly all processors of a family meet."""

    name: str
    """Its name in LLVM."""
    features: tuple[str, ...]
    """The features that a processor must have."""


V2: Final = Processor("x86-64-v2", ("cx16", "popcnt", "sse3", "sse4.1", "sse4.2", "ssse3"))
ARM: Final = Processor("generic", ())
COMMON: Final = {"x86_64": V2, "AMD64": V2, "aarch64": ARM, "arm64": ARM}.get(platform.machine())
"""The baseline of this machine's family; None where nothing is compiled ahead."""


def is_common() -> bool:
    """True if this machine can run code compiled ahead for its family."""
    has = binding.get_host_cpu_features() if COMMON is not None else {}
    return COMMON is not None and all(has.get(feature, False) for feature in COMMON.features)


def warn_once(text: str, *about: object) -> None:
    """Log a warning once in this process: one line on standard error, unless logging is configured otherwise."""
    if text not in warned:
        warned.add(text)
        log.warning(text, *about)


class KnownByContent:
    """The cache files of one function: one for each set of argument types."""

    def __init__(self, folder: Path, name: str, version: str) -> None:
        self.folder, self.name, self.version = folder, name, version

    def place(self, key: object) -> tuple[Path, bytes]:
        """The path of the file for these types, and a hash that identifies its code."""
        # The version is a hash of all compiled sources, so that a changed callee gives the caller another identity.
        identity = hashlib.sha256(f"{self.name}:{self.version}:{key!r}".encode()).digest()
        return self.folder / f"{self.name}-{identity[:8].hex()}.nbc", identity

    def load(self, key: object) -> Any:  # noqa: ANN401  (whatever numba keeps)
        """The code for these types; None if it is not in the cache, or its file is damaged."""
        path, identity = self.place(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        payload = memoryview(content)[SEAL:]
        # Checked before unpickling: a damaged pickle may end the process.
        if content[:SEAL] != seal(identity, payload):
            warn_once("Kept compiled code was damaged, and is compiled anew: %s", path)
            return None
        return pickle.loads(payload)  # noqa: S301  (what this program wrote, to the byte)

    def save(self, key: object, data: Any) -> None:  # noqa: ANN401
        """Save the code for these types atomically."""
        path, identity = self.place(key)
        payload = dumps(data)
        self.folder.mkdir(parents=True, exist_ok=True)
        # A random name, since threads and processes may save the same function at once.
        unfinished = path.with_suffix(f".{uuid.uuid4().hex}")
        try:
            unfinished.write_bytes(seal(identity, payload) + payload)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise


def seal(identity: bytes, payload: bytes | memoryview) -> bytes:
    """The hash at the beginning of a file."""
    digest = hashlib.sha256(identity)
    digest.update(payload)
    return digest.digest()


class KeptCode(_Cache):
    """The compiled code of one function, with the interface of Numba's caches.

    `version` identifies the sources, `folder` is the cache folder, and `ahead` the folder of code compiled ahead;
    either folder may be None.
    """

    def __init__(self, function: Callable[..., Any], version: str, folder: Path | None, ahead: Path | None) -> None:
        name = f"{function.__module__.removeprefix('sim.')}.{function.__qualname__}".replace("<locals>", "local")
        self.kept = None if folder is None else KnownByContent(folder, name, version)
        self.ahead = None if ahead is None else KnownByContent(ahead, name, version)
        self.code = hashlib.sha256(function.__code__.co_code).hexdigest()

    def load_overload(self, signature: Any, context: Any) -> Any:  # noqa: ANN401  (numba's own, all of them)
        """The code for the types of a signature; None if there is none for this machine."""
        # All that code of this program needs before it is rebuilt. Numba's own cache refreshes the context, which loads
        # its linear algebra as well.
        rtsys.initialize(context)
        triple, *target = context.codegen().magic_tuple()
        found = None
        if self.ahead is not None and COMMON is not None:
            # Code made ahead is for the processor baseline, not for this machine, so it is looked
            # up under the baseline's name.
            found = self.ahead.load((signature, (triple, COMMON.name, ""), self.code))
        if found is None and self.kept is not None:
            found = self.kept.load((signature, (triple, *target), self.code))
        return None if found is None else CompileResult._rebuild(context, *found)  # noqa: SLF001

    def save_overload(self, signature: Any, data: Any) -> None:  # noqa: ANN401
        """Save the code for the types of a signature; code that cannot be saved is used all the same."""
        # Code with addresses of this process in it would be wrong in any other.
        if self.kept is None or data.library.has_dynamic_globals:
            return
        try:
            self.kept.save((signature, data.codegen.magic_tuple(), self.code), data._reduce())  # noqa: SLF001
        # A full disk or a read-only folder costs time at the next start, and must not end this one.
        except OSError as error:
            warn_once("Compiled code could not be kept, and the next start compiles again: %s", error)

    @property
    def cache_path(self) -> str:
        """The cache folder; empty if there is none."""
        return "" if self.kept is None else os.fspath(self.kept.folder)

    def enable(self) -> None:
        """It is always in use."""

    def disable(self) -> None:
        """It is always in use."""

    def flush(self) -> None:
        """Does nothing: no cached file is ever stale."""
