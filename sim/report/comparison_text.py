"""The comparison as text: levels, paired differences, causes, verdicts. It fits 80 columns everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group as Stacked
from rich.console import RenderableType
from rich.text import Text

from sim.analysis.study_analysis import Analysis
from sim.notation import printable
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.block import Block
from sim.report.causes import causes_block, causes_meaning
from sim.report.consequences import consequences_block, consequences_meaning
from sim.report.contacts import contacts_block, counts_shown
from sim.report.headlines import contact_sentences, legend
from sim.report.layout import shown_of
from sim.report.levels import GROUPS, differences, levels
from sim.report.parameter_uncertainty import unknown_block, unknown_meaning
from sim.report.screen import render_answer
from sim.report.spreads import MEANING, spread_block
from sim.report.terminal import NARROWEST, in_columns, in_table, printed, with_intervals
from sim.report.trade_offs import trade_offs_block, trade_offs_meaning
from sim.report.value_of_information import information_block, information_meaning
from sim.report.verdicts import against_reference, cautions, sentences
from sim.report.winners import segments_block, segments_meaning, winners_block, winners_meaning
from sim.report.years import years_block, years_meaning

SIDE_BY_SIDE: Final = 6
"""Up to this many designs are columns; more are rows."""


def render(analysis: Analysis, *, full: bool = True, width: int = NARROWEST, colour: bool = False) -> str:
    """The answer as text on one screen, followed by every table if `full`; never narrower than 80 columns."""
    answer = render_answer(analysis, width=width, colour=colour)
    if full:
        return f"{answer}\n{printed([comparison(analysis)], width, colour=colour)}"
    if not analysis.years:
        return answer
    shown = ComparisonAnswer(analysis).responses
    return f"{answer}\n{printed([by_year(analysis, shown)], width, colour=colour)}"


def by_year(analysis: Analysis, responses: Sequence[Response] = ()) -> RenderableType:
    """The differences in each year of use, for some responses or for the main ones."""
    return Stacked(with_intervals(years_block(analysis, responses)), Text(years_meaning(analysis), style="dim"), Text())


def comparison(analysis: Analysis) -> RenderableType:
    """Every table in the order in which it is read: levels, differences, causes, the rest, verdicts."""
    parts: list[RenderableType] = []
    for group in GROUPS:
        parts += [in_table(levels(analysis, group)), Text()]
    parts += [Text(units(analysis), style="dim"), Text()]
    if analysis.others:
        parts += [with_intervals(differences(analysis)), Text(margins_meaning(analysis), style="dim"), Text()]
        if analysis.uncertainty is not None and analysis.uncertainty.ranges:
            parts += [
                with_intervals(unknown_block(analysis)),
                Text(unknown_meaning(analysis.uncertainty), style="dim"),
            ]
            parts += [Text()]
        if analysis.uncertainty is not None and analysis.uncertainty.information:
            parts += [with_intervals(information_block(analysis))]
            parts += [Text(information_meaning(analysis.uncertainty), style="dim"), Text()]
        if analysis.years:
            parts += [by_year(analysis)]
        parts += [in_rows(winners_block(analysis)), Text(winners_meaning(analysis), style="dim"), Text()]
    parts += [in_rows(causes_block(analysis)), Text(causes_meaning(analysis), style="dim")]
    if analysis.others:
        parts += [Text(), in_columns(segments_block(analysis))]
        parts += [Text(text, style="dim") for text in [segments_meaning(analysis)] if text]
        parts += [Text(), in_columns(trade_offs_block(analysis)), Text(trade_offs_meaning(analysis), style="dim")]
    parts += [Text(), in_columns(spread_block(analysis), tight=True), Text(MEANING, style="dim")]
    parts += [Text(), in_columns(consequences_block(analysis)), Text(consequences_meaning(analysis), style="dim")]
    if counts_shown(analysis):
        parts += [Text(), in_columns(contacts_block(analysis)), Text(legend(analysis), style="dim")]
        parts += [Text(sentence) for sentence in contact_sentences(analysis)]
    if analysis.others:
        parts += [
            Text("\nverdict", style="bold"),
            *(Text(text) for text in (against_reference(analysis), *sentences(analysis)) if text),
        ]
        parts += [Text(), Text(" ".join(cautions(analysis)), style="dim")]
    return Stacked(*parts)


def in_rows(block: Block) -> Text:
    """A block whose columns are designs, transposed if there are too many of them."""
    return in_columns(block if len(block.columns) <= SIDE_BY_SIDE else block.turned())


def units(analysis: Analysis) -> str:
    """The meaning of the columns of the levels."""
    rule = printable(analysis.scenario.counting[analysis.scenario.compare.counting].title)
    return (
        "* reference. effort, overhead, logins, fees: per citizen per year; overhead is all effort except reading "
        f"and acting. read, sooner or later: of messages; missed (unread and unpaid at the due date) and reminded "
        f"(with a fee): of invoices. contacts: digital contacts per message, counted as: {rule}. Reachable accounts: "
        "in use, with an address that works. – not estimable."
    )


def margins_meaning(analysis: Analysis) -> str:
    """The meaning of the marks, and the smallest differences that matter."""
    shown = [one for one in shown_of(analysis) if one.name in analysis.margins]
    stated = ", ".join(f"{one.name} {one.spoken(analysis.margins[one.name])}" for one in shown)
    margins = f"margins: {stated}" if stated else "none is stated"
    return (
        f"= practically the same: within the margin ({margins}; --margin changes them). No mark: more or less by at "
        "least the margin. ? undecided: the interval crosses it."
    )
