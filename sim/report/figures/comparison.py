"""Paired differences from the reference with their intervals: a panel per response, a row per design."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.study import Analysis
from sim.report.figures.lettering import height_of, widest, wrapped
from sim.report.figures.sheet import EDGE, Drawing, Sheet, Words, footer, group_shown, interval_words
from sim.report.figures.style import BLUE, BODY, CHANCE, GRID, HALO, INK, LEAST, MARGIN, PANEL, SMALL, SOFT, VERMILION
from sim.report.figures.window import Window, window_of
from sim.report.layout import MAIN, Shown, difference_decimals, number, scaled

COLUMNS: Final = 4
PANEL_WIDTH: Final = 2.25
NAMES: Final = 1.5
"""The widest that the column of names gets, in inches."""
NAMED: Final = 0.18
"""Between names and panels."""
BETWEEN: Final = 0.36
"""Between panels: room for half the last tick label of one and half the first of the next."""
LEGEND: Final = 0.3
HEADING: Final = 0.44
TICKS: Final = 0.3
MARKS: Final = ((ALL, "o", BLUE, -0.19), (REACHABLE, "D", VERMILION, 0.19))
"""Group, marker, colour and place within the row."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A difference in the shown unit, and where it is drawn."""

    design: str
    row: float
    group: Group
    marker: str
    colour: str
    value: float
    difference: Estimate

    @property
    def reach(self) -> tuple[float, float]:
        """From the lowest to the highest number drawn."""
        low, high = self.difference.low, self.difference.high
        return (self.value if low is None else low, self.value if high is None else high)


def comparison(analysis: Analysis, margins: Mapping[str, float]) -> Drawing | None:
    """What each design changes; None without another design or without any number.

    `margins` are differences too small to matter, by response and in its own unit.
    """
    panels = [(shown, marks) for shown in MAIN if (marks := marks_of(analysis, shown))]
    if not panels:
        return None
    windows = [window_of_panel(shown, marks, margins) for shown, marks in panels]
    words = words_of(analysis, margins, any(window.beyond for window in windows))
    names = ["\n".join(wrapped(design, NAMES, BODY)) for design in analysis.others]
    left = EDGE + widest(names) + NAMED
    row = max(0.44, 0.1 + height_of(max(name.count("\n") + 1 for name in names), BODY))
    columns, height = min(COLUMNS, len(panels)), row * len(names)
    rows = math.ceil(len(panels) / columns)
    step = HEADING + height + TICKS
    sheet = Sheet(
        analysis.scenario.title, words, left + COLUMNS * (PANEL_WIDTH + BETWEEN) - BETWEEN + EDGE, LEGEND + rows * step
    )
    add_legend(sheet, analysis, margins)
    for place, ((shown, marks), window) in enumerate(zip(panels, windows, strict=True)):
        down, across = divmod(place, columns)
        top = LEGEND + down * step + HEADING
        axes = sheet.axes(left + across * (PANEL_WIDTH + BETWEEN), top, PANEL_WIDTH, height)
        draw_panel(axes, window, marks, decimals_of(analysis, shown))
        describe_panel(axes, shown, analysis, names, named=across == 0)
    return Drawing("figure", words, alternative(analysis), sheet.figure)


def marks_of(analysis: Analysis, shown: Shown) -> list[Mark]:
    """The differences of one response, of both groups; empty if none is estimable."""
    found = []
    for group, marker, colour, offset in MARKS:
        for row, design in enumerate(analysis.others):
            difference = scaled(analysis.contrast(group.name, design, shown.response).together, shown.factor)
            if difference.value is not None:
                found.append(Mark(design, row + offset, group, marker, colour, difference.value, difference))
    return found


def window_of_panel(shown: Shown, marks: Sequence[Mark], margins: Mapping[str, float]) -> Window:
    """What the axis of a response shows."""
    reaches: dict[str, list[tuple[float, float]]] = {}
    for mark in marks:
        reaches.setdefault(mark.design, []).append(mark.reach)
    return window_of(list(reaches.values()), margins.get(shown.response, 0.0) * shown.factor)


def decimals_of(analysis: Analysis, shown: Shown) -> int:
    """Decimals of the differences of a response."""
    return difference_decimals(analysis, shown, tuple(group.name for group, *_ in MARKS))


def draw_panel(axes: Axes, window: Window, marks: Sequence[Mark], decimals: int) -> None:
    """The differences of one response."""
    axes.set_xlim(window.low, window.high)
    if window.margin:
        axes.axvspan(-window.margin, window.margin, color=MARGIN, linewidth=0, zorder=0.5)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=1.5)
    for mark in marks:
        low, high = mark.reach
        if low < window.low or high > window.high:
            write_beyond(axes, mark, decimals, rightwards=high > window.high)
            continue
        if low < high:
            axes.plot([low, high], [mark.row] * 2, color=mark.colour, **CHANCE)
        axes.plot([mark.value], [mark.row], mark.marker, color=mark.colour, markersize=4.4, markeredgewidth=0)


