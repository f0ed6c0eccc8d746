"""Variance components: the part of a difference's spread over points that is sampling error, and the spread without.

Every point is simulated for the same citizens with the same random draws, and the citizens are divided into folds. A
difference at point `i` has a part for the point, a part for the citizens of fold `f` that is the same at all points,
and an interaction: `d_if = m + a_i + c_f + e_if`. Parameter uncertainty is the variance of `a`. The observed variance
between points is that of `a` plus that of `e` divided by the number of folds. The variance of `e` follows from the
differences between folds after the means of points and of folds are removed (the two-way layout with random effects:
Searle, Casella and McCulloch, Variance Components, 1992, section 4.6). So the points are shrunk towards their mean
until only the variance of `a` is left. The part `c` moves all points together and so changes no range. It is small,
because it averages out over the citizens at each point.
"""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.uncertainty.cube import Matrix, Vector


def influences(above: Matrix, below: Matrix) -> Matrix:
    """The first-order influence of each fold on the ratio of two sums at each point; the mean over folds is zero.

    `above` and `below` have a row for each point and a column for each fold. The result has the same shape, with nan
    where the sum of `below` is 0.
    """
    folds = above.shape[1]
    over, under = above.sum(axis=1, keepdims=True), below.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The derivative of the ratio along each fold's sums, times the number of folds.
        found: Matrix = folds * (above - over / under * below) / under
    return found


def sampling_variance(moved: Matrix) -> float:
    """The variance between points that is due to sampling error alone; 0 if it cannot be estimated.

    `moved` is the influence of each fold at each point: one row for each point, one column for each fold.
    """
    points, folds = moved.shape
    if points < 2 or folds < 2:
        return 0.0
    apart = moved - moved.mean(axis=0, keepdims=True)
    # The rows already have mean 0 over folds, so with the column means removed this is the interaction mean square.
    freedom = (points - 1) * (folds - 1)
    return float(np.square(apart).sum() / freedom / folds)


def without_sampling_error(values: Vector, sampling: float) -> tuple[Vector, float]:
    """The values shrunk towards their mean until the variance is lower by `sampling`, and the share removed."""
    total = float(values.var(ddof=1)) if len(values) > 1 else 0.0
    if total <= 0.0:
        return values, 0.0
    share = min(1.0, sampling / total)
    mean = float(values.mean())
    found: Vector = mean + (values - mean) * math.sqrt(1.0 - share)
    return found, share
