"""Information from a trial: how far its result narrows parameter uncertainty, and its value for a choice.

At each point of parameter uncertainty a result of the trial is simulated: the true value there, plus the error of so
many accounts. A regression on the results then predicts a number at each point from all other points, each weighted by
the similarity of its result (the Gaussian process of `sim.analysis.uncertainty.information_value`). The part of the
variance that is predicted is what the trial removes. A choice by the predictions gains the value of the trial (Strong,
Oakley, Brennan and Breeze, Medical Decision Making 35, 2015). Both are evaluated at points left out, so they are lower
bounds.
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
"""Number of results simulated at each point."""
SHUFFLES: Final = 2
"""Number of shuffles of each number for the null distribution, which pools all numbers."""
CHANCE: Final = 0.05
"""Probability that chance alone makes any of the numbers appear narrowed."""
Places: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class TrialResults:
    """Simulated results of a trial at every point of parameter uncertainty, ready for a regression on them."""

    kernels: tuple[Kernels, ...]
    """One for each simulated set of results."""

    def narrowing(self, numbers: Matrix) -> Vector:
        """The part of each number's variance that the trial removes: 0 none, 1 all.

        Sampling error can make it negative. `numbers` has one row for each point and one column for each number.
        """
        known = numbers[:MOST]
        # Leave-one-out error of the mean of the other points: each deviation grows by n / (n - 1).
        alone = known.var(axis=0) * (len(known) / (len(known) - 1)) ** 2
        found = np.zeros(known.shape[1])
        for kernels in self.kernels:
            foreseen = np.stack([left_out(column, kernels) for column in known.T], axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                found += np.where(alone > 0.0, 1.0 - np.square(known - foreseen).mean(axis=0) / alone, 0.0)
        return np.asarray(found / len(self.kernels))

    def chance(self, numbers: Matrix, key: int) -> tuple[float, float]:
        """The standard deviation of the narrowing of shuffled numbers, which are unrelated to the trial, and its limit.

        The limit is exceeded by any of the numbers in one case of 20.
        """
        draws = [
            self.narrowing(numbers[:MOST][shuffled(min(len(numbers), MOST), key, each)]) for each in range(SHUFFLES)
        ]
        error = float(np.sqrt(np.square(np.concatenate(draws)).mean()))
        # Bonferroni, one-sided: only a positive narrowing counts.
        return error, error * NormalDist().inv_cdf(1.0 - CHANCE / numbers.shape[1])

    def worth(self, gains: Matrix) -> InformationValue:
        """The value of the trial for a choice: the expected value of sample information.

        `gains` are how much better each choice is than the first, with one row for each point.
        """
        known, brought = gains[:MOST], np.zeros(len(gains[:MOST]))
        for kernels in self.kernels:
            foreseen = np.stack([left_out(column, kernels) for column in known.T], axis=1)
            # The gain is the point's own, not the predicted one: a choice by a wrong prediction loses.
            brought += known[np.arange(len(known)), foreseen.argmax(axis=1)] / len(self.kernels)
        return worth(brought - known[:, best_on_average(gains)])


def results_of(said: Matrix, covariance: Matrix, key: int) -> TrialResults:
    """Simulated results of a trial: the true values at each point, one row for each, plus errors of this covariance.

    Raises `ValueError` below 64 points.
    """
    if len(said) < LEAST:
        raise ValueError(f"what a trial teaches takes {LEAST} points, not {len(said)}")
    # A tiny ridge makes the factorisation succeed where an outcome has no variance or two go together perfectly.
    root = np.linalg.cholesky(covariance + 1e-12 * np.diag(np.maximum(np.diag(covariance), 1e-300)))
    found = []
    for draw in range(DRAWN):
        results = said + errors(len(said), said.shape[1], key, draw) @ root.T
        spread = results.std(axis=0)
        found.append(kernels_of((results - results.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)))
    return TrialResults(tuple(found))


def errors(points: int, size: int, key: int, draw: int) -> Matrix:
    """Standard normal errors of the results at each point, each with its own address."""
    decision = Decision.FITTING_START.value
    rows = [[normal(key, 1 + draw, point, place, decision, 0) for place in range(size)] for point in range(points)]
    return np.array(rows)


def shuffled(points: int, key: int, draw: int) -> Places:
    """The indices of the points in a random order."""
    found = [uniform(key, 100 + draw, point, 0, Decision.FITTING_START.value, 0) for point in range(points)]
    return np.argsort(np.array(found))
