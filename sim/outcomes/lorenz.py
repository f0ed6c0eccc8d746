"""Lorenz curves: the share of a total that the citizens with the least of it bear, from none of the citizens to all.

Values are whole numbers, so every point is an exact fraction, rounded once at the end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.outcomes.distribution import SAFE_TOTAL, total_of
from sim.outcomes.responses import Counts

STEPS: Final = 200
"""Number of steps of a curve, which therefore has `STEPS` + 1 points, both ends included."""


def lorenz_curve(values: Counts, counts: Counts) -> tuple[float, ...] | None:
    """The Lorenz curve: cumulative shares of the total, citizens with the least first; None if the total is 0.

    Point i is the share that falls to the i / `STEPS` of the citizens with the least (Lorenz, J. Am. Stat. Assoc. 9,
    1905). Where that is not a whole number of citizens, the last of them counts in part. `values` are distinct,
    ascending and not negative; `counts` is the number of citizens with each, at least one.
    """
    total = total_of(values, counts)
    if not total:
        return None
    up_to = np.cumsum(counts)
    citizens = int(up_to[-1])
    # Products of large values and many citizens exceed 64 bits. Python's integers are exact, but slow.
    exact = values * counts if total <= SAFE_TOTAL else values.astype(object) * counts
    borne = [0, *np.cumsum(exact).tolist()]
    before = [0, *up_to.tolist()]
    # Everybody below the value at a place belongs to the part, and some of those who have exactly this value.
    wanted = [step * citizens for step in range(STEPS + 1)]
    places = np.searchsorted(up_to, [-(-part // STEPS) for part in wanted]).tolist()
    # Numerator and denominator times STEPS; Python divides whole numbers of any size exactly and rounds once.
    return tuple(
        (STEPS * borne[place] + (part - STEPS * before[place]) * int(values[place])) / (STEPS * total)
        for part, place in zip(wanted, places, strict=True)
    )
