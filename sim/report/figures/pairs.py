"""Trade-offs between parameters: pairs that the fit constrains jointly, though neither of them separately."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.uncertainty.fit_quality import FactorPair
from sim.notation import listed
from sim.report.figures.lettering import drawable, ending, widest
from sim.report.figures.marginals import Write
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import GRID, PANEL, SMALL, SOFT, UNKNOWN
from sim.report.layout import number

MOST: Final = 6
"""The number of pairs shown; the others are counted."""
COLUMNS: Final = 3
WIDTH: Final = 2.1
HEIGHT: Final = 1.7
BETWEEN: Final = 0.3
LINE: Final = 0.165
"""The distance between lines above a panel, in inches."""
HEADING: Final = 3 * LINE + 0.1
TICKS: Final = 0.42
LEAST_WIDTH: Final = 6.5
LARGEST: Final = 30.0
"""The area of the mark of the point with the largest weight, in square points."""
SMALLEST: Final = 4.0
ROOM: Final = 0.04
"""The free space around the ranges, as a share of them."""


def pairs(about: About, found: Sequence[FactorPair], write: Write) -> Drawing | None:
    """The most correlated pairs, as clouds of the ensemble; None without pairs."""
    if not found:
        return None
    shown = found[:MOST]
    words = words_of(about, found, len(found) - len(shown))
    before = 0.08 + widest([text for pair in shown for text in ends(pair, write)[1]], SMALL)
    columns = min(COLUMNS, len(shown))
    across, down = before + WIDTH + BETWEEN, HEADING + HEIGHT + TICKS
    width = max(2.0 * EDGE + columns * across - BETWEEN, LEAST_WIDTH)
    sheet = Sheet(about.title, words, width, math.ceil(len(shown) / columns) * down)
    for place, pair in enumerate(shown):
        left, top = EDGE + place % columns * across, place // columns * down
        sheet.write(left, top, f"correlation {number(pair.correlation, 2, signed=True)}", size=PANEL, weight="bold")
        for line, (sign, each) in enumerate((("↑", pair.one), ("→", pair.other)), start=1):
            name = ending(drawable(each.factor), before + WIDTH - 0.15, SMALL)
            sheet.write(left, top + 0.03 + line * LINE, f"{sign} {name}", size=SMALL)
        draw_cloud(sheet.axes(left + before, top + HEADING, WIDTH, HEIGHT), pair, write)
    return Drawing("pairs", words, alternative(found), sheet.figure)


def ends(pair: FactorPair, write: Write) -> tuple[list[str], list[str]]:
    """The texts at the ends of the horizontal and of the vertical axis."""
    across, up = (
        [drawable(write(each.factor, each.at(place))) for place in (0.0, 1.0)] for each in (pair.other, pair.one)
    )
    return across, up


def draw_cloud(axes: Axes, pair: FactorPair, write: Write) -> None:
    """Draws the points of the ensemble in the ranges of two parameters, larger with greater weight."""
    weights = pair.one.weights
    sizes = SMALLEST + (LARGEST - SMALLEST) * weights / weights.max()
    # Transparent, so that points on top of each other look denser.
    axes.scatter(pair.other.places, pair.one.places, sizes, color=UNKNOWN[0], alpha=0.45, linewidths=0.0, zorder=2.0)
    across, up = ends(pair, write)
    axes.set_xticks([0.0, 1.0], across)
    axes.set_yticks([0.0, 1.0], up)
    first, last = axes.get_xticklabels()
    # Aligned inwards, so that the ends of neighbouring panels do not run into each other.
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.tick_params(labelcolor=SOFT)
    axes.set_xlim(-ROOM, 1.0 + ROOM)
    axes.set_ylim(-ROOM, 1.0 + ROOM)
    axes.axvline(0.5, color=GRID, linewidth=0.7, zorder=0.5)
    axes.axhline(0.5, color=GRID, linewidth=0.7, zorder=0.5)


def words_of(about: About, found: Sequence[FactorPair], left_out: int) -> SheetText:
    """The text around the clouds."""
    rest = f" {left_out} more pairs trade off less." if left_out else ""
    return SheetText(
        "Which fitted numbers trade off",
        "Each dot is a set of values that fits, the larger the more it counts. Along a slope two numbers make up for "
        "each other: the published figures constrain them jointly, not each by itself. Measuring one would narrow "
        "the other.",
        about.footer(f"{len(found[0].one.values):,} points of the ensemble. Axes are the ranges before fitting.{rest}"),
    )


def alternative(found: Sequence[FactorPair]) -> str:
    """The most correlated pairs, in words."""
    texts = [
        f"{drawable(pair.one.factor)} with {drawable(pair.other.factor)} ({number(pair.correlation, 2, signed=True)})"
        for pair in found[:3]
    ]
    return f"Pairs of numbers that trade off, with their correlation: {listed(texts)}."
