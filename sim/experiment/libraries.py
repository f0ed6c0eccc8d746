"""The libraries that results depend on, with their versions: the only list of them."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from sim import __version__
from sim.clock import clocks_digest
from sim.experiment.identity import SOFTWARE, code_digest

MOVING: Final = (
    "llvmlite",
    "numba",
    "numpy",
    "pyarrow",
    "pydantic",
    "pydantic-core",
    "ruamel.yaml",
    "SALib",
    "scipy",
    "simpy",
    "tzdata",
)
"""Libraries that can change a number, or the bytes in which it is stored."""
SHOWING: Final = ("faker", "jinja2", "matplotlib", "pandas", "XlsxWriter")
"""Libraries that only draw, write, make up names, or hold a finished table: no number comes from them."""
CLOCKS: Final = "Dutch clocks"
"""The clock of the time zone database in use, which need not be that of the library `tzdata`."""
MAY_DIFFER: Final = frozenset({*SHOWING, "tzdata"})
"""Libraries whose versions may differ between workers; `tzdata` is among them because the clocks themselves are
compared."""


@cache
def versions() -> dict[str, str]:
    """The versions of this program, of Python and of the libraries that results depend on, and a hash of the clocks."""
    program = f"{__version__} (code {code_digest()[:12]})"
    libraries = {name: version_of(name) for name in sorted((*MOVING, *SHOWING), key=str.lower)}
    return {SOFTWARE: program, "python": platform.python_version(), CLOCKS: clocks_digest()[:12], **libraries}


def version_of(name: str) -> str:
    """The version of a library."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def shared(found: Mapping[str, str]) -> dict[str, str]:
    """The versions that workers must share: of Python without the patch, and of libraries that can change a number."""
    kept = {name: number for name, number in found.items() if name not in MAY_DIFFER}
    return kept | {"python": ".".join(found["python"].split(".")[:2])}


def differing(then: Mapping[str, str]) -> tuple[str, ...]:
    """The versions that have changed since then, in words."""
    now = versions()
    names = [*then, *(name for name in now if name not in then)]
    return tuple(
        f"{name} is {now.get(name, 'not looked at')}, and was {then.get(name, 'not looked at')}"
        for name in names
        if now.get(name) != then.get(name)
    )
