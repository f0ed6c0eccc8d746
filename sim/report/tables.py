"""The comparison as text: levels, paired differences, causes, verdicts. It fits 80 columns everywhere."""

from __future__ import annotations

import io
from typing import Final

from rich.box import Box
from rich.console import Console, RenderableType
from rich.console import Group as Stacked
from rich.table import Table
from rich.text import Text

from sim.analysis.comparison import Contrast, Estimate
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.study import Analysis
from sim.report.causes import causes_block, causes_meaning
from sim.report.consequences import consequences_block, consequences_meaning
from sim.report.contacts import contacts_block, counts_shown
from sim.report.headlines import legend, said
from sim.report.layout import (
    MAIN,
    Shown,
    difference_decimals,
    interval,
    number,
    per_cent,
    printable,
    scaled,
    shown_of,
)
from sim.report.spreads import MEANING, spread_block
from sim.report.trade_offs import trade_offs_block, trade_offs_meaning
from sim.report.verdicts import against_reference, cautions, margin_of, sentences
from sim.report.winners import segments_block, winners_block, winners_meaning

NARROWEST: Final = 80
GROUPS: Final = (ALL, REACHABLE)
NAME_WIDTH: Final = 16
RULED: Final = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
"""A rule under the headings, and nothing else."""


def render(analysis: Analysis, *, full: bool = True, width: int = NARROWEST, colour: bool = False) -> str:
    """The comparison as text that ends with a newline; never narrower than 80 columns.

    `full` is everything, else what leads to the verdicts, and contacts by counting rule where there is a headline.
    """
    written = io.StringIO()
    console = Console(
        file=written,
        width=max(width, NARROWEST),
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(comparison(analysis, full=full))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def comparison(analysis: Analysis, *, full: bool) -> RenderableType:
    """Everything in the order in which it is read: what ran, levels, differences, causes, the rest, verdicts."""
    parts: list[RenderableType] = [heading(analysis), Text()]
    for group in GROUPS:
        parts += [levels(analysis, group), Text()]
    parts += [Text(units(analysis), style="dim"), Text()]
    if analysis.others:
        parts += [differences(analysis), Text(margins_meaning(analysis), style="dim"), Text()]
        parts += [winners_block(analysis), Text(winners_meaning(analysis), style="dim"), Text()]
    parts += [causes_block(analysis), Text(causes_meaning(analysis), style="dim")]
    if full:
        if analysis.others:
            parts += [Text(), segments_block(analysis)]
            parts += [Text(), trade_offs_block(analysis), Text(trade_offs_meaning(analysis), style="dim")]
        parts += [Text(), spread_block(analysis), Text(MEANING, style="dim")]
        parts += [Text(), consequences_block(analysis), Text(consequences_meaning(analysis), style="dim")]
    if counts_shown(analysis) and (full or analysis.scenario.headline is not None):
        parts += [Text(), contacts_block(analysis), Text(legend(analysis), style="dim")]
        parts += [Text(sentence) for sentence in said(analysis)]
    if analysis.others:
        parts += [
            Text("\nverdict", style="bold"),
            *(Text(said) for said in (against_reference(analysis), *sentences(analysis)) if said),
        ]
        parts += [Text(), Text(" ".join(cautions(analysis)), style="dim")]
    return Stacked(*parts)


def heading(analysis: Analysis) -> Text:
    """What was simulated."""
    scenario = analysis.scenario
    histories = f", {scenario.replications:,} replications" if scenario.replications > 1 else ""
    days = scenario.horizon.value // 86_400
    return Text.assemble(
        (printable(scenario.title), "bold"),
        f"\n{scenario.name}: {scenario.population.size:,} citizens{histories}, {days:,} days from "
        f"{scenario.start.isoformat()}, seed {scenario.seed}",
    )


def levels(analysis: Analysis, group: Group) -> Table:
    """The main responses of a group: a row per design, the reference marked with a star."""
    citizens = analysis.contrast(group.name, analysis.reference, MAIN[0].response).citizens
    table = Table(
        box=RULED,
        show_edge=False,
        padding=0,
        title=f"{group.title} (n = {citizens:,})",
        title_style="bold",
        title_justify="left",
    )
    table.add_column(Text("\ndesign"), overflow="fold", min_width=NAME_WIDTH - 2, max_width=NAME_WIDTH, no_wrap=False)
    for shown in MAIN:
        table.add_column(
            Text(f"{shown.heading}\n{shown.unit}"), justify="right", min_width=len(shown.heading), no_wrap=True
        )
    for design in analysis.designs:
        mark = " *" if design == analysis.reference else ""
        cells = [level(analysis.contrast(group.name, design, shown.response), shown) for shown in MAIN]
        table.add_row(Text(design + mark), *(Text(cell) for cell in cells))
    return table


def level(row: Contrast, shown: Shown) -> str:
    """One level in the shown unit."""
    return number(scaled(row.level, shown.factor).value, shown.decimals)


def units(analysis: Analysis) -> str:
    """What the columns of the levels mean."""
    rule = printable(analysis.scenario.counting[analysis.scenario.compare.counting].title)
    return (
        f"* reference. effort, overhead, logins, fees: per citizen per year; overhead is all effort but reading "
        f"and acting. read, sooner or later: of messages; missed (unread and unpaid at the due date) and reminded "
        f"(with a fee): of invoices. contacts: digital contacts per message, counted as: {rule}. Reachable accounts: "
        "in use, with an address that works. – not estimable."
    )


def differences(analysis: Analysis) -> Text:
    """Paired differences from the reference: a block per response, a row per design, both groups side by side."""
    blocks = {shown: block(analysis, shown) for shown in shown_of(analysis)}
    widths = [max(len(row[place]) for rows in blocks.values() for row in rows) for place in range(len(GROUPS))]
    longest = min(max(len(design) for design in analysis.others), NARROWEST - sum(widths) - 2 * len(GROUPS) - 2)
    sure = f"[{per_cent(analysis.confidence)} intervals, all holding at once]"
    written = Text(f"difference from {analysis.reference} {sure}\n", style="bold")
    written = Text.assemble(written, " " * (longest + 2))
    for group, width in zip(GROUPS, widths, strict=True):
        written.append(f"  {group.title:^{width}}")
    written.append("\n" + "─" * (longest + 2 + sum(widths) + 2 * len(GROUPS)))
    for shown, rows in blocks.items():
        written.append(f"\n{shown.words}", style="bold").append(f", {shown.difference_unit}")
        for design, cells in zip(analysis.others, rows, strict=True):
            # A name too long for its column has a line of its own.
            name = f"  {design:<{longest}}" if len(design) <= longest else f"  {design}\n{'':{longest + 2}}"
            row = "".join(f"  {cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
            written.append(f"\n{name}{row.rstrip()}")
    return written


def block(analysis: Analysis, shown: Shown) -> list[tuple[str, ...]]:
    """The differences of one response: for each design a cell for each group, decimals below each other."""
    decimals = difference_decimals(analysis, shown, tuple(group.name for group in GROUPS))
    columns = [
        aligned([analysis.contrast(group.name, design, shown.response) for design in analysis.others], shown, decimals)
        for group in GROUPS
    ]
    return list(zip(*columns, strict=True))


def aligned(rows: list[Contrast], shown: Shown, decimals: int) -> list[str]:
    """Differences with intervals as text, the decimals below each other; `~` marks a rough interval."""
    found = [scaled(row.together, shown.factor) for row in rows]
    values = [number(estimate.value, decimals, signed=True) for estimate in found]
    width = max(7, *(len(value) for value in values))
    bounds = (bound_width([one.low for one in found], decimals), bound_width([one.high for one in found], decimals))
    return [
        f"{value:>{width}} {interval(estimate, decimals, bounds)}{remark(row, estimate)}".rstrip()
        for row, value, estimate in zip(rows, values, found, strict=True)
    ]


def bound_width(bounds: list[float | None], decimals: int) -> int:
    """The width of the widest bound."""
    return max((len(number(bound, decimals, signed=True)) for bound in bounds if bound is not None), default=0)


def remark(row: Contrast, estimate: Estimate) -> str:
    """What must be known of one interval: `=` within the margin, `?` not settled, `~` rough."""
    if estimate.value is not None and estimate.low is None:
        return f"no {row.unit} differs" if row.differing == 0 else "no interval"
    mark = {"same": " =", "unsettled": " ?"}.get(row.judgement or "", "")
    return f"{mark}{' ~' if row.rough else ''}"


def margins_meaning(analysis: Analysis) -> str:
    """What the marks mean, and the smallest differences that matter."""
    shown = [one for one in shown_of(analysis) if one.response in analysis.margins]
    stated = ", ".join(f"{one.response} {margin_of(one, analysis.margins[one.response])}" for one in shown)
    margins = f"within what matters: {stated}" if stated else "no margin is stated, so nothing is"
    return (
        f"= the same for all that matters ({margins}; --margin changes that). No mark: more or less by at least that. "
        "? not settled: the interval reaches over that bound."
    )
