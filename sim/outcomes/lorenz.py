"""Lorenz curves: the share of a total that the citizens with the least of it bear, from none of the citizens to all.

Values are whole numbers, so every point is an exact fraction, rounded once at the end.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from sim.outcomes.distribution import total_of
from sim.outcomes.responses import Counts

STEPS: Final = 200
"""A curve has a point at every two hundredth part of the citizens, both ends included."""


def lorenz_curve(values: Counts, counts: Counts) -> tuple[float, ...] | None:
    """What each part of the citizens bears of the total, those with the least first; None if there is nothing to share.

    Point i is the share of the i / `STEPS` of the citizens with the least (Lorenz, J. Am. Stat. Assoc. 9, 1905). Where
    that is no whole number of citizens, the last of them counts in part. `values` are distinct, ascending and none
    below 0; `counts` tells how many citizens have each, one at least.
    """
    total = total_of(values, counts)
    if not total:
        return None
    up_to = np.cumsum(counts)
    citizens = int(up_to[-1])
    wanted = [Fraction(step * citizens, STEPS) for step in range(STEPS + 1)]
    # Everybody with less than the value at this place is among them, and some of those who have it.
    places = [int(np.searchsorted(up_to, -(-part.numerator // part.denominator))) for part in wanted]
    below = [0]
    for first, last in pairwise(places):
        below.append(below[-1] + total_of(values[first:last], counts[first:last]))
    before = [int(up_to[place - 1]) if place else 0 for place in places]
    return tuple(
        float((whole + (part - others) * int(values[place])) / total)
        for whole, part, others, place in zip(below, wanted, before, places, strict=True)
    )
