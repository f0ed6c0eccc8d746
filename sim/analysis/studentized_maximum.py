"""The distribution of the largest of many correlated differences under sampling error alone.

If T is a vector of standard normal variates with the correlations of the estimated differences, the quantile of max |T|
is the number of standard errors that intervals need to hold for all differences simultaneously (single-step max-t:
Hothorn, Bretz and Westfall, Simultaneous inference in general parametric models, Biometrical Journal 50, 2008). The
distribution of the maximum has no closed form, so it is simulated. Each draw has an address and every sum a fixed
order, so that the quantile has the same bits everywhere.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.compilation import compiled_with_arrays
from sim.draws import Decision, normal
from sim.outcomes.responses import Counts

Numbers: TypeAlias = npt.NDArray[np.float64]
DRAWS: Final = 20_000
"""Draws of the maximum: the probability behind a 95 % quantile is then known to 0.15 percentage points (one standard
error)."""
KEY: Final = 20_080_613
"""Key of the draws, the same for every study: the quantile is a number of the method, not of the sample."""
NO_PIVOT: Final = 1e-10
"""A difference with less residual variance than this, of 1, is treated as a linear combination of those before it."""
NONE: Final = -1
"""Marks that the second of two differences is missing."""
DECISION: Final = Decision.LARGEST_DIFFERENCE.value


def factored(correlations: Numbers) -> Numbers:
    """The lower triangular Cholesky factor of a correlation matrix, which may be singular."""
    rest, factor = correlations.copy(), np.zeros(correlations.shape)
    for column in range(len(rest)):
        # A singular matrix is no mistake: designs may differ in exactly the same citizens.
        if rest[column, column] < NO_PIVOT:
            continue
        pivot = math.sqrt(rest[column, column])
        factor[column:, column] = rest[column:, column] / pivot
        factor[column, column] = pivot
        # Element by element, and so in one order of subtractions everywhere, which a matrix product does not promise.
        rest -= np.multiply.outer(factor[:, column], factor[:, column])
    return factor


@compiled_with_arrays
def largest_by_chance(factor: Numbers, places: Counts, weights: Numbers, draws: int) -> Numbers:
    """The largest absolute contrast in each of some draws.

    A draw gives every place a standard normal variate with the correlations behind `factor`. Row k of `places` names
    the two places whose weighted difference is contrast k, with the weights in row k of `weights`; the second may be
    NONE.
    """
    size = len(factor)
    found = np.zeros(draws)
    independent = np.zeros(size)
    together = np.zeros(size)
    for draw in range(draws):
        # Independent variates first, each with the address of its draw and place, then their correlated sums.
        for place in range(size):
            independent[place] = normal(KEY, 0, draw, place, DECISION, 0)
        for place in range(size):
            total = 0.0
            for before in range(place + 1):
                total += factor[place, before] * independent[before]
            together[place] = total
        largest = 0.0
        for contrast in range(len(places)):
            one, other = places[contrast, 0], places[contrast, 1]
            value = weights[contrast, 0] * together[one]
            if other != NONE:
                value -= weights[contrast, 1] * together[other]
            largest = max(largest, abs(value))
        found[draw] = largest
    return found
