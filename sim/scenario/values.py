"""Converting Python values to those of a scenario, literally and without reading them as YAML.

A text stays that text, whatever it looks like. NumPy numbers and arrays, days, moments, decimals and paths become the
number or text that a file would contain.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final

from sim.errors import UsageError
from sim.scenario.nodes import Entry, Listing, Node, Plain, Scalar
from sim.scenario.nodes import Mapping as MappingNode
from sim.scenario.problems import Place
from sim.scenario.reading import DEEPEST, LONGEST_NUMBER
from sim.scenario.writing import inline

ALLOWED: Final = "a text, a number, a truth value, a date, a path, None, or a list or mapping of these"


class UnfitError(ValueError):
    """A value that no scenario can contain; the message says why."""


def text_of(value: object, path: str = "value") -> str:
    """A value as written on the command line, which reads back to the same value."""
    return inline(plain_setting(path, value))


def plain_setting(path: object, value: object) -> Plain:
    """The plain form of a setting's value; raises `UsageError` that names the setting if there is none."""
    if not isinstance(path, str):
        raise UsageError(f"A setting is named by a dotted path, such as population.size; found {path!r:.80}.")
    try:
        return plain(value)
    except UnfitError as error:
        raise UsageError(f"The setting {path} cannot be used: {error}. A value is {ALLOWED}.") from None


def plain(value: object, depth: int = 0) -> Plain:
    """A value as mappings, tuples, texts, numbers and truth values; raises `UnfitError` if it has no such form."""
    if depth > DEEPEST:
        raise UnfitError(f"it is nested deeper than {DEEPEST} levels")
    if isinstance(value, Mapping):
        return {_key(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(plain(item, depth + 1) for item in value)
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        return plain(_listed(value), depth)
    return _atom(value)


def _atom(value: object) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date):
        return _day_or_moment(value)
    if isinstance(value, PurePath):
        return str(value)
    raise UnfitError(f"found {value!r:.80}, a {type(value).__name__}")


def _number(value: float | Decimal) -> int | float:
    """The plain number; a decimal with an integer value becomes an int. Fields check themselves that it is finite."""
    if isinstance(value, float) or (isinstance(value, Decimal) and not value.is_finite()):
        return float(value)
    if abs(value) >= 10**LONGEST_NUMBER:
        raise UnfitError(f"it is a number of more than {LONGEST_NUMBER} digits")
    return int(value) if value == int(value) else float(value)


def _key(key: object) -> str:
    found = _atom(key)
    return found if isinstance(found, str) else inline(found)


def _day_or_moment(value: date) -> str:
    """A day, or Dutch time to the minute; a moment that a file cannot express is refused, never truncated."""
    if value != value:  # noqa: PLR0124  # a moment of pandas that is none
        raise UnfitError("found a moment that is none (NaT)")
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is not None:
        raise UnfitError(f"found {value}, and moments are Dutch time without a time zone")
    if value.second or value.microsecond:
        raise UnfitError(f"found {value}, and moments are whole minutes")
    return value.strftime("%Y-%m-%d %H:%M")


def _listed(value: Any) -> object:  # noqa: ANN401  # an array or a scalar of NumPy, or a column of pandas
    """NumPy or pandas values as Python objects; nanosecond times are cast first, or they would become bare integers."""
    if value.dtype.kind != "M":
        return value.tolist()
    unit = "D" if str(value.dtype).endswith("[D]") else "us"
    found = value.astype(f"datetime64[{unit}]").tolist()
    if found is None or (isinstance(found, list) and None in found):
        raise UnfitError("found a moment that is none (NaT)")
    return found


def node_of(value: Plain, place: Place) -> Node:
    """The tree of a plain value, with all nodes at one place."""
    if isinstance(value, dict):
        return MappingNode({key: Entry(place, node_of(item, place)) for key, item in value.items()}, place)
    if isinstance(value, tuple):
        return Listing(tuple(node_of(item, place) for item in value), place)
    return Scalar(value, place)
