"""Trade-offs between effort and the other responses."""

from __future__ import annotations

from sim.analysis.groups import REACHABLE
from sim.analysis.pareto import AXES, Position, positions
from sim.analysis.study_analysis import Analysis
from sim.report.block import Block, Cell, Head, Row
from sim.report.levels import bare_row, designs_of


def trade_offs_block(analysis: Analysis, group: str = REACHABLE.name) -> Block:
    """The levels of every design on the axes of the trade-off, and how many others beat it; a column for each."""
    title = next(found.title for found in analysis.groups if found.name == group)
    found = positions_of(analysis, group)
    rows = [bare_row(analysis, group, name) for name in AXES if all(name in one.values for one in found)]
    rows.append(Row(Head("beaten by"), tuple(Cell(str(len(one.dominated_by) or "none")) for one in found)))
    return Block(f"trade-offs, {title}", designs_of(analysis), tuple(rows), "per citizen per year")


def positions_of(analysis: Analysis, group: str) -> tuple[Position, ...]:
    """The position of every design among the others."""
    return positions(analysis.contrasts, group, AXES, analysis.margins)


def trade_offs_meaning(analysis: Analysis, group: str = REACHABLE.name) -> str:
    """The definition of "beaten", and which design is beaten by which."""
    beaten = [
        f"{one.design} by {', '.join(one.dominated_by)}" for one in positions_of(analysis, group) if one.dominated_by
    ]
    rule = "A design is beaten by another that is nowhere worse and somewhere better by more than the margin."
    return f"{rule} Beaten: {'; '.join(beaten)}." if beaten else f"{rule} None is beaten."
