"""Value of information for the choice between the designs of a comparison, response by response."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.analysis.exploration.outputs import GROUPS, Output, may_affect
from sim.analysis.exploration.probe import folded_levels
from sim.analysis.exploration.robust import competing_of
from sim.analysis.exploration.space import Numbers
from sim.analysis.groups import Group
from sim.analysis.parameter_uncertainty import Information
from sim.analysis.study_analysis import Analysis
from sim.analysis.uncertainty.information_value import LEAST, Kernels, best_on_average, kernels_of, partial, perfect
from sim.analysis.uncertainty.variance_components import sampling_variance, without_sampling_error
from sim.outcomes.responses import FAMILY, Counts
from sim.scenario.factors import Factor
from sim.scenario.schema import Scenario

Flags: TypeAlias = npt.NDArray[np.bool_]
EVERYTHING: Final = ""
"""Stands for all numbers together."""


@dataclass(frozen=True, slots=True)
class VariedNumbers:
    """The numbers that were varied, with their values at the points as one column each in the unit interval."""

    factors: Sequence[Factor]
    places: Numbers

    def parts(self, scenario: Scenario, designs: Sequence[str], columns: Iterable[str]) -> dict[str, list[int]]:
        """The columns of each part of the scenario, such as `opening`, that may move any of these columns of rows."""
        found: dict[str, list[int]] = {}
        listed = tuple(columns)
        for place, factor in enumerate(self.factors):
            if may_affect(factor, scenario, designs, listed):
                found.setdefault(part_of(factor), []).append(place)
        return found


def part_of(factor: Factor) -> str:
    """The part of the scenario that a number belongs to: the first step of its path; alternatives are one part."""
    return "alternatives" if factor.choices else factor.paths[0].split(".")[0]


@dataclass(frozen=True, slots=True)
class DesignChoice:
    """A choice between designs by one response of one group, at the points at which it is defined under all."""

    group: str
    output: Output
    """The response, under the reference."""
    designs: Sequence[str]
    gains: Numbers
    """Advantage of each design over the reference: array of point by design, in the unit of the response."""
    sharp: Numbers
    """The same without the sampling error of the points."""
    whole: Flags
    """True for each of all points that is one of these."""


def information_values(analysis: Analysis, sums: Counts, known: VariedNumbers) -> tuple[Information, ...]:
    """The value of perfect information, and of each part of the scenario, for the choice by each response.

    `sums` are an array of point by design by fold by cell by quantity. The designs are the reference and those that
    compete with it; only responses with a better direction count. With fewer than 64 points only perfect information is
    valued.
    """
    designs = (analysis.reference, *competing_of(analysis.scenario, analysis.reference, analysis.designs))
    names = [name for name in FAMILY if name in analysis.responses and analysis.responses[name].better is not None]
    kernels, found = dict[tuple[bytes, ...], Kernels](), list[Information]()
    for group in GROUPS.values() if len(designs) > 1 else ():
        for choice in (choice_of(analysis, sums, group, name, designs) for name in names):
            found += () if choice is None else information_of_choice(analysis.scenario, choice, known, kernels)
    return tuple(found)


def information_of_choice(
    scenario: Scenario, choice: DesignChoice, known: VariedNumbers, kernels: dict[tuple[bytes, ...], Kernels]
) -> Iterator[Information]:
    """The value of everything that may move a response, then of each part of it; `kernels` is a shared cache."""
    # Sampling error would inflate a mean of maxima, so perfect information is valued without it.
    points, everything = len(choice.gains), perfect(choice.sharp)
    about = (choice.group, choice.output.response.name, choice.designs[best_on_average(choice.gains)])
    parts = known.parts(scenario, choice.designs, choice.output.columns)
    count = sum(map(len, parts.values()))
    yield Information(*about, EVERYTHING, count, everything.value, everything.error, points)
    # Knowing a part is worth no more than knowing everything, so with a value of 0 there is nothing to divide.
    for name, places in parts.items() if everything.value > 0.0 and points >= LEAST else ():
        numbers = known.places[choice.whole][:, places]
        # Responses that are moved by the same numbers at the same points share their kernels,
        # which take most of the time.
        key = name.encode(), repr(places).encode(), choice.whole.tobytes()
        if key not in kernels:
            kernels[key] = kernels_of(numbers)
        some = partial(choice.gains, kernels[key])
        # The estimate of partial information has its own error, but no part is worth more than everything.
        yield Information(*about, name, len(places), min(some.value, everything.value), some.error, points)


def choice_of(
    analysis: Analysis, sums: Counts, group: Group, response: str, designs: Sequence[str]
) -> DesignChoice | None:
    """The choice by one response of one group; None if it is defined at fewer than two points."""
    sign = 1.0 if analysis.responses[response].better == "higher" else -1.0
    levels = [
        folded_levels(analysis.scenario, sums[:, analysis.designs.index(each)], response, group) for each in designs
    ]
    # Differences from the reference: with the same citizens and draws their sampling error is small.
    (base, moved), gains = levels[0], sign * np.stack([level - levels[0][0] for level, _ in levels], axis=1)
    whole = np.isfinite(gains).all(axis=1) & np.isfinite(base)
    if whole.sum() < 2:
        return None
    gains, sharp = gains[whole], np.zeros_like(gains[whole])
    for place in range(1, len(designs)):
        sampling = sampling_variance((levels[place][1] - moved)[whole])
        sharp[:, place], _ = without_sampling_error(gains[:, place], sampling)
    output = Output(analysis.responses[response], analysis.reference, None, group)
    return DesignChoice(group.name, output, designs, gains, sharp, whole)
