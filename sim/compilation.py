"""How rules are compiled.

Compiled code is kept on disk, so that only a first run waits for the compiler. Numba's cache looks at the file of the
function alone and would keep a caller that has an old version of a callee inlined; here the cache folder is named
after the text of every source that is compiled, so a changed rule is never run from a stale caller. A wheel may bring
code that was compiled ahead, in a folder of such a name: it is used just where it fits.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast

import llvmlite
import numba
from numba import types
from numba.core import config

from sim.kept_code import KeptCode, is_common
from sim.linked_code import Translator, whole

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

PACKAGE = Path(__file__).parent
COMPILED_SOURCES = (
    "compilation.py",
    "kept_code.py",
    "linked_code.py",
    "addresses.py",
    "elementary.py",
    "draws.py",
    "clock.py",
    "rules",
    "population",
    "kernel",
    "analysis/product_sums.py",
    "analysis/joint_table.py",
    "analysis/fourth_moments.py",
    "analysis/studentized_maximum.py",
    "analysis/calibration/walk.py",
)


def sources_digest() -> str:
    """SHA-256, shortened, of every source text that takes part in compiled code, and of what compiles it for what."""
    compiler = f"{numba.__version__} {llvmlite.__version__} {CHECKED}"
    machine = f"{sys.implementation.cache_tag} {sys.platform} {platform.machine()}"
    digest = hashlib.sha256(f"{compiler} {machine}".encode())
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
    name = f"compiled-{VERSION}"
    for folder in (PACKAGE / "__pycache__", Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "messagebox-sim"):
        try:
            place = folder.expanduser() / name
            place.mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):
            continue
        if os.access(place, os.W_OK):
            return place
    return None


COMPILES: Final = not vars(config)["DISABLE_JIT"]
"""Whether anything is compiled: with `NUMBA_DISABLE_JIT=1` rules are plain functions, and only SimPy simulates."""
CHECKED: Final = bool(vars(config)["BOUNDSCHECK"])
"""Whether every access to an array or a record is checked: by `NUMBA_BOUNDSCHECK=1`, for tests, since it is slow."""
VERSION: Final = sources_digest()
FOLDER = cache_folder() if not os.environ.get("NUMBA_CACHE_DIR") else Path(os.environ["NUMBA_CACHE_DIR"])
AHEAD: Final = PACKAGE / "compiled" / VERSION
"""Where code lies that was compiled ahead for these very sources, this compiler and this Python, if a wheel has any."""
FITTING: Final = AHEAD if AHEAD.is_dir() and is_common() else None
# A vector library for exp and log would give other last bits inside a loop than outside one.
vars(config).update(DISABLE_INTEL_SVML=True)


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compiles a pure function of scalars, arrays and records; strict floating point, no global interpreter lock.

    It may not make new arrays. So none of the arrays it is given needs its users counted, which would otherwise take
    longer than most rules, and make threads wait for each other at every call.
    """
    return dispatcher(function, counts_users=False)


def compiled_in_place(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compiles a function, as `compiled` does, anew at every place that calls it, where no call is left.

    That is for what is called from many places with a constant that decides most of its branches there. It makes no
    difference to a result.
    """
    return dispatcher(function, counts_users=False, in_place=True)


def compiled_with_arrays(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compiles a function that makes new arrays or returns one, and is otherwise as `compiled` wants it."""
    return dispatcher(function, counts_users=True)


def dispatcher(
    function: Callable[Parameters, Result], *, counts_users: bool, in_place: bool = False
) -> Callable[Parameters, Result]:
    """A function that is compiled once for each type, not value, of its arguments.

    Numba would compile it anew for every constant that another compiled function calls it with; an address of five
    numbers is called with many. Compiled functions call `inside`, which is only translated; what Python calls is
    linked with all that it calls, and then optimised (see `sim.linked_code`).
    """
    if not COMPILES:
        return function
    options: dict[str, Any] = {"nogil": True, "_nrt": counts_users, "forceinline": in_place, "no_cfunc_wrapper": True}
    options |= {"fastmath": False, "error_model": "numpy"}
    njit: Any = numba.njit

    @cache  # most are never asked for, where what calls them is kept
    def inside() -> Any:  # noqa: ANN401  (numba's own)
        return njit(**options, no_cpython_wrapper=True, pipeline_class=Translator)(function)

    def template_of_types(arguments: Any, named: Any) -> Any:  # noqa: ANN401
        plain = {name: types.unliteral(kind) for name, kind in dict(named).items()}
        return inside().get_call_template([types.unliteral(kind) for kind in arguments], plain)

    made = njit(**options)(function)
    made._compiler.compile = lambda arguments, _: whole(inside(), arguments)  # noqa: SLF001
    made._cache = KeptCode(function, VERSION, FOLDER, FITTING)  # noqa: SLF001
    made.get_call_template = template_of_types
    made.get_overload = lambda signature: inside().get_overload(signature)
    return cast("Callable[Parameters, Result]", made)
