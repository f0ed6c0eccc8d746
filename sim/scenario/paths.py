"""Dotted paths into a resolved scenario: the value at a path, and all paths that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sim.scenario.distributions import Constant, Known, Quantiles, Varied
from sim.scenario.families import CAPS, FAMILIES, TABLE
from sim.scenario.quantities import Categories
from sim.scenario.schema import ContactPlan, Part, Scenario
from sim.scenario.shape import fields_of
from sim.scenario.units import plain_decimal

_NAMES = {family.record: name for name, family in FAMILIES.items()}

STAR: Final = "*"
"""Matches any one step in a pattern of paths."""


def value_at(scenario: Scenario, path: Sequence[str]) -> object:
    """The value at a path: a part, a table, a leaf or a parameter of a leaf; `KeyError` if there is none."""
    *_, value = values_along(scenario, path)
    return value


def values_along(value: object, path: Sequence[str]) -> Iterator[object]:
    """A value, then the value at each further step of a path from it; `KeyError` if there is none."""
    yield value
    for step in path:
        value = dict(steps_from(value))[step]
        yield value


def steps_from(value: object) -> Iterator[tuple[str, object]]:
    """Each step down from a value with the value there; keys whose value is None are left out."""
    if isinstance(value, Part):
        steps = ((key, getattr(value, name)) for key, name in attributes(type(value)).items())
        yield from ((key, item) for key, item in steps if item is not None)
    elif isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield (item.name if isinstance(item, ContactPlan) else str(number)), item
    elif isinstance(value, Varied | Categories):
        inner = value.everyone if value.by_segment is None else {TABLE: value.by_segment}
        yield from steps_from(inner.value if isinstance(inner, Constant) else inner)
    elif type(value) in _NAMES:
        yield from _parameters(value)


@cache
def attributes(part: type[Part]) -> dict[str, str]:
    """The name of the attribute behind each key of a part."""
    return dict(zip(fields_of(part), part.model_fields, strict=True))


def _parameters(distribution: object) -> Iterator[tuple[str, object]]:
    name = _NAMES[type(distribution)]
    if isinstance(distribution, Quantiles):
        yield name, {plain_decimal(probability): known for probability, known in distribution.points}
    else:
        yield name, {key: getattr(distribution, key) for key in FAMILIES[name].parameters}
    for cap in CAPS:
        limit = getattr(distribution, cap)
        if limit is not None:
            yield cap, limit


def with_steps(value: Any, changed: Mapping[str, Any]) -> Any:  # noqa: ANN401  # whatever stands in a scenario
    """The value with other values at some of the steps down from it."""
    if isinstance(value, Part):
        names = attributes(type(value))
        return value.model_copy(update={names[key]: item for key, item in changed.items()})
    if isinstance(value, Mapping):
        return {**value, **changed}
    if isinstance(value, tuple):
        return tuple(changed.get(step, item) for step, item in steps_from(value))
    if isinstance(value, Varied | Categories):
        if value.by_segment is not None:
            return replace(value, by_segment=changed[TABLE])
        return replace(value, everyone=with_steps(value.everyone, changed))
    parameters = dict(changed)
    own = parameters.pop(_NAMES[type(value)], {})
    if isinstance(value, Quantiles):
        own = {"points": tuple((p, own.get(plain_decimal(p), known)) for p, known in value.points)}
    return replace(value, **own, **parameters)


def known_in(value: object) -> Known[int] | Known[float] | None:
    """The known value of a leaf that is the same for everyone; None for anything else."""
    if isinstance(value, Varied):
        value = value.everyone
    if isinstance(value, Constant):
        value = value.value
    return value if isinstance(value, Known) else None


def visit(
    value: object, into: Callable[[str, object], bool] = lambda *_: True, steps: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Everything below a value with the steps that lead to it, in document order; a part comes before its keys.

    `into` gets the last step and the value there. If it returns False the value is still yielded, but nothing below it.
    """
    for step, below in steps_from(value):
        here = (*steps, step)
        yield here, below
        if into(step, below):
            yield from visit(below, into, here)


def all_paths(value: object) -> Iterator[str]:
    """Every dotted path below a value, including those of whole parts."""
    return (".".join(steps) for steps, _ in visit(value))


def follows(steps: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """True if a path matches a pattern, in which a star matches any one step."""
    return len(steps) == len(pattern) and all(
        wanted in (STAR, step) for step, wanted in zip(steps, pattern, strict=True)
    )
