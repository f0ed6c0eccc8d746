"""What a search found: the designs that nothing beats, what they differ in, and what each alternative is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.exploration.space import Numbers
from sim.analysis.parameter_uncertainty import ENDS
from sim.analysis.search.measurements import NOBODY, Measured, RaceObjective, beaten, beyond_limits, errors_of, reach_of
from sim.analysis.uncertainty.variance_components import sampling_variance, without_sampling_error
from sim.scenario.candidates import Alternative, Candidate, DesignSpace

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class ResponseDifference:
    """One response of a candidate minus that of another, in its own unit, averaged over the points."""

    value: float
    low: float
    high: float
    """The interval by sampling error."""
    least: float
    most: float
    """The range over what is not known: the 5th and 95th percentile of the points, without sampling error."""


@dataclass(frozen=True, slots=True)
class UnbeatenDesign:
    """A design that nothing beats."""

    candidate: Candidate
    levels: tuple[float, ...]
    """Of each response, averaged over the points."""
    differences: tuple[ResponseDifference, ...]
    """From the base design, of each response."""
    unbeaten: float
    """The share of the points at which no other candidate that was left beats it."""
    like: tuple[Candidate, ...]
    """Other designs that nothing beats and that differ from this one by no more than the margins."""


@dataclass(frozen=True, slots=True)
class AlternativeEffect:
    """What an alternative is worth: the mean difference between candidates that have it and those that lack only it."""

    alternative: Alternative
    pairs: int
    differences: tuple[ResponseDifference, ...]


def standings(
    found: Measured, candidates: Sequence[Candidate], aim: RaceObjective, among: int = 0
) -> tuple[UnbeatenDesign, ...]:
    """The designs that nothing beats among candidates of which the first is the base design; simplest first in a group.

    Ordered by the first objective. Those that are alike within the margins stand together, under the simplest of them.
    They were picked on the citizens who measure them, `among` so many; intervals hold whichever are picked.
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


def worths(
    found: Measured, candidates: Sequence[Candidate], space: DesignSpace, aim: RaceObjective
) -> tuple[AlternativeEffect, ...]:
    """What each alternative is worth, averaged over all that is measured with it and without it, all else equal."""
    place_of = {each.choice: place for place, each in enumerate(candidates)}
    pairs = {
        alternative: [
            (place, place_of[partner])
            for place, each in enumerate(candidates)
            if (partner := space.partner(each.choice, alternative)) is not None and partner in place_of
        ]
        for alternative in space.alternatives
    }
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
    """The mean differences of some candidates from others, of each response; intervals of so many hold at once."""
    by_point = (ones.levels - others.levels).mean(axis=0)
    moved = (ones.moved - others.moved).mean(axis=0)
    errors = errors_of(moved.mean(axis=1))
    reach = reach_of(ones.folds, (1.0 - CONFIDENCE) / 2.0 / count)
    return tuple(
        difference_of(by_point[place], moved[place], float(errors[place]) * reach, sign)
        for place, sign in enumerate(aim.signs.tolist())
    )


def difference_of(by_point: Numbers, moved: Numbers, half: float, sign: float) -> ResponseDifference:
    """A difference at every point, and how far each fold moves it, as people are shown it; turned back by its sign."""
    values, _ = without_sampling_error(by_point, sampling_variance(moved))
    value = float(by_point.mean())
    ends = sorted(sign * each for each in np.quantile(values, ENDS).tolist())
    low, high = sorted((sign * (value - half), sign * (value + half)))
    return ResponseDifference(sign * value, low, high, *ends)
