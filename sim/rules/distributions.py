"""Distributions as rows of one table, and their quantiles: the form that compiled rules can use."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.compilation import compiled, compiled_inside, compiled_with_arrays
from sim.draws import normal_quantile
from sim.elementary import exp, log, log_logistic, logistic

Table = npt.NDArray[np.float64]


class DistributionShape(IntEnum):
    """Shapes of distributions, each with the meaning of its two parameters."""

    CONSTANT = 0
    """The value."""
    LOGNORMAL = 1
    """Median, and standard deviation of the logarithm."""
    EXPONENTIAL = 2
    """Mean."""
    NORMAL = 3
    """Mean and standard deviation."""
    UNIFORM = 4
    """Lower and upper end."""
    LOGIT_NORMAL = 5
    """Logit of the median, and standard deviation of the logit."""
    QUANTILES = 6
    """First and last row (exclusive) in the table of points, each a probability and a value."""


LARGEST: Final = 2.0**60
FIELDS: Final = 5
"""Columns of the table: shape, two parameters, the smallest and the largest value."""


@compiled
def quantile(table: Table, points: Table, row: int, p: float) -> float:
    """The quantile at probability p in (0, 1) of the distribution in this row, clipped to its caps."""
    # The numbers below are those of `DistributionShape`.
    shape = int(table[row, 0])
    a = table[row, 1]
    b = table[row, 2]
    value = a
    if shape == 1:
        value = a * exp(b * normal_quantile(p))
    elif shape == 2:
        # Inversion of F(x) = 1 - exp(-x / a).
        value = -a * log(1.0 - p)
    elif shape == 3:
        value = a + b * normal_quantile(p)
    elif shape == 4:
        value = a + (b - a) * p
    elif shape == 5:
        value = logistic(a + b * normal_quantile(p))
    elif shape == 6:
        value = interpolated(points, int(a), int(b), p)
    # A value beyond a cap is moved to the cap and not drawn again: a draw has one address, and
    # rejection would need more.
    return float(min(max(value, table[row, 3]), table[row, 4]))


@compiled
def varies(table: Table, row: int) -> bool:
    """True if the distribution in this row is not constant, so that its quantile needs a draw."""
    return bool(table[row, 0] != 0)


@compiled_with_arrays
def beta_quantiles(a: float, b: float) -> Table:
    """Quantiles of a beta distribution as points (probability, value), dense in both tails, from (0, 0) to (1, 1).

    In the logit z = log(x / (1 - x)) the density is proportional to x^a (1 - x)^b, which has no poles; it is summed by
    the midpoint rule around its mode log(a / b), as far as it matters on either side.
    """
    steps, count = 1 << 16, 1 << 10
    # On either side twelve times sqrt(1 / a + 1 / b), about the standard deviation of the logit,
    # and the span in which the tail exp(a z) or exp(-b z) falls to e^-45.
    middle = log(a / b)
    core = 12.0 * math.sqrt(1.0 / a + 1.0 / b)
    low = middle - core - 45.0 / a
    width = (2.0 * core + 45.0 / a + 45.0 / b) / steps
    # Logarithms are compared with that of the mode, so that no power overflows for large a or b.
    peak = a * log(logistic(middle)) + b * log(logistic(-middle))
    mass = np.zeros(steps + 1)
    for step in range(steps):
        z = low + (step + 0.5) * width
        mass[step + 1] = mass[step] + exp(a * log_logistic(z) + b * log_logistic(-z) - peak)
    points = np.zeros((count + 1, 2))
    points[count] = 1.0
    step = 0
    for place in range(1, count):
        # Probabilities evenly spaced in the logit, from 2e-9 to 1 - 2e-9, are dense where quantiles bend.
        p = logistic(40.0 * place / count - 20.0)
        # Both ascend, so one pass finds all quantiles.
        while mass[step + 1] < p * mass[steps]:
            step += 1
        share = (p * mass[steps] - mass[step]) / (mass[step + 1] - mass[step])
        points[place, 0] = p
        points[place, 1] = logistic(low + (step + share) * width)
    return points


@compiled
def interpolated(points: Table, first: int, end: int, p: float) -> float:
    """The value at probability p on the line through points (probability, value) in ascending order."""
    row = first + 1
    while row < end - 1 and points[row, 0] < p:
        row += 1
    before, after = points[row - 1], points[row]
    width = after[0] - before[0]
    # Two points of one probability are a jump, and the upper value holds.
    if width <= 0.0:
        return float(after[1])
    return float(before[1] + (after[1] - before[1]) * min(max((p - before[0]) / width, 0.0), 1.0))


@compiled_inside
def whole(value: float) -> int:
    """The nearest integer, with halves rounded up: it turns drawn spans and amounts into seconds and cents.

    The result is limited to 2^60 in either direction, far beyond the end of any study; NaN becomes 2^60.
    """
    # Negated comparison, which also catches NaN; converting it to an integer would be undefined.
    if not value < LARGEST:
        return int(LARGEST)
    if value <= -LARGEST:
        return -int(LARGEST)
    return math.floor(value + 0.5)


@compiled_inside
def cut(value: float) -> int:
    """The integer part of a non-negative number; limited to 2^60, which is also the result for NaN."""
    if not value < LARGEST:
        return int(LARGEST)
    return int(value)
