"""Compiled code that is kept on disk: every piece in a file of its own, and known by its content.

Numba's own files are read as they are: a damaged one ends every start in a traceback, and one that was copied over
another is run in its place. Here a file begins with a hash of the rest and of the function, the sources and the types
of arguments that it was compiled for. What does not fit its hash is compiled anew, and replaced.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from numba.core.caching import FunctionCache, IndexDataCacheFile

log: Final = logging.getLogger(__name__)
SEAL: Final = hashlib.sha256().digest_size
"""Bytes of the hash at the beginning of a file."""
told: Final[set[str]] = set()
"""What was said already: of many damaged files, the first is enough."""


def tell(text: str, *about: object) -> None:
    """Says something once in this process, as one line on standard error unless the program logs elsewhere."""
    if text not in told:
        told.add(text)
        log.warning(text, *about)


class KnownByContent(IndexDataCacheFile):
    """The files of one function: one for each set of types that it was compiled for."""

    def __init__(self, folder: str, name: str, version: str) -> None:
        super().__init__(folder, name, version)
        self.folder = Path(folder)
        self.name = f"{name}:{version}"

    def place(self, key: object) -> tuple[Path, bytes]:
        """Where the code for these types is kept, and what tells it from all other code."""
        identity = hashlib.sha256(f"{self.name}:{key!r}".encode()).digest()
        return self.folder / self._data_name_pattern.format(number=int.from_bytes(identity[:6], "big")), identity

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
        payload = self._dump(data)
        with self._open_for_write(str(path)) as file:
            file.write(seal(identity, payload))
            file.write(payload)


def seal(identity: bytes, payload: bytes | memoryview) -> bytes:
    """The hash that a file begins with."""
    digest = hashlib.sha256(identity)
    digest.update(payload)
    return digest.digest()


class KeptCode(FunctionCache):
    """The compiled code of one function; `version` names the sources that it was compiled from."""

    def __init__(self, function: Callable[..., Any], version: str) -> None:
        super().__init__(function)
        self._cache_file = KnownByContent(self._cache_path, self._impl.filename_base, version)

    @contextmanager
    def _guard_against_spurious_io_errors(self) -> Iterator[None]:
        """Code that cannot be kept is used all the same."""
        try:
            yield
        except OSError as error:
            tell("Compiled code could not be kept, and the next start compiles again: %s", error)
