"""Compiling the rules and the kernel.

Compiled code is cached on disk, so that only a first run waits for the compiler. Numba's own cache checks only the file
of the function itself, and would reuse a caller with an outdated version of a callee inlined. Here the cache folder is
named after a hash of all compiled sources, so a changed rule is never run from a stale caller. A wheel may contain code
that was compiled ahead, in a folder of such a name, which is used only if the hash is the same.
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
from numba.core.registry import cpu_target

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
    """Shortened SHA-256 of all sources of compiled code, of the compiler's versions, and of the platform."""
    compiler = f"{numba.__version__} {llvmlite.__version__} {CHECKED}"
    machine = f"{sys.implementation.cache_tag} {sys.platform} {platform.machine()}"
    digest = hashlib.sha256(f"{compiler} {machine}".encode())
    for name in COMPILED_SOURCES:
        place = PACKAGE / name
        # Sorted, because the order in which a file system lists a folder is not the same everywhere.
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.relative_to(PACKAGE).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """The folder of compiled code: beside the package's bytecode, or in the user's cache if that is read-only.

    None if neither is writable; then every process compiles for itself.
    """
    name = f"compiled-{VERSION}"
    # A package installed for all users cannot be written to, so the user's own cache is the second choice.
    for folder in (PACKAGE / "__pycache__", Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "messagebox-sim"):
        try:
            place = folder.expanduser() / name
            place.mkdir(parents=True, exist_ok=True)
        except (OSError, RuntimeError):
            continue
        # `mkdir` succeeds on a folder that exists, whoever owns it, so permission is asked for as well.
        if os.access(place, os.W_OK):
            return place
    return None


COMPILES: Final = not vars(config)["DISABLE_JIT"]
"""False with `NUMBA_DISABLE_JIT=1`: then Python runs all rules as they stand, and only the SimPy engine exists."""
CHECKED: Final = bool(vars(config)["BOUNDSCHECK"])
"""True with `NUMBA_BOUNDSCHECK=1`: then every access to an array or a record is checked, which is slow."""
VERSION: Final = sources_digest()
FOLDER = cache_folder() if not os.environ.get("NUMBA_CACHE_DIR") else Path(os.environ["NUMBA_CACHE_DIR"])
AHEAD: Final = PACKAGE / "compiled" / VERSION
"""Folder of code compiled ahead for exactly these sources, this compiler and this Python, if a wheel contains any."""
FITTING: Final = AHEAD if AHEAD.is_dir() and is_common() else None
# A vector library for exp and log would give other last bits inside loops than outside.
vars(config).update(DISABLE_INTEL_SVML=True)


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a pure function of scalars, arrays and records, with strict floating point and without the GIL.

    The function must not create arrays. Then its arrays need no reference counting, which would take longer than most
    rules, and make threads wait for each other at every call.
    """
    return dispatcher(function, counts_users=False)


called_inside: Final[list[Any]] = []
"""Numba's own functions for those that Python calls as they stand. Numba's types refer to them weakly."""


def compiled_inside(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function as `compiled` does, but only where compiled functions call it; Python calls it as it stands.

    This is for functions without a loop, which look into no array themselves: entering compiled code takes longer than
    their work, and making an entry for each takes a twentieth of a second. Python must find the same bits: no whole
    number beyond 64 bits, no quotient of whole numbers beyond 2^53, and no division by zero.
    """
    if COMPILES:
        context: Any = cpu_target.typing_context
        called_inside.append(translated(function, counts_users=False))
        context.insert_global(function, types.Dispatcher(called_inside[-1]))
    return function


def compiled_in_place(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function as `compiled` does, and force it to be inlined at every call.

    This is for functions called from many places with a constant that decides most of their branches. It does not
    change any result.
    """
    return dispatcher(function, counts_users=False, in_place=True)


def compiled_with_arrays(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compile a function that creates or returns arrays, and otherwise meets the conditions of `compiled`."""
    return dispatcher(function, counts_users=True)


def dispatcher(
    function: Callable[Parameters, Result], *, counts_users: bool, in_place: bool = False
) -> Callable[Parameters, Result]:
    """A function that Python and compiled functions call.

    Compiled functions call `inside`, which is only translated; a function called from Python is linked with all its
    callees, and then optimised (see `sim.linked_code`).
    """
    if not COMPILES:
        return function

    @cache  # most are never needed when the code of their callers is cached
    def inside() -> Any:  # noqa: ANN401  (numba's own)
        return translated(function, counts_users=counts_users, in_place=in_place)

    njit: Any = numba.njit
    made = njit(**options(counts_users=counts_users, in_place=in_place))(function)
    # Numba's dispatcher keeps its own name, signatures and cache, and only its compiling step is replaced.
    made._compiler.compile = lambda arguments, _: whole(inside(), arguments)  # noqa: SLF001
    made._cache = KeptCode(function, VERSION, FOLDER, FITTING)  # noqa: SLF001
    made.get_call_template = lambda arguments, named: inside().get_call_template(arguments, named)
    made.get_overload = lambda signature: inside().get_overload(signature)
    return cast("Callable[Parameters, Result]", made)


def translated(function: Callable[..., Any], *, counts_users: bool, in_place: bool = False) -> Any:  # noqa: ANN401
    """A function for compiled callers, translated once for the types of its arguments and not for their values.

    By default Numba compiles a function anew for every constant that another compiled function passes, and the
    addresses of draws contain many.
    """
    njit: Any = numba.njit
    made = njit(
        **options(counts_users=counts_users, in_place=in_place), no_cpython_wrapper=True, pipeline_class=Translator
    )(function)
    template = made.get_call_template

    def compile_once(signature: Any) -> None:  # noqa: ANN401  (numba's own)
        # As Numba's own method, but without timers: each nested function adds two, which listen to all later calls of
        # LLVM.
        arguments = tuple(signature)
        if arguments not in made.overloads:
            made.add_overload(made._compiler.compile(arguments, None))  # noqa: SLF001

    made.compile = compile_once

    def template_of_types(arguments: Any, named: Any) -> Any:  # noqa: ANN401  (numba's own)
        plain = {name: types.unliteral(kind) for name, kind in dict(named).items()}
        return template([types.unliteral(kind) for kind in arguments], plain)

    made.get_call_template = template_of_types
    return made


def options(*, counts_users: bool, in_place: bool) -> dict[str, bool | str]:
    """How Numba compiles a function."""
    return {
        "nogil": True,
        "_nrt": counts_users,
        "forceinline": in_place,
        "no_cfunc_wrapper": True,
        "fastmath": False,
        # As in NumPy, a division by zero gives infinity or NaN. Python's model would check every divisor.
        "error_model": "numpy",
    }
