"""Labelled rows with marks along an axis: what every figure is made of that sets designs or numbers one below another.

A figure says what its rows are called (`FigureRows`), lays a panel of them on its sheet (`RowPanel`), and draws bars,
intervals, dots, texts and columns of numbers there. How a bar is filled (`Fill`) tells what it means.
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
from sim.report.figures.style import BODY, CHANCE, GRID, IGNORANCE, INK, MARGIN, PAPER, SMALL, SOFT, SPAN, UNKNOWN
from sim.report.layout import per_cent

NAMES: Final = 2.1
"""The widest that a column of paths gets, in inches."""
DESIGNS: Final = 1.5
"""The widest that a column of designs gets, in inches."""
NAMED: Final = 0.12
"""Between names and panels."""
ROW: Final = 0.27
"""The least height of a row."""
TALL: Final = 0.36
"""The least height of a row with a bar and something below it."""
BAR: Final = 0.17
"""The height of a bar, in inches."""
TIP: Final = 0.045
"""Half the height of the ends of a hair line, in inches."""
NARROW: Final = 1e-6
"""An interval narrower than this share of its value is rounding, and not drawn."""


@dataclass(frozen=True, slots=True)
class FigureRows:
    """The rows of a figure, each with its name in as many lines as it needs."""

    names: tuple[str, ...]
    width: float
    """Of the widest line, in inches."""
    row: float
    """The height of each row."""
    size: float = SMALL
    """Of the type of the names."""

    @property
    def height(self) -> float:
        """Of all rows."""
        return self.row * len(self.names)


def rows_of(names: Sequence[str], widest_name: float = NAMES, least: float = ROW) -> FigureRows:
    """Rows with these names, which are broken where a path has a dot."""
    broken = tuple("\n".join(broken_path(drawable(name), widest_name, SMALL)) for name in names)
    return FigureRows(broken, widest(broken, SMALL), max(least, 0.07 + height_of(lines_of(broken), SMALL)))


def rows_of_designs(designs: Sequence[str], least: float = TALL) -> FigureRows:
    """Rows for designs, whose names are broken at a space or a hyphen."""
    broken = tuple("\n".join(wrapped(design, DESIGNS, BODY)) for design in designs)
    return FigureRows(broken, widest(broken), max(least, 0.1 + height_of(lines_of(broken), BODY)), BODY)


def lines_of(names: Sequence[str]) -> int:
    """The lines of the name that has most of them."""
    return max((name.count("\n") + 1 for name in names), default=1)


class Fill(NamedTuple):
    """How a bar is filled: in a colour, or with a hatch in the brown of what is not known."""

    colour: str = PAPER
    edge: str = UNKNOWN[0]
    line: float = 0.7
    """The width of its edge, in points."""
    hatch: str = ""

    def draw(self, axes: Axes, row: float, begin: float, end: float, height: float) -> None:
        """A bar of this height in the middle of a row. A solid one covers a hatched one, but not its edge."""
        span: tuple[float, float, float, float] = (row, end - begin, height, begin)
        if not self.hatch:
            axes.barh(*span, facecolor=self.colour, edgecolor=self.edge, linewidth=self.line, zorder=1.8)
            return
        axes.barh(*span, color=self.colour, linewidth=0, zorder=1.2)
        axes.barh(*span, **{**IGNORANCE, "hatch": self.hatch}, zorder=1.4)
        axes.barh(*span, facecolor="none", edgecolor=self.edge, linewidth=self.line, zorder=2.0)

    @property
    def swatch(self) -> Patch:
        """The same for a legend."""
        if self.hatch:
            return Patch(**{**IGNORANCE, "linewidth": self.line, "hatch": self.hatch})
        return Patch(facecolor=self.colour, edgecolor=self.edge, linewidth=self.line)


SOLID: Final = Fill(UNKNOWN[1])
HATCHED: Final = Fill(hatch=str(IGNORANCE["hatch"]))
BAND: Final = Fill(MARGIN, line=0.0)
"""The band behind all rows of what is too small to matter."""


class RowPanel:
    """A panel of labelled rows on a sheet. Rows are numbers from 0 on, the first on top; parts are places within."""

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
        """A panel whose upper left corner is here, with the names of its rows so many points to the left or without."""
        self.axes = axes = sheet.axes(left, top, width, rows.height)
        self.rows = rows
        self.width = width
        axes.set_ylim(len(rows.names) - 0.5, -0.5)
        axes.set_yticks(range(len(rows.names)), rows.names if named else [""] * len(rows.names), fontsize=rows.size)
        axes.tick_params(axis="y", length=0, pad=pad)
        axes.spines["left"].set_visible(False)
        axes.set_axisbelow(True)

    def scale(self, unit: str, ticks: int = 5, *, grid: bool = True) -> None:
        """The scale below the panel, with what it measures."""
        self.axes.locator_params(axis="x", nbins=ticks)
        if grid:
            self.axes.grid(axis="x", color=GRID, linewidth=0.7)
        self.axes.set_xlabel(unit, fontsize=SMALL, color=SOFT, loc="left")

    def hide_scale(self) -> None:
        """Leaves the scale to a panel below, and keeps its grid."""
        self.axes.tick_params(axis="x", length=0, labelbottom=False)
        self.axes.spines["bottom"].set_visible(False)

    def band(self, margin: float) -> None:
        """Around zero, behind all rows: what is too small to matter."""
        self.axes.axvspan(-margin, margin, color=MARGIN, linewidth=0, zorder=0.5)

    def zero(self, zorder: float = 1.1) -> None:
        """A line at zero, behind the marks."""
        self.axes.axvline(0.0, color=INK, linewidth=0.9, zorder=zorder)

    def bar(self, row: float, begin: float, end: float, fill: Fill = SOLID, share: float | None = None) -> None:
        """A bar as high as all are, or as this share of its row."""
        fill.draw(self.axes, row, begin, end, BAR / self.rows.row if share is None else share)

    def interval(self, row: float, estimate: Estimate, colour: str = INK) -> None:
        """The interval of an estimate that covers chance, if it has one: a thin bar."""
        low, high = estimate.low, estimate.high
        if low is not None and high is not None and low != high:
            self.axes.plot([low, high], [row, row], color=colour, **CHANCE)

    def hair_line(self, row: float, estimate: Estimate) -> None:
        """The interval of an estimate for the finite number of points, if it has one: a hair line with ends."""
        low, high = estimate.low, estimate.high
        if low is None or high is None or high - low <= NARROW * abs(high):
            return
        tip = TIP / self.rows.row
        self.axes.plot([low, high], [row, row], **SPAN, zorder=3.0)
        for end in (low, high):
            self.axes.plot([end, end], [row - tip, row + tip], **SPAN, zorder=3.0)

    def mark(self, row: float, value: float, shape: str, look: Mapping[str, Any]) -> None:
        """A mark of this shape, such as `o`, with its look as Matplotlib knows it."""
        self.axes.plot([value], [row], shape, **look)

    def text(self, row: float, value: float, text: str, *, leftwards: bool = False, weight: str = "normal") -> None:
        """A number or a word that begins just beyond a value, or ends just before it."""
        self.axes.annotate(
            text, (value, row), (-4.0 if leftwards else 4.0, 0.0), "data", "offset points",
            ha="right" if leftwards else "left", va="center_baseline", fontsize=SMALL, fontweight=weight,
        )  # fmt: skip

    def column(self, texts: Sequence[str], beyond: float, colour: str = INK) -> None:
        """Numbers or words beside the rows, right aligned so many inches beyond the right side of the panel."""
        for row, text in enumerate(texts):
            self.axes.annotate(
                text, (1.0 + beyond / self.width, row), (0.0, 0.0), self.axes.get_yaxis_transform(), "offset points",
                ha="right", va="center_baseline", fontsize=SMALL, color=colour, annotation_clip=False,
            )  # fmt: skip


def line_words(found: Iterable[Estimate], confidence: float, what: str) -> str:
    """What hair lines are, or that there are none because points are too few to tell how far off a number is."""
    if all(each.low is None for each in found):
        return "There are no intervals: the points are too few to tell how far off a number is."
    return f"Hair lines are {per_cent(confidence)} intervals{what}, for the finite number of points."
