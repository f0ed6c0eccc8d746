"""The value of information for the choice between designs: a block for people, and a table for programs."""

from __future__ import annotations

from dataclasses import astuple
from typing import Final

from sim.analysis.parameter_uncertainty import Information, ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.analysis.uncertainty.information_value import LEAST
from sim.outcomes.responses import Response
from sim.report.block import Block, Cell, Head, Row
from sim.report.layout import shown_of
from sim.report.levels import GROUPS
from sim.spreadsheets import Column, Table

NAMED: Final = 3
"""How many parts of the scenario are reported for each response: those with the largest value."""
NORMAL: Final = 1.96


def information_block(analysis: Analysis) -> Block:
    """For each response and group, the value of knowing every number and of knowing the most valuable parts."""
    rows: list[Row] = []
    for shown in shown_of(analysis):
        texts = {group.name: of_response(analysis, group.name, shown.name) for group in GROUPS}
        if not any(texts.values()):
            continue
        rows.append(Row(Head(shown.label, shown.difference_unit)))
        names = [each.numbers for found in texts.values() for each in found[1:] if each.value > 0.0]
        for name in ("", *sorted(dict.fromkeys(names), key=lambda each: -largest(texts, each))[:NAMED]):
            cells = tuple(cell_of(texts[group.name], name, shown) for group in GROUPS)
            count = next(each.count for found in texts.values() for each in found if each.numbers == name)
            words = f"{name} ({count})" if name else f"everything ({count})"
            rows.append(Row(Head(words, shown.difference_unit, level=1), cells))
    title = "value of information for the choice between designs [95 % interval]"
    return Block(title, tuple(Head(group.title) for group in GROUPS), tuple(rows), corner="numbers known")


def of_response(analysis: Analysis, group: str, response: str) -> list[Information]:
    """The values of information for one response of one group, that of knowing everything first; may be empty."""
    assert analysis.uncertainty is not None  # noqa: S101  # asked where it is there
    return [each for each in analysis.uncertainty.information if (each.group, each.response) == (group, response)]


def largest(texts: dict[str, list[Information]], name: str) -> float:
    """The largest value over the groups of knowing one part."""
    return max(each.value for found in texts.values() for each in found if each.numbers == name)


def cell_of(found: list[Information], name: str, shown: Response) -> Cell:
    """The value of knowing a part, with its interval."""
    one = next((each for each in found if each.numbers == name), None)
    if one is None:
        return Cell(None)
    reach, decimals = NORMAL * one.error * shown.factor, shown.decimals + 1
    value = one.value * shown.factor
    # The value of information is never negative, unlike the end of its normal interval.
    return Cell(value, decimals, max(0.0, value - reach), value + reach, mark=f"({one.best})" if not name else "")


def information_meaning(unknown: ParameterUncertainty) -> str:
    """The reading guide to the values of information."""
    least = min((each.points for each in unknown.information), default=0)
    few = (
        f" Parts of the scenario need {LEAST} points or more (--points)."
        if least < LEAST
        else " For a part it is estimated by cross-validated regression, which underestimates it."
    )
    return (
        "Average gain from choosing with these numbers known, instead of the design that is best on average now (in "
        "brackets, of those that compete). Research on them cannot be worth more for this choice. In brackets after "
        f"a part of the scenario: its count of numbers that may matter.{few}"
    )


OF_RESPONSE: Final = "that of the response"
INFORMATION: Final = (
    Column("group", "string", "Citizens that the row is about."),
    Column("response", "string", "Name of the response by which a design is chosen."),
    Column("best", "string", "Design that is best on average over the points."),
    Column("numbers", "string", "Part of the scenario whose numbers would be known; empty for everything.", "", False),
    Column("count", "integer", "Count of these numbers.", "numbers"),
    Column("value", "number", "Expected value of perfect information, or for a part of partial perfect "
    "information.", OF_RESPONSE),
    Column("error", "number", "Standard error of that.", OF_RESPONSE),
    Column("points", "integer", "Points that tell of it.", "points"),
)  # fmt: skip


def information_table(unknown: ParameterUncertainty) -> Table:
    """The value of every part of the scenario for every response, one row each."""
    return Table(
        "Value of information for the choice between designs", INFORMATION, list(map(astuple, unknown.information))
    )
