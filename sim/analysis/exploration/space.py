"""The space of what is not known: the factors of one scenario, or of several that share some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sim.scenario.factors import Factor, factors_of
from sim.scenario.placement import placed
from sim.scenario.schema import Scenario

Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Space:
    """Factors, and where each of them stands in each scenario."""

    factors: tuple[Factor, ...]
    scenarios: Mapping[str, Scenario]
    """By name, in order."""
    held: Mapping[str, Mapping[int, Factor]]
    """By scenario, the factors that it has by their place, each with the paths that it has there."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(factor.name for factor in self.factors)

    def values(self, places: Numbers) -> Numbers:
        """The values of the factors, a column for each, at points of the unit cube; in base units."""
        found = np.empty_like(places)
        for column, factor in enumerate(self.factors):
            found[:, column] = [factor.at(float(place)) for place in places[:, column]]
        return found

    def stated(self) -> Numbers:
        """Where the values that the scenarios state lie in the unit cube."""
        return np.array([factor.place(factor.value) for factor in self.factors])

    def scenario_at(self, name: str, values: Sequence[float] | Numbers) -> Scenario:
        """A scenario with these values of the factors; those that it does not have are left out."""
        held = self.held[name]
        paths = [factor.paths for factor in held.values()]
        return placed(self.scenarios[name], paths, [float(values[place]) for place in held])

    def only(self, chosen: Iterable[Factor]) -> Space:
        """The space of some of its factors; the others keep what the scenarios state."""
        kept = [place for place, factor in enumerate(self.factors) if factor in set(chosen)]
        renumbered = {old: new for new, old in enumerate(kept)}
        held = {
            name: {renumbered[place]: factor for place, factor in factors.items() if place in renumbered}
            for name, factors in self.held.items()
        }
        return Space(tuple(self.factors[place] for place in kept), self.scenarios, held)


def space_of(scenarios: Mapping[str, Scenario], *, structures: bool = True) -> Space:
    """The factors of some scenarios. What stands in several at a common path, with one value and range, is one factor.

    A number that differs between two scenarios is a factor for each; the later is named after its scenario as well.
    Without `structures` the alternatives are left out, and all scenarios are made as they are stated.
    """
    found: list[Factor] = []
    held: dict[str, dict[int, Factor]] = {}
    for name, scenario in scenarios.items():
        held[name] = {}
        for factor in (each for each in factors_of(scenario) if structures or not each.choices):
            place = same_factor(factor, found)
            if place is None:
                place = len(found)
                taken = any(each.name == factor.name for each in found)
                found.append(replace(factor, name=f"{name}:{factor.name}") if taken else factor)
            held[name][place] = factor
    return Space(tuple(found), scenarios, held)


def same_factor(factor: Factor, found: Sequence[Factor]) -> int | None:
    """The place of the factor that another scenario states alike at a common path; None if none does."""
    return next((place for place, other in enumerate(found) if factor.is_same(other)), None)
