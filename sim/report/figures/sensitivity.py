"""The influence of uncertain parameters on the answer: a row for each parameter, a panel for each output."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.indices import Indices
from sim.analysis.uncertainty.screening import Effect
from sim.notation import listed
from sim.report.figures.figure_rows import HATCHED, NAMED, SOLID, RowPanel, line_words, rows_of
from sim.report.figures.lettering import drawable, height_of, wrapped
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import PANEL, SMALL, SOFT
from sim.report.layout import number

MOST: Final = 20
"""The number of rows shown; the other parameters are counted."""
COLUMNS: Final = 3
PANEL_WIDTH: Final = 2.4
BETWEEN: Final = 0.35
LEAST_WIDTH: Final = 6.5
LEGEND: Final = 0.3
HEADING: Final = 0.08
"""The space between the heading of a panel and its bars, in inches."""
TICKS: Final = 0.5
ROOM: Final = 1.04


@dataclass(frozen=True, slots=True)
class EffectBar:
    """The influence of one parameter on an output, in the unit of its panel."""

    whole: Estimate
    """The whole bar, hatched."""
    within: float
    """The solid part of the bar."""


@dataclass(frozen=True, slots=True)
class SensitivityPanel:
    """The influence of the parameters on one output."""

    heading: str
    unit: str
    bars: Mapping[str, EffectBar]
    """The bars by parameter; empty if there is nothing to show."""
    nothing: str = "does not vary"
    """The reason why there is nothing to show, where that is so."""


def panel_of_indices(heading: str, found: Indices) -> SensitivityPanel:
    """The shares of an output's variance in per cent.

    The bar is the total index, its solid part the first-order index.
    """
    return SensitivityPanel(
        heading, "% of the variance", {each.factor: shares(each.first, each.total) for each in found.indices}
    )


def shares(first: Estimate, total: Estimate) -> EffectBar:
    """The first-order and total index in per cent. Estimates may be negative; they are drawn as 0."""
    low, high = (None if end is None else max(0.0, 100.0 * end) for end in (total.low, total.high))
    return EffectBar(
        Estimate(max(0.0, 100.0 * (total.value or 0.0)), low, high), max(0.0, 100.0 * (first.value or 0.0))
    )


def panel_of_effects(heading: str, unit: str, found: Iterable[Effect], factor: float = 1.0) -> SensitivityPanel:
    """The mean absolute effects on an output; the solid parts are the absolute mean effects, in which signs cancel.

    `factor` converts the effects into the unit shown.
    """
    bars = {
        each.factor: EffectBar(
            Estimate(*(None if one is None else one * factor for one in (star.value, star.low, star.high))),
            abs(each.mu) * factor,
        )
        for each in found
        if (star := each.mu_star).value is not None
    }
    moved = any(bar.whole.value for bar in bars.values())
    return SensitivityPanel(heading, unit, bars if moved else {})


def sensitivity(
    about: About, panels: Sequence[SensitivityPanel], confidence: float, most: int = MOST
) -> Drawing | None:
    """The shares of the variance by parameter; None if no output varies.

    The rows are the parameters with the largest influence on any output, the same in every panel.
    """
    words = words_of_indices(lines_of(panels, confidence))
    return figure_of("sensitivity", about, panels, most, words, ("by itself", "with other factors"))


def screening(about: About, panels: Sequence[SensitivityPanel], confidence: float, most: int = MOST) -> Drawing | None:
    """The mean absolute effects by parameter; None if no parameter moves an output."""
    words = words_of_effects(lines_of(panels, confidence))
    return figure_of("screening", about, panels, most, words, ("one way", "one way or the other"))


def figure_of(
    name: str, about: About, panels: Sequence[SensitivityPanel], most: int, words: SheetText, legend: tuple[str, str]
) -> Drawing | None:
    """The panels with the text around them; None if there is nothing to show."""
    order = ordered(panels)
    if not order:
        return None
    shown, left_out = order[:most], order[most:]
    words = SheetText(words.title, words.subtitle, about.footer(f"{beyond(panels, left_out)}{words.footer}"))
    rows = rows_of(shown)
    columns = min(COLUMNS, len(panels))
    left = EDGE + rows.width + NAMED
    width = max(left + columns * (PANEL_WIDTH + BETWEEN) - BETWEEN + EDGE, LEAST_WIDTH)
    across = (width - left - EDGE + BETWEEN) / columns - BETWEEN
    headings = ["\n".join(wrapped(drawable(panel.heading), across, PANEL, "bold")[:2]) for panel in panels]
    above = HEADING + height_of(max(heading.count("\n") + 1 for heading in headings), PANEL)
    step = above + rows.height + TICKS
    sheet = Sheet(about.title, words, width, LEGEND + math.ceil(len(panels) / columns) * step)
    sheet.legend(dict(zip(legend, (SOLID.swatch, HATCHED.swatch), strict=True)))
    for place, (panel, heading) in enumerate(zip(panels, headings, strict=True)):
        down, column = divmod(place, columns)
        # Headings of one line and of two end at the same height.
        at, top = left + column * (across + BETWEEN), LEGEND + (down + 1) * step - TICKS - rows.height
        lines = heading.count("\n") + 1
        sheet.write(at, top - HEADING - height_of(lines, PANEL), heading, size=PANEL, weight="bold")
        draw_bars(RowPanel(sheet, rows, at, top, across, named=column == 0), panel, shown)
    return Drawing(name, words, alternative(words.title, panels), sheet.figure)


def ordered(panels: Sequence[SensitivityPanel]) -> list[str]:
    """The parameters in descending order of their largest bar, relative to the longest bar of its panel."""
    largest: dict[str, float] = {}
    for panel in panels:
        longest = max((bar.whole.value or 0.0 for bar in panel.bars.values()), default=0.0)
        for factor, bar in panel.bars.items():
            part = (bar.whole.value or 0.0) / longest if longest else 0.0
            largest[factor] = max(largest.get(factor, 0.0), part)
    return sorted(largest, key=lambda factor: -largest[factor])


def draw_bars(drawn: RowPanel, panel: SensitivityPanel, shown: Sequence[str]) -> None:
    """Draws the bars of one output, or the remark that there is nothing to explain."""
    axes = drawn.axes
    if not panel.bars:
        axes.text(
            0.0, 0.5, f"{panel.nothing}:\nnothing to explain", transform=axes.transAxes, fontsize=SMALL, color=SOFT
        )
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        return
    for row, factor in enumerate(shown):
        bar = panel.bars.get(factor)
        if bar is not None and bar.whole.value is not None:
            drawn.bar(row, 0.0, bar.whole.value, HATCHED)
            # By estimation error a first-order index may exceed the total index, which bounds it.
            drawn.bar(row, 0.0, min(bar.within, bar.whole.value), SOLID)
            drawn.hair_line(row, bar.whole)
    ends = [bar.whole.high or bar.whole.value or 0.0 for bar in panel.bars.values()]
    axes.set_xlim(0.0, ROOM * max(ends))
    drawn.scale(panel.unit)


def lines_of(panels: Sequence[SensitivityPanel], confidence: float) -> str:
    """The caption of the hairlines."""
    every = [bar.whole for panel in panels for bar in panel.bars.values()]
    return line_words(every, confidence, " of the whole bars")


def words_of_indices(lines: str) -> SheetText:
    """The text around shares of the variance."""
    return SheetText(
        "Which uncertain numbers move the answer",
        "Each number is varied over its whole range. Solid: the share of the variance of the answer that knowing "
        "this number would remove. Whole bar: the share that would remain if all others were known.",
        lines,
    )


def words_of_effects(lines: str) -> SheetText:
    """The text around mean absolute effects."""
    return SheetText(
        "Screening: which uncertain numbers move the answer",
        "How much the answer changes, on average, when one number moves over its whole range and the others stay. "
        "Solid: what is left when ups and downs cancel out. A long hatched part works both ways, depending on "
        "other numbers.",
        lines,
    )


def beyond(panels: Sequence[SensitivityPanel], left_out: Sequence[str]) -> str:
    """The number of parameters left out, and the longest of their bars."""
    if not left_out:
        return ""
    longest = [
        max((panel.bars[factor].whole.value or 0.0 for factor in left_out if factor in panel.bars), default=0.0)
        for panel in panels
        if panel.bars
    ]
    units = {panel.unit for panel in panels if panel.bars}
    most = f", none with more than {number(max(longest), 1)} {units.pop()}" if len(units) == 1 else ""
    return f"{len(left_out)} more factors move it less{most}. "


def alternative(title: str, panels: Sequence[SensitivityPanel]) -> str:
    """The three most influential parameters for each output, in words."""
    texts = []
    for panel in panels:
        best = sorted(panel.bars, key=lambda factor: -(panel.bars[factor].whole.value or 0.0))[:3]
        listed_texts = [f"{drawable(factor)} {number(panel.bars[factor].whole.value, 1)}" for factor in best]
        heading = drawable(panel.heading)
        texts.append(
            f"{heading}: {listed(listed_texts)} {panel.unit}" if listed_texts else f"{heading}: {panel.nothing}"
        )
    return f"{title}. {'; '.join(texts)}."
