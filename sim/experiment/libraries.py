"""The libraries that a result goes through, with their versions: the one list of them."""

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
"""Libraries that can move a number, or the bytes in which it is kept."""
SHOWING: Final = ("faker", "jinja2", "matplotlib", "pandas", "XlsxWriter")
"""Libraries that only draw, write, make up names, or hold a finished table: no number comes from them."""
CLOCKS: Final = "Dutch clocks"
"""What the time zone database in use says of them, which need not be that of the library `tzdata`."""
MAY_DIFFER: Final = frozenset({*SHOWING, "tzdata"})
"""Libraries of which workers may have another version; of `tzdata` because it is what clocks show that must agree."""


@cache
def versions() -> dict[str, str]:
    """Versions of this program, of Python and of the libraries that take part in a result, and what clocks show."""
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
    """The versions that workers must share: of Python the first two numbers, of what moves a number all."""
    kept = {name: number for name, number in found.items() if name not in MAY_DIFFER}
    return kept | {"python": ".".join(found["python"].split(".")[:2])}


def differing(then: Mapping[str, str]) -> tuple[str, ...]:
    """What is another version now than it was then, in words."""
    now = versions()
    names = [*then, *(name for name in now if name not in then)]
    return tuple(
        f"{name} is {now.get(name, 'not looked at')}, and was {then.get(name, 'not looked at')}"
        for name in names
        if now.get(name) != then.get(name)
    )
