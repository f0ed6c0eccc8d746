"""Puts numbers at their paths in a scenario that was read before: thousands of points without reading a file again.

Only values that lie within the range of their number are put, so each is allowed by itself; what several of them make
together (the ends of a distribution in order, shares that add up to 1) is checked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import singledispatch
from itertools import pairwise
from typing import Any, TypeAlias

from sim.errors import UsageError
from sim.scenario.distributions import Constant, Known, Quantiles, Uniform, Varied
from sim.scenario.factors import remainder
from sim.scenario.families import CAPS, FAMILIES, TABLE
from sim.scenario.quantities import Categories
from sim.scenario.schema import ContactPlan, Part, Scenario
from sim.scenario.shape import fields_of
from sim.scenario.units import plain_decimal

Tree: TypeAlias = "dict[str, Tree | float]"
"""Values by path, step by step."""


def placed(scenario: Scenario, paths: Sequence[Sequence[str]], values: Sequence[float]) -> Scenario:
    """The scenario with another value for each of some factors, in base units; evidence stays as it is.

    `paths` are those of each factor. Raises `UsageError` if the values do not go together.
    """
    tree: Tree = {}
    for places, value in zip(paths, values, strict=True):
        for path in places:
            branch, steps = tree, path.split(".")
            for step in steps[:-1]:
                below = branch.setdefault(step, {})
                assert isinstance(below, dict)  # noqa: S101  (no factor lies below another)
                branch = below
            branch[steps[-1]] = value
    changed: Scenario = with_values(scenario, tree, "")
    return changed


@singledispatch
def with_values(value: Any, tree: Tree | float, path: str) -> Any:  # noqa: ANN401  # whatever stands in a scenario
    """A piece of a scenario with the numbers of a tree in their places."""
    if isinstance(tree, float | int):
        raise TypeError(f"there is no number at {path}")
    return with_parameters(value, tree, path)


@with_values.register(Known)
def _(value: Known, tree: Tree | float, path: str) -> Any:  # type: ignore[type-arg]  # noqa: ANN401, ARG001
    assert not isinstance(tree, dict)  # noqa: S101  (nothing lies below a number)
    return replace(value, value=type(value.value)(tree))


@with_values.register(Part)
def _(value: Part, tree: Tree | float, path: str) -> Any:  # noqa: ANN401
    assert isinstance(tree, dict)  # noqa: S101
    names = dict(zip(fields_of(type(value)), type(value).model_fields, strict=True))
    changes = {names[key]: below(getattr(value, names[key]), tree, key, path) for key in tree}
    return value.model_copy(update=changes)


@with_values.register(dict)
def _(value: dict[str, Any], tree: Tree | float, path: str) -> Any:  # noqa: ANN401
    assert isinstance(tree, dict)  # noqa: S101
    return {key: below(item, tree, key, path) if key in tree else item for key, item in value.items()}


@with_values.register(tuple)
def _(value: tuple[Any, ...], tree: Tree | float, path: str) -> Any:  # noqa: ANN401
    assert isinstance(tree, dict)  # noqa: S101
    names = [item.name if isinstance(item, ContactPlan) else str(place) for place, item in enumerate(value)]
    return tuple(
        below(item, tree, name, path) if name in tree else item for name, item in zip(names, value, strict=True)
    )


@with_values.register(Varied)
def _(value: Varied, tree: Tree | float, path: str) -> Any:  # type: ignore[type-arg]  # noqa: ANN401
    if value.by_segment is not None:
        assert isinstance(tree, dict)  # noqa: S101
        return replace(value, by_segment=below(dict(value.by_segment), tree, TABLE, path))
    return replace(value, everyone=with_values(value.everyone, tree, path))


@with_values.register(Constant)
def _(value: Constant, tree: Tree | float, path: str) -> Any:  # type: ignore[type-arg]  # noqa: ANN401
    return Constant(with_values(value.value, tree, path))


@with_values.register(Quantiles)
def _(value: Quantiles, tree: Tree | float, path: str) -> Any:  # type: ignore[type-arg]  # noqa: ANN401
    assert isinstance(tree, dict)  # noqa: S101
    values = tree.get("quantiles", {})
    assert isinstance(values, dict)  # noqa: S101
    points = tuple((p, with_values(x, values.get(plain_decimal(p), float(x.value)), path)) for p, x in value.points)
    if any(left[1].value > right[1].value for left, right in pairwise(points)):
        raise apart(path, "the values of its quantiles would not ascend")
    return replace(value, points=points)


@with_values.register(Categories)
def _(value: Categories, tree: Tree | float, path: str) -> Any:  # type: ignore[type-arg]  # noqa: ANN401
    assert isinstance(tree, dict)  # noqa: S101
    if value.by_segment is None:
        return replace(value, everyone=completed(value.everyone or {}, tree, path))
    tables = tree[TABLE]
    assert isinstance(tables, dict)  # noqa: S101
    segments = {
        name: completed(shares, tables.get(name, {}), f"{path}.{TABLE}.{name}")
        for name, shares in value.by_segment.items()
    }
    return replace(value, by_segment=segments)


def below(value: Any, tree: Mapping[str, Tree | float], key: str, path: str) -> Any:  # noqa: ANN401
    """What stands one step further down, with the numbers of its part of the tree."""
    return with_values(value, tree[key], f"{path}.{key}" if path else key)


def with_parameters(distribution: Any, tree: Tree, path: str) -> Any:  # noqa: ANN401  # any family of distributions
    """A distribution with other parameters or limits."""
    (name,) = (name for name, family in FAMILIES.items() if family.record is type(distribution))
    parameters = tree.get(name, {})
    assert isinstance(parameters, dict)  # noqa: S101
    wanted: Tree = {**parameters, **{cap: tree[cap] for cap in CAPS if cap in tree}}
    changes = {key: with_values(getattr(distribution, key), value, path) for key, value in wanted.items()}
    changed = replace(distribution, **changes)
    if isinstance(changed, Uniform) and changed.low.value > changed.high.value:
        raise apart(path, "the low end of its uniform distribution would lie above its high end")
    least, most = changed.at_least, changed.at_most
    if least is not None and most is not None and least.value > most.value:
        raise apart(path, "its lower limit would lie above its upper limit")
    return changed


def completed(shares: Mapping[str, Known[float]], tree: Tree | float, path: str) -> dict[str, Known[float]]:
    """Shares of categories of which some are changed; the largest takes what the others leave."""
    assert isinstance(tree, dict)  # noqa: S101
    rest = remainder(shares)
    changed = {name: with_values(known, tree.get(name, known.value), path) for name, known in shares.items()}
    left = 1.0 - sum(known.value for name, known in changed.items() if name != rest)
    if left < 0.0:
        raise apart(path, f"its shares would leave less than nothing for {rest}")
    return {name: with_rest(known, left) if name == rest else known for name, known in changed.items()}


def with_rest(known: Known[float], left: float) -> Known[float]:
    """The share that takes what is left, its range made wide enough for that."""
    low = None if known.low is None else min(known.low, left)
    high = None if known.high is None else max(known.high, left)
    return replace(known, value=left, low=low, high=high)


def apart(path: str, what: str) -> UsageError:
    """The error for values that do not go together."""
    return UsageError(f"The ranges at {path} allow values that do not go together: {what}. Narrow the ranges.")
