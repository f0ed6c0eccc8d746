"""How rules are compiled: the only module that imports numba.

Compiled code is kept on disk, so that only a first run waits for the compiler. Numba's cache looks at the file of the
function alone and would keep a caller that has an old version of a callee inlined; here the cache folder is named
after the text of every source that is compiled, so a changed rule is never run from a stale caller.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba
from numba.core import config

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

PACKAGE = Path(__file__).parent
COMPILED_SOURCES = (
    "compilation.py",
    "elementary.py",
    "draws.py",
    "clock.py",
    "rules",
    "population",
    "analysis/accumulation.py",
)


def sources_digest() -> str:
    """SHA-256, shortened, of every source text that takes part in compiled code, and of the compiler's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for name in COMPILED_SOURCES:
        place = PACKAGE / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.relative_to(PACKAGE).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Where compiled code is kept: beside the package's bytecode, or in the user's cache if that is read-only.

    None if neither can be written; then every process compiles for itself.
    """
    name = f"compiled-{sources_digest()}"
    for folder in (PACKAGE / "__pycache__", Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "messagebox-sim"):
        try:
            place = folder.expanduser() / name
            place.mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):
            continue
        if os.access(place, os.W_OK):
            return place
    return None


FOLDER = cache_folder() if not os.environ.get("NUMBA_CACHE_DIR") else Path(os.environ["NUMBA_CACHE_DIR"])
if FOLDER is not None:
    vars(config).update(CACHE_DIR=str(FOLDER))
# A vector library for exp and log would give other last bits inside a loop than outside one.
vars(config).update(DISABLE_INTEL_SVML=True)


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compiles a pure function of scalars and arrays; strict floating point, no global interpreter lock."""
    return cast(
        "Callable[Parameters, Result]",
        numba.njit(cache=FOLDER is not None, fastmath=False, error_model="numpy", nogil=True)(function),
    )
