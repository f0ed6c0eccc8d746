"""Explanation of a value: its meaning and unit, its evidence, where it was written and the values it replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import UsageError
from sim.scenario.difference import branches, evidence, in_words
from sim.scenario.paths import all_paths, known_in, steps_from, value_at, visit
from sim.scenario.resolution import Resolution, ValueOrigin
from sim.scenario.schema import Source
from sim.scenario.shape import Shape, scenario_shape
from sim.scenario.suggestions import nearest
from sim.scenario.writing import inline


@dataclass(frozen=True, slots=True)
class KeyExplanation:
    """The explanation of one key of a resolved scenario."""

    path: str
    text: str
    meaning: str
    unit: str
    low: str | None
    high: str | None
    grade: str | None
    sources: tuple[tuple[str, Source], ...]
    note: str | None
    origin: ValueOrigin
    below: tuple[tuple[str, str], ...]
    """Its components: the keys of a part or table, or the values within a distribution with their evidence."""


def explain(resolution: Resolution, path: str) -> KeyExplanation:
    """The explanation of the value at a dotted path; raises `UsageError` with the nearest path if there is none."""
    scenario, steps = resolution.scenario, tuple(path.split("."))
    try:
        value = value_at(scenario, steps)
    except KeyError:
        near = nearest_path(path, list(all_paths(scenario)))
        raise UsageError(f"There is no key {path!r}." + (f" Did you mean {near}?" if near else "")) from None
    known = known_in(value)
    shape = _shape_of(steps)
    write = str if known is None else (lambda bare: inline(known.dimension.write(bare)))
    is_branch = shape is not None and shape.kind != "leaf"
    return KeyExplanation(
        path=path,
        text="" if is_branch else in_words(value),
        meaning=meaning_of(steps),
        unit=known.dimension.meaning if known is not None else "",
        low=write(known.low) if known is not None and known.low is not None else None,
        high=write(known.high) if known is not None and known.high is not None else None,
        grade=known.grade if known is not None else None,
        sources=tuple((key, scenario.sources[key]) for key in (known.source if known is not None else ())),
        note=known.note if known is not None else None,
        origin=_origin(resolution, steps),
        below=() if known is not None else tuple(_keys(value) if is_branch else _known_values(value)),
    )


def _keys(value: object) -> Iterator[tuple[str, str]]:
    """The keys of a part or table, each with its value in words, or with its own keys."""
    for key, item in steps_from(value):
        yield key, ", ".join(inner for inner, _ in steps_from(item)) if branches(item) else in_words(item)


def _known_values(value: object) -> Iterator[tuple[str, str]]:
    """The known values that a leaf consists of, each with its evidence, by their path within it."""
    for steps, item in visit(value, lambda _, item: known_in(item) is None):
        known = known_in(item)
        if known is not None:
            yield ".".join(steps), f"{in_words(known)} ({evidence(known)})"


def _origin(resolution: Resolution, steps: tuple[str, ...]) -> ValueOrigin:
    """Where the value, or the leaf that contains it, was written; without a place if it is a default."""
    for length in range(len(steps), 0, -1):
        origin = resolution.origin(".".join(steps[:length]))
        if origin.place is not None:
            is_default = length < len(steps) and _shape_of(steps[: length + 1]) is not None
            return ValueOrigin(
                ".".join(steps), None if is_default else origin.place, () if is_default else origin.overrode
            )
    return ValueOrigin(".".join(steps), None)


def _shape_of(steps: tuple[str, ...]) -> Shape | None:
    shape: Shape | None = scenario_shape()
    for step in steps:
        shape = None if shape is None else shape.below(step)
    return shape


def meaning_of(steps: tuple[str, ...]) -> str:
    """The docstring of the field, or of the nearest one above that has a shape of its own."""
    for length in range(len(steps), 0, -1):
        shape = _shape_of(steps[:length])
        if shape is not None and shape.field is not None and shape.field.description:
            return " ".join(shape.field.description.split())
        if shape is not None and shape.part is not None and shape.part.__doc__:
            return " ".join(shape.part.__doc__.split())
    return ""


def nearest_path(path: str, known: list[str]) -> str | None:
    """The known path nearest to an unknown one: one with the same last step if there is any, or else the most alike."""
    # People often know the last step and not the way to it.
    last = path.rsplit(".", 1)[-1]
    same = [each for each in known if each.rsplit(".", 1)[-1] == last]
    return nearest(path, same) or (min(same, key=len) if same else None) or nearest(path, known)
