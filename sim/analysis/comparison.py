"""Levels and paired differences with confidence intervals; the unit is the citizen or the replication."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple, TypeAlias

from sim.analysis.effective_number import EFFECTIVE_FOR_WORTH, LEAST_EFFECTIVE, degrees_of_freedom, effective_number
from sim.analysis.moments import Unit
from sim.analysis.ratio import Products, Ratio, covariance
from sim.analysis.sample import Sample
from sim.analysis.student_t import half_width
from sim.outcomes.responses import Response

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its confidence interval; None where the sample does not allow one."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval; None without one."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2.0

    def widened(self, factor: float) -> Estimate:
        """The same value with an interval `factor` times as wide."""
        half = self.half_width
        if self.value is None or half is None:
            return self
        return Estimate(self.value, self.value - factor * half, self.value + factor * half)

    @property
    def excludes_zero(self) -> bool:
        """True if the interval lies wholly on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)


NOT_ESTIMABLE: Final = Estimate(None)
Judgement: TypeAlias = Literal["more", "less", "same", "unsettled"]
"""`more` or `less`: by at least the margin. `same`: within the margin. `unsettled`: it crosses a bound."""


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
    """Number of units that would give the same precision without pairing, divided by the number of units."""
    unit: Unit = "citizen"
    """The unit behind the intervals."""
    effective: float | None = None
    """Effective number of citizens behind the difference (`sim.analysis.effective_number`); None where it is not known.
    """
    error: float | None = None
    """The standard error of the difference."""
    freedom: int | None = None
    """Degrees of freedom of the difference's interval; None if too few citizens differ for an interval."""
    together: Estimate | None = None
    """The difference with a simultaneous interval for all differences of its family; None outside a family."""
    adjusted: float | None = None
    """p-value of the difference, adjusted by Holm's method for the size of the family."""
    judgement: Judgement | None = None
    """Judgement of the simultaneous interval against the margin; None outside a family."""

    @property
    def displayed(self) -> Estimate | None:
        """The difference as it is shown beside others: with the simultaneous interval of its family, if any."""
        return self.difference if self.together is None else self.together

    @property
    def too_few(self) -> bool:
        """True if some units differ, but too few for an interval."""
        return self.difference is not None and self.error is not None and self.freedom is None


def estimate(value: Fraction | None, variance: Fraction | None, scale: float, freedom: int | None) -> Estimate:
    """A scaled value with its interval by Student's t; without degrees of freedom (None) it has no interval.

    From 1,000 degrees of freedom on, the quantile of the normal distribution replaces Student's (`student_t.LARGE`). A
    sample in which no unit varies gives no estimate of the error, so it has a value but no interval.
    """
    if value is None:
        return NOT_ESTIMABLE
    centre = float(value) * scale
    if not variance or freedom is None:
        return Estimate(centre)
    # Student's t and not the normal quantile, because the variance is estimated from the same units.
    reach = half_width(freedom, CONFIDENCE) * math.sqrt(variance) * scale
    return Estimate(centre, centre - reach, centre + reach)


def level(ratio: Ratio, scale: float) -> Estimate:
    """A response under one design, with its interval."""
    # n units leave n - 1 degrees of freedom, since the scores of all of them add up to 0.
    return estimate(ratio.value, ratio.variance, scale, ratio.units - 1)


class Pairing(NamedTuple):
    """The variance of an estimated difference of two ratios, and the gain from pairing."""

    variance: Fraction | None
    """None if it cannot be estimated; 0 if no unit moves the difference."""
    worth: float | None
    """The variance without pairing divided by that with pairing."""


def pairing(one: Ratio, other: Ratio, crossed: Products) -> Pairing:
    """The variance of the difference of a response between two designs on the same units.

    Var(a - b) = Var(a) + Var(b) - 2 Cov(a, b). Without pairing the covariance would be zero.
    """
    shared, first, second = covariance(one, other, crossed), one.variance, other.variance
    if shared is None or first is None or second is None:
        return Pairing(None, None)
    variance = first + second - 2 * shared
    return Pairing(variance, float((first + second) / variance) if variance else None)


def contrast(sample: Sample, design: str, reference: str, response: Response) -> Contrast:
    """One response of one group: its level under a design, and the paired difference from the reference."""
    group, citizens, unit = sample.group.name, sample.citizens, sample.unit
    one = sample.ratio(design, response)
    # The level needs no other design, and has the degrees of freedom of all its units.
    measured = level(one, response.scale)
    if design == reference:
        return Contrast(group, design, response.name, citizens, measured, None, 0, None, unit)
    other = sample.ratio(reference, response)
    crossed = sample.crossed((design, response), (reference, response))
    differing = sample.differing(design, reference, response)
    gap = None if one.value is None or other.value is None else one.value - other.value
    variance, worth = pairing(one, other, crossed)
    effective = effective_number(one, other, crossed, sample.fourths_of(design, reference, response))
    # Where no effective number is known, the number of citizens who differ stands in for it.
    behind = differing if effective is None else effective
    # Fourth-order sums exist for citizens only, so the rule cannot apply to replications.
    refused = unit == "citizen" and behind < LEAST_EFFECTIVE
    freedom = None if refused or not variance else degrees_of_freedom(effective, one.units)
    return Contrast(
        group,
        design,
        response.name,
        citizens,
        measured,
        estimate(gap, variance, response.scale, freedom),
        differing,
        # Below an effective number of 100 the ratio of two variances says more of chance than of pairing.
        worth if unit == "replication" or behind >= EFFECTIVE_FOR_WORTH else None,
        unit,
        None if effective is None else float(effective),
        # The error is given even where there is no interval, so that it can be told that few citizens differ.
        math.sqrt(variance) * response.scale if variance else None,
        freedom,
    )


def compare(samples: Iterable[Sample], reference: str, responses: Iterable[Response]) -> tuple[Contrast, ...]:
    """The contrast of every group, design and response, in that order."""
    listed = tuple(responses)
    return tuple(
        contrast(sample, design, reference, response)
        for sample in samples
        for design in sample.designs
        for response in listed
    )
