"""What less effort costs in other ways, as text of at most 80 columns."""

from __future__ import annotations

from rich.text import Text

from sim.analysis.groups import REACHABLE
from sim.analysis.pareto import AXES, Position, positions
from sim.analysis.study import Analysis
from sim.report.grid import Row, grid
from sim.report.layout import number

ROWS = {
    "effort_minutes": ("effort, min", 1.0, 1),
    "missed_share": ("invoices missed, %", 100.0, 1),
    "fees_eur": ("fees, EUR", 1.0, 2),
    "exposure": ("personal data laid open", 1.0, 1),
    "sender_cost_eur": ("cost of the senders, EUR", 1.0, 2),
}
"""Label, factor from the stored unit, and decimals of each axis."""


def trade_offs_block(analysis: Analysis, group: str = REACHABLE.name) -> Text:
    """Where every design stands on what a choice trades, and which another one beats; a column per design."""
    title = next(found.title for found in analysis.groups if found.name == group)
    found = positions(analysis.contrasts, group, AXES, analysis.margins)
    named = [name for name in AXES if all(name in one.values for one in found)]
    rows = [Row(ROWS[name][0], tuple(shown(one, name) for one in found)) for name in named]
    rows.append(Row("beaten by", tuple(str(len(one.dominated_by) or "none") for one in found)))
    return grid(f"what a choice trades, {title}: per citizen per year", [one.design for one in found], rows)


def shown(position: Position, name: str) -> str:
    """One value in the shown unit."""
    _, factor, decimals = ROWS[name]
    return number(position.values[name] * factor, decimals)


def trade_offs_meaning(analysis: Analysis, group: str = REACHABLE.name) -> str:
    """What it is to be beaten, and by which."""
    found = positions(analysis.contrasts, group, AXES, analysis.margins)
    beaten = [f"{one.design} by {', '.join(one.dominated_by)}" for one in found if one.dominated_by]
    rule = "A design is beaten by another that is nowhere worse and somewhere better, by more than matters."
    return f"{rule} Beaten: {'; '.join(beaten)}." if beaten else f"{rule} None is: none beats another everywhere."
