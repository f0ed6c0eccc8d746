"""Trade-offs: effort against the other responses that matter, with the designs that no other design beats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from sim.analysis.pareto import AXES, Position, frontier, positions
from sim.analysis.study_analysis import Analysis
from sim.notation import listed
from sim.outcomes.responses import Response
from sim.report.figures.labels import Box, Placed, around
from sim.report.figures.lettering import height_of, shortened, width_of
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, citizens_of, footer, group_shown
from sim.report.figures.style import BLUE, GRID, INK, LEAST, PANEL, PAPER, RULE, SKY, SMALL, SOFT
from sim.report.layout import number

RATIOS: Final = {"exposure"}
"""Responses in which designs differ by factors, so that distant ones are read better on a logarithmic axis."""
ACROSS: Final = AXES[0]
COLUMNS: Final = 2
WIDTH: Final = 3.85
HEIGHT: Final = 2.7
LEFT: Final = 0.5
HEADING: Final = 0.46
TICKS: Final = 0.52
BETWEEN: Final = 0.3
ROOM: Final = (0.14, 0.12)
"""The free space at both ends of an axis, as a share of the range shown."""
RATIO: Final = 12.0
"""The ratio of the largest to the smallest value above which an axis may be logarithmic."""
MARK: Final = 0.045
"""Half the width of a mark, in inches."""
NAMES: Final = 1.4

Point = tuple[float, float]


def pareto(analysis: Analysis, margins: Mapping[str, float]) -> Drawing | None:
    """Effort against each other axis on which designs differ; None if there is no such axis.

    `margins` are differences too small to matter, by response and in its own unit.
    """
    group = group_shown(analysis)
    found = positions(analysis.contrasts, group.name, AXES, margins)
    upward = [name for name in AXES[1:] if len({one.values.get(name) for one in found}) > 1]
    if not upward:
        return None
    columns = min(COLUMNS, len(upward))
    step = (LEFT + WIDTH + BETWEEN, HEADING + HEIGHT + TICKS)
    rows = math.ceil(len(upward) / columns)
    words = words_of(analysis, found, margins)
    sheet = Sheet(analysis.scenario.title, words, 2 * EDGE + columns * step[0] - BETWEEN, rows * step[1])
    for place, response in enumerate(upward):
        down, across = divmod(place, columns)
        left, top = EDGE + across * step[0] + LEFT, down * step[1] + HEADING
        axes = sheet.axes(left, top, WIDTH, HEIGHT)
        shown = analysis.responses[response]
        draw_panel(axes, analysis, found, shown)
        sheet.write(left - LEFT, top - HEADING, titled(shown), size=PANEL, weight="bold")
        unit = f"{shown.shown_unit}{', logarithmic' if logarithmic(found, shown) else ''}"
        sheet.write(left - LEFT, top - HEADING + 0.19, unit, size=SMALL, color=SOFT)
    return Drawing("pareto", words, alternative(analysis, found), sheet.figure)


def titled(shown: Response) -> str:
    """The name of a response with a capital."""
    return f"{shown.label[:1].upper()}{shown.label[1:]}"


def draw_panel(axes: Axes, analysis: Analysis, found: Sequence[Position], shown: Response) -> None:
    """Draws a mark for each design, the frontier of the two responses, and names that cover nothing."""
    effort = analysis.responses[ACROSS]
    points = [(one.values[ACROSS] * effort.factor, one.values[shown.name] * shown.factor) for one in found]
    axes.set_xlim(*ends([across for across, _ in points], ROOM[0]))
    if logarithmic(found, shown):
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        # Over a short range Matplotlib labels the minor ticks as well, and the labels would collide.
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set_ylim(*(math.exp(end) for end in ends([math.log(up) for _, up in points], ROOM[1], bounded=False)))
    else:
        axes.locator_params(axis="y", nbins=5)
        axes.set_ylim(*ends([up for _, up in points], ROOM[1]))
    axes.locator_params(axis="x", nbins=5)
    stairs = frontier(points)
    # No design lies between two neighbours of the frontier, so it is a staircase and not a slope.
    axes.step([x for x, _ in stairs], [y for _, y in stairs], where="post", color=SKY, linewidth=1.2, zorder=1.5)
    for one, point in zip(found, points, strict=True):
        axes.plot(*point, "o", markersize=5.5, zorder=3.0, **look(one, analysis))
    # After the limits are set, because names are placed in inches of the panel.
    write_names(axes, analysis, found, points)
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelcolor=SOFT)
    axes.set_xlabel(f"{titled(effort)}, {effort.shown_unit}", fontsize=SMALL, color=SOFT, loc="left")


def logarithmic(found: Sequence[Position], shown: Response) -> bool:
    """True if the axis of these values is logarithmic."""
    values = [one.values[shown.name] for one in found]
    return shown.name in RATIOS and min(values) > 0.0 and max(values) > RATIO * min(values)


def ends(values: Sequence[float], room: float, *, bounded: bool = True) -> Point:
    """The ends of an axis that holds all values.

    If no value is negative and `bounded` is true, it begins only just below zero.
    """
    low, high = min(values), max(values)
    # All values may be equal, or all zero, and an axis needs some length.
    free = room * (high - low) or 0.1 * abs(high) or 1.0
    least = -0.04 * (high - low) if low >= 0.0 and bounded else low - free
    return max(low - free, least), high + free


def look(one: Position, analysis: Analysis) -> dict[str, Any]:
    """The style of a mark: hollow and grey if another design beats it, black for the reference."""
    colour = RULE if one.dominated_by else INK if one.design == analysis.reference else BLUE
    return {"markeredgecolor": colour, "markerfacecolor": PAPER if one.dominated_by else colour, "markeredgewidth": 1.2}


def write_names(axes: Axes, analysis: Analysis, found: Sequence[Position], points: Sequence[Point]) -> None:
    """Writes the name of each design beside its mark, or farther away with a leader."""
    # Labels are placed in inches from the lower left corner of the panel.
    corner, dots = axes.transAxes.transform((0.0, 0.0)), axes.bbox.width / WIDTH
    inches = [(float(x) / dots, float(y) / dots) for x, y in axes.transData.transform(points) - corner]
    weights = ["bold" if one.design == analysis.reference else "normal" for one in found]
    names = [shortened(one.design, NAMES, LEAST, weight) for one, weight in zip(found, weights, strict=True)]
    widths = [width_of(name, LEAST, weight) + 0.03 for name, weight in zip(names, weights, strict=True)]
    room = Box(0.02, 0.02, WIDTH - 0.02, HEIGHT - 0.02)
    places = around(inches, [(width, height_of(1, LEAST)) for width in widths], room, MARK, stairs_of(inches))
    for one, name, weight, point, placed in zip(found, names, weights, inches, places, strict=True):
        if placed is not None:
            colour = SOFT if one.dominated_by else INK
            write_name(axes, name, placed, point, {"fontweight": weight, "color": colour})


def stairs_of(points: Sequence[Point]) -> list[Box]:
    """The frontier as thin rectangles: a horizontal and a vertical one for each step."""
    return [
        line
        for (left, upper), (right, lower) in pairwise(frontier(points))
        for line in (Box(left, upper, right, upper), Box(right, lower, right, upper))
    ]


def write_name(axes: Axes, name: str, placed: Placed, point: Point, font: Mapping[str, Any]) -> None:
    """Writes one name where there is room for it, with its leader if it needs one."""
    box, size = placed.box, (WIDTH, HEIGHT)
    if placed.leader:
        across, up = (
            [begin / whole, end / whole] for begin, end, whole in zip(point, box.nearest(point), size, strict=True)
        )
        axes.plot(across, up, color=RULE, linewidth=0.5, transform=axes.transAxes, zorder=1.2)
    axes.text(
        (box.left + box.right) / 2.0 / WIDTH, (box.bottom + box.top) / 2.0 / HEIGHT, name, transform=axes.transAxes,
        ha="center", va="center", fontsize=LEAST, **font,
    )  # fmt: skip


def words_of(analysis: Analysis, found: Sequence[Position], margins: Mapping[str, float]) -> SheetText:
    """The text around the panels."""
    axes = listed([analysis.responses[name].label for name in found[0].values])
    enough = ", by more than the margin" if any(margins.get(name) for name in found[0].values) else ""
    group = group_shown(analysis)
    return SheetText(
        "What less effort costs in other ways",
        f"Down and left is better. Hollow: beaten by another design, which is better somewhere and nowhere "
        f"worse{enough}, in {axes}. The line joins the designs that none beats on the two axes of a panel. Bold: "
        f"{analysis.reference}.",
        footer(
            analysis,
            f"Marks are means of the {citizens_of(analysis, group):,} {group.title}, without intervals: the comparison "
            "shows which differences may be sampling error.",
        ),
    )


def alternative(analysis: Analysis, found: Sequence[Position]) -> str:
    """The unbeaten designs with their levels, in words."""
    best = [one for one in found if not one.dominated_by]
    named = [name for name in (ACROSS, "missed_share") if name in found[0].values]
    texts = [f"{one.design} ({', '.join(brought(one, analysis.responses[name]) for name in named)})" for one in best]
    beaten = len(found) - len(best)
    opening = f"Of {len(found)} designs, {group_shown(analysis).title}, "
    if not best:
        return f"{opening}each is beaten by another."
    others = f"; {beaten} {'is' if beaten == 1 else 'are'} beaten" if beaten else ""
    return (
        f"{opening}{len(best)} {'is' if len(best) == 1 else 'are'} not beaten by another{others}: {'; '.join(texts)}."
    )


def brought(one: Position, shown: Response) -> str:
    """One level in words."""
    return f"{shown.label} {number(one.values[shown.name] * shown.factor, shown.decimals)}"
