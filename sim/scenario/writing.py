"""Writing a scenario in its canonical form: each scenario has exactly one text.

Every default is explicit, and keys stand in the order of the schema. The text is YAML and reads back to the same
scenario.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache, singledispatch
from typing import Any, Final

from sim.scenario.distributions import Constant, Known, Quantiles, Varied
from sim.scenario.families import CAPS, FAMILIES, TABLE
from sim.scenario.nodes import Plain
from sim.scenario.quantities import Categories
from sim.scenario.reading import scalar_value
from sim.scenario.schema import Part, PopulationFile, Scenario
from sim.scenario.units import NUMBER, plain_decimal

_BARE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+%€ -]*")
_TRUTHS: Final = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Words that YAML 1.1 readers take for truth values, and that are therefore quoted."""
_NAMES: Final = {family.record: name for name, family in FAMILIES.items()}


def dump(scenario: Scenario, *, located: bool = False) -> str:
    """The canonical text of a scenario; `located` adds the path of a file of citizens, for another process."""
    return "".join(f"{line}\n" for line in _block(document_of(scenario, located=located), 0))


def dump_part(document: Mapping[str, Any]) -> str:
    """The text of a part of a scenario, such as `{"designs": {...}}`."""
    return "".join(f"{line}\n" for line in _block({key: explicit(item) for key, item in document.items()}, 0))


def document_of(scenario: Scenario, *, located: bool = False) -> dict[str, Plain]:
    """The plain form of a scenario, in the order of the schema, as `dump` writes it."""
    document = {key: explicit(getattr(scenario, key)) for key in type(scenario).model_fields}
    file, population = scenario.population.from_file, document["population"]
    if located and file is not None and isinstance(population, dict):
        document["population"] = population | {"from_file": {**file.model_dump()}}
    fields = type(scenario).model_fields
    return {
        key: value
        for key, value in document.items()
        if value is not None and (value != {} or fields[key].is_required())
    }


@singledispatch
def explicit(value: object) -> Plain:
    """The plain form of any value of a scenario, with defaults written out and absent keys left out."""
    return _distribution(value)


@explicit.register
def _(value: Part) -> Plain:
    fields = type(value).model_fields.items()
    given = {field.alias or name: getattr(value, name) for name, field in fields}
    return {key: explicit(item) for key, item in given.items() if item is not None}


@explicit.register
def _(value: PopulationFile) -> Plain:
    # The default format is left out, so that scenarios from before formats could be chosen keep their hash.
    return {"path": value.fixed_name, "sha256": value.sha256, "rows": value.rows, **value.form.unusual()}


@explicit.register(dict)
def _(value: dict[str, Any]) -> Plain:
    return {key: explicit(item) for key, item in value.items()}


@explicit.register(tuple)
def _(value: tuple[Any, ...]) -> Plain:
    return tuple(explicit(item) for item in value)


@explicit.register(str)
@explicit.register(bool)
@explicit.register(int)
def _(value: str | int) -> Plain:
    return value


@explicit.register
def _(value: float) -> Plain:
    return NUMBER.write(value)


@explicit.register(type(None))
def _(value: None) -> Plain:
    return value


@explicit.register
def _(value: date) -> Plain:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value.isoformat()


@explicit.register
def _(value: Known) -> Plain:  # type: ignore[type-arg]  # registered by its run-time class
    write = value.dimension.write
    evidence: dict[str, Plain] = {}
    if value.low is not None:
        evidence["low"] = write(value.low)
    if value.high is not None:
        evidence["high"] = write(value.high)
    if value.grade is not None:
        evidence["grade"] = value.grade
    if value.source:
        evidence["source"] = value.source if len(value.source) > 1 else value.source[0]
    if value.note is not None:
        evidence["note"] = value.note
    return {"value": write(value.value), **evidence} if evidence else write(value.value)


@explicit.register
def _(value: Varied) -> Plain:  # type: ignore[type-arg]  # registered by its run-time class
    return explicit(value.everyone) if value.by_segment is None else {TABLE: explicit(value.by_segment)}


@explicit.register
def _(value: Categories) -> Plain:  # type: ignore[type-arg]  # registered by its run-time class
    return explicit(value.everyone) if value.by_segment is None else {TABLE: explicit(value.by_segment)}


def _distribution(value: object) -> Plain:
    if isinstance(value, Constant):
        return explicit(value.value)
    name = _NAMES[type(value)]
    if isinstance(value, Quantiles):
        inner: Plain = {plain_decimal(probability): explicit(known) for probability, known in value.points}
    else:
        inner = {key: explicit(getattr(value, key)) for key in FAMILIES[name].parameters}
    caps = {cap: explicit(getattr(value, cap)) for cap in CAPS if getattr(value, cap) is not None}
    return {name: inner, **caps}


def _block(value: Mapping[str, Plain], indent: int) -> Iterator[str]:
    space = " " * indent
    for key, item in value.items():
        if isinstance(item, dict) and item and not _is_small(item):
            yield f"{space}{_text(key)}:"
            yield from _block(item, indent + 2)
        elif isinstance(item, tuple) and any(isinstance(each, dict) for each in item):
            yield f"{space}{_text(key)}:"
            for each in item:
                first, *rest = _block(each, indent + 4) if isinstance(each, dict) else (inline(each),)
                yield f"{space}  - {first.lstrip()}"
                yield from rest
        else:
            yield f"{space}{_text(key)}: {inline(item)}"


def _is_small(value: Mapping[str, Plain]) -> bool:
    """True if a mapping is written on the line of its key."""
    return not any(isinstance(item, dict | tuple) for item in value.values()) and len(inline(dict(value))) <= 80


def inline(value: Plain) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{'-' * (value < 0)}.inf"
    return _text(value) if isinstance(value, str) else repr(value)


@lru_cache(maxsize=10_000)  # the same keys, names and quantities occur in every scenario
def _text(text: str) -> str:
    """A text, without quotes where it reads back as itself, or else in double quotes."""
    if _BARE.fullmatch(text) and not text.endswith(" ") and scalar_value(text) == text and text.lower() not in _TRUTHS:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
