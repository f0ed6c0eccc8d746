"""The table of the answer on a page: a row for each design, with both intervals and the conclusion."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.study_analysis import Analysis
from sim.notation import number
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.conclusions import conclusion_text
from sim.report.layout import difference_decimals, scaled


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One response under one design."""

    level: str
    difference: str = ""
    sampling: str = ""
    unknown: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One design."""

    title: str
    meaning: str
    cells: tuple[AnswerCell, ...]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The answer as a table."""

    title: str
    citizens: int
    points: int
    headings: tuple[str, ...]
    lines: tuple[AnswerLine, ...]


def board(analysis: Analysis) -> AnswerTable:
    """The reference and every other design, in the order of the study."""
    answer = ComparisonAnswer(analysis)

    def line(design: str) -> AnswerLine:
        cells = tuple(cell_of(answer, design, each) for each in answer.responses)
        return AnswerLine(answer.title(design), answer.meaning(design), cells)

    unknown = analysis.uncertainty
    return AnswerTable(
        answer.who,
        answer.row(analysis.reference, "effort_minutes").citizens,
        unknown.points if unknown is not None and unknown.ranges else 0,
        tuple(f"{each.label}, {each.shown_unit}" for each in answer.responses),
        tuple(map(line, analysis.designs)),
    )


def cell_of(answer: ComparisonAnswer, design: str, shown: Response) -> AnswerCell:
    """One response under one design, with its difference from the reference."""
    analysis, level = answer.analysis, answer.level_text(design, shown)
    found = scaled(answer.row(design, shown.name).displayed, shown.factor)
    if design == analysis.reference or found.value is None:
        return AnswerCell(level)
    decimals = difference_decimals(analysis, shown, (answer.group,))

    def between(low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return ""
        return ", ".join(number(each, decimals, signed=True) for each in (low, high))

    sampling, reach = between(found.low, found.high), analysis.range_of(answer.group, design, shown.name)
    unknown = "" if reach is None else between(reach.low * shown.factor, reach.high * shown.factor)
    return AnswerCell(
        level,
        number(found.value, decimals, signed=True),
        # Brackets for sampling error and braces for the parameter range, as on the screen.
        f"[{sampling}]" if sampling else "no interval",
        f"{{{unknown}}}" if unknown else "",
        conclusion_text(analysis.conclusion(answer.group, design, shown.name), analysis.uncertainty),
    )
