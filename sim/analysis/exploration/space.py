"""The space of uncertain numbers: the factors of one scenario, or of several that share some of them."""

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
    """Factors, with their paths in each scenario."""

    factors: tuple[Factor, ...]
    scenarios: Mapping[str, Scenario]
    """Scenarios by name, in order."""
    held: Mapping[str, Mapping[int, Factor]]
    """By scenario, the factors that it has by their index in the space, each with its paths there."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors."""
        return tuple(factor.name for factor in self.factors)

    def values(self, places: Numbers) -> Numbers:
        """The values of the factors in base units at points of the unit cube, one column for each factor."""
        found = np.empty_like(places)
        for column, factor in enumerate(self.factors):
            found[:, column] = [factor.at(float(place)) for place in places[:, column]]
        return found

    def stated(self) -> Numbers:
        """The point of the unit cube at which every factor has the value that the scenarios state."""
        return np.array([factor.place(factor.value) for factor in self.factors])

    def scenario_at(self, name: str, values: Sequence[float] | Numbers) -> Scenario:
        """A scenario with these values of the factors; factors that it does not have are ignored."""
        held = self.held[name]
        paths = [factor.paths for factor in held.values()]
        return placed(self.scenarios[name], paths, [float(values[place]) for place in held])

    def only(self, chosen: Iterable[Factor]) -> Space:
        """The space of some of its factors; the others keep the values that the scenarios state."""
        kept = [place for place, factor in enumerate(self.factors) if factor in set(chosen)]
        renumbered = {old: new for new, old in enumerate(kept)}
        held = {
            name: {renumbered[place]: factor for place, factor in factors.items() if place in renumbered}
            for name, factors in self.held.items()
        }
        return Space(tuple(self.factors[place] for place in kept), self.scenarios, held)


def space_of(scenarios: Mapping[str, Scenario], *, structures: bool = True) -> Space:
    """The factors of some scenarios; a number with one path, value and range in several scenarios is one factor.

    A number that differs between two scenarios is a factor for each, and the later factor is named after its scenario
    as well. Without `structures` the structural alternatives are left out, and all scenarios keep theirs as stated.
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
    """The index of the factor that another scenario states in the same way at a common path; None if there is none."""
    return next((place for place, other in enumerate(found) if factor.is_same(other)), None)
