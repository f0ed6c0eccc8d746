"""Levels and paired differences of the main responses: the first blocks of a comparison, and cells for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sim.analysis.comparison import Contrast, Estimate
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.study_analysis import Analysis
from sim.notation import per_cent
from sim.outcomes.responses import Response
from sim.report.block import Block, Cell, Head, Row
from sim.report.layout import LEVELS, difference_decimals, scaled, shown_of

GROUPS: Final = (ALL, REACHABLE)
MARKS: Final = {"same": "=", "unsettled": "?"}


def cell(estimate: Estimate | None, factor: float, decimals: int, *, signed: bool = False) -> Cell:
    """An estimate as a cell, in the unit shown."""
    found = scaled(estimate, factor)
    return Cell(found.value, decimals, found.low, found.high, signed)


def level(analysis: Analysis, group: str, design: str, response: str) -> Cell:
    """The level of a response as a cell, with its interval."""
    shown = analysis.responses[response]
    return cell(analysis.contrast(group, design, response).level, shown.factor, shown.decimals)


def bare(analysis: Analysis, group: str, design: str, response: str) -> Cell:
    """The level of a response as a cell, without its interval."""
    found = level(analysis, group, design, response)
    return Cell(found.value, found.decimals)


def bare_row(analysis: Analysis, group: str, response: str) -> Row:
    """The levels of a response under every design."""
    shown = analysis.responses[response]
    cells = tuple(bare(analysis, group, design, response) for design in analysis.designs)
    return Row(Head(shown.label, shown.sign), cells)


def designs_of(analysis: Analysis) -> tuple[Head, ...]:
    """A head for each design; that of the reference has a note."""
    return tuple(
        Head(design, note="the reference" if design == analysis.reference else "") for design in analysis.designs
    )


def others_of(analysis: Analysis) -> tuple[Head, ...]:
    """A column for each design except the reference."""
    return tuple(map(Head, analysis.others))


def levels(analysis: Analysis, group: Group) -> Block:
    """The main responses of a group, with a row for each design."""
    citizens = analysis.contrast(group.name, analysis.reference, LEVELS[0]).citizens
    shown = (analysis.responses[name] for name in LEVELS)
    return Block(
        f"{group.title} (n = {citizens:,})",
        tuple(Head(one.heading, one.sign) for one in shown),
        tuple(
            Row(head, tuple(bare(analysis, group.name, head.label, name) for name in LEVELS))
            for head in designs_of(analysis)
        ),
    )


def by_response(analysis: Analysis, title: str, cell_of: Callable[[str, str, Response, int], Cell]) -> Block:
    """A part for each response, a row for each design except the reference, a column for each group.

    `cell_of` makes a cell from the names of its group and design, its response, and the decimals of a difference.
    """
    rows: list[Row] = []
    for shown in shown_of(analysis):
        rows.append(Row(Head(shown.label, shown.difference_unit)))
        decimals = difference_decimals(analysis, shown, tuple(group.name for group in GROUPS))
        for design in analysis.others:
            cells = tuple(cell_of(group.name, design, shown, decimals) for group in GROUPS)
            rows.append(Row(Head(design, shown.difference_unit, level=1), cells))
    return Block(title, tuple(Head(group.title) for group in GROUPS), tuple(rows))


def differences(analysis: Analysis) -> Block:
    """The paired differences from the reference."""
    title = f"difference from {analysis.reference} [{per_cent(analysis.confidence)} intervals, all holding at once]"
    return by_response(
        analysis,
        title,
        lambda group, design, shown, decimals: difference(
            analysis.contrast(group, design, shown.name), shown, decimals
        ),
    )


def differences_by_design(analysis: Analysis) -> Block:
    """The differences in the responses of the main table: rows for designs and groups, columns for responses."""
    shown = [analysis.responses[name] for name in LEVELS]
    decimals = [difference_decimals(analysis, one, tuple(group.name for group in GROUPS)) for one in shown]
    return Block(
        f"differences from {analysis.reference} with {per_cent(analysis.confidence)} intervals that hold all at once",
        tuple(Head(one.label, one.difference_unit) for one in shown),
        tuple(
            Row(
                Head(design, note=group.title),
                tuple(
                    difference(analysis.contrast(group.name, design, one.name), one, places)
                    for one, places in zip(shown, decimals, strict=True)
                ),
            )
            for design in analysis.others
            for group in GROUPS
        ),
    )


def difference(row: Contrast, shown: Response, decimals: int) -> Cell:
    """One difference with its simultaneous interval and a mark.

    The mark is `=` within the margin and `?` if not settled. Without an interval it says why there is none.
    """
    found = cell(row.together, shown.factor, decimals, signed=True)
    if found.value is not None and found.low is None:
        mark = f"no {row.unit} differs" if row.differing == 0 else "too few differ" if row.too_few else "no interval"
    else:
        mark = MARKS.get(row.judgement or "", "")
    return Cell(found.value, decimals, found.low, found.high, signed=True, mark=mark)
