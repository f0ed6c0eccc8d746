"""Value of information: how much better the choice between designs would be if what is not known were known.

Knowing everything, the best design of each point would be chosen; knowing nothing, the one that is best on average. The
mean difference is the expected value of perfect information (Raiffa and Schlaifer, Applied Statistical Decision Theory,
1961). Of some numbers alone it is what a choice by them gains: the expected value of partial perfect information. It
takes a regression of each design's difference on these numbers (Strong, Oakley and Brennan, Medical Decision Making 34,
2014), here a Gaussian process whose smoothness is the likeliest of a few.

A choice that is tried at the points it was learned from looks better than it is. So at each point the choice is the one
that all other points teach, which the process gives in closed form (Rasmussen and Williams, Gaussian Processes for
Machine Learning, 2006, section 5.4.2), and the gain is that of the point itself: an estimate from below, whose error is
that of a mean of paired differences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.rounding import sound

LEAST: Final = 64
"""Points below which no value of some numbers is estimated: a regression on several numbers would teach nothing."""
MOST: Final = 500
"""Points that a regression takes at most, the first of them: its work grows with their cube."""
LENGTHS: Final = (0.3, 0.6, 1.2, 2.4)
"""Length scales that are tried, in units of the typical distance between two points."""
NOISES: Final = tuple(10.0 ** (power / 2.0) for power in range(-6, 7))
"""Variances of what the numbers do not explain, as a part of what they do, that are tried."""
LEVEL: Final = 10.0
"""The prior variance of the mean, in units of the variance of what is explained: hardly any constraint."""


Kernels: TypeAlias = list[tuple[Vector, Matrix]]
"""The eigenvalues and eigenvectors of the kernel of each length."""


@dataclass(frozen=True, slots=True)
class InformationValue:
    """The value of information: how much a choice gains on average, never below 0, and its standard error."""

    value: float
    error: float


def best_on_average(utilities: Matrix) -> int:
    """The place of the choice that is best on average; a row of utilities for each point, a column for each choice."""
    return int(np.argmax(utilities.mean(axis=0)))


def perfect(utilities: Matrix) -> InformationValue:
    """The value of knowing everything before choosing."""
    return worth(utilities.max(axis=1) - utilities[:, best_on_average(utilities)])


def partial(utilities: Matrix, kernels: Kernels) -> InformationValue:
    """The value of knowing some numbers before choosing; `kernels` are of where these numbers lie at the same points.

    Raises `ValueError` below 64 points.
    """
    if len(utilities) < LEAST:
        raise ValueError(f"the value of knowing some numbers takes {LEAST} points, not {len(utilities)}")
    known, base = utilities[:MOST], best_on_average(utilities)
    foreseen = np.stack([left_out(column, kernels) for column in (known - known[:, [base]]).T], axis=1)
    chosen = foreseen.argmax(axis=1)
    return worth(known[np.arange(len(known)), chosen] - known[:, base])


def worth(gains: Vector) -> InformationValue:
    """The mean of gains with its standard error."""
    value, error = float(gains.mean()), float(gains.std(ddof=1)) / math.sqrt(len(gains))
    return InformationValue(sound(max(0.0, value)), sound(error))


def kernels_of(numbers: Matrix) -> Kernels:
    """The kernels of some numbers, a column for each, scaled to the unit interval: what a regression on them takes."""
    return [eigen(numbers[:MOST], length) for length in LENGTHS]


def eigen(numbers: Matrix, length: float) -> tuple[Vector, Matrix]:
    """The eigenvalues and vectors of a squared-exponential kernel with so long a scale, and of a constant beside it."""
    squares = np.square(numbers).sum(axis=1)
    distances = np.maximum(squares[:, None] + squares[None, :] - 2.0 * numbers @ numbers.T, 0.0)
    typical = float(distances[~np.eye(len(numbers), dtype=bool)].mean())
    if typical <= 0.0:
        typical = 1.0
    kernel = np.exp(-distances / (2.0 * length**2 * typical)) + LEVEL
    found, vectors = np.linalg.eigh(kernel)
    return np.maximum(found, 0.0), vectors


def left_out(values: Vector, kernels: Kernels) -> Vector:
    """What the likeliest of some processes foresees of each value from the others; equal ones as they are."""
    spread = float(values.std())
    if spread <= 0.0:
        return values
    scaled = (values - values.mean()) / spread
    fits = [
        (-len(values) * math.log(float((turned**2 * inverse).mean())) + float(np.log(inverse).sum()), place, inverse)
        for place, (eigenvalues, vectors) in enumerate(kernels)
        for turned in (vectors.T @ scaled,)
        for inverse in (1.0 / (eigenvalues + noise) for noise in NOISES)
    ]
    _, place, inverse = max(fits, key=lambda fit: fit[0])
    vectors = kernels[place][1]
    found: Vector = scaled - (vectors @ (inverse * (vectors.T @ scaled))) / (np.square(vectors) @ inverse)
    return float(values.mean()) + spread * found
