"""The table of the brief: what each design costs and saves, per person and for so many people together.

A total is the mean per person times the people it stands for; so are both of its intervals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.brief.wording import Wording
from sim.report.layout import difference_decimals

MOST: Final = 5
"""Designs beside the reference that there is room for."""
MINUTES: Final = 60.0
"""In an hour, in which the time of many people is told."""
EUROS: Final = ""
"""The unit of money, which stands with its numbers."""
CENTS: Final = 2
DIGITS: Final = 3
"""Of a total that has no interval."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One cell: a level or a difference, with the interval of sampling error and the range over what is not known."""

    value: str
    sampling: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class TableLine:
    """One design."""

    title: str
    amounts: tuple[Amount | None, ...]


@dataclass(frozen=True, slots=True)
class TablePart:
    """The lines of one unit: per person, or of all together."""

    title: str
    units: tuple[str, ...]
    lines: tuple[TableLine, ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The whole table."""

    heads: tuple[str, ...]
    parts: tuple[TablePart, ...]
    left_out: int
    """Designs that there was no room for."""


@dataclass(frozen=True, slots=True)
class ResponseFormat:
    """How one response is written in a part of the table."""

    shown: Response
    unit: str
    factor: float
    decimals: int
    """Below 0 the number is rounded to tens, hundreds, and so on."""

    def written(self, words: Wording, value: float | None, *, signed: bool) -> str:
        """A value in the unit of the response as it is shown, without a sign of money."""
        return words.number(self.rounded(value), max(0, self.decimals), signed=signed)

    def with_currency(self, words: Wording, value: float | None, *, signed: bool) -> str:
        """The same with a sign of money where it is money."""
        if self.unit == EUROS and value is not None:
            return words.money(self.rounded(value), max(0, self.decimals), signed=signed)
        return self.written(words, value, signed=signed)

    def rounded(self, value: float | None) -> float | None:
        """A value rounded to the digits that are shown."""
        # Rounded first, because a format has no decimals below 0.
        return None if value is None else round(value * self.factor, self.decimals)


def amounts(answer: ComparisonAnswer, words: Wording, scale: int | None) -> Amounts:
    """The table of a comparison, for all citizens; `scale` is how many people the totals stand for."""
    analysis, shown = answer.analysis, shown_of(answer)
    designs = (analysis.reference, *chosen(answer))
    heads = tuple(words.say(f"table.{HEADS[each.name]}") for each in shown)
    parts = [part(answer, words, words.say("table.person"), designs, [per_person(analysis, each) for each in shown])]
    if scale is not None:
        title = words.say("table.scaled", scale=words.number(scale))
        parts.append(part(answer, words, title, designs, [total(analysis, each, scale) for each in shown]))
    return Amounts(heads, tuple(parts), len(analysis.designs) - len(designs))


HEADS: Final = {
    "effort_minutes": "effort",
    "fees_eur": "fees",
    "sender_cost_eur": "senders",
    "missed_share": "missed",
    "read_share": "read",
}
"""The columns, in their order."""
UNITS: Final = {
    "effort_minutes": ("minutes", "hours"),
    "fees_eur": (EUROS, EUROS),
    "sender_cost_eur": (EUROS, EUROS),
    "missed_share": ("share", "share"),
    "read_share": ("share", "share"),
}
"""The units per person and together."""


def shown_of(answer: ComparisonAnswer) -> tuple[Response, ...]:
    """The responses of the table: time, money, and bills missed, or messages read where there are no bills."""
    analysis = answer.analysis
    first = answer.responses[0].name
    left_out = {"missed_share", "read_share"} - {first}
    return tuple(
        analysis.responses[name]
        for name in HEADS
        if name not in left_out and name in analysis.responses and level(analysis, analysis.reference, name) is not None
    )


def chosen(answer: ComparisonAnswer) -> tuple[str, ...]:
    """The designs beside the reference: all in their order, or those that do best by the first response."""
    others, first = answer.analysis.others, answer.responses[0]
    if len(others) <= MOST:
        return others
    levels = {each: found for each in others if (found := answer.level(each, first.name)) is not None}
    best = sorted(levels, key=lambda each: answer.sign * levels[each])[:MOST]
    return tuple(each for each in others if each in best)


def level(analysis: Analysis, design: str, name: str) -> float | None:
    """A level of all citizens."""
    return analysis.contrast(ALL.name, design, name).level.value


def per_person(analysis: Analysis, shown: Response) -> ResponseFormat:
    """A response per person and year."""
    unit, decimals = UNITS[shown.name][0], difference_decimals(analysis, shown, (ALL.name,))
    # No amount is shown in parts of a cent.
    return ResponseFormat(shown, unit, shown.factor, min(CENTS, decimals))


def total(analysis: Analysis, shown: Response, scale: int) -> ResponseFormat | None:
    """The same for so many people together, with two digits of its narrowest interval; None of a share."""
    # The share of many people together is their mean share, so it has no total.
    if shown.is_share:
        return None
    factor = scale * shown.factor / (MINUTES if UNITS[shown.name][1] == "hours" else 1.0)
    rows = [analysis.contrast(ALL.name, each, shown.name).displayed for each in analysis.others]
    halves = [half for row in rows if row is not None and (half := row.half_width)]
    values = [abs(row.value) for row in rows if row is not None and row.value]
    # Digits beyond the second of a half-width would show nothing but sampling error.
    finest, digits = (min(halves), 2) if halves else (max(values, default=0.0), DIGITS)
    # A number x has d significant digits with d - 1 - floor(log10(x)) decimals.
    exponent = math.floor(math.log10(finest * factor)) if finest else 0
    return ResponseFormat(shown, UNITS[shown.name][1], factor, min(CENTS, digits - 1 - exponent))


def part(
    answer: ComparisonAnswer,
    words: Wording,
    title: str,
    designs: Sequence[str],
    measures: Sequence[ResponseFormat | None],
) -> TablePart:
    """The lines of all designs in some measures; a cell is None where there is no such measure."""
    analysis = answer.analysis
    lines = []
    for design in designs:
        name = words.title(analysis.scenario.designs[design])
        if design == analysis.reference:
            name = words.say("table.level", title=name)
        lines.append(
            TableLine(name, tuple(None if each is None else amount(analysis, words, design, each) for each in measures))
        )
    units = tuple("" if each is None or each.unit == EUROS else words.say(f"table.{each.unit}") for each in measures)
    return TablePart(title, units, tuple(lines))


def amount(analysis: Analysis, words: Wording, design: str, measure: ResponseFormat) -> Amount:
    """The level of the reference, or the difference of another design with both intervals."""
    row = analysis.contrast(ALL.name, design, measure.shown.name)
    if design == analysis.reference:
        return Amount(measure.with_currency(words, row.level.value, signed=False))
    found, reach = row.displayed or Estimate(None), analysis.range_of(ALL.name, design, measure.shown.name)

    def between(low: float, high: float) -> str:
        return "; ".join(measure.written(words, each, signed=True) for each in (low, high))

    sampling = "" if found.low is None or found.high is None else f"[{between(found.low, found.high)}]"
    unknown = "" if reach is None or found.value is None else f"{{{between(reach.low, reach.high)}}}"
    return Amount(measure.with_currency(words, found.value, signed=True), sampling, unknown)
