"""Who gains and who loses: sentences and tables of citizens counted under two designs."""

from __future__ import annotations

from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.joint import Joint
from sim.analysis.study import Analysis
from sim.report.html.table import Cell, Row, Table
from sim.report.layout import number

MOST_SENTENCES: Final = 6
"""With more designs than this the table says it."""
COLUMNS: Final = (
    "design",
    "less effort",
    "more effort",
    "missed an invoice, now none",
    "missed none, now one or more",
    "one or more either way",
    "lower fees",
    "higher fees",
)


def winners(analysis: Analysis) -> Table:
    """The shares of the citizens who gain and lose by each design: reachable accounts, then all."""
    rows = tuple(
        row(analysis, group, design)
        for group in (REACHABLE, ALL)
        for design in analysis.others
        if analysis.joint(group.name, design, "effort_minutes").citizens
    )
    return Table(f"Citizens who gain and lose against {analysis.reference}, in %, with 95 % intervals", COLUMNS, rows)


def by_segment(analysis: Analysis) -> Table:
    """The same of each segment, without intervals."""
    segments = (group for group in analysis.groups if group.column == "segment")
    rows = tuple(
        row(analysis, group, design, bounds=False)
        for group in segments
        for design in analysis.others
        if analysis.joint(group.name, design, "effort_minutes").citizens
    )
    return Table(f"Citizens who gain and lose against {analysis.reference} by segment, in %", COLUMNS, rows)


def row(analysis: Analysis, group: Group, design: str, *, bounds: bool = True) -> Row:
    """One design in one group."""
    effort, missed, fees = (
        analysis.joint(group.name, design, burden) for burden in ("effort_minutes", "missed_invoices", "fees_eur")
    )
    shares = (effort.less, effort.more, missed.only_there, missed.only_here, missed.both, fees.less, fees.more)
    return Row(design, tuple(cell(one, bounds=bounds) for one in shares), group.title)


def cell(share: Estimate, *, bounds: bool) -> Cell:
    """A share in per cent, with its interval below it."""
    if share.value is None:
        return Cell(number(None, 1))
    known = bounds and share.low is not None and share.high is not None
    note = f"[{number(100.0 * (share.low or 0.0), 1)}, {number(100.0 * (share.high or 0.0), 1)}]" if known else ""
    return Cell(number(100.0 * share.value, 1), note)


def said(analysis: Analysis) -> tuple[str, ...]:
    """Who gains and who loses by each design, in a sentence; nothing where there are too many designs."""
    if len(analysis.others) > MOST_SENTENCES:
        return ()
    group = REACHABLE if analysis.contrast(REACHABLE.name, analysis.reference, "logins").citizens else ALL
    return tuple(sentence(analysis, group, design) for design in analysis.others)


def sentence(analysis: Analysis, group: Group, design: str) -> str:
    """Who gains and who loses by one design."""
    effort = analysis.joint(group.name, design, "effort_minutes")
    missed = analysis.joint(group.name, design, "missed_invoices")
    reference = analysis.reference
    whom = "all citizens" if group == ALL else f"the {group.title}"
    return (
        f"Of {whom}, {percent(effort.less)} spend less effort under {design} than under {reference}"
        f"{minutes(effort.mean_less)} and {percent(effort.more)} more{minutes(effort.mean_more)}. {invoices(missed)}"
    )


def invoices(missed: Joint) -> str:
    """Who misses invoices under one of two designs only."""
    if not any(one.value for one in (missed.only_there, missed.only_here)):
        return "Nobody misses an invoice under one of the two and none under the other."
    return (
        f"{percent(missed.only_there)} missed an invoice under {missed.other} and miss none under {missed.design}; for "
        f"{percent(missed.only_here)} it is the other way about."
    )


def minutes(mean: float | None) -> str:
    """By how many minutes on average; empty if nobody."""
    return "" if mean is None else f" ({number(mean, 1)} minutes a year on average)"


def percent(share: Estimate) -> str:
    """A share in per cent, in words."""
    return f"{number(None if share.value is None else 100.0 * share.value, 1)} %"
