"""Exponential and logarithm from basic arithmetic alone, with the same bits on every machine.

The mathematical libraries of operating systems differ in the last bit. These two functions use only additions,
multiplications, divisions and exact scaling by powers of two, which IEEE 754 defines to the bit, so a scenario gives
the same results everywhere. The error is below 2 units in the last place (checked by a test).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from sim.compilation import compiled

# ln 2 split in two: the first part has 32 trailing zero bits, so that k * LN2_HIGH is exact for any exponent k.
LN2_HIGH: Final = float.fromhex("0x1.62e42fee00000p-1")
LN2_LOW: Final = float.fromhex("0x1.a39ef35793c76p-33")
SQRT_HALF: Final = 0.7071067811865476
EXP_OVERFLOW: Final = 709.782712893384
EXP_UNDERFLOW: Final = -745.1332191019412
FRACTION_BITS: Final = 52
FRACTION: Final = (1 << FRACTION_BITS) - 1
"""The bits of a double behind its exponent; the exponent of a number in [1, 2) is 1023."""
LEAST_NORMAL: Final = 2.0**-1022


@compiled
def exp(x: float) -> float:
    """The exponential of x: 0 on underflow, infinity on overflow, and NaN for NaN.

    With x = k ln 2 + r and |r| <= ln 2 / 2, exp(r) is the continued-fraction form 1 + 2 r / (2 - r + r^2 t(r^2)),
    where t is the series of r coth(r / 2) after its first two terms.
    """
    if math.isnan(x):
        return x
    if x > EXP_OVERFLOW:
        return math.inf
    if x < EXP_UNDERFLOW:
        return 0.0
    # k is the nearest integer, so that r lies within half of ln 2 and the series below is short.
    k = math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5)
    # Two steps (Cody and Waite): k times the first part is exact, so that r keeps its low bits.
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    s = r * r
    # r coth(r/2) = 2 + r^2/6 - r^4/360 + r^6/15120 - r^8/604800 + r^10/23950080 - 691 r^12/653837184000 + ...
    series = s * (
        1.0 / 6.0
        - s
        * (
            1.0 / 360.0
            - s * (1.0 / 15120.0 - s * (1.0 / 604800.0 - s * (1.0 / 23950080.0 - s * (691.0 / 653837184000.0))))
        )
    )
    c = r - series
    # The largest term is added last, so that only one rounding is of its size.
    value = 1.0 + (high - (low - r * c / (2.0 - c)))
    return scaled(value, int(k))


@compiled
def scaled(value: float, k: int) -> float:
    """`value` times 2^k, for a value between 1/2 and 2: as `math.ldexp`, without a call of the mathematical library."""
    # A product with a power of two is exact as long as it is a normal number.
    if -1021 <= k <= 1022:
        return float(value * np.int64((k + 1023) << FRACTION_BITS).view(np.float64))
    return math.ldexp(value, k)


@compiled
def split(x: float) -> tuple[float, int]:
    """Fraction in [1/2, 1) and exponent of a positive, finite number: as `math.frexp`, again without a call."""
    if x < LEAST_NORMAL:
        return math.frexp(x)
    bits = np.float64(x).view(np.int64)
    return float(np.int64(bits & FRACTION | 1022 << FRACTION_BITS).view(np.float64)), int(bits >> FRACTION_BITS) - 1022


@compiled
def log(x: float) -> float:
    """The natural logarithm of x: minus infinity at 0, and NaN below.

    With x = 2^k m and m in [sqrt(1/2), sqrt(2)), log m is the series 2 atanh(f), f = (m - 1) / (m + 1), summed so that
    the leading term m - 1 is exact.
    """
    if math.isnan(x) or x == math.inf:
        return x
    if x == 0.0:
        return -math.inf
    if x < 0.0:
        return math.nan
    m, k = split(x)
    if m < SQRT_HALF:
        m *= 2.0
        k -= 1
    y = m - 1.0
    f = y / (2.0 + y)
    s = f * f
    # 2 atanh(f) = 2 f + f * tail, and y - 2 f = f * y: log m = y - y^2/2 + f * (y^2/2 + tail).
    tail = s * (
        2.0 / 3.0
        + s
        * (
            2.0 / 5.0
            + s
            * (
                2.0 / 7.0
                + s
                * (
                    2.0 / 9.0
                    + s
                    * (
                        2.0 / 11.0
                        + s
                        * (
                            2.0 / 13.0
                            + s
                            * (2.0 / 15.0 + s * (2.0 / 17.0 + s * (2.0 / 19.0 + s * (2.0 / 21.0 + s * (2.0 / 23.0)))))
                        )
                    )
                )
            )
        )
    )
    half = 0.5 * y * y
    return k * LN2_HIGH - ((half - (f * (half + tail) + k * LN2_LOW)) - y)


@compiled
def logistic(x: float) -> float:
    """1 / (1 + exp(-x)): a probability from its logit; 0 and 1 at the infinities."""
    # Two forms, so that exp is never asked for a large positive number and cannot overflow.
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    e = exp(x)
    return e / (1.0 + e)


@compiled
def log_logistic(x: float) -> float:
    """log(1 / (1 + exp(-x))), accurate also where the logistic is nearly 0."""
    # Below -30 it is x within 1e-13, and further down exp(-x) would overflow.
    return -log(1.0 + exp(-x)) if x > -30.0 else x


@compiled
def logit(p: float) -> float:
    """log(p / (1 - p)): minus infinity at 0, infinity at 1."""
    if p <= 0.0:
        return -math.inf
    if p >= 1.0:
        return math.inf
    return log(p) - log(1.0 - p)
