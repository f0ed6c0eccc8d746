"""Lorenz curves: the share of a total that the citizens with the least of it bear, from none of the citizens to all.

Values are whole numbers, so every point is an exact fraction, rounded once at the end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.outcomes.distribution import SAFE_TOTAL, total_of
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
    exact = values * counts if total <= SAFE_TOTAL else values.astype(object) * counts
    borne = [0, *np.cumsum(exact).tolist()]
    before = [0, *up_to.tolist()]
    # Everybody with less than the value at this place is among them, and some of those who have it.
    wanted = [step * citizens for step in range(STEPS + 1)]
    places = np.searchsorted(up_to, [-(-part // STEPS) for part in wanted]).tolist()
    # Numerator and denominator times STEPS; Python divides whole numbers of any size exactly and rounds once.
    return tuple(
        (STEPS * borne[place] + (part - STEPS * before[place]) * int(values[place])) / (STEPS * total)
        for part, place in zip(wanted, places, strict=True)
    )
