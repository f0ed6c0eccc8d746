"""The result of fitting for each parameter: its values in the ensemble, against the range before fitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.fit_quality import IDENTIFIED, MIDDLE, Marginal
from sim.notation import listed
from sim.report.figures.figure_rows import BAND, HATCHED, RowPanel, rows_of
from sim.report.figures.lettering import POINTS, drawable, widest
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import DOT, MARGIN, PAPER, PARAMETER_RANGE, RULE, SMALL, SOFT, UNKNOWN
from sim.report.layout import number, per_cent

Write = Callable[[str, float], str]
"""Formats a value of a parameter or of a target, given its name, with its unit."""
TRACK: Final = 2.8
ROW: Final = 0.36
BINS: Final = 25
TALLEST: Final = 0.84
"""The height of the tallest bin, as a share of a row."""
BETWEEN: Final = 0.14
"""The space between columns, in inches."""
NARROWED: Final = 0.75
"""The width of the column of contractions, in inches."""
LEGEND: Final = 0.32
HEADING: Final = 0.22


def marginals(about: About, found: Sequence[Marginal], write: Write) -> Drawing | None:
    """The marginal distribution of each parameter, the least narrowed first; None without parameters."""
    if not found:
        return None
    order = sorted(found, key=lambda each: each.contraction)
    words = words_of(about, order)
    rows = rows_of([each.factor for each in order], least=ROW)
    lows, highs = ([drawable(write(each.factor, each.at(end))) for each in order] for end in (0.0, 1.0))
    middles = [drawable(with_range(each.factor, each.middle, write)) for each in order]
    before = widest(lows, SMALL) + BETWEEN
    left = EDGE + rows.width + BETWEEN + before
    columns = [widest(highs, SMALL) + 0.5 * BETWEEN]
    columns.append(columns[-1] + widest([*middles, "ensemble"], SMALL) + 2.0 * BETWEEN)
    columns.append(columns[-1] + NARROWED)
    sheet = Sheet(about.title, words, left + TRACK + columns[-1] + EDGE, LEGEND + HEADING + rows.height + BETWEEN)
    sheet.legend({"before": BAND.swatch, "after fitting": HATCHED.swatch})
    for column, heading in zip(columns[1:], ("ensemble", "narrowed"), strict=True):
        sheet.write(left + TRACK + column, LEGEND, heading, size=SMALL, color=SOFT, ha="right")
    panel = RowPanel(sheet, rows, left, LEGEND + HEADING, TRACK, pad=before * POINTS)
    draw_tracks(panel, order)
    panel.column(lows, -TRACK - 0.5 * BETWEEN, SOFT)
    panel.column(highs, columns[0], SOFT)
    panel.column(middles, columns[1])
    panel.column([f"{number(100.0 * each.contraction, 0)} %" for each in order], columns[2])
    return Drawing("marginals", words, alternative(order), sheet.figure)


def with_range(name: str, middle: Estimate, write: Write) -> str:
    """The median of the ensemble for a parameter or a target with its central range, in words."""
    value, low, high = (write(name, end or 0.0) for end in (middle.value, middle.low, middle.high))
    return f"{value} ({low} to {high})"


def draw_tracks(panel: RowPanel, order: Sequence[Marginal]) -> None:
    """Draws a track for each parameter: flat before fitting, a histogram of the ensemble after it."""
    axes = panel.axes
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    for row, each in enumerate(order):
        counts, _ = np.histogram(each.places, edges, weights=each.weights)
        heights, floor = TALLEST * counts / counts.max(), row + TALLEST / 2.0
        # A uniform distribution has 1 / BINS of the weight in each bin.
        flat = floor - TALLEST / (BINS * counts.max())
        axes.fill_between([0.0, 1.0], floor, flat, color=MARGIN, linewidth=0, zorder=0.5)
        # White below the hatch, so that the grey range does not show through.
        axes.stairs(floor - heights, edges, baseline=floor, fill=True, color=PAPER, linewidth=0, zorder=0.8)
        axes.stairs(floor - heights, edges, baseline=floor, fill=True, **PARAMETER_RANGE, zorder=1.0)
        axes.stairs(floor - heights, edges, baseline=floor, color=UNKNOWN[0], linewidth=0.8, zorder=1.5)
        axes.plot([0.0, 1.0], [floor, floor], color=RULE, linewidth=0.7, zorder=2.0, solid_capstyle="butt")
        low, value, high = (each.place(end or 0.0) for end in (each.middle.low, each.middle.value, each.middle.high))
        # Butt ends, because projecting ones would lengthen the range.
        axes.plot([low, high], [floor, floor], color=UNKNOWN[0], linewidth=2.4, zorder=3.0, solid_capstyle="butt")
        panel.mark(floor, value, "o", DOT)


def words_of(about: About, order: Sequence[Marginal]) -> SheetText:
    """The text around the tracks."""
    found = sum(each.identified for each in order)
    points = len(order[0].values)
    return SheetText(
        "How far fitting narrowed each number",
        "Each track is the range of a number before fitting, evenly covered (grey). Hatched: the values that fit; "
        f"the dot is their median, the thick line their middle {per_cent(MIDDLE)}. Uppermost: the numbers that the "
        "published figures constrain least.",
        about.footer(
            f"{points:,} points of the ensemble. Narrowed: by how much the variance fell. "
            f"{found} of {len(order)} numbers by {per_cent(IDENTIFIED)} or more."
        ),
    )


def alternative(order: Sequence[Marginal]) -> str:
    """The parameters narrowed least and most, in words."""
    narrowed = [f"{drawable(each.factor)} {number(100.0 * each.contraction, 0)} %" for each in (*order[:2], order[-1])]
    texts = listed(list(dict.fromkeys(narrowed)))
    return f"By how much fitting narrowed {len(order)} numbers, the least first: {texts}."
