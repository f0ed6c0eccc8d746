"""Distributions as rows of one table, and their quantiles: the form that compiled rules can use."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.compilation import compiled, compiled_with_arrays
from sim.draws import normal_quantile
from sim.elementary import exp, log, log_logistic, logistic, logit

Table = npt.NDArray[np.float64]


class DistributionShape(IntEnum):
    """Shapes of distribution, and what their two parameters are."""

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
    """Median, and standard deviation of the logit."""
    QUANTILES = 6
    """First and last row (exclusive) in the table of points, each a probability and a value."""


LARGEST: Final = 2.0**60
FIELDS: Final = 5
"""Columns of the table: shape, two parameters, the smallest and the largest value."""


@compiled
def quantile(table: Table, points: Table, row: int, p: float) -> float:
    """The value below which the distribution in this row lies with probability p in (0, 1), within its caps."""
    shape = int(table[row, 0])
    a = table[row, 1]
    b = table[row, 2]
    value = a
    if shape == 1:
        value = a * exp(b * normal_quantile(p))
    elif shape == 2:
        value = -a * log(1.0 - p)
    elif shape == 3:
        value = a + b * normal_quantile(p)
    elif shape == 4:
        value = a + (b - a) * p
    elif shape == 5:
        value = logistic(logit(a) + b * normal_quantile(p))
    elif shape == 6:
        value = interpolated(points, int(a), int(b), p)
    return float(min(max(value, table[row, 3]), table[row, 4]))


@compiled
def varies(table: Table, row: int) -> bool:
    """Whether the distribution in this row has more than one value, so that its quantile needs a draw at all."""
    return bool(table[row, 0] != 0)


@compiled_with_arrays
def beta_quantiles(a: float, b: float) -> Table:
    """Quantiles of a beta distribution as points (probability, value), dense in both tails, from (0, 0) to (1, 1).

    In the logit z = log(x / (1 - x)) the density is proportional to x^a (1 - x)^b, which has no poles; it is summed by
    the midpoint rule around its mode log(a / b), as far as it matters on either side.
    """
    steps, count = 1 << 16, 1 << 10
    middle = log(a / b)
    core = 12.0 * math.sqrt(1.0 / a + 1.0 / b)
    low = middle - core - 45.0 / a
    width = (2.0 * core + 45.0 / a + 45.0 / b) / steps
    peak = a * log(logistic(middle)) + b * log(logistic(-middle))
    mass = np.zeros(steps + 1)
    for step in range(steps):
        z = low + (step + 0.5) * width
        mass[step + 1] = mass[step] + exp(a * log_logistic(z) + b * log_logistic(-z) - peak)
    points = np.zeros((count + 1, 2))
    points[count] = 1.0
    step = 0
    for place in range(1, count):
        p = logistic(40.0 * place / count - 20.0)
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
    if width <= 0.0:
        return float(after[1])
    return float(before[1] + (after[1] - before[1]) * min(max((p - before[0]) / width, 0.0), 1.0))


@compiled
def whole(value: float) -> int:
    """The nearest whole number, halves upwards: how drawn spans and amounts become seconds and cents.

    Beyond 2^60 in either direction, where nothing happens within any study, it is that limit; so is what is not a
    number.
    """
    if not value < LARGEST:
        return int(LARGEST)
    if value <= -LARGEST:
        return -int(LARGEST)
    return math.floor(value + 0.5)


@compiled
def cut(value: float) -> int:
    """The whole part of a number that is not negative; beyond 2^60, or if it is not a number, that limit."""
    if not value < LARGEST:
        return int(LARGEST)
    return int(value)
