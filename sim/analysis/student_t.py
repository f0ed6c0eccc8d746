"""Student's t: the reach of an interval whose variance was estimated from few units."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import Final

LARGE: Final = 1_000
"""From here on the normal distribution replaces Student's: its quantile is within 0.2 % at 95 % confidence."""
MOST_STEPS: Final = 200
"""Most Newton steps to a quantile; four to seven are needed at usual confidence."""


@lru_cache(maxsize=1_024)
def half_width(freedom: int, confidence: float) -> float:
    """Half the width of a central interval of this probability, in standard errors.

    `freedom`, the degrees of freedom, is at least 1.
    """
    if freedom >= LARGE:
        return NormalDist().inv_cdf(0.5 + confidence / 2.0)
    # As a function of the angle the probability is concave, so that from below the root no step goes beyond it. The
    # quantile of the normal distribution is below that of Student's.
    angle = math.atan(NormalDist().inv_cdf(0.5 + confidence / 2.0) / math.sqrt(freedom))
    peak = density(freedom)
    for _ in range(MOST_STEPS):
        # Newton's step: the derivative of the central probability by the angle is proportional to cos^(freedom - 1).
        step = (confidence - central_probability(angle, freedom)) / (peak * math.cos(angle) ** (freedom - 1))
        if step <= 0.0 or angle + step == angle:
            break
        angle += step
    return math.tan(angle) * math.sqrt(freedom)


def beyond(errors: float, freedom: int) -> float:
    """The probability that |t| exceeds so many standard errors."""
    if freedom >= LARGE:
        # erfc and not 1 - erf, which loses all digits far out.
        return math.erfc(errors / math.sqrt(2.0))
    return max(0.0, 1.0 - central_probability(math.atan(errors / math.sqrt(freedom)), freedom))


def central_probability(angle: float, freedom: int) -> float:
    """Probability that |t| stays below sqrt(freedom) tan(angle).

    The finite series 26.7.3 and 26.7.4 in Abramowitz and Stegun, Handbook of Mathematical Functions.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    series = term if freedom > 1 else 0.0
    # Each term follows from the one before, since no factorial is needed that could overflow.
    for step in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (step - 1) / step
        series += term
    return 2.0 / math.pi * (angle + sine * series) if odd else sine * series


def density(freedom: int) -> float:
    """The derivative of the central probability by the angle at 0; at another angle it is times cos^(freedom - 1)."""
    odd = freedom % 2
    found = 2.0 / math.pi if odd else 1.0
    for step in range(2 - odd, freedom, 2):
        found *= (step + 1) / step
    return found
