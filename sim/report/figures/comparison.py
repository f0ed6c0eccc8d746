"""Paired differences from the reference with their intervals: a panel for each response, a row for each design."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.study_analysis import Analysis
from sim.outcomes.responses import Response
from sim.report.figures.figure_rows import BAND, RowPanel, rows_of_designs
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, footer, group_shown, interval_words
from sim.report.figures.style import BLUE, HALO, INK, LEAST, PANEL, SAMPLING_ERROR, SMALL, SOFT, VERMILION
from sim.report.figures.window import Window, window_of
from sim.report.layout import LEVELS, difference_decimals, number, scaled

COLUMNS: Final = 4
PANEL_WIDTH: Final = 2.25
NAMED: Final = 0.18
"""The space between names and panels, in inches."""
BETWEEN: Final = 0.36
"""The space between panels, for half the last tick label of one and half the first of the next."""
LEAST_ROW: Final = 0.44
"""The least height of a row, which has two marks."""
LEGEND: Final = 0.3
HEADING: Final = 0.44
TICKS: Final = 0.3
MARKS: Final = ((ALL, "o", BLUE, -0.19), (REACHABLE, "D", VERMILION, 0.19))
"""Group, marker, colour, and offset within the row."""


@dataclass(frozen=True, slots=True)
class DifferenceMark:
    """A difference in the unit shown, and its place in the panel."""

    design: str
    row: float
    group: Group
    marker: str
    colour: str
    value: float
    difference: Estimate

    @property
    def reach(self) -> tuple[float, float]:
        """The range from the lowest to the highest number drawn."""
        low, high = self.difference.low, self.difference.high
        return (self.value if low is None else low, self.value if high is None else high)


def comparison(analysis: Analysis, margins: Mapping[str, float]) -> Drawing | None:
    """The effects of each design; None without another design or without any number.

    `margins` are differences too small to matter, by response and in its own unit.
    """
    panels = [(shown, marks) for shown in main(analysis) if (marks := marks_of(analysis, shown))]
    if not panels:
        return None
    windows = [window_of_panel(shown, marks, margins) for shown, marks in panels]
    words = words_of(analysis, margins, any(window.beyond for window in windows))
    rows = rows_of_designs(analysis.others, LEAST_ROW)
    left = EDGE + rows.width + NAMED
    columns, step = min(COLUMNS, len(panels)), HEADING + rows.height + TICKS
    width, height = left + COLUMNS * (PANEL_WIDTH + BETWEEN) - BETWEEN + EDGE, math.ceil(len(panels) / columns) * step
    sheet = Sheet(analysis.scenario.title, words, width, LEGEND + height)
    sheet.legend(legend(analysis, margins))
    for place, ((shown, marks), window) in enumerate(zip(panels, windows, strict=True)):
        down, across = divmod(place, columns)
        at, top = left + across * (PANEL_WIDTH + BETWEEN), LEGEND + down * step + HEADING
        panel = RowPanel(sheet, rows, at, top, PANEL_WIDTH, named=across == 0, pad=8)
        draw_marks(panel, window, marks, decimals_of(analysis, shown))
        write_heading(panel.axes, shown, analysis)
    return Drawing("figure", words, alternative(analysis), sheet.figure)


def main(analysis: Analysis) -> tuple[Response, ...]:
    """The responses of the main table."""
    return tuple(analysis.responses[name] for name in LEVELS)


def marks_of(analysis: Analysis, shown: Response) -> list[DifferenceMark]:
    """The differences in one response for both groups; empty if none is estimable."""
    found = []
    for group, marker, colour, offset in MARKS:
        for row, design in enumerate(analysis.others):
            difference = scaled(analysis.contrast(group.name, design, shown.name).together, shown.factor)
            if difference.value is not None:
                found.append(DifferenceMark(design, row + offset, group, marker, colour, difference.value, difference))
    return found


def window_of_panel(shown: Response, marks: Sequence[DifferenceMark], margins: Mapping[str, float]) -> Window:
    """The limits of the axis of a response."""
    reaches: dict[str, list[tuple[float, float]]] = {}
    for mark in marks:
        reaches.setdefault(mark.design, []).append(mark.reach)
    return window_of(list(reaches.values()), margins.get(shown.name, 0.0) * shown.factor)


def decimals_of(analysis: Analysis, shown: Response) -> int:
    """The decimals of differences in a response."""
    return difference_decimals(analysis, shown, tuple(group.name for group, *_ in MARKS))


def draw_marks(panel: RowPanel, window: Window, marks: Sequence[DifferenceMark], decimals: int) -> None:
    """Draws the differences in one response."""
    panel.axes.set_xlim(window.low, window.high)
    if window.margin:
        panel.band(window.margin)
    panel.zero()
    for mark in marks:
        low, high = mark.reach
        if low < window.low or high > window.high:
            write_beyond(panel.axes, mark, decimals, rightwards=high > window.high)
            continue
        panel.interval(mark.row, mark.difference, mark.colour)
        panel.mark(mark.row, mark.value, mark.marker, {"color": mark.colour, "markersize": 4.4, "markeredgewidth": 0})
    panel.scale("", 4)


def write_beyond(axes: Axes, mark: DifferenceMark, decimals: int, *, rightwards: bool) -> None:
    """Draws an arrow at the end of the axis, with the number that lies beyond it."""
    half = mark.difference.half_width
    about = "" if half is None else f" ± {number(half, decimals)}"
    place, side, shift = (1.0, "right", -7.0) if rightwards else (0.0, "left", 7.0)
    across = axes.get_yaxis_transform()
    head = ">" if rightwards else "<"
    # Not clipped, because at the edge of the panel half of the arrow would be cut off.
    axes.plot([place], [mark.row], head, color=mark.colour, markersize=5, transform=across, clip_on=False)
    axes.annotate(
        f"{number(mark.value, decimals, signed=True)}{about}", (place, mark.row), (shift, 0.0), across,
        "offset points", ha=side, va="center_baseline", fontsize=LEAST, color=mark.colour,
        path_effects=HALO,
    )  # fmt: skip


def write_heading(axes: Axes, shown: Response, analysis: Analysis) -> None:
    """Writes the response above the panel, with its unit and the better side."""
    better = analysis.responses[shown.name].better
    side = {"lower": ", left is better", "higher": ", right is better", None: ""}[better]
    unit = f"{shown.difference_unit.replace('minutes', 'min')}{side}"
    title = shown.label[0].upper() + shown.label[1:]
    for text, up, size, weight, colour in ((title, 15.0, PANEL, "bold", INK), (unit, 4.0, SMALL, "normal", SOFT)):
        axes.annotate(
            text, (0.0, 1.0), (0.0, up), "axes fraction", "offset points", fontsize=size, fontweight=weight,
            color=colour,
        )  # fmt: skip


def legend(analysis: Analysis, margins: Mapping[str, float]) -> dict[str, Artist]:
    """The legend entries of the marks and of the band."""
    entries: dict[str, Artist] = {}
    for group, marker, colour, _ in MARKS:
        citizens = analysis.contrast(group.name, analysis.reference, LEVELS[0]).citizens
        mark = Line2D([], [], marker=marker, color=colour, markersize=4.4, **SAMPLING_ERROR)
        entries[f"{group.title} (n = {citizens:,})"] = mark
    if any(margins.get(shown.name) for shown in main(analysis)):
        entries["too small to matter"] = BAND.swatch
    return entries


def words_of(analysis: Analysis, margins: Mapping[str, float], beyond: bool) -> SheetText:
    """The text around the panels."""
    read = "A bar that crosses zero may be sampling error."
    if any(margins.get(shown.name) for shown in main(analysis)):
        read += " A bar wholly in the grey band is too small to matter."
    if beyond:
        read += " An arrow points to a value beyond the axis, which is written beside it."
    return SheetText(
        f"What each design changes, compared with {analysis.reference}",
        f"Difference from {analysis.reference}, on the same citizens with the same luck. {read}",
        footer(analysis, interval_words(analysis, "Bars", " that hold all at once")),
    )


def alternative(analysis: Analysis) -> str:
    """The smallest and largest differences in the most important responses, in words."""
    group = group_shown(analysis)
    texts = []
    for shown in main(analysis):
        if shown.name not in ("effort_minutes", "missed_share", "fees_eur"):
            continue
        found = [
            (value, design)
            for design in analysis.others
            if (value := analysis.contrast(group.name, design, shown.name).together) is not None
        ]
        values = [(one.value * shown.factor, design) for one, design in found if one.value is not None]
        if values:
            decimals = decimals_of(analysis, shown)
            ends = (min(values), max(values))
            # With one design both ends are the same.
            words = [f"{number(value, decimals, signed=True)} ({design})" for value, design in dict.fromkeys(ends)]
            extremes = (
                f"{' to '.join(words)} {shown.difference_unit}" if any(value for value, _ in ends) else "the same"
            )
            texts.append(f"{shown.label} {extremes}")
    count = f"{len(analysis.others)} designs" if len(analysis.others) > 1 else analysis.others[0]
    opening = f"Paired differences of {count} from {analysis.reference}, {group.title}"
    return f"{opening}: {'; '.join(texts)}." if texts else f"{opening}."
