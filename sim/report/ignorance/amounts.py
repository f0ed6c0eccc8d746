"""Amounts of responses and shares of what is not known, as people read them."""

from __future__ import annotations

from sim.outcomes.responses import Response
from sim.report.layout import MISSING, number


def amount_text(response: Response, value: float, *, signs: int | None = None) -> str:
    """An amount of a response with its unit, shares in percentage points; with so many significant digits if asked."""
    share = response.unit.startswith("share")
    shown = 100.0 * value if share else value
    unit = " pp" if share else UNITS.get(response.unit.split(" ", 1)[0].rstrip(","), "")
    if signs is not None:
        return f"{rounded(shown, signs)}{unit}"
    return f"{number(shown, 1 if share or abs(shown) >= 10 else 2)}{unit}"


UNITS = {"minutes": " min", "EUR": " EUR", "days": " days"}


def rounded(value: float, signs: int) -> str:
    """A number with so many significant digits, and never in powers of ten."""
    decimals = 0
    while decimals < 6 and abs(value) * 10**decimals < 10 ** (signs - 1):
        decimals += 1
    return number(value, decimals)


def per_cent(share: float | None) -> str:
    """A share in per cent: whole but for those next to none or all, so that neither is claimed by rounding."""
    if share is None:
        return MISSING
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    return f"{number(100.0 * share, 1 if abs(share) < 0.01 or 0.99 < share < 1.0 else 0)} %"


def factor_of(response: Response) -> float:
    """From the unit of a response to the one that is shown: shares in percentage points."""
    return 100.0 if response.unit.startswith("share") else 1.0


def unit_words(response: Response) -> str:
    """The unit that is shown, in words."""
    return "percentage points" if response.unit.startswith("share") else response.unit
