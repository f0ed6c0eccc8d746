"""A comparison over parameter uncertainty: from the sums at its points to the range of every difference."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from sim.analysis.exploration.outputs import GROUPS
from sim.analysis.exploration.probe import FOLDS, Probe, folded_levels
from sim.analysis.exploration.space import Numbers
from sim.analysis.groups import Group
from sim.analysis.parameter_uncertainty import ENDS, DifferenceRange, ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.analysis.uncertainty.variance_components import sampling_variance, without_sampling_error
from sim.analysis.value_of_information import VariedNumbers, information_values
from sim.outcomes.responses import FAMILY, Counts, responses_of
from sim.scenario.schema import Scenario

LEAST: Final = 2
"""Least number of points at which a difference must be defined to have a range."""


def with_folds(probe: Probe) -> Probe:
    """A probe whose sums are stored by fold: 20 folds, or one for each citizen if there are fewer."""
    return replace(probe, folds=min(FOLDS, probe.scenario.population.size))


def compared_responses(scenario: Scenario) -> tuple[str, ...]:
    """The names of the responses that are shown side by side, of those that a scenario has."""
    return tuple(name for name in FAMILY if name in responses_of(scenario))


def with_ranges(
    analysis: Analysis, sums: Counts, facts: ParameterUncertainty, known: VariedNumbers
) -> ParameterUncertainty:
    """The range of every difference and the value of information, added to `facts`.

    `sums` is an array of point by design by fold by cell by quantity, with the designs in the order of the study.
    `facts` describes the points, and `known` gives their places.
    """
    reaches = difference_ranges(analysis, sums)
    return replace(facts, ranges=reaches, information=information_values(analysis, sums, known), points=len(sums))


def difference_ranges(analysis: Analysis, sums: Counts) -> tuple[DifferenceRange, ...]:
    """The range of every difference that is read side by side; one that is defined hardly anywhere has none."""
    found = (
        difference_range(analysis, sums, group, design, response)
        for group in GROUPS.values()
        for response in compared_responses(analysis.scenario)
        for design in analysis.others
    )
    return tuple(each for each in found if each is not None)


def difference_range(
    analysis: Analysis, sums: Counts, group: Group, design: str, response: str
) -> DifferenceRange | None:
    """The range of one difference over the points; None if it is defined at fewer than two of them."""
    (level, moved), (other, other_moved) = (
        folded_levels(analysis.scenario, sums[:, analysis.designs.index(each)], response, group)
        for each in (design, analysis.reference)
    )
    differences = level - other
    whole = np.isfinite(differences)
    if whole.sum() < LEAST:
        return None
    # The spread over points holds sampling error as well, which would make the range too wide: it is estimated from the
    # folds and taken out.
    sampling = sampling_variance((moved - other_moved)[whole])
    values, share = without_sampling_error(differences[whole], sampling)
    low, high = np.quantile(values, ENDS).tolist()
    less, more = shares_beyond(values, analysis.margins.get(response, 0.0))
    # Rounding may leave a little less than nothing.
    same = max(0.0, 1.0 - less - more)
    return DifferenceRange(group.name, design, response, int(whole.sum()), low, high, less, same, more, share)


def shares_beyond(values: Numbers, margin: float) -> tuple[float, float]:
    """The shares of some differences that lie below minus the margin, and above the margin."""
    return float((values < -margin).mean()), float((values > margin).mean())
