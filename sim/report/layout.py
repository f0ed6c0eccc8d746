"""The responses shown in the first tables and figures, and the format of their estimates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from sim.notation import MINUS, MISSING, number, per_cent, printable
from sim.outcomes.responses import Response

# For types only: tables of evidence must load no numerics.
if TYPE_CHECKING:
    from sim.analysis.comparison import Estimate
    from sim.analysis.study_analysis import Analysis

__all__ = [
    "LEVELS", "MINUS", "MISSING", "PROMPTED", "difference_decimals", "number", "per_cent", "printable", "scaled",
    "shown_of",
]  # fmt: skip

LEVELS: Final = (
    "effort_minutes",
    "overhead_minutes",
    "logins",
    "read_share",
    "missed_share",
    "reminder_share",
    "fees_eur",
    "contact_inflation",
)
"""The responses of the main table. Effort always stands beside the share read: reading less also costs less effort."""
PROMPTED: Final = "prompted_effort_minutes"
"""Effort if people had logged in unprompted anyway, whatever the design; shown if a design has no message box."""


def shown_of(analysis: Analysis) -> tuple[Response, ...]:
    """The responses whose differences are shown: the main ones, and prompted effort if a design has no message box."""
    designs = analysis.scenario.designs
    boxed = all(designs[design].message_box for design in analysis.designs)
    names = LEVELS if boxed else (LEVELS[0], PROMPTED, *LEVELS[1:])
    return tuple(analysis.responses[name] for name in names)


def scaled(estimate: Estimate | None, factor: float) -> Estimate:
    """An estimate in the unit shown; without a value if there is no estimate."""
    from sim.analysis.comparison import Estimate  # noqa: PLC0415  (numerics, which tables of evidence do without)

    if estimate is None or estimate.value is None:
        return Estimate(None)
    low = None if estimate.low is None else estimate.low * factor
    high = None if estimate.high is None else estimate.high * factor
    return Estimate(estimate.value * factor, low, high)


def difference_decimals(analysis: Analysis, shown: Response, groups: tuple[str, ...]) -> int:
    """Decimals that show two digits of the narrowest interval: those of the level, or one more."""
    widths = [
        half
        for row in analysis.contrasts
        if row.response == shown.name and row.group in groups and row.difference is not None
        if (half := scaled(row.difference, shown.factor).half_width)
    ]
    if not widths:
        return shown.decimals
    # A half-width w has two significant digits with 1 - floor(log10(w)) decimals.
    wanted = 1 - math.floor(math.log10(min(widths)))
    return max(shown.decimals, min(shown.decimals + 1, wanted))
