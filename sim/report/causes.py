"""Where invoices are lost, as text of at most 80 columns."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from sim.analysis.groups import ALL
from sim.analysis.study import Analysis
from sim.report.grid import Row, grid
from sim.report.layout import number
from sim.rules.columns import CAUSES

OUT_OF_REACH: Final = ("not_activated", "dormant", "no_valid_address")
"""Causes for which no text and no reminder by e-mail is a remedy."""


def causes_block(analysis: Analysis) -> Text:
    """A row per cause in the order of the chain, then the share missed that they add up to; a column per design."""
    rows = [Row(cause.replace("_", " "), shares(analysis, f"missed_{cause}_share")) for cause in seen(analysis)]
    title = f"where invoices are lost, {ALL.title}: % of invoices"
    return grid(title, analysis.designs, [*rows, Row("missed", shares(analysis, "missed_share"))])


def seen(analysis: Analysis) -> list[str]:
    """The causes for which an invoice was missed under any design."""
    return [
        cause
        for cause in CAUSES
        if any(analysis.contrast(ALL.name, design, f"missed_{cause}_share").level.value for design in analysis.designs)
    ]


def shares(analysis: Analysis, response: str) -> tuple[str, ...]:
    """A share under every design, in per cent."""
    return tuple(number(percent(analysis, design, response), 1) for design in analysis.designs)


def percent(analysis: Analysis, design: str, response: str) -> float | None:
    """A share of all citizens, in per cent."""
    value = analysis.contrast(ALL.name, design, response).level.value
    return None if value is None else value * 100.0


def causes_meaning(analysis: Analysis) -> str:
    """How a cause is found, and how much of what is missed under the reference no notification can save."""
    said = "The cause is the furthest stage that any contact of the invoice reached before the due date."
    reference = analysis.reference
    missed = percent(analysis, reference, "missed_share")
    lost = sum(percent(analysis, reference, f"missed_{cause}_share") or 0.0 for cause in OUT_OF_REACH)
    if not missed or not lost:
        return said
    return (
        f"{said} Under {reference} {number(100.0 * lost / missed, 0)} % of the missed invoices belong to accounts that "
        "are not activated, dormant or without a valid address: another text reaches none of them."
    )
