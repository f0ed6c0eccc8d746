"""Recovering known parameters from figures that the model itself made: emulators and chains, as a calibration has them.

Not in it are what only makes a calibration wider or cheaper: the screening, later waves, and the cut by which numbers
that are not fitted keep their whole range.

Truths are drawn from the ranges. Each is simulated with citizens and luck of its own, and the figures are blurred by
their uncertainty, as published ones are. All of them are then fitted with emulators that were taught once, and counted
is how often the truth lies in the middle 90 % of what fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.calibration.posterior import Aims, contraction, fitting_points, uniform_points
from sim.analysis.exploration.calibration import train_emulators
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.question import Question, sampling_errors
from sim.analysis.exploration.space import Numbers, Space
from sim.draws import normal
from sim.experiment.part_store import MemoryStore
from sim.experiment.point_simulation import perform_points
from sim.experiment.runner import RunSettings
from sim.outcomes.responses import Counts
from sim.scenario.schema import Scenario

REGION = 0.9
KEY = 20_261_126


@dataclass(frozen=True, slots=True)
class Recovery:
    """How often the truth was in the region, and how far the figures narrow each factor."""

    names: tuple[str, ...]
    held: Numbers
    """Of each factor: repetitions whose truth lies in the middle 90 % of what fits."""
    contraction: Numbers
    """Of each factor: the mean over the repetitions."""
    repetitions: int


def simulated(question: Question, places: Numbers) -> Mapping[str, Counts]:
    return perform_points(question.probes, places, MemoryStore(), RunSettings())


def with_other_luck(space: Space, seed: int) -> Space:
    """The same scenarios with other citizens and other luck."""
    scenarios: dict[str, Scenario] = {
        name: each.model_copy(update={"seed": each.seed + seed}) for name, each in space.scenarios.items()
    }
    return replace(space, scenarios=scenarios)


def recovered(
    question: Question, *, points: int, repetitions: int, chains: int, steps: int, moved: Numbers | None = None
) -> Recovery:
    """Fits synthetic figures so many times; `moved` ranks the factors of each target, by default all alike."""
    size, count = len(question.space.factors), len(question.targets)
    ranks = np.ones((size, count)) if moved is None else moved
    own = np.array([target.uncertainty for target in question.targets])
    chance = sampling_errors(question)
    variances = own**2 + 2.0 * chance**2  # of the figures' own citizens, and of those that fit them
    places = spread_points(points, size, 1)
    taught_by = question.answers(simulated(question, places))
    aims = train_emulators(question, places, taught_by, ranks, variances)
    truths = uniform_points(repetitions, size, KEY)
    other = question.within(with_other_luck(question.space, 1))
    exact = other.answers(simulated(other, truths))
    noise = np.array([[normal(KEY, 0, row, place, 1, 0) for place in range(count)] for row in range(repetitions)])
    figures = exact + noise * own
    return counted(question, aims, figures, truths, chains, steps)


def counted(question: Question, aims: Aims, figures: Numbers, truths: Numbers, chains: int, steps: int) -> Recovery:
    """Fits every row of figures, and counts how often the truth lies in the region."""
    repetitions, size = truths.shape
    start = uniform_points(repetitions * chains, size, KEY + 1)
    targets = np.repeat(figures, chains, axis=0)
    states = fitting_points(start, range(size), aims, targets, group=chains, steps=steps, key=KEY + 2)
    held, narrowed = np.zeros(size), np.zeros(size)
    for row in range(repetitions):
        values = states[:, row * chains : (row + 1) * chains].reshape(-1, size)
        low, high = np.quantile(values, (0.5 - REGION / 2, 0.5 + REGION / 2), axis=0)
        held += (low <= truths[row]) & (truths[row] <= high)
        narrowed += contraction(values)
    return Recovery(question.space.names, held, narrowed / repetitions, repetitions)
