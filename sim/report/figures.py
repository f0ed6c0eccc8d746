"""The comparison as a figure: paired differences from the reference with their intervals, a panel per response.

The bytes depend on the numbers and on the version of Matplotlib only.
"""

from __future__ import annotations

import io
import math
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.groups import ALL, REACHABLE
from sim.analysis.study import Analysis
from sim.report.layout import Shown, printable, scaled, shown_of

COLUMNS: Final = 4
PANEL_WIDTH: Final = 2.45
LINE_HEIGHT: Final = 0.36
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
    """A panel per response, a row per design, a mark per group."""
    listed = shown_of(analysis)
    rows = math.ceil(len(listed) / COLUMNS)
    panel = 0.85 + LINE_HEIGHT * len(analysis.others)
    top, bottom = 0.95, 0.55
    height = rows * panel + top + bottom
    figure = Figure(figsize=(1.5 + COLUMNS * PANEL_WIDTH, height))
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, COLUMNS, squeeze=False)
    figure.subplots_adjust(
        left=1.35 / figure.get_figwidth(),
        right=0.985,
        top=1.0 - (top + 0.32) / height,
        bottom=(bottom + 0.25) / height,
        wspace=0.12,
        hspace=0.85 / (panel - 0.6),
    )
    for place, axes in enumerate(grid.flat):
        if place < len(listed):
            draw_panel(axes, analysis, listed[place], named=place % COLUMNS == 0)
        else:
            axes.set_axis_off()
    describe(figure, analysis, height)
    return figure


def draw_panel(axes: Axes, analysis: Analysis, shown: Shown, *, named: bool) -> None:
    """The differences of one response."""
    for group, marker, colour, offset in MARKS:
        for row, design in enumerate(analysis.others):
            difference = scaled(analysis.contrast(group.name, design, shown.response).difference, shown.factor)
            if difference.value is None:
                continue
            if difference.low is not None and difference.high is not None:
                axes.plot([difference.low, difference.high], [row + offset] * 2, color=colour, linewidth=1.6)
            axes.plot(difference.value, row + offset, marker, color=colour, markersize=4.6, markeredgewidth=0)
    axes.axvline(0.0, color=INK, linewidth=0.8, zorder=0)
    axes.set_ylim(len(analysis.others) - 0.5, -0.5)
    axes.set_yticks(range(len(analysis.others)), analysis.others if named else [])
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=2.5, labelsize=7.5)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.12)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.set_title(panel_title(shown), loc="left", fontsize=9, fontweight="bold", pad=15)
    axes.text(0.0, 1.0, unit(shown, analysis), transform=axes.transAxes, fontsize=7.5, color=FAINT, va="bottom")


def panel_title(shown: Shown) -> str:
    """The response's name."""
    return shown.words[0].upper() + shown.words[1:]


def unit(shown: Shown, analysis: Analysis) -> str:
    """The unit, and which side is good for the citizen."""
    better = analysis.responses[shown.response].better
    side = {"lower": ", left is better", "higher": ", right is better", None: ""}[better]
    return f"{shown.difference_unit.replace('percentage points', '% points').replace('minutes', 'min')}{side}"


def describe(figure: Figure, analysis: Analysis, height: float) -> None:
    """Title, legend and the small print: n, seed, what the interval means."""
    scenario = analysis.scenario
    left = 0.14 / figure.get_figwidth()
    figure.text(left, 1.0 - 0.14 / height, printable(scenario.title), fontsize=12, fontweight="bold", va="top")
    figure.text(
        left,
        1.0 - 0.42 / height,
        f"Difference from {analysis.reference}, per design, on the same citizens with the same luck",
        fontsize=9,
        va="top",
    )
    counts = {group.name: analysis.contrast(group.name, analysis.reference, "effort_minutes") for group, *_ in MARKS}
    handles = [
        Line2D([], [], marker=marker, color=colour, markersize=5, linewidth=1.6) for _, marker, colour, _ in MARKS
    ]
    labels = [f"{group.title} (n = {counts[group.name].citizens:,})" for group, *_ in MARKS]
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(left, 1.0 - 0.58 / height), ncols=2, frameon=False,
        borderaxespad=0.0, borderpad=0.0, handletextpad=0.5, fontsize=8.5,
    )  # fmt: skip
    figure.text(
        left,
        0.12 / height,
        f"{scenario.name}, {scenario.population.size:,} citizens, {scenario.replications:,} replication(s), "
        f"seed {scenario.seed}. Bars: 95 % intervals of the paired difference; they cover the luck of who was "
        "simulated, not what is unknown about behaviour.",
        fontsize=7.5,
        color=FAINT,
        va="bottom",
    )
