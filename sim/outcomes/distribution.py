"""How a burden is spread over citizens: quantiles, the Gini coefficient, and the share that the top tenth bears.

Values are whole numbers, so every coefficient is an exact fraction, rounded once at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from sim.outcomes.responses import Counts, Response, yearly_scale
from sim.scenario.schema import Scenario

PERCENTILES: Final = (5, 25, 50, 75, 95, 99, 100)
"""The percentiles reported; the last is the largest value."""
SAFE_TOTAL: Final = 2**62
TOP: Final = Fraction(1, 10)
"""The part of the citizens, those with the most, whose share of the total is told."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the values of some citizens are spread; None where there are no citizens, or nothing to share."""

    citizens: int
    mean: float | None
    percentiles: tuple[float, ...] | None
    """In the order of `PERCENTILES`."""
    gini: float | None
    """0 if all have the same, 1 - 1/n if one of n citizens has everything."""
    top_share: float | None
    """Share of the total that falls to the tenth of the citizens with the most."""


def distribution(values: Counts, counts: Counts, scale: float = 1.0) -> Distribution:
    """How values are spread; `scale` goes from the values to the unit reported.

    `values` are distinct, ascending and none below 0; `counts` tells how many citizens have each, one at least.
    """
    citizens = int(counts.sum())
    if not citizens:
        return Distribution(0, None, None, None, None)
    gini, share = gini_coefficient(values, counts), top_share(values, counts)
    return Distribution(
        citizens,
        float(Fraction(total_of(values, counts), citizens)) * scale,
        tuple(percentile(values, counts, percent) * scale for percent in PERCENTILES),
        None if gini is None else float(gini),
        None if share is None else float(share),
    )


def percentile(values: Counts, counts: Counts, percent: int) -> int:
    """The smallest value that at least this percentage of the citizens do not exceed: one of the values, none between.

    There is at least one citizen, here and below.
    """
    up_to = np.cumsum(counts)
    rank = -(-percent * int(up_to[-1]) // 100)
    return int(values[np.searchsorted(up_to, max(rank, 1))])


def gini_coefficient(values: Counts, counts: Counts) -> Fraction | None:
    """Half the mean absolute difference of two citizens drawn with replacement, over the mean; None if all have 0.

    With x_1 <= ... <= x_n that is sum of (2 i - n - 1) x_i over n times the sum (Sen, On Economic Inequality, 1973).
    The k citizens who have the same value, the last of them the c-th of all, have k (2 c + 1 - k) for their sum of 2 i;
    that is below 2^62 for the 2^30 citizens that a tally may hold.
    """
    total = total_of(values, counts)
    if not total:
        return None
    up_to = np.cumsum(counts)
    citizens = int(up_to[-1])
    weighted = total_of(values, counts * (2 * up_to + 1 - counts))
    return Fraction(weighted - (citizens + 1) * total, citizens * total)


def top_share(values: Counts, counts: Counts, top: Fraction = TOP) -> Fraction | None:
    """The share of the total that falls to the citizens with the most; None if all have 0.

    Where the part is no whole number of citizens, the last of them counts in part.
    """
    total = total_of(values, counts)
    if not total:
        return None
    highest, from_top = values[::-1], np.cumsum(counts[::-1])
    wanted = top * int(from_top[-1])
    # Everybody with more than this value is among them, and some of those who have it.
    last = int(np.searchsorted(from_top, math.ceil(wanted)))
    above = int(from_top[last - 1]) if last else 0
    borne = total_of(highest[:last], counts[::-1][:last]) + (wanted - above) * int(highest[last])
    return borne / total


def total_of(values: Counts, weights: Counts) -> int:
    """The exact sum of values, none below 0, each times its weight: in blocks so short that none leaves 64 bits."""
    largest = int(values.max(initial=1)) * int(weights.max(initial=1))
    if largest > SAFE_TOTAL:
        return sum(value * weight for value, weight in zip(values.tolist(), weights.tolist(), strict=True))
    block = SAFE_TOTAL // largest
    return sum(
        int(np.dot(values[first : first + block], weights[first : first + block]))
        for first in range(0, len(values), block)
    )


def burdens_of(scenario: Scenario) -> tuple[Response, ...]:
    """What is borne unequally: effort, fees and missed invoices, each per citizen and year."""
    year = yearly_scale(scenario)
    return (
        Response("effort_minutes", "effort", "minutes per year", ((1, "effort_seconds"),), None, year / 60.0, "lower"),
        Response("fees_eur", "fees", "EUR per year", ((1, "fees_cents"),), None, year / 100.0, "lower"),
        Response("missed_invoices", "missed invoices", "invoices per year", ((1, "missed"),), None, year, "lower"),
    )
