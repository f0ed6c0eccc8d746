"""The answer of a comparison as text on one screen: at most 40 lines of 80 columns, with as many designs as fit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

from sim.analysis.comparison import Estimate
from sim.analysis.study_analysis import Analysis
from sim.notation import number, per_cent, printable
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.conclusions import short_conclusion
from sim.report.layout import difference_decimals, scaled
from sim.report.terminal import NARROWEST, printed

LINES: Final = 39
"""Lines of the answer; the line below them names the results folder."""
GAP: Final = "  "
ABOVE: Final = 5
"""Lines of the table above the first compared design: headings, and the reference."""
MANY: Final = 5
"""Up to this many designs keep the order of the scenario; more are sorted, best first."""


@dataclass(frozen=True, slots=True)
class ScreenColumn:
    """One response: its heading, and two lines for each design."""

    heading: str
    cells: dict[str, tuple[str, str]]

    @property
    def width(self) -> int:
        """The width of the widest line, in characters."""
        return max(len(self.heading), *(len(line) for lines in self.cells.values() for line in lines))


def render_answer(analysis: Analysis, *, width: int = NARROWEST, colour: bool = False) -> str:
    """The answer as text that ends with a newline; the table is never wider than 80 columns."""
    answer = ComparisonAnswer(analysis)
    across = max(width, NARROWEST)
    above = [*heading(analysis), *filled(answer.question, across, bold=True), Text()]
    above += [line for sentence in answer.sentences for line in filled(sentence, across)]
    above += [Text(), *filled(legend(answer), across, dim=True)]
    below = filled(" ".join(answer.facts), across)
    below += filled(deeper(answer), across, dim=True)
    room = LINES - len(above) - len(below)
    # Made last, because the table gets the lines that the text around it leaves.
    table = list(table_lines(answer, room)) if analysis.others else []
    return printed([*above, *table, *below], across, colour=colour)


def heading(analysis: Analysis) -> list[Text]:
    """The title, then the size, duration and seed of the simulation."""
    scenario = analysis.scenario
    histories = f", {scenario.replications:,} replications" if scenario.replications > 1 else ""
    days = scenario.horizon.value // 86_400
    # Readers who did not see the word simulated took the study for a survey.
    size = f"{scenario.population.size:,} simulated citizens{histories}, {days:,} days"
    warmed, used = scenario.warmed_for // 86_400, scenario.used_for // 86_400
    after = f" after {warmed:,} under {scenario.compare.former}" if warmed else ""
    in_use = f", {used:,} in use before" if used else ""
    line = f"{scenario.name}: {size}{after}{in_use}, seed {scenario.seed}"
    return [Text(printable(scenario.title), style="bold"), *filled(line, NARROWEST)]


def filled(text: str, width: int, *, bold: bool = False, dim: bool = False) -> list[Text]:
    """A text wrapped to the screen width; words are not broken."""
    style = "bold" if bold else "dim" if dim else ""
    # A command or a path that is broken could not be copied.
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return [Text(line, style=style) for line in lines]


def table_lines(answer: ComparisonAnswer, room: int) -> Iterator[Text]:
    """Two or three lines for each design. Designs that do not fit are only counted."""
    columns = columns_of(answer)
    who = answer.who
    citizens = answer.row(answer.analysis.reference, "effort_minutes").citizens
    yield Text(f"{who} (n = {citizens:,})", style="bold")
    yield Text(" " + joined([column.heading for column in columns], columns))
    yield Text("─" * wide(columns))
    height = 3 if answer.analysis.uncertainty is not None and answer.analysis.uncertainty.ranges else 2
    others = ordered(answer)
    fitting = (room - ABOVE) // height
    # The line that counts the remaining designs takes room as well.
    shown = others if len(others) <= fitting else others[: max(1, (room - ABOVE - 1) // height)]
    for design in (answer.analysis.reference, *shown):
        yield Text(clipped(f"{design}: {answer.meaning(design)}"), style="bold")
        for line in (0, 1):
            cells = [column.cells[design][line] for column in columns]
            if any(cells):
                yield Text(" " + joined(cells, columns))
    if len(shown) < len(others):
        more = len(others) - len(shown)
        yield Text(f"... and {more} more {'design' if more == 1 else 'designs'}, with --full", style="dim")


def ordered(answer: ComparisonAnswer) -> tuple[str, ...]:
    """All designs except the reference: in scenario order, or best first if there are many."""
    others = answer.analysis.others
    if len(others) <= MANY:
        return others
    levels = {each: answer.level(each, answer.responses[0].name) for each in others}
    sign = answer.sign
    return tuple(sorted(others, key=lambda each: float("inf") if (level := levels[each]) is None else sign * level))


def columns_of(answer: ComparisonAnswer) -> list[ScreenColumn]:
    """The columns that fit side by side, at least one. Decimals and spaces are given up before columns are."""
    found: list[ScreenColumn] = []
    # Decimals are given up first, then the space after commas, and whole columns only after that.
    for finest, comma in ((True, ", "), (False, ", "), (False, ",")):
        found = [column_of(answer, shown, comma, finest=finest) for shown in answer.responses]
        if wide(found) <= NARROWEST:
            return found
    while len(found) > 1 and wide(found) > NARROWEST:
        found.pop()
    return found


def wide(columns: Sequence[ScreenColumn]) -> int:
    """The total width of columns side by side, in characters."""
    return 1 + sum(each.width for each in columns) + len(GAP) * (len(columns) - 1)


def column_of(answer: ComparisonAnswer, shown: Response, comma: str, *, finest: bool) -> ScreenColumn:
    """The column of one response: level and difference on the first line, range and conclusion on the second."""
    analysis = answer.analysis
    decimals = difference_decimals(analysis, shown, (answer.group,)) if finest else shown.decimals
    levels = {design: answer.level_text(design, shown) for design in analysis.designs}
    widest = max(map(len, levels.values()))
    cells = {}
    for design in analysis.designs:
        difference = scaled(answer.row(design, shown.name).displayed, shown.factor)
        value = "" if design == analysis.reference else interval(difference, decimals, comma)
        below = unknown(answer, design, shown, decimals, comma)
        cells[design] = (f"{levels[design]:>{widest}} {value}".rstrip(), below)
    return ScreenColumn(f"{shown.label}, {shown.sign}{'' if shown.is_share else ' a year'}", cells)


def interval(found: Estimate, decimals: int, comma: str) -> str:
    """A difference with its sampling interval."""
    if found.value is None:
        return ""
    value = number(found.value, decimals, signed=True)
    if found.low is None or found.high is None:
        return value
    return f"{value} [{comma.join(number(each, decimals, signed=True) for each in (found.low, found.high))}]"


def unknown(answer: ComparisonAnswer, design: str, shown: Response, decimals: int, comma: str) -> str:
    """The range of a difference over the parameter points, with the conclusion; empty if it has no range."""
    reach = answer.analysis.range_of(answer.group, design, shown.name)
    if reach is None:
        return ""
    ends = (number(each * shown.factor, decimals, signed=True) for each in (reach.low, reach.high))
    verdict = short_conclusion(answer.analysis.conclusion(answer.group, design, shown.name))
    return f"{{{comma.join(ends)}}} {verdict}"


def joined(cells: Sequence[str], columns: Sequence[ScreenColumn]) -> str:
    """Cells side by side, padded to the width of their columns."""
    return GAP.join(f"{cell:<{column.width}}" for cell, column in zip(cells, columns, strict=True)).rstrip()


def clipped(text: str) -> str:
    """A text on one line, cut between two words if it is too long."""
    return text if len(text) <= NARROWEST else textwrap.shorten(text, NARROWEST, placeholder=" ...")


def legend(answer: ComparisonAnswer) -> str:
    """The reading guide below the table."""
    analysis, unknown = answer.analysis, answer.analysis.uncertainty
    if not analysis.others:
        return ""
    sampling = f"[ ] sampling error ({per_cent(analysis.confidence)}, all at once)"
    if unknown is None or not unknown.ranges:
        return f"Level, difference from {analysis.reference}, {sampling}. Parameter uncertainty is left out."
    return (
        f"{sampling}; {{ }} parameter uncertainty (5 to 95 % of {unknown.points} parameter sets). Settled unless "
        f"marked likely or undecided.{' ' if outside(answer) else ''}{outside(answer)}"
    )


def outside(answer: ComparisonAnswer) -> str:
    """An explanation if any difference lies outside its range over the parameter points; else empty."""
    beyond = any(
        answer.lies_outside(answer.group, design, shown.name)
        for design in answer.analysis.others
        for shown in answer.responses
    )
    return "A difference outside its { } has stated numbers that are not central: mbsim check." if beyond else ""


def deeper(answer: ComparisonAnswer) -> str:
    """Commands that give more detail."""
    name = answer.analysis.scenario.name
    return f"More: mbsim compare {name} --full, mbsim robust {name}, mbsim explain {name} --citizen 0."
