"""Development over time: the paired differences in several years of use of the designs."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.study_analysis import Analysis
from sim.notation import listed, per_cent
from sim.outcomes.responses import Response
from sim.report.block import Block, Head, Row
from sim.report.layout import difference_decimals, shown_of
from sim.report.levels import GROUPS, difference


def years_block(analysis: Analysis, responses: Sequence[Response] = ()) -> Block:
    """The differences in each year of use, a part for each response; by default the main responses."""
    groups = tuple(group.name for group in GROUPS)
    rows: list[Row] = []
    for shown in responses or shown_of(analysis):
        rows.append(Row(Head(shown.label, shown.difference_unit)))
        decimals = max(difference_decimals(each.analysis, shown, groups) for each in analysis.years)
        for design in analysis.others:
            for each in analysis.years:
                cells = (each.analysis.contrast(group, design, shown.name) for group in groups)
                head = Head(f"{design}, year {each.year}", shown.difference_unit, level=1)
                rows.append(Row(head, tuple(difference(cell, shown, decimals) for cell in cells)))
    title = (
        f"by year of use: difference from {analysis.reference} [{per_cent(analysis.confidence)} intervals, all of a "
        "year holding at once]"
    )
    return Block(title, tuple(Head(group.title) for group in GROUPS), tuple(rows))


def years_meaning(analysis: Analysis) -> str:
    """The reading guide to the years."""
    before = listed([f"{each.year - 1}" for each in analysis.years])
    return (
        f"The same window, citizens and messages, {before} years after every design came into use. What citizens "
        "learnt, opted out of and left unread before was simulated and carries over. All numbers have their stated "
        "values; parameter uncertainty was not varied by year."
    )
