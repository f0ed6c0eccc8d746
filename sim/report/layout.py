"""How responses are shown to people: names, units, decimals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sim.analysis.comparison import Estimate
    from sim.analysis.study import Analysis

MISSING: Final = "–"
MINUS: Final = "−"


@dataclass(frozen=True, slots=True)
class Shown:
    """A response in tables and figures."""

    response: str
    heading: str
    unit: str
    """Short, for a column."""
    words: str
    """The response and its unit in words."""
    difference_unit: str
    factor: float = 1.0
    """From the stored unit to the shown one."""
    decimals: int = 1


MAIN: Final = (
    Shown("effort_minutes", "effort", "min", "effort", "minutes per citizen per year"),
    Shown("overhead_minutes", "overhead", "min", "overhead", "minutes per citizen per year"),
    Shown("logins", "logins", "", "logins", "per citizen per year", decimals=2),
    Shown("read_share", "read", "%", "messages read", "percentage points", 100.0),
    Shown("missed_share", "missed", "%", "invoices missed", "percentage points", 100.0),
    Shown("reminder_share", "reminded", "%", "invoices reminded with a fee", "percentage points", 100.0),
    Shown("fees_eur", "fees", "EUR", "fees", "EUR per citizen per year", decimals=2),
    Shown("contact_inflation", "contacts", "/msg", "digital contacts", "per message", decimals=2),
)
"""The responses of the main table. Effort always stands with the share read: reading less also costs less."""

PROMPTED: Final = Shown(
    "prompted_effort_minutes",
    "prompted",
    "min",
    "effort without unprompted logins",
    "minutes per citizen per year",
)
"""Effort if people logged in unprompted anyway, whatever the design: shown where a design has no message box."""


def shown_of(analysis: Analysis) -> tuple[Shown, ...]:
    """The responses of the differences: the main ones, and effort both ways where a design has no message box."""
    designs = analysis.scenario.designs
    if all(designs[design].message_box for design in analysis.designs):
        return MAIN
    return (MAIN[0], PROMPTED, *MAIN[1:])


def printable(text: str) -> str:
    """Text from a scenario on one line, with nothing that could steer a terminal."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def number(value: float | None, decimals: int, *, signed: bool = False) -> str:
    """A number with a fixed number of decimals and a real minus; zero has no sign."""
    if value is None:
        return MISSING
    text = f"{value:+,.{decimals}f}" if signed else f"{value:,.{decimals}f}"
    if not any(digit in "123456789" for digit in text):
        return text.lstrip("+-")
    return text.replace("-", MINUS)


def per_cent(confidence: float) -> str:
    """A confidence in per cent, with as many digits as it needs."""
    return f"{100.0 * confidence:.4g} %"


def scaled(estimate: Estimate | None, factor: float) -> Estimate:
    """An estimate in the shown unit; without value if there is none."""
    from sim.analysis.comparison import Estimate  # noqa: PLC0415  (numerics, which tables of evidence do without)

    if estimate is None or estimate.value is None:
        return Estimate(None)
    low = None if estimate.low is None else estimate.low * factor
    high = None if estimate.high is None else estimate.high * factor
    return Estimate(estimate.value * factor, low, high)


def difference_decimals(analysis: Analysis, shown: Shown, groups: tuple[str, ...]) -> int:
    """Decimals that show two digits of the narrowest interval, at least those of the level and at most one more."""
    widths = [
        half
        for row in analysis.contrasts
        if row.response == shown.response and row.group in groups and row.difference is not None
        if (half := scaled(row.difference, shown.factor).half_width)
    ]
    if not widths:
        return shown.decimals
    wanted = 1 - math.floor(math.log10(min(widths)))
    return max(shown.decimals, min(shown.decimals + 1, wanted))


def interval(estimate: Estimate, decimals: int, widths: tuple[int, int] = (0, 0)) -> str:
    """`[low, high]`, each padded to its width; empty if there is no interval."""
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = (number(bound, decimals, signed=True) for bound in (estimate.low, estimate.high))
    return f"[{low:>{widths[0]}}, {high:>{widths[1]}}]"
