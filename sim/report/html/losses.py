"""Where invoices are lost, as a table: a row per design, a column per cause in the order of the chain."""

from __future__ import annotations

from sim.analysis.study import Analysis
from sim.report.causes import percent, seen
from sim.report.html.table import Cell, Row, Table
from sim.report.layout import number
from sim.rules.columns import CAUSES


def losses(analysis: Analysis) -> Table | None:
    """The causes in per cent of the invoices, which add up to those missed; None if no invoice was missed."""
    causes = seen(analysis)
    if not causes:
        return None
    responses = [f"missed_{cause}_share" for cause in causes]
    largest = max(percent(analysis, design, one) or 0.0 for design in analysis.designs for one in responses)
    return Table(
        "Invoices missed by cause, all citizens: % of invoices",
        ("design", *(cause.replace("_", " ") for cause in causes), "missed"),
        tuple(
            Row(
                design,
                (
                    *(share(percent(analysis, design, response), largest) for response in responses),
                    Cell(number(percent(analysis, design, "missed_share"), 1)),
                ),
                "the reference" if design == analysis.reference else "",
            )
            for design in analysis.designs
        ),
    )


def share(value: float | None, largest: float) -> Cell:
    """A share with a bar."""
    return Cell(number(value, 1), bar=None if value is None else value / largest)


def meanings(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """What each cause in the table means."""
    return tuple((cause.replace("_", " "), CAUSES[cause]) for cause in seen(analysis))
