"""Round numbers: the roundest one in an interval, and digits that are reproducible on all machines."""

from __future__ import annotations

import math
from typing import Final

STEPS: Final = (5, 2, 1)
"""Multiples of a power of ten that count as round, the roundest first."""
FINEST: Final = 12
"""Decimal places below the interval's size after which the number is left unrounded."""


SOUND: Final = 9
"""Significant digits on which the linear algebra of all machines agrees."""


def without_noise_digits(value: float) -> float:
    """A number without the digits that depend on the machine's linear algebra."""
    return float(f"{value:.{SOUND}g}")


def roundest(low: float, high: float, near: float, unit: float = 1.0) -> float:
    """The roundest number strictly between two; among equally round ones, the nearest to `near`.

    A number is the rounder the larger the step of 1, 2 or 5 times a power of ten that it is a multiple of, counted in
    units; zero is the roundest of all. Returns `near` if nothing lies between.
    """
    bottom, top, wanted = low / unit, high / unit, near / unit
    if not bottom < top:
        return near
    if bottom < 0.0 < top:
        return 0.0
    # The first power of ten beyond both ends: no multiple of a larger one lies between them.
    power = math.floor(math.log10(max(abs(bottom), abs(top)))) + 1
    for exponent in range(power, power - FINEST, -1):
        for step in STEPS:
            multiple = nearest_multiple(wanted, step, exponent)
            if bottom < multiple < top:
                return multiple * unit
    return near


def nearest_multiple(wanted: float, step: int, exponent: int) -> float:
    """The multiple of step * 10^exponent that is nearest to a number, without binary rounding noise."""
    size = step * 10.0**exponent
    return round(round(wanted / size) * size, max(0, -exponent))
