"""What figures of what is not known have in common: whose study it is, and rows named by the paths of factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.comparison import Estimate
from sim.report.figures.lettering import ELLIPSIS, drawable, height_of, widest, width_of, wrapped
from sim.report.figures.sheet import EDGE, Sheet
from sim.report.figures.style import BODY, GRID, IGNORANCE, INK, PAPER, SMALL, SOFT, SPAN, UNKNOWN
from sim.report.layout import per_cent

NAMES: Final = 2.1
"""The widest that the column of names gets, in inches."""
NAMED: Final = 0.12
"""Between names and panels."""
ROW: Final = 0.27
"""The least height of a row."""
BAR: Final = 0.17
"""The height of a bar, in inches."""
TIP: Final = 0.045
"""Half the height of the ends of a hair line, in inches."""
NARROW: Final = 1e-6
"""An interval narrower than this share of its value is rounding, and not drawn."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose study a figure belongs to."""

    title: str
    """Of the scenario."""
    basis: str
    """How many points, citizens and factors, and which seed: a sentence or two for the footer."""

    def footer(self, said: str) -> str:
        """The basis, and what a figure says about its marks."""
        return f"{drawable(self.basis)} {said}"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a figure, each with its name in as many lines as it needs."""

    names: tuple[str, ...]
    width: float
    """Of the widest line, in inches."""
    row: float
    """The height of each row."""

    @property
    def height(self) -> float:
        """Of all rows."""
        return self.row * len(self.names)

    @property
    def bar(self) -> float:
        """The height of a bar, in rows."""
        return BAR / self.row

    @property
    def tip(self) -> float:
        """Half the height of the ends of a hair line, in rows."""
        return TIP / self.row

    def label(self, axes: Axes, *, named: bool = True) -> None:
        """Gives a panel its rows, the first on top, with or without their names."""
        axes.set_ylim(len(self.names) - 0.5, -0.5)
        axes.set_yticks(range(len(self.names)), self.names if named else [""] * len(self.names), fontsize=SMALL)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.spines["left"].set_visible(False)
        axes.set_axisbelow(True)


def rows_of(names: Sequence[str], widest_name: float = NAMES, least: float = ROW) -> Rows:
    """Rows with these names, which are broken where a path has a dot."""
    broken = tuple("\n".join(broken_path(drawable(name), widest_name, SMALL)) for name in names)
    lines = max((name.count("\n") + 1 for name in broken), default=1)
    return Rows(broken, widest(broken, SMALL), max(least, 0.07 + height_of(lines, SMALL)))


def broken_path(path: str, inches: float, size: float = BODY) -> list[str]:
    """Lines of a path no wider than this, broken behind dots where that is enough."""
    lines = [""]
    for step in path.replace(".", ".\n").split("\n"):
        if width_of(lines[-1] + step, size) <= inches:
            lines[-1] += step
        else:
            lines += wrapped(step, inches, size)
    return [line for line in lines if line] or [""]


def ending(path: str, inches: float, size: float = BODY) -> str:
    """A path, or as much of its end as fits behind an ellipsis: the last steps tell most."""
    if width_of(path, size) <= inches:
        return path
    lengths = range(len(path) - 1, 0, -1)
    fits = next((n for n in lengths if width_of(ELLIPSIS + path[-n:], size) <= inches), 1)
    return ELLIPSIS + path[-fits:]


def hair_line(axes: Axes, estimate: Estimate, row: float, tip: float) -> None:
    """The interval of an estimate for the finite number of points, if it has one, with ends of twice `tip`."""
    low, high = estimate.low, estimate.high
    if low is None or high is None or high - low <= NARROW * abs(high):
        return
    axes.plot([low, high], [row, row], **SPAN, zorder=3.0)
    for end in (low, high):
        axes.plot([end, end], [row - tip, row + tip], **SPAN, zorder=3.0)


def line_words(found: Iterable[Estimate], confidence: float, what: str) -> str:
    """What hair lines are, or that there are none because points are too few to tell how far off a number is."""
    if all(each.low is None for each in found):
        return "There are no intervals: the points are too few to tell how far off a number is."
    return f"Hair lines are {per_cent(confidence)} intervals{what}, for the finite number of points."


def hatched(axes: Axes, left: float, right: float, row: float, height: float) -> None:
    """A hatched bar with an edge, in the brown of what is not known."""
    axes.barh(row, right - left, height, left, color=PAPER, linewidth=0, zorder=1.2)
    axes.barh(row, right - left, height, left, **IGNORANCE, zorder=1.4)
    axes.barh(row, right - left, height, left, facecolor="none", edgecolor=UNKNOWN[0], linewidth=0.7, zorder=2.0)


def solid(axes: Axes, left: float, right: float, row: float, height: float, shade: str = UNKNOWN[1]) -> None:
    """A solid bar in a shade of the same brown."""
    axes.barh(row, right - left, height, left, facecolor=shade, edgecolor=UNKNOWN[0], linewidth=0.7, zorder=1.8)


def swatch(shade: str | None) -> Patch:
    """A bar for a legend: solid in a shade, or hatched without."""
    if shade is None:
        return Patch(**{**IGNORANCE, "linewidth": 0.7})
    return Patch(facecolor=shade, edgecolor=UNKNOWN[0], linewidth=0.7)


def add_legend(sheet: Sheet, entries: Mapping[str, Artist]) -> None:
    """What the marks are, in one line above the panels."""
    sheet.figure.legend(
        list(entries.values()), list(entries), loc="upper left",
        bbox_to_anchor=(EDGE / sheet.width, 1.0 - sheet.head / sheet.height), ncols=len(entries), frameon=False,
        borderaxespad=0.0, borderpad=0.0, handletextpad=0.6, fontsize=BODY,
    )  # fmt: skip


def scale(axes: Axes, label: str, ticks: int = 5) -> None:
    """The scale below a panel, with what it measures."""
    axes.locator_params(axis="x", nbins=ticks)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_xlabel(label, fontsize=SMALL, color=SOFT, loc="left")


def write_column(axes: Axes, texts: Sequence[str], beyond: float, width: float, color: str = INK) -> None:
    """Numbers or words beside the rows of a panel, right aligned so many inches beyond its right side."""
    for row, text in enumerate(texts):
        axes.annotate(
            text, (1.0 + beyond / width, row), (0.0, 0.0), axes.get_yaxis_transform(), "offset points", ha="right",
            va="center_baseline", fontsize=SMALL, color=color, annotation_clip=False,
        )  # fmt: skip
