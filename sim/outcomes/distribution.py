"""The distribution of a burden over citizens: quantiles, the Gini coefficient, and the share that the top tenth bears.

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
"""The fraction of the citizens, those with the most, whose share of the total is reported."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of a value over citizens; fields are None where there are no citizens, or the total is 0."""

    citizens: int
    mean: float | None
    percentiles: tuple[float, ...] | None
    """In the order of `PERCENTILES`."""
    gini: float | None
    """0 if all have the same, 1 - 1/n if one of n citizens has everything."""
    top_share: float | None
    """Share of the total that falls to the tenth of the citizens with the most."""


def distribution(values: Counts, counts: Counts, scale: float = 1.0) -> Distribution:
    """The distribution of values; `scale` converts from the unit of the values to the unit reported.

    `values` are distinct, ascending and not negative; `counts` is the number of citizens with each, at least one.
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
    """The smallest of the values that at least this percentage of the citizens do not exceed; never interpolated.

    Here and below there is at least one citizen.
    """
    up_to = np.cumsum(counts)
    # Rounded up in whole numbers: ceil(percent * n / 100), without a floating-point product that may fall just below.
    rank = -(-percent * int(up_to[-1]) // 100)
    return int(values[np.searchsorted(up_to, max(rank, 1))])


def gini_coefficient(values: Counts, counts: Counts) -> Fraction | None:
    """Half the mean absolute difference of two citizens drawn with replacement, over the mean; None if all have 0.

    With x_1 <= ... <= x_n this is the sum of (2 i - n - 1) x_i, divided by n times the sum of x_i (Sen, On Economic
    Inequality, 1973). Take k citizens with the same value, of whom the last has rank c: their ranks 2 i add up to
    k (2 c + 1 - k). That stays below 2^62 for up to 2^30 citizens, the most that a tally may hold.
    """
    total = total_of(values, counts)
    if not total:
        return None
    up_to = np.cumsum(counts)
    citizens = int(up_to[-1])
    # Ranks of equal values are added in one term, which takes as many terms as there are values and not citizens.
    weighted = total_of(values, counts * (2 * up_to + 1 - counts))
    return Fraction(weighted - (citizens + 1) * total, citizens * total)


def top_share(values: Counts, counts: Counts, top: Fraction = TOP) -> Fraction | None:
    """The share of the total that falls to the citizens with the most; None if all have 0.

    Where `top` of the citizens is not a whole number, the last of them counts in part.
    """
    total = total_of(values, counts)
    if not total:
        return None
    highest, from_top = values[::-1], np.cumsum(counts[::-1])
    wanted = top * int(from_top[-1])
    # Everybody above the value at this place belongs to the top, and some of those who have exactly this value.
    last = int(np.searchsorted(from_top, math.ceil(wanted)))
    above = int(from_top[last - 1]) if last else 0
    borne = total_of(highest[:last], counts[::-1][:last]) + (wanted - above) * int(highest[last])
    return borne / total


def total_of(values: Counts, weights: Counts) -> int:
    """The exact sum of non-negative values, each times its weight."""
    # Blocks are so short that the sum of each fits 64 bits; a single product beyond them takes Python's integers.
    largest = int(values.max(initial=1)) * int(weights.max(initial=1))
    if largest > SAFE_TOTAL:
        return sum(value * weight for value, weight in zip(values.tolist(), weights.tolist(), strict=True))
    block = SAFE_TOTAL // largest
    return sum(
        int(np.dot(values[first : first + block], weights[first : first + block]))
        for first in range(0, len(values), block)
    )


def burdens_of(scenario: Scenario) -> tuple[Response, ...]:
    """The burdens whose distribution is reported: effort, fees and missed invoices, each per citizen and year."""
    year = yearly_scale(scenario)
    return (
        Response("effort_minutes", "effort", "minutes per year", ((1, "effort_seconds"),), None, year / 60.0, "lower"),
        Response("fees_eur", "fees", "EUR per year", ((1, "fees_cents"),), None, year / 100.0, "lower"),
        Response("missed_invoices", "missed invoices", "invoices per year", ((1, "missed"),), None, year, "lower"),
    )
