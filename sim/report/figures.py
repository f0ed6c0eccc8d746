"""The comparison as a figure: paired differences from the reference with their intervals, a panel per response.

The bytes depend on the numbers and on the version of Matplotlib only.
"""

from __future__ import annotations

import io
import math
import textwrap
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.study import Analysis
from sim.report.layout import MAIN, Shown, printable, scaled

COLUMNS: Final = 4
PANEL_WIDTH: Final = 2.45
LINE_HEIGHT: Final = 0.36
NAME_LENGTH: Final = 24
TITLE_LENGTH: Final = 85
INK: Final = "#222222"
FAINT: Final = "#8a8a8a"
GRID: Final = "#e6e6e6"
MARKS: Final = ((ALL, "o", "#0072B2", -0.14), (REACHABLE, "D", "#D55E00", 0.14))
"""Group, marker, colour and place within the row; the colours are told apart by colour-blind readers."""
STYLE: Final[dict[Any, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": INK,
    "svg.hashsalt": "messagebox-sim",
    "svg.fonttype": "path",
    "path.simplify": False,
}


def figures(analysis: Analysis) -> dict[str, bytes]:
    """The figure as PNG and SVG by file name; empty if there is nothing to compare with the reference."""
    if not analysis.others:
        return {}
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        figure = draw(analysis)
        return {
            "figure.png": saved(figure, "png", {"Software": None}),
            "figure.svg": saved(figure, "svg", {"Date": None, "Creator": None}),
        }


def saved(figure: Figure, form: str, metadata: dict[str, None]) -> bytes:
    """The bytes of a figure, without a date."""
    written = io.BytesIO()
    figure.savefig(written, format=form, dpi=200, metadata=metadata, facecolor="white")
    return written.getvalue()


def draw(analysis: Analysis) -> Figure:
    """A panel per main response, a row per design, a mark per group. Lengths are in inches."""
    names = [textwrap.fill(design, NAME_LENGTH) for design in analysis.others]
    title = textwrap.wrap(printable(analysis.scenario.title), TITLE_LENGTH)
    left = 0.3 + 0.078 * max(len(line) for name in names for line in name.split("\n"))
    rows = math.ceil(len(MAIN) / COLUMNS)
    panel = LINE_HEIGHT * sum(1 + 0.5 * name.count("\n") for name in names)
    top, between, bottom = 1.3 + 0.22 * len(title), 1.0, 0.75
    width = left + COLUMNS * PANEL_WIDTH + 0.15
    height = top + rows * panel + (rows - 1) * between + bottom
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, COLUMNS, squeeze=False)
    figure.subplots_adjust(
        left=left / width,
        right=1.0 - 0.15 / width,
        top=1.0 - top / height,
        bottom=bottom / height,
        wspace=0.12,
        hspace=between / panel,
    )
    for place, (axes, shown) in enumerate(zip(grid.flat, MAIN, strict=True)):
        draw_panel(axes, analysis, shown, names if place % COLUMNS == 0 else [])
    describe(figure, analysis, title)
    return figure


def draw_panel(axes: Axes, analysis: Analysis, shown: Shown, names: list[str]) -> None:
    """The differences of one response."""
    for group, marker, colour, offset in MARKS:
        for row, design in enumerate(analysis.others):
            difference = scaled(analysis.contrast(group.name, design, shown.response).difference, shown.factor)
            if difference.value is None:
                continue
            if difference.low is not None and difference.high is not None:
                axes.plot([difference.low, difference.high], [row + offset] * 2, color=colour, linewidth=1.6)
            axes.plot(difference.value, row + offset, marker, color=colour, markersize=4.6, markeredgewidth=0)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=1.5)
    axes.set_ylim(len(analysis.others) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=2.5, labelsize=7.5)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.12)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.set_title(panel_title(shown), loc="left", fontsize=9, fontweight="bold", pad=16)
    axes.annotate(
        unit(shown, analysis), (0.0, 1.0), (0.0, 3.0), "axes fraction", "offset points", fontsize=7.5, color=FAINT
    )


def panel_title(shown: Shown) -> str:
    """The response's name."""
    return shown.words[0].upper() + shown.words[1:]


def unit(shown: Shown, analysis: Analysis) -> str:
    """The unit, and which side is good for the citizen."""
    better = analysis.responses[shown.response].better
    side = {"lower": ", left is better", "higher": ", right is better", None: ""}[better]
    return f"{shown.difference_unit.replace('minutes', 'min')}{side}"


def describe(figure: Figure, analysis: Analysis, title: list[str]) -> None:
    """Title, legend and the small print: n, seed, what the interval means."""
    scenario, (width, height) = analysis.scenario, figure.get_size_inches()
    left, under = 0.14 / width, 0.22 * len(title)

    def write(inches_down: float, text: str, size: float, weight: str = "normal", colour: str = INK) -> None:
        figure.text(left, 1.0 - inches_down / height, text, va="top", fontsize=size, fontweight=weight, color=colour)

    write(0.14, "\n".join(title), 12, "bold")
    write(0.2 + under, f"Difference from {analysis.reference}, on the same citizens with the same luck", 9)
    counts = {group.name: analysis.contrast(group.name, analysis.reference, "effort_minutes") for group, *_ in MARKS}
    handles = [Line2D([], [], marker=mark, color=colour, markersize=5, linewidth=1.6) for _, mark, colour, _ in MARKS]
    labels = [f"{group.title} (n = {counts[group.name].citizens:,})" for group, *_ in MARKS]
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(left, 1.0 - (0.5 + under) / height), ncols=2,
        frameon=False, borderaxespad=0.0, borderpad=0.0, handletextpad=0.5, fontsize=8.5,
    )  # fmt: skip
    histories = f"{scenario.replications:,} replications of " if scenario.replications > 1 else ""
    write(
        height - 0.28,
        f"{scenario.name}: {histories}{scenario.population.size:,} citizens, seed {scenario.seed}. Bars are 95 % "
        "intervals: they cover the luck of who was simulated, not what is unknown about behaviour.",
        7.5,
        colour=FAINT,
    )
