"""Levels and paired differences, with intervals whose unit is the citizen, or the replication.

A response is a ratio of two sums over citizens (a mean is the ratio to their number). Its variance follows by
linearisation: unit i contributes the score (N_i - R D_i) / mean(D), and a difference between two designs is
judged by the difference of the two scores of the same unit (Cochran, Sampling Techniques, on ratio estimators;
the delta method). Columns are whole numbers, so every sum and every variance here is an exact fraction, rounded once
at the end: no order of adding up, no chunking and no machine can change a digit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.analysis.groups import Group
from sim.analysis.student import half_width
from sim.outcomes.responses import Columns, Counts, Response

Unit: TypeAlias = Literal["citizen", "replication"]
"""What is independent of its like. Citizens are, unless they meet in a shared queue: then only replications are, and
all citizens of one are a single observation."""
CONFIDENCE: Final = 0.95
SAFE_TOTAL: Final = 2**62
ENOUGH_DIFFERING: Final = 30
"""With fewer units on which two designs differ, the distribution behind the interval is rough."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval; None where the sample does not allow one."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2.0

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)


NOT_ESTIMABLE: Final = Estimate(None)


@dataclass(frozen=True, slots=True)
class Contrast:
    """One response of one group under one design, and its paired difference from the reference."""

    group: str
    design: str
    response: str
    citizens: int
    level: Estimate
    difference: Estimate | None
    """Design minus reference; None for the reference itself."""
    differing: int
    """Units whose numerator or denominator differs between the two designs."""
    worth: float | None
    """How many times as many units would give the same precision without pairing."""
    unit: Unit = "citizen"
    """The unit behind the intervals."""

    @property
    def rough(self) -> bool:
        """Whether too few units differ for the interval to be trusted."""
        return self.difference is not None and 0 < self.differing < ENOUGH_DIFFERING


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerators and denominators of the same units, and their exact sums."""

    numerators: Counts
    denominators: Counts
    numerator: int
    denominator: int

    @classmethod
    def measured(
        cls, response: Response, columns: Columns, rows: npt.NDArray[np.bool_], unit: Unit = "citizen"
    ) -> Ratio:
        """The ratio behind a response for some rows of a per-citizen table."""
        above = response.numerators(columns)[rows]
        below = response.denominators(columns)[rows]
        if unit == "replication":
            above, below = (totals(values, columns["replication"], rows) for values in (above, below))
        ones = np.ones(1, dtype=np.int64)
        return cls(above, below, exact_product(above, ones), exact_product(below, ones))

    @property
    def value(self) -> Fraction | None:
        """Sum of numerators over sum of denominators; None if there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def totals(values: Counts, replication: Counts, rows: npt.NDArray[np.bool_]) -> Counts:
    """The sum of the values of some rows in each replication of a table."""
    added = np.zeros(int(replication.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(added, replication[rows], values)
    return added


def exact_product(left: Counts, right: Counts) -> int:
    """The sum of products of two arrays as an exact whole number; an array of one element is repeated.

    Blocks are so short that no block can leave 64 bits.
    """
    if not len(left):
        return 0
    largest = max(1, magnitude(left)) * max(1, magnitude(right))
    repeated = np.broadcast_to(right, left.shape)
    if largest > SAFE_TOTAL:
        return sum(a * b for a, b in zip(left.tolist(), repeated.tolist(), strict=True))
    block = SAFE_TOTAL // largest
    return sum(
        int(np.dot(left[first : first + block], repeated[first : first + block]))
        for first in range(0, len(left), block)
    )


def magnitude(values: Counts) -> int:
    """The largest absolute value."""
    return max(abs(int(values.max())), abs(int(values.min())))


def covariance(one: Ratio, other: Ratio) -> Fraction | None:
    """Covariance of two estimated ratios on the same units; of a ratio with itself, its variance.

    With sums A and B of the n numerators and denominators, the score of a unit is n (N B - A D) / B^2, whose mean
    is exactly 0. None with fewer than two units or nothing to divide by.
    """
    n = len(one.numerators)
    if n < 2 or not one.denominator or not other.denominator:
        return None
    a, b, c, d = one.numerator, one.denominator, other.numerator, other.denominator
    products = (
        b * d * exact_product(one.numerators, other.numerators)
        - b * c * exact_product(one.numerators, other.denominators)
        - a * d * exact_product(one.denominators, other.numerators)
        + a * c * exact_product(one.denominators, other.denominators)
    )
    return Fraction(n * products, (n - 1) * b * b * d * d)


def estimate(value: Fraction | None, variance: Fraction | None, scale: float, units: int) -> Estimate:
    """A scaled value with its interval, by Student's t with one degree of freedom less than there are units.

    Without spread among the units there is a value but no interval: a sample in which nobody varies tells nothing
    about how far it may be off.
    """
    if value is None:
        return NOT_ESTIMABLE
    centre = float(value) * scale
    if not variance:
        return Estimate(centre)
    reach = half_width(units - 1, CONFIDENCE) * math.sqrt(variance) * scale
    return Estimate(centre, centre - reach, centre + reach)


def level(ratio: Ratio, scale: float) -> Estimate:
    """A response under one design."""
    return estimate(ratio.value, covariance(ratio, ratio), scale, len(ratio.numerators))


def paired(one: Ratio, other: Ratio, scale: float) -> tuple[Estimate, float | None]:
    """The difference of a response between two designs on the same citizens, and what the pairing is worth."""
    if one.value is None or other.value is None:
        return NOT_ESTIMABLE, None
    shared = covariance(one, other)
    first, second = covariance(one, one), covariance(other, other)
    if shared is None or first is None or second is None:
        return estimate(one.value - other.value, None, scale, len(one.numerators)), None
    variance = first + second - 2 * shared
    worth = float((first + second) / variance) if variance else None
    return estimate(one.value - other.value, variance, scale, len(one.numerators)), worth


def contrast(
    tables: Mapping[str, Columns],
    design: str,
    reference: str,
    response: Response,
    group: Group,
    unit: Unit = "citizen",
) -> Contrast:
    """One response of one group: its level under a design and the paired difference from the reference."""
    rows = group.rows(tables[design])
    one = Ratio.measured(response, tables[design], rows, unit)
    citizens = int(np.count_nonzero(rows))
    measured = level(one, response.scale)
    if design == reference:
        return Contrast(group.name, design, response.name, citizens, measured, None, 0, None, unit)
    other = Ratio.measured(response, tables[reference], rows, unit)
    difference, worth = paired(one, other, response.scale)
    unequal = (one.numerators != other.numerators) | (one.denominators != other.denominators)
    differing = int(np.count_nonzero(unequal))
    return Contrast(group.name, design, response.name, citizens, measured, difference, differing, worth, unit)


def compare(
    tables: Mapping[str, Columns],
    reference: str,
    responses: Iterable[Response],
    groups: Iterable[Group],
    unit: Unit = "citizen",
) -> tuple[Contrast, ...]:
    """Every response of every group under every design, in the order group, design, response."""
    listed = tuple(responses)
    return tuple(
        contrast(tables, design, reference, response, group, unit)
        for group in groups
        for design in tables
        for response in listed
    )
