"""Checks a scenario file without stopping at the first problem, its named overrides included."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.scenario.attachment import attach
from sim.scenario.coverage import Coverage, coverage, ranges
from sim.scenario.problems import InvalidScenarioError, Problem
from sim.scenario.resolution import compose, in_order, resolve, whole


def check(
    path: str | Path, *, overrides: Sequence[str] = (), settings: Sequence[str] = (), partial: bool = False
) -> tuple[Problem, ...]:
    """All problems of a file, in the order of its files; none if it is good.

    With `partial` the file may lack what others add. Each named override is tried on its own as well.
    """
    try:
        composition = compose(path, overrides=overrides, settings=settings)
        attach(composition)
        whole(composition, partial=partial)
        for name in composition.overrides if not overrides else ():
            alone = compose(path, overrides=(name,), settings=settings)
            attach(alone)
            whole(alone, partial=partial)
            composition.problems.extend(alone.problems)
    except InvalidScenarioError as invalid:
        return tuple(invalid.problems)
    return in_order(composition)


def reach(path: str | Path, *, overrides: Sequence[str] = (), settings: Sequence[str] = ()) -> Coverage:
    """Which numbers of a good file have no range, of those that the designs which it compares may use."""
    found = resolve(path, overrides=overrides, settings=settings)
    compared = found.scenario.compare
    return coverage(ranges(found.scenario, (compared.reference, *compared.designs), root=found.root))
