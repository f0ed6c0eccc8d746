"""Value of information: the improvement of a choice between designs if uncertain parameters were known.

With perfect information the best design of each point would be chosen; without, the one that is best on average. The
mean difference is the expected value of perfect information (Raiffa and Schlaifer, Applied Statistical Decision Theory,
1961). The expected value of partial perfect information is the gain of a choice that depends on some of the parameters.
It needs a regression of each design's difference on these parameters (Strong, Oakley and Brennan, Medical Decision
Making 34, 2014). Here that is a Gaussian process, whose length scale and noise have the highest likelihood of a small
grid.

A choice that is evaluated at the points it was learned from looks better than it is. So the choice at each point is
learned from all other points, which the process gives in closed form (Rasmussen and Williams, Gaussian Processes for
Machine Learning, 2006, section 5.4.2), and the gain is that of the point itself. This is a lower bound, whose error is
that of a mean of paired differences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.rounding import without_noise_digits

LEAST: Final = 64
"""Least number of points for a value of partial information: with fewer, a regression on several numbers learns
nothing."""
MOST: Final = 500
"""Most points in a regression, the first ones: its work grows with their cube."""
LENGTHS: Final = (0.3, 0.6, 1.2, 2.4)
"""Length scales in the grid, in units of the typical distance between two points."""
NOISES: Final = tuple(10.0 ** (power / 2.0) for power in range(-6, 7))
"""Noise variances in the grid, relative to the variance that the numbers explain."""
LEVEL: Final = 10.0
"""Prior variance of the mean, in units of the variance that is explained: hardly any constraint."""


Kernels: TypeAlias = list[tuple[Vector, Matrix]]
"""Eigenvalues and eigenvectors of the kernel of each length scale."""


@dataclass(frozen=True, slots=True)
class InformationValue:
    """Mean gain of a choice, never below 0, with its standard error."""

    value: float
    error: float


def best_on_average(utilities: Matrix) -> int:
    """The index of the choice that is best on average; `utilities` is an array of point by choice."""
    return int(np.argmax(utilities.mean(axis=0)))


def perfect(utilities: Matrix) -> InformationValue:
    """The expected value of perfect information."""
    # Both sides are taken at the same point, so that what all choices have in common cancels.
    return worth(utilities.max(axis=1) - utilities[:, best_on_average(utilities)])


def partial(utilities: Matrix, kernels: Kernels) -> InformationValue:
    """The expected value of knowing some parameters; `kernels` are of their values at the same points.

    Raises `ValueError` below 64 points.
    """
    if len(utilities) < LEAST:
        raise ValueError(f"the value of knowing some numbers takes {LEAST} points, not {len(utilities)}")
    # Differences from the choice that is best on average: the regression need not learn what all share.
    known, base = utilities[:MOST], best_on_average(utilities)
    foreseen = np.stack([left_out(column, kernels) for column in (known - known[:, [base]]).T], axis=1)
    chosen = foreseen.argmax(axis=1)
    return worth(known[np.arange(len(known)), chosen] - known[:, base])


def worth(gains: Vector) -> InformationValue:
    """The mean of gains with its standard error."""
    value, error = float(gains.mean()), float(gains.std(ddof=1)) / math.sqrt(len(gains))
    # Gains at points left out can be negative by chance; the value of information cannot.
    return InformationValue(without_noise_digits(max(0.0, value)), without_noise_digits(error))


def kernels_of(numbers: Matrix) -> Kernels:
    """The kernels of some numbers, one column for each, scaled to the unit interval."""
    return [eigen(numbers[:MOST], length) for length in LENGTHS]


def eigen(numbers: Matrix, length: float) -> tuple[Vector, Matrix]:
    """The eigenvalues and eigenvectors of a squared-exponential kernel of this length scale plus a constant."""
    squares = np.square(numbers).sum(axis=1)
    # (x - y)^2 = x^2 + y^2 - 2 x y for all pairs at once. Rounding may leave a little less than
    # 0.
    distances = np.maximum(squares[:, None] + squares[None, :] - 2.0 * numbers @ numbers.T, 0.0)
    typical = float(distances[~np.eye(len(numbers), dtype=bool)].mean())
    if typical <= 0.0:
        typical = 1.0
    # The typical distance makes one grid of length scales serve any number of dimensions.
    # The constant is the prior of the mean, which is so learned along with the rest.
    kernel = np.exp(-distances / (2.0 * length**2 * typical)) + LEVEL
    found, vectors = np.linalg.eigh(kernel)
    # Rounding can make the smallest eigenvalues slightly negative.
    return np.maximum(found, 0.0), vectors


def left_out(values: Vector, kernels: Kernels) -> Vector:
    """The leave-one-out prediction of each value by the most likely process; constant values are returned unchanged."""
    spread = float(values.std())
    if spread <= 0.0:
        return values
    # Standardised, so that one grid of noises serves every response.
    scaled = (values - values.mean()) / spread
    # One eigendecomposition serves all noise variances. The log likelihood is profiled over the signal variance.
    fits = [
        (-len(values) * math.log(float((turned**2 * inverse).mean())) + float(np.log(inverse).sum()), place, inverse)
        for place, (eigenvalues, vectors) in enumerate(kernels)
        for turned in (vectors.T @ scaled,)
        for inverse in (1.0 / (eigenvalues + noise) for noise in NOISES)
    ]
    _, place, inverse = max(fits, key=lambda fit: fit[0])
    vectors = kernels[place][1]
    # Leave-one-out: y_i - [K^-1 y]_i / [K^-1]_ii, with K^-1 from the eigendecomposition.
    found: Vector = scaled - (vectors @ (inverse * (vectors.T @ scaled))) / (np.square(vectors) @ inverse)
    return float(values.mean()) + spread * found
