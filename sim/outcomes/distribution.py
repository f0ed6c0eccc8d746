"""How a burden is spread over citizens: quantiles, the Gini coefficient, and the share that the top tenth bears.

Values are whole numbers, so every coefficient is an exact fraction, rounded once at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.outcomes.responses import Columns, Counts, Response, yearly_scale
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


def distribution(values: Counts, scale: float = 1.0) -> Distribution:
    """How values, none below 0, are spread; `scale` goes from the values to the unit reported."""
    if not len(values):
        return Distribution(0, None, None, None, None)
    ascending = np.sort(values)
    gini, share = gini_coefficient(ascending), top_share(ascending)
    return Distribution(
        len(values),
        float(Fraction(total_of(ascending), len(values))) * scale,
        tuple(percentile(ascending, percent) * scale for percent in PERCENTILES),
        None if gini is None else float(gini),
        None if share is None else float(share),
    )


def percentile(ascending: Counts, percent: int) -> int:
    """The smallest value that at least this percentage of the citizens do not exceed: one of the values, none between.

    `ascending` is sorted and not empty, here and below.
    """
    rank = -(-percent * len(ascending) // 100)
    return int(ascending[max(rank, 1) - 1])


def gini_coefficient(ascending: Counts) -> Fraction | None:
    """Half the mean absolute difference of two citizens drawn with replacement, over the mean; None if all have 0.

    With x_1 <= ... <= x_n that is sum of (2 i - n - 1) x_i over n times the sum (Sen, On Economic Inequality, 1973).
    """
    total, count = total_of(ascending), len(ascending)
    if not total:
        return None
    weighted = total_of(ascending, np.arange(1, count + 1, dtype=np.int64))
    return Fraction(2 * weighted - (count + 1) * total, count * total)


def top_share(ascending: Counts, top: Fraction = TOP) -> Fraction | None:
    """The share of the total that falls to the citizens with the most; None if all have 0.

    Where the part is no whole number of citizens, the last of them counts in part.
    """
    total = total_of(ascending)
    if not total:
        return None
    wanted = top * len(ascending)
    whole = int(wanted)
    highest = ascending[::-1]
    borne = Fraction(total_of(highest[:whole]))
    if whole < len(highest):
        borne += (wanted - whole) * int(highest[whole])
    return borne / total


def total_of(values: Counts, weights: Counts | None = None) -> int:
    """The exact sum of values, none below 0, each times its weight: in blocks so short that none leaves 64 bits."""
    weighted = np.ones_like(values) if weights is None else weights
    largest = int(values.max(initial=1)) * int(weighted.max(initial=1))
    if largest > SAFE_TOTAL:
        return sum(value * weight for value, weight in zip(values.tolist(), weighted.tolist(), strict=True))
    block = SAFE_TOTAL // largest
    return sum(
        int(np.dot(values[first : first + block], weighted[first : first + block]))
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


def distribution_of(burden: Response, columns: Columns, rows: npt.NDArray[np.bool_] | None = None) -> Distribution:
    """How a burden is spread over the citizens of some rows; all rows by default."""
    values = burden.numerators(columns)
    return distribution(values if rows is None else values[rows], burden.scale)
