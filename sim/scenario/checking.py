"""Checking a scenario file, including its named overrides, without stopping at the first problem."""

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
    """All problems of a file, in the order of the files that it is composed of; empty if it is valid.

    With `partial` the file may lack keys that other files add. Each named override is also checked on its own.
    """
    try:
        composition = compose(path, overrides=overrides, settings=settings)
        attach(composition)
        whole(composition, partial=partial)
        # Each override alone: two of them may contradict each other without either being wrong.
        for name in composition.overrides if not overrides else ():
            alone = compose(path, overrides=(name,), settings=settings)
            attach(alone)
            whole(alone, partial=partial)
            composition.problems.extend(alone.problems)
    except InvalidScenarioError as invalid:
        return tuple(invalid.problems)
    return in_order(composition)


def reach(path: str | Path, *, overrides: Sequence[str] = (), settings: Sequence[str] = ()) -> Coverage:
    """The coverage of a valid file: which of the numbers that the compared designs may use have no range."""
    found = resolve(path, overrides=overrides, settings=settings)
    compared = found.scenario.compare
    return coverage(ranges(found.scenario, (compared.reference, *compared.designs), root=found.root))
