"""Results of a search: the unbeaten designs, how they differ, and the effect of each alternative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.exploration.space import Numbers
from sim.analysis.parameter_uncertainty import ENDS
from sim.analysis.search.measurements import (
    NOBODY,
    Measured,
    RaceObjective,
    beaten,
    beyond_limits,
    errors_of,
    one_sided_limit,
)
from sim.analysis.uncertainty.variance_components import sampling_variance, without_sampling_error
from sim.scenario.candidates import Alternative, Candidate, DesignSpace

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class ResponseDifference:
    """One response of a candidate minus that of another, in its own unit, averaged over the points."""

    value: float
    low: float
    high: float
    """Ends of the sampling interval."""
    least: float
    most: float
    """Range over parameter uncertainty: the 5th and 95th percentile of the points, without sampling error."""


@dataclass(frozen=True, slots=True)
class UnbeatenDesign:
    """A design that no other beats."""

    candidate: Candidate
    levels: tuple[float, ...]
    """Level of each response, averaged over the points."""
    differences: tuple[ResponseDifference, ...]
    """Difference of each response from the base design."""
    unbeaten: float
    """Share of the points at which no other remaining candidate beats it."""
    like: tuple[Candidate, ...]
    """Other unbeaten designs that differ from this one by no more than the margins."""


@dataclass(frozen=True, slots=True)
class AlternativeEffect:
    """Effect of an alternative: the mean difference between candidates with it and candidates that lack only it."""

    alternative: Alternative
    pairs: int
    differences: tuple[ResponseDifference, ...]


def unbeaten_designs(
    found: Measured, candidates: Sequence[Candidate], aim: RaceObjective, among: int = 0
) -> tuple[UnbeatenDesign, ...]:
    """The unbeaten designs among candidates, of which the first is the base design.

    They are ordered by the first objective. Designs that are alike within the margins form one group, under the
    simplest of them. They were selected on the same citizens that measure them, from `among` candidates; the intervals
    hold whichever are selected.
    """
    kept = np.flatnonzero(~beyond_limits(found, aim)).tolist()
    if not kept:
        return ()
    levels = found.levels[kept][:, : aim.objectives]
    means = levels.mean(axis=2)
    unbeaten = np.flatnonzero(beaten(means, aim.margins) == NOBODY).tolist()
    free = np.array([beaten(levels[:, :, point], aim.margins) == NOBODY for point in range(levels.shape[2])])
    order = sorted(unbeaten, key=lambda place: (candidates[kept[place]].changes, kept[place]))
    groups: dict[int, list[int]] = {}
    for place in order:
        near = (one for one in groups if (np.abs(means[one] - means[place]) <= aim.margins).all())
        groups.setdefault(next(near, place), []).append(place)
    # Bonferroni over every design that might have been selected, not only those that were.
    count = max(len(candidates), among) * len(aim.responses)
    return tuple(
        UnbeatenDesign(
            candidates[kept[place]],
            tuple((found.means[kept[place]] * aim.signs).tolist()),
            differences(found.of([kept[place]]), found.of([0]), aim, count),
            float(free[:, place].mean()),
            tuple(candidates[kept[one]] for one in alike if one != place),
        )
        for place, alike in sorted(groups.items(), key=lambda each: means[each[0]].tolist())
    )


def alternative_effects(
    found: Measured, candidates: Sequence[Candidate], space: DesignSpace, aim: RaceObjective
) -> tuple[AlternativeEffect, ...]:
    """The effect of each alternative, averaged over all measured pairs that differ in nothing else."""
    place_of = {each.choice: place for place, each in enumerate(candidates)}
    pairs = {
        alternative: [
            (place, place_of[partner])
            for place, each in enumerate(candidates)
            if (partner := space.partner(each.choice, alternative)) is not None and partner in place_of
        ]
        for alternative in space.alternatives
    }
    # Bonferroni over the responses of every alternative that has a pair.
    count = max(sum(map(bool, pairs.values())) * len(aim.responses), 1)
    return tuple(
        AlternativeEffect(alternative, len(own), paired(found, own, aim, count))
        for alternative, own in pairs.items()
        if own
    )


def paired(
    found: Measured, pairs: Sequence[tuple[int, int]], aim: RaceObjective, count: int
) -> tuple[ResponseDifference, ...]:
    """The mean difference over some pairs of candidates."""
    ones, others = (found.of([pair[side] for pair in pairs]) for side in (0, 1))
    return differences(ones, others, aim, count)


def differences(ones: Measured, others: Measured, aim: RaceObjective, count: int) -> tuple[ResponseDifference, ...]:
    """The mean differences of some candidates from others, for each response; `count` intervals hold simultaneously."""
    by_point = (ones.levels - others.levels).mean(axis=0)
    moved = (ones.moved - others.moved).mean(axis=0)
    # Averaged over the points first: the citizens are the same at every point, so their errors are not independent.
    errors = errors_of(moved.mean(axis=1))
    # Two one-sided limits make an interval, so each gets half of the error.
    reach = one_sided_limit(ones.folds, (1.0 - CONFIDENCE) / 2.0 / count)
    return tuple(
        difference_of(by_point[place], moved[place], float(errors[place]) * reach, sign)
        for place, sign in enumerate(aim.signs.tolist())
    )


def difference_of(by_point: Numbers, moved: Numbers, half: float, sign: float) -> ResponseDifference:
    """A difference with its interval and range, in the direction that people expect; `sign` undoes the turning."""
    values, _ = without_sampling_error(by_point, sampling_variance(moved))
    value = float(by_point.mean())
    ends = sorted(sign * each for each in np.quantile(values, ENDS).tolist())
    low, high = sorted((sign * (value - half), sign * (value + half)))
    return ResponseDifference(sign * value, low, high, *ends)
