"""Compiled code that is kept on disk: every piece in a file of its own, and known by its content.

Numba's own files are read as they are: a damaged one ends every start in a traceback, and one that was copied over
another is run in its place. They are found by the path and the time of their source, and so not again where a package
was copied or installed. Here a file begins with a hash of the rest and of the function, the sources and the types of
arguments that it was compiled for, and for which processor. What does not fit its hash is compiled anew, and replaced.
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
from numba.core.serialize import dumps

log: Final = logging.getLogger(__name__)
SEAL: Final = hashlib.sha256().digest_size
"""Bytes of the hash at the beginning of a file."""
told: Final[set[str]] = set()
"""What was said already: of many damaged files, the first is enough."""


class Processor(NamedTuple):
    """A kind of processor that code is compiled for ahead, so that it runs on nearly all of its family."""

    name: str
    """As LLVM calls it."""
    features: tuple[str, ...]
    """What a processor must be able to do for that."""


V2: Final = Processor("x86-64-v2", ("cx16", "popcnt", "sse3", "sse4.1", "sse4.2", "ssse3"))
ARM: Final = Processor("generic", ())
COMMON: Final = {"x86_64": V2, "AMD64": V2, "aarch64": ARM, "arm64": ARM}.get(platform.machine())
"""That of this machine's family; None where nothing is compiled ahead."""


def is_common() -> bool:
    """Whether this machine runs what is compiled ahead for its family."""
    has = binding.get_host_cpu_features() if COMMON is not None else {}
    return COMMON is not None and all(has.get(feature, False) for feature in COMMON.features)


def tell(text: str, *about: object) -> None:
    """Says something once in this process, as one line on standard error unless the program logs elsewhere."""
    if text not in told:
        told.add(text)
        log.warning(text, *about)


class KnownByContent:
    """The files of one function: one for each set of types that it was compiled for."""

    def __init__(self, folder: Path, name: str, version: str) -> None:
        self.folder, self.name, self.version = folder, name, version

    def place(self, key: object) -> tuple[Path, bytes]:
        """Where the code for these types is kept, and what tells it from all other code."""
        identity = hashlib.sha256(f"{self.name}:{self.version}:{key!r}".encode()).digest()
        return self.folder / f"{self.name}-{identity[:8].hex()}.nbc", identity

    def load(self, key: object) -> Any:  # noqa: ANN401  (whatever numba keeps)
        """The code for these types; None if it is not kept, or is not what was kept."""
        path, identity = self.place(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        payload = memoryview(content)[SEAL:]
        if content[:SEAL] != seal(identity, payload):
            tell("Kept compiled code was damaged, and is compiled anew: %s", path)
            return None
        return pickle.loads(payload)  # noqa: S301  (what this program wrote, to the byte)

    def save(self, key: object, data: Any) -> None:  # noqa: ANN401
        """Keeps the code for these types, in one step."""
        path, identity = self.place(key)
        payload = dumps(data)
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{uuid.uuid4().hex}")
        try:
            unfinished.write_bytes(seal(identity, payload) + payload)
            unfinished.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise


def seal(identity: bytes, payload: bytes | memoryview) -> bytes:
    """The hash that a file begins with."""
    digest = hashlib.sha256(identity)
    digest.update(payload)
    return digest.digest()


class KeptCode(_Cache):
    """The compiled code of one function, as numba asks for it.

    `version` names the sources that it was compiled from, `folder` is where it is kept, and `ahead` where code lies
    that was compiled ahead; either may be None.
    """

    def __init__(self, function: Callable[..., Any], version: str, folder: Path | None, ahead: Path | None) -> None:
        name = f"{function.__module__.removeprefix('sim.')}.{function.__qualname__}".replace("<locals>", "local")
        self.kept = None if folder is None else KnownByContent(folder, name, version)
        self.ahead = None if ahead is None else KnownByContent(ahead, name, version)
        self.code = hashlib.sha256(function.__code__.co_code).hexdigest()

    def load_overload(self, signature: Any, context: Any) -> Any:  # noqa: ANN401  (numba's own, all of them)
        """The code for the types of a signature; None if there is none for this machine."""
        context.refresh()
        triple, *target = context.codegen().magic_tuple()
        found = None
        if self.ahead is not None and COMMON is not None:
            found = self.ahead.load((signature, (triple, COMMON.name, ""), self.code))
        if found is None and self.kept is not None:
            found = self.kept.load((signature, (triple, *target), self.code))
        return None if found is None else CompileResult._rebuild(context, *found)  # noqa: SLF001

    def save_overload(self, signature: Any, data: Any) -> None:  # noqa: ANN401
        """Keeps the code for the types of a signature; what cannot be kept is used all the same."""
        if self.kept is None or data.library.has_dynamic_globals:
            return
        try:
            self.kept.save((signature, data.codegen.magic_tuple(), self.code), data._reduce())  # noqa: SLF001
        except OSError as error:
            tell("Compiled code could not be kept, and the next start compiles again: %s", error)

    @property
    def cache_path(self) -> str:
        """Where it is kept."""
        return "" if self.kept is None else os.fspath(self.kept.folder)

    def enable(self) -> None:
        """It is always in use."""

    def disable(self) -> None:
        """It is always in use."""

    def flush(self) -> None:
        """Nothing that is kept is stale."""
