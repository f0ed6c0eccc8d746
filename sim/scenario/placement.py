"""Placing numbers at their paths in a scenario object, so that thousands of points need no file to be read again.

Each value lies within the range of its number, and so is valid by itself. Conditions on several values together, such
as the order of the ends of a distribution or shares that add up to 1, are checked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias

from sim.errors import UsageError
from sim.scenario.alternatives import ALTERNATIVES, path_of, with_alternatives
from sim.scenario.distributions import Constant, Known, Quantiles, Uniform, Varied
from sim.scenario.factors import remainder
from sim.scenario.families import CAPS, TABLE
from sim.scenario.paths import steps_from, with_steps
from sim.scenario.quantities import Categories
from sim.scenario.schema import Part, Scenario

Tree: TypeAlias = "dict[str, Tree | float]"
"""Values by path, step by step."""


def placed(scenario: Scenario, paths: Sequence[Sequence[str]], values: Sequence[float]) -> Scenario:
    """The scenario with another value, in base units, for each of some factors; evidence stays as it is.

    `paths` lists the paths of each factor. The value of an alternative is the number of the partial scenario that
    holds; numbers that this partial scenario states are not replaced. Raises `UsageError` if the values contradict
    each other.
    """
    chosen = {
        path.removeprefix(path_of("")): int(value)
        for places, value in zip(paths, values, strict=True)
        for path in places
        if path.startswith(path_of(""))
    }
    scenario, stated = with_alternatives(scenario, chosen) if chosen else (scenario, ())
    tree: Tree = {}
    for places, value in zip(paths, values, strict=True):
        for path in places:
            branch, steps = tree, path.split(".")
            if steps[0] == ALTERNATIVES or any(tuple(steps[: len(each)]) == each for each in stated):
                continue
            for step in steps[:-1]:
                below = branch.setdefault(step, {})
                assert isinstance(below, dict)  # noqa: S101  (no factor lies below another)
                branch = below
            branch[steps[-1]] = value
    changed: Scenario = with_values(scenario, tree, "")
    return changed


def with_values(value: Any, tree: Tree | float, path: str) -> Any:  # noqa: ANN401  # whatever stands in a scenario
    """A piece of a scenario with the numbers of a tree put in place; rows that a table does not have are skipped."""
    if not isinstance(tree, dict):
        return with_number(value, tree, path)
    below = dict(steps_from(value))
    if isinstance(value, Part) and not below.keys() >= tree.keys():
        raise TypeError(f"there is no number at {path}")
    changes = {
        step: with_values(below[step], branch, f"{path}.{step}" if path else step)
        for step, branch in tree.items()
        if step in below
    }
    changed = with_steps(value, changes)
    if isinstance(value, Categories):
        return with_rests(value, changed, path)
    require_sensible(changed.everyone if isinstance(changed, Varied) else changed, path)
    return changed


def with_number(value: Any, number: float, path: str) -> Any:  # noqa: ANN401  # a known value in any form
    """A known value, or a quantity with the same known value for everyone, with another number."""
    if isinstance(value, Known):
        return replace(value, value=type(value.value)(number))
    if isinstance(value, Constant):
        return Constant(with_number(value.value, number, path))
    if isinstance(value, Varied) and value.everyone is not None:
        return replace(value, everyone=with_number(value.everyone, number, path))
    raise TypeError(f"there is no number at {path}")


def require_sensible(distribution: object, path: str) -> None:
    """Raise `UsageError` if the parameters of a distribution contradict each other; anything else passes."""
    if isinstance(distribution, Quantiles):
        if any(left.value > right.value for (_, left), (_, right) in pairwise(distribution.points)):
            raise contradiction(path, "the values of its quantiles would not ascend")
    elif isinstance(distribution, Uniform) and distribution.low.value > distribution.high.value:
        raise contradiction(path, "the low end of its uniform distribution would lie above its high end")
    least, most = (getattr(distribution, cap, None) for cap in CAPS)
    if least is not None and most is not None and least.value > most.value:
        raise contradiction(path, "its lower limit would lie above its upper limit")


def with_rests(before: Categories[str], changed: Categories[str], path: str) -> Categories[str]:
    """Shares of which some were changed; in each set the formerly largest takes the remainder to 1."""
    if before.by_segment is None or changed.by_segment is None:
        return replace(changed, everyone=completed(before.everyone or {}, changed.everyone or {}, path))
    tables = {
        name: completed(before.by_segment[name], shares, f"{path}.{TABLE}.{name}")
        for name, shares in changed.by_segment.items()
    }
    return replace(changed, by_segment=tables)


def completed(
    before: Mapping[str, Known[float]], shares: Mapping[str, Known[float]], path: str
) -> dict[str, Known[float]]:
    """One set of shares of which some were changed; the formerly largest takes the remainder to 1."""
    rest = remainder(before)
    # 1 minus the sum of the others, so that the shares add up to 1 whatever was rounded before.
    left = 1.0 - sum(known.value for name, known in shares.items() if name != rest)
    if left < 0.0:
        raise contradiction(path, f"its shares would leave less than nothing for {rest}")
    return {name: with_rest(known, left) if name == rest else known for name, known in shares.items()}


def with_rest(known: Known[float], left: float) -> Known[float]:
    """The share that takes the remainder, its range extended to include it."""
    low = None if known.low is None else min(known.low, left)
    high = None if known.high is None else max(known.high, left)
    return replace(known, value=left, low=low, high=high)


def contradiction(path: str, what: str) -> UsageError:
    """The error for values that contradict each other."""
    return UsageError(f"The ranges at {path} allow values that do not go together: {what}. Narrow the ranges.")
