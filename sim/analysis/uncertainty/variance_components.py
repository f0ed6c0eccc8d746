"""How much of the spread of a difference over points is sampling error, and the spread without it.

Every point is simulated for the same citizens with the same luck, who are divided into folds. A difference at point `i`
then has a part for the point, a part for the citizens of fold `f` that is the same at all points, and a part for the
two together: `d_if = m + a_i + c_f + e_if`. What nobody knows is the variance of `a`. The variance between the points
as they come out is that of `a` plus that of `e` divided by the number of folds, and `e` is known from how the folds
differ once the means of points and of folds are taken off (the two-way layout with random effects: Searle, Casella and
McCulloch, Variance Components, 1992, section 4.6). So the points are drawn towards their mean until only the variance
of `a` is left. The part `c` moves all points together, and so no range; it is small, because over many points the luck
of the same citizens averages out.
"""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.uncertainty.cube import Matrix, Vector


def influences(above: Matrix, below: Matrix) -> Matrix:
    """How far each fold moves the ratio of two sums at each point, to first order; the mean over folds is zero.

    `above` and `below` have a row for each point and a column for each fold. Not a number where all of `below` is 0.
    """
    folds = above.shape[1]
    over, under = above.sum(axis=1, keepdims=True), below.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Matrix = folds * (above - over / under * below) / under
    return found


def sampling_variance(moved: Matrix) -> float:
    """The variance between points that sampling error alone makes of a difference; 0 where it cannot be told.

    `moved` is how far each fold moves the difference at each point: a row for each point, a column for each fold.
    """
    points, folds = moved.shape
    if points < 2 or folds < 2:
        return 0.0
    apart = moved - moved.mean(axis=0, keepdims=True)
    freedom = (points - 1) * (folds - 1)
    return float(np.square(apart).sum() / freedom / folds)


def without_sampling_error(values: Vector, sampling: float) -> tuple[Vector, float]:
    """The values drawn towards their mean until so much less variance is left, and the share that was taken out."""
    total = float(values.var(ddof=1)) if len(values) > 1 else 0.0
    if total <= 0.0:
        return values, 0.0
    share = min(1.0, sampling / total)
    mean = float(values.mean())
    found: Vector = mean + (values - mean) * math.sqrt(1.0 - share)
    return found, share