def write_beyond(axes: Axes, mark: Mark, decimals: int, *, rightwards: bool) -> None:
    """An arrow at the end of the axis, and the number that lies beyond it."""
    half = mark.difference.half_width
    about = "" if half is None else f" ± {number(half, decimals)}"
    place, side, shift = (1.0, "right", -7.0) if rightwards else (0.0, "left", 7.0)
    across = axes.get_yaxis_transform()
    head = ">" if rightwards else "<"
    axes.plot([place], [mark.row], head, color=mark.colour, markersize=5, transform=across, clip_on=False)
    axes.annotate(
        f"{number(mark.value, decimals, signed=True)}{about}", (place, mark.row), (shift, 0.0), across,
        "offset points", ha=side, va="center_baseline", fontsize=LEAST, color=mark.colour,
        path_effects=HALO,
    )  # fmt: skip


def describe_panel(axes: Axes, shown: Shown, analysis: Analysis, names: list[str], *, named: bool) -> None:
    """Rows, ticks, and what is measured above them."""
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names if named else [""] * len(names), fontsize=BODY)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    better = analysis.responses[shown.response].better
    side = {"lower": ", left is better", "higher": ", right is better", None: ""}[better]
    unit = f"{shown.difference_unit.replace('minutes', 'min')}{side}"
    title = shown.words[0].upper() + shown.words[1:]
    for text, up, size, weight, colour in ((title, 15.0, PANEL, "bold", INK), (unit, 4.0, SMALL, "normal", SOFT)):
        axes.annotate(
            text, (0.0, 1.0), (0.0, up), "axes fraction", "offset points", fontsize=size, fontweight=weight,
            color=colour,
        )  # fmt: skip


def add_legend(sheet: Sheet, analysis: Analysis, margins: Mapping[str, float]) -> None:
    """Which mark is whose, and what the band is."""
    handles: list[Line2D | Patch] = []
    labels = []
    for group, marker, colour, _ in MARKS:
        citizens = analysis.contrast(group.name, analysis.reference, MAIN[0].response).citizens
        handles.append(Line2D([], [], marker=marker, color=colour, markersize=4.4, **CHANCE))
        labels.append(f"{group.title} (n = {citizens:,})")
    if any(margins.get(shown.response) for shown in MAIN):
        handles.append(Patch(facecolor=MARGIN, linewidth=0))
        labels.append("too small to matter")
    sheet.figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(EDGE / sheet.width, 1.0 - sheet.head / sheet.height),
        ncols=len(handles), frameon=False, borderaxespad=0.0, borderpad=0.0, handletextpad=0.6, fontsize=BODY,
    )  # fmt: skip


def words_of(analysis: Analysis, margins: Mapping[str, float], beyond: bool) -> Words:
    """What stands around the panels."""
    read = "A bar that crosses zero may be chance."
    if any(margins.get(shown.response) for shown in MAIN):
        read += " A bar wholly in the grey band is too small to matter."
    if beyond:
        read += " An arrow points to a value beyond the axis, which is written beside it."
    return Words(
        f"What each design changes, compared with {analysis.reference}",
        f"Difference from {analysis.reference}, on the same citizens with the same luck. {read}",
        footer(analysis, interval_words(analysis, "Bars", " that hold all at once")),
    )


def alternative(analysis: Analysis) -> str:
    """How far the designs lie apart in what matters most, in words."""
    group = group_shown(analysis)
    said = []
    for shown in MAIN:
        if shown.response not in ("effort_minutes", "missed_share", "fees_eur"):
            continue
        found = [
            (value, design)
            for design in analysis.others
            if (value := analysis.contrast(group.name, design, shown.response).together) is not None
        ]
        values = [(one.value * shown.factor, design) for one, design in found if one.value is not None]
        if values:
            decimals = decimals_of(analysis, shown)
            ends = (min(values), max(values))
            words = [f"{number(value, decimals, signed=True)} ({design})" for value, design in dict.fromkeys(ends)]
            told = f"{' to '.join(words)} {shown.difference_unit}" if any(value for value, _ in ends) else "the same"
            said.append(f"{shown.words} {told}")
    count = f"{len(analysis.others)} designs" if len(analysis.others) > 1 else analysis.others[0]
    opening = f"Paired differences of {count} from {analysis.reference}, {group.title}"
    return f"{opening}: {'; '.join(said)}." if said else f"{opening}."
