"""Inequality in effort and fees: a Lorenz curve for each design."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.groups import ALL
from sim.analysis.spread import Spread
from sim.analysis.study_analysis import Analysis
from sim.outcomes.lorenz import STEPS
from sim.report.figures.lettering import shortened, widest, width_of
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, citizens_of, footer
from sim.report.figures.style import GRID, INK, PANEL, RULE, SMALL, SOFT, series
from sim.report.layout import number

SHOWN: Final = ("effort_minutes", "fees_eur")
SIDE: Final = 3.0
"""The side of a panel, in inches."""
NAMES: Final = 1.35
COLUMN: Final = 0.6
SWATCH: Final = 0.34
LEFT: Final = 0.55
HEADING: Final = 0.28
TICKS: Final = 0.48
BETWEEN: Final = 0.3
LINE: Final = 0.185


def lorenz(analysis: Analysis) -> Drawing | None:
    """Curves of effort and of fees for all citizens; None if there is neither."""
    shown = [burden for burden in SHOWN if any(one.lorenz for one in spreads_of(analysis, burden))]
    if not shown:
        return None
    # The reference is written in bold, which is wider.
    names = min(NAMES, max(widest(analysis.designs, SMALL, "bold"), width_of("design", SMALL)))
    beside = 0.15 + SWATCH + names + 2 * COLUMN
    # With many designs the table is higher than the panel.
    height = max(SIDE, LINE * (len(analysis.designs) + 1))
    width = EDGE + len(shown) * (LEFT + SIDE + beside) + (len(shown) - 1) * BETWEEN + EDGE
    words = words_of(analysis, shown)
    sheet = Sheet(analysis.scenario.title, words, width, HEADING + height + TICKS)
    for place, burden in enumerate(shown):
        left = EDGE + place * (LEFT + SIDE + beside + BETWEEN) + LEFT
        title = analysis.burdens[burden].title
        sheet.write(left - LEFT, 0.0, title[0].upper() + title[1:], size=PANEL, weight="bold")
        axes = sheet.axes(left, HEADING, SIDE, SIDE)
        draw_curves(axes, analysis, burden)
        describe_panel(axes, title)
        write_table(sheet, analysis, burden, left + SIDE + 0.15, names)
    return Drawing("lorenz", words, alternative(analysis, shown), sheet.figure)


def spreads_of(analysis: Analysis, burden: str) -> list[Spread]:
    """The distribution of a burden under each design, the most equal first; designs without that burden come last."""
    found = [analysis.spread(ALL.name, design, burden) for design in analysis.designs]
    # No Gini coefficient exceeds 1, so 2 sorts last.
    return sorted(found, key=lambda one: 2.0 if one.distribution.gini is None else one.distribution.gini)


def look(analysis: Analysis, design: str) -> dict[str, Any]:
    """The style of a design's curve: the reference in ink, each of the others in a style of its own."""
    if design == analysis.reference:
        return {"color": INK, "linestyle": "-", "linewidth": 2.8}
    colour, dashes = series(analysis.others.index(design))
    return {"color": colour, "linestyle": dashes, "linewidth": 1.3}


def draw_curves(axes: Axes, analysis: Analysis, burden: str) -> None:
    """Draws the curves, and the line of perfect equality."""
    across = np.arange(STEPS + 1) * (100.0 / STEPS)
    axes.plot([0.0, 100.0], [0.0, 100.0], color=RULE, linewidth=0.8)
    axes.text(
        47.0, 50.0, "all bear the same", rotation=45.0, rotation_mode="anchor", ha="center", va="bottom",
        fontsize=SMALL, color=SOFT, transform_rotates_text=True,
    )  # fmt: skip
    # The thick curve of the reference lies below the others, so that both are visible where another covers it.
    for one in sorted(spreads_of(analysis, burden), key=lambda one: one.design != analysis.reference):
        if one.lorenz is not None:
            axes.plot(across, np.array(one.lorenz) * 100.0, **look(analysis, one.design))


def describe_panel(axes: Axes, title: str) -> None:
    """Sets the limits, ticks and labels of the axes."""
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(0.0, 100.0)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.tick_params(labelcolor=SOFT)
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel("% of citizens, those with the least first", fontsize=SMALL, color=SOFT, loc="left")
    axes.set_ylabel(f"% of all {title}", fontsize=SMALL, color=SOFT, loc="bottom")


def write_table(sheet: Sheet, analysis: Analysis, burden: str, left: float, names: float) -> None:
    """Writes the legend as a table: the style of each curve, its Gini coefficient, and the share of the top tenth."""
    first, second = left + SWATCH + names + COLUMN, left + SWATCH + names + 2 * COLUMN
    for place, text in ((first, "Gini"), (second, "top 10 %")):
        sheet.write(place, HEADING, text, ha="right", color=SOFT, size=SMALL)
    for row, one in enumerate(spreads_of(analysis, burden), start=1):
        top, found = HEADING + row * LINE, one.distribution
        weight = "bold" if one.design == analysis.reference else "normal"
        if one.lorenz is not None:
            sheet.line((left, left + SWATCH - 0.08), top + 0.06, look(analysis, one.design))
        share = None if found.top_share is None else found.top_share * 100.0
        sheet.write(left + SWATCH, top, shortened(one.design, names, SMALL, weight), size=SMALL, weight=weight)
        sheet.write(first, top, number(found.gini, 2), ha="right", size=SMALL)
        sheet.write(second, top, number(share, 0), ha="right", size=SMALL)


def words_of(analysis: Analysis, shown: list[str]) -> SheetText:
    """The text around the panels."""
    titles = " and ".join(analysis.burdens[burden].title for burden in shown)
    return SheetText(
        f"How unequally {titles} {'are' if len(shown) > 1 else 'is'} borne",
        "The further a curve hangs below the straight line, the fewer citizens bear most. Gini: 0 if all bear the "
        "same, near 1 if one bears all. Top 10 %: what the tenth with the most bears, in %. Black: "
        f"{analysis.reference}.",
        footer(
            analysis,
            f"Curves are of all {citizens_of(analysis, ALL):,} simulated citizens in the year, counted and without an "
            "interval; they depend on what is assumed about behaviour.",
        ),
    )


def alternative(analysis: Analysis, shown: list[str]) -> str:
    """The Gini coefficients of the most and the least equal design, in words."""
    texts = []
    for burden in shown:
        found = [one for one in spreads_of(analysis, burden) if one.distribution.gini is not None]
        least, most = (number(one.distribution.gini, 2) for one in (found[0], found[-1]))
        words = least if least == most else f"{least} ({found[0].design}) to {most} ({found[-1].design})"
        texts.append(f"of {analysis.burdens[burden].title} {words}")
    return f"Lorenz curves, all citizens. Gini coefficients {'; '.join(texts)}."
