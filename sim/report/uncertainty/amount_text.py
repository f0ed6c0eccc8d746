"""Amounts of responses and shares of parameter space in the form shown to people."""

from __future__ import annotations

from sim.outcomes.responses import Response
from sim.report.layout import MISSING, number


def amount_text(response: Response, value: float, *, signs: int | None = None) -> str:
    """An amount of a response with its unit; shares in percentage points.

    With `signs`, it has that many significant digits.
    """
    shown, unit = response.factor * value, f" {response.measure.apart}".rstrip()
    if signs is not None:
        return f"{rounded(shown, signs)}{unit}"
    return f"{number(shown, 1 if response.is_share or abs(shown) >= 10 else 2)}{unit}"


def rounded(value: float, signs: int) -> str:
    """A number with `signs` significant digits, and never in powers of ten."""
    decimals = 0
    # The bound of six decimals ends the loop for zero.
    while decimals < 6 and abs(value) * 10**decimals < 10 ** (signs - 1):
        decimals += 1
    return number(value, decimals)


def per_cent(share: float | None) -> str:
    """A share in per cent, rounded to whole numbers.

    Shares within 1 % of 0 or 1 get a decimal, so that rounding claims neither none nor all.
    """
    if share is None:
        return MISSING
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    return f"{number(100.0 * share, 1 if abs(share) < 0.01 or 0.99 < share < 1.0 else 0)} %"
