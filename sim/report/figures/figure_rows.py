"""Labelled rows with marks along an axis, for every figure that lists designs or parameters below each other.

A figure names its rows (`FigureRows`), lays a panel of them on its sheet (`RowPanel`), and draws bars, intervals, dots,
texts and columns of numbers there. The fill of a bar (`Fill`) shows its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.comparison import Estimate
from sim.report.figures.lettering import broken_path, drawable, height_of, widest, wrapped
from sim.report.figures.sheet import Sheet
from sim.report.figures.style import (
    BODY,
    GRID,
    INK,
    MARGIN,
    PAPER,
    PARAMETER_RANGE,
    SAMPLING_ERROR,
    SMALL,
    SOFT,
    SPAN,
    UNKNOWN,
)
from sim.report.layout import per_cent

NAMES: Final = 2.1
"""The largest width of a column of paths, in inches."""
DESIGNS: Final = 1.5
"""The largest width of a column of designs, in inches."""
NAMED: Final = 0.12
"""The space between names and panels, in inches."""
ROW: Final = 0.27
"""The least height of a row, in inches."""
TALL: Final = 0.36
"""The least height of a row with a bar and something below it, in inches."""
BAR: Final = 0.17
"""The height of a bar, in inches."""
TIP: Final = 0.045
"""Half the height of the ends of a hairline, in inches."""
NARROW: Final = 1e-6
"""Intervals narrower than this share of their value are rounding error, and are not drawn."""


@dataclass(frozen=True, slots=True)
class FigureRows:
    """The rows of a figure, each with its name in as many lines as it needs."""

    names: tuple[str, ...]
    width: float
    """The width of the widest line, in inches."""
    row: float
    """The height of each row, in inches."""
    size: float = SMALL
    """The font size of the names, in points."""

    @property
    def height(self) -> float:
        """The height of all rows, in inches."""
        return self.row * len(self.names)


def rows_of(names: Sequence[str], widest_name: float = NAMES, least: float = ROW) -> FigureRows:
    """Rows with these names, which are broken after a dot of the path."""
    broken = tuple("\n".join(broken_path(drawable(name), widest_name, SMALL)) for name in names)
    return FigureRows(broken, widest(broken, SMALL), max(least, 0.07 + height_of(lines_of(broken), SMALL)))


def rows_of_designs(designs: Sequence[str], least: float = TALL) -> FigureRows:
    """Rows for designs, whose names are broken at a space or a hyphen."""
    broken = tuple("\n".join(wrapped(design, DESIGNS, BODY)) for design in designs)
    return FigureRows(broken, widest(broken), max(least, 0.1 + height_of(lines_of(broken), BODY)), BODY)


def lines_of(names: Sequence[str]) -> int:
    """The largest number of lines of any name."""
    return max((name.count("\n") + 1 for name in names), default=1)


class Fill(NamedTuple):
    """The fill of a bar: a colour, or a hatch in the brown of parameter uncertainty."""

    colour: str = PAPER
    edge: str = UNKNOWN[0]
    line: float = 0.7
    """The width of its edge, in points."""
    hatch: str = ""

    def draw(self, axes: Axes, row: float, begin: float, end: float, height: float) -> None:
        """Draws a bar of this height in the middle of a row. A solid bar covers a hatched one, but not its edge."""
        span: tuple[float, float, float, float] = (row, end - begin, height, begin)
        # The layers of a hatched bar lie below (1.2, 1.4) and above (2.0) a solid one (1.8).
        if not self.hatch:
            axes.barh(*span, facecolor=self.colour, edgecolor=self.edge, linewidth=self.line, zorder=1.8)
            return
        axes.barh(*span, color=self.colour, linewidth=0, zorder=1.2)
        axes.barh(*span, **{**PARAMETER_RANGE, "hatch": self.hatch}, zorder=1.4)
        axes.barh(*span, facecolor="none", edgecolor=self.edge, linewidth=self.line, zorder=2.0)

    @property
    def swatch(self) -> Patch:
        """The fill as a legend entry."""
        if self.hatch:
            return Patch(**{**PARAMETER_RANGE, "linewidth": self.line, "hatch": self.hatch})
        return Patch(facecolor=self.colour, edgecolor=self.edge, linewidth=self.line)


SOLID: Final = Fill(UNKNOWN[1])
HATCHED: Final = Fill(hatch=str(PARAMETER_RANGE["hatch"]))
BAND: Final = Fill(MARGIN, line=0.0)
"""The band behind all rows for differences too small to matter."""


class RowPanel:
    """A panel of labelled rows on a sheet.

    Rows are numbered from 0, the first on top; a fraction is a place between two rows.
    """

    __slots__ = ("axes", "rows", "width")

    def __init__(
        self,
        sheet: Sheet,
        rows: FigureRows,
        left: float,
        top: float,
        width: float,
        *,
        named: bool = True,
        pad: float = 3.5,
    ) -> None:
        """Adds a panel to the sheet with its upper left corner at `left` and `top`, in inches.

        If `named`, the names of the rows stand `pad` points to its left.
        """
        self.axes = axes = sheet.axes(left, top, width, rows.height)
        self.rows = rows
        self.width = width
        axes.set_ylim(len(rows.names) - 0.5, -0.5)
        axes.set_yticks(range(len(rows.names)), rows.names if named else [""] * len(rows.names), fontsize=rows.size)
        axes.tick_params(axis="y", length=0, pad=pad)
        axes.spines["left"].set_visible(False)
        axes.set_axisbelow(True)

    def scale(self, unit: str, ticks: int = 5, *, grid: bool = True) -> None:
        """Draws the scale below the panel, labelled with its unit."""
        self.axes.locator_params(axis="x", nbins=ticks)
        if grid:
            self.axes.grid(axis="x", color=GRID, linewidth=0.7)
        self.axes.set_xlabel(unit, fontsize=SMALL, color=SOFT, loc="left")

    def hide_scale(self) -> None:
        """Hides the scale, which a panel below shows, and keeps the grid."""
        self.axes.tick_params(axis="x", length=0, labelbottom=False)
        self.axes.spines["bottom"].set_visible(False)

    def band(self, margin: float) -> None:
        """Draws a band around zero, behind all rows, for differences too small to matter."""
        self.axes.axvspan(-margin, margin, color=MARGIN, linewidth=0, zorder=0.5)

    def zero(self, zorder: float = 1.1) -> None:
        """Draws a line at zero, behind the marks."""
        self.axes.axvline(0.0, color=INK, linewidth=0.9, zorder=zorder)

    def bar(self, row: float, begin: float, end: float, fill: Fill = SOLID, share: float | None = None) -> None:
        """Draws a bar of the usual height, or with a height that is `share` of its row."""
        fill.draw(self.axes, row, begin, end, BAR / self.rows.row if share is None else share)

    def interval(self, row: float, estimate: Estimate, colour: str = INK) -> None:
        """Draws the sampling interval of an estimate, if it has one, as a thin bar."""
        low, high = estimate.low, estimate.high
        if low is not None and high is not None and low != high:
            self.axes.plot([low, high], [row, row], color=colour, **SAMPLING_ERROR)

    def hair_line(self, row: float, estimate: Estimate) -> None:
        """Draws the interval for the finite number of points, if there is one, as a hairline with ends."""
        low, high = estimate.low, estimate.high
        if low is None or high is None or high - low <= NARROW * abs(high):
            return
        tip = TIP / self.rows.row
        self.axes.plot([low, high], [row, row], **SPAN, zorder=3.0)
        for end in (low, high):
            self.axes.plot([end, end], [row - tip, row + tip], **SPAN, zorder=3.0)

    def mark(self, row: float, value: float, shape: str, look: Mapping[str, Any]) -> None:
        """Draws a mark of this shape, such as `o`, in a Matplotlib style."""
        self.axes.plot([value], [row], shape, **look)

    def text(self, row: float, value: float, text: str, *, leftwards: bool = False, weight: str = "normal") -> None:
        """Writes a text that begins just beyond a value, or that ends just before it if `leftwards`."""
        self.axes.annotate(
            text, (value, row), (-4.0 if leftwards else 4.0, 0.0), "data", "offset points",
            ha="right" if leftwards else "left", va="center_baseline", fontsize=SMALL, fontweight=weight,
        )  # fmt: skip

    def column(self, texts: Sequence[str], beyond: float, colour: str = INK) -> None:
        """Writes texts beside the rows, right-aligned `beyond` inches to the right of the panel."""
        for row, text in enumerate(texts):
            self.axes.annotate(
                text, (1.0 + beyond / self.width, row), (0.0, 0.0), self.axes.get_yaxis_transform(), "offset points",
                ha="right", va="center_baseline", fontsize=SMALL, color=colour, annotation_clip=False,
            )  # fmt: skip


def line_words(found: Iterable[Estimate], confidence: float, what: str) -> str:
    """The caption of hairlines, or the remark that too few points were simulated for intervals."""
    if all(each.low is None for each in found):
        return "There are too few points for intervals."
    return f"Thin lines are {per_cent(confidence)} intervals{what}, for the finite number of points."
