"""Who gains and who loses by each design."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL, Group, segments_alike
from sim.analysis.joint import Joint
from sim.analysis.study_analysis import Analysis
from sim.notation import printable
from sim.report.block import Block, Cell, Head, Row
from sim.report.levels import cell, others_of

FATES: Final[tuple[tuple[str, str, Callable[[Joint], Estimate]], ...]] = (
    ("effort_minutes", "less effort", lambda one: one.less),
    ("effort_minutes", "more effort", lambda one: one.more),
    ("missed_invoices", "missed an invoice, now none", lambda one: one.only_there),
    ("missed_invoices", "missed none, now one or more", lambda one: one.only_here),
    ("missed_invoices", "missed one or more either way", lambda one: one.both),
    ("fees_eur", "lower fees", lambda one: one.less),
    ("fees_eur", "higher fees", lambda one: one.more),
)
"""The outcomes that a citizen can have: the burden, its description, and the estimated share of citizens."""
CHANGES: Final[dict[str, Callable[[Joint], float | None]]] = {
    "less effort": lambda one: one.mean_less,
    "more effort": lambda one: one.mean_more,
}
"""The mean change among the citizens with an outcome."""
NETS: Final[tuple[tuple[str, str, Callable[[Joint], Estimate]], ...]] = (
    ("effort: % with less minus % with more", "effort_minutes", lambda one: one.net_less),
    ("invoices: % who miss none now minus % who do now", "missed_invoices", lambda one: one.net_freed),
)
"""Gains minus losses: the description, the burden, and the estimated share of citizens."""
ALIKE: Final = (
    "By construction segments do not differ: no number of this scenario depends on the segment. What differs "
    "between them is sampling error."
)


def joint_cells(analysis: Analysis, group: Group = ALL, *, bounds: bool = False) -> Block:
    """The share of a group with each outcome; a column for each design except the reference."""
    rows = tuple(
        Row(Head(words), tuple(share(found(one), bounds=bounds) for one in joints(analysis, group, burden)))
        for burden, words, found in FATES
    )
    return Block(f"who gains and who loses against {analysis.reference}", others_of(analysis), rows, "% of citizens")


def joints(analysis: Analysis, group: Group, burden: str) -> list[Joint]:
    """The joint table of a burden under each design except the reference."""
    return [analysis.joint(group.name, design, burden) for design in analysis.others]


def share(found: Estimate, *, bounds: bool) -> Cell:
    """A share in per cent, with its interval if `bounds` is true."""
    percentage = cell(found, 100.0, 1)
    return percentage if bounds else Cell(percentage.value, percentage.decimals)


def winners_block(analysis: Analysis, group: Group = ALL) -> Block:
    """The outcomes of a group, and the mean number of minutes by which effort falls or rises."""
    block = joint_cells(analysis, group)
    rows: list[Row] = []
    for (burden, words, _), row in zip(FATES, block.rows, strict=True):
        rows.append(row)
        if words in CHANGES:
            means = (CHANGES[words](one) for one in joints(analysis, group, burden))
            head = Head("minutes a year, on average", "minutes a year", level=1)
            rows.append(Row(head, tuple(Cell(mean, analysis.burdens[burden].decimals) for mean in means)))
    return Block(f"{block.title}, {printable(group.title)}", block.columns, tuple(rows), block.unit)


def segments_block(analysis: Analysis) -> Block:
    """The net gain by segment: % of citizens with less effort minus % with more, and the same for invoices missed."""
    rows: list[Row] = []
    for words, burden, net in NETS:
        rows.append(Row(Head(words)))
        rows += [
            Row(
                Head(printable(group.title), level=1),
                tuple(cell(net(one), 100.0, 1, signed=True) for one in joints(analysis, group, burden)),
            )
            for group in segments_of(analysis)
        ]
    title = f"who gains against {analysis.reference}, by segment, with intervals that hold all at once"
    return Block(title, others_of(analysis), tuple(rows))


def segments_meaning(analysis: Analysis) -> str:
    """A caution on differences between segments; empty where segments can differ."""
    return ALIKE if len(segments_of(analysis)) > 1 and segments_alike(analysis.scenario) else ""


def segments_of(analysis: Analysis) -> list[Group]:
    """The segments of the population."""
    return [group for group in analysis.groups if group.column == "segment"]


def winners_meaning(analysis: Analysis) -> str:
    """The reading guide to the shares."""
    return (
        "Each citizen is counted under both designs, with the same messages and luck. Citizens in no row spend and "
        f"pay the same as under {analysis.reference}, or miss nothing under either."
    )
