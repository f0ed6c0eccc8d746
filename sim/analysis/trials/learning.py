"""What a trial would teach: how far its result narrows what nobody measured, and what it is worth for a choice.

At each point of what is not known a result of the trial is simulated: what is true there, and the error of so many
accounts. A regression on the results then foresees a number at each point from all other points, each weighted by how
near its result is (the Gaussian process of `sim.analysis.uncertainty.information_value`). The part of the variance
that is foreseen is what the trial takes away, and a choice by what is foreseen gains what the trial is worth
(Strong, Oakley, Brennan and Breeze, Medical Decision Making 35, 2015). Both are tried at points left out, and so are
estimates from below.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.information_value import (
    LEAST,
    MOST,
    InformationValue,
    Kernels,
    best_on_average,
    kernels_of,
    left_out,
    worth,
)
from sim.draws import Decision, normal, uniform

DRAWN: Final = 3
"""Results that are simulated at each point."""
SHUFFLES: Final = 2
"""How often each number is shuffled, to see what chance makes of it; all of them are looked at together."""
CHANCE: Final = 0.05
"""How often chance alone makes any of the numbers seem narrowed."""
Places: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class TrialResults:
    """Simulated results of a trial at every point of what is not known, ready for a regression on them."""

    kernels: tuple[Kernels, ...]
    """One for each time that results were simulated."""

    def narrowing(self, numbers: Matrix) -> Vector:
        """The part of the variance of each number that the trial takes away: 0 none, 1 all; by chance below 0.

        `numbers` have a row for each point, a column for each.
        """
        known = numbers[:MOST]
        alone = known.var(axis=0) * (len(known) / (len(known) - 1)) ** 2  # of who foresees the mean of the others
        found = np.zeros(known.shape[1])
        for kernels in self.kernels:
            foreseen = np.stack([left_out(column, kernels) for column in known.T], axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                found += np.where(alone > 0.0, 1.0 - np.square(known - foreseen).mean(axis=0) / alone, 0.0)
        return np.asarray(found / len(self.kernels))

    def chance(self, numbers: Matrix, key: int) -> tuple[float, float]:
        """The standard deviation of the narrowing of numbers that have nothing to do with the trial: shuffled ones.

        And what none of them exceeds but once in 20 times.
        """
        draws = [
            self.narrowing(numbers[:MOST][shuffled(min(len(numbers), MOST), key, each)]) for each in range(SHUFFLES)
        ]
        error = float(np.sqrt(np.square(np.concatenate(draws)).mean()))
        return error, error * NormalDist().inv_cdf(1.0 - CHANCE / numbers.shape[1])

    def worth(self, gains: Matrix) -> InformationValue:
        """What the trial is worth for a choice: the expected value of sample information.

        `gains` are how much better each choice is than the first, a row for each point.
        """
        known, brought = gains[:MOST], np.zeros(len(gains[:MOST]))
        for kernels in self.kernels:
            foreseen = np.stack([left_out(column, kernels) for column in known.T], axis=1)
            brought += known[np.arange(len(known)), foreseen.argmax(axis=1)] / len(self.kernels)
        return worth(brought - known[:, best_on_average(gains)])


def results_of(said: Matrix, covariance: Matrix, key: int) -> TrialResults:
    """Results of a trial: what is true at each point, a row for each, with errors of this covariance.

    Raises `ValueError` below 64 points.
    """
    if len(said) < LEAST:
        raise ValueError(f"what a trial teaches takes {LEAST} points, not {len(said)}")
    root = np.linalg.cholesky(covariance + 1e-12 * np.diag(np.maximum(np.diag(covariance), 1e-300)))
    found = []
    for draw in range(DRAWN):
        results = said + errors(len(said), said.shape[1], key, draw) @ root.T
        spread = results.std(axis=0)
        found.append(kernels_of((results - results.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)))
    return TrialResults(tuple(found))


def errors(points: int, size: int, key: int, draw: int) -> Matrix:
    """Standard normal errors of the results at each point, each by its address."""
    decision = Decision.FITTING_START.value
    rows = [[normal(key, 1 + draw, point, place, decision, 0) for place in range(size)] for point in range(points)]
    return np.array(rows)


def shuffled(points: int, key: int, draw: int) -> Places:
    """The points in an order that is drawn."""
    found = [uniform(key, 100 + draw, point, 0, Decision.FITTING_START.value, 0) for point in range(points)]
    return np.argsort(np.array(found))
