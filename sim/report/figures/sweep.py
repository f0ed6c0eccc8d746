"""A sweep: each main response against the points, a line with intervals for each design."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.experiment.sweep import cells_of, paths_of
from sim.outcomes.responses import Response
from sim.report.figures import files_of
from sim.report.figures.lettering import POINTS, drawable, ending, height_of, shortened, widest
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, footer, interval_words
from sim.report.figures.style import BODY, GRID, INK, PANEL, SAMPLING_ERROR, SMALL, SOFT, house_style, series
from sim.report.layout import LEVELS, number, scaled

COLUMNS: Final = 4
WIDTH: Final = 1.85
HEIGHT: Final = 1.35
SCALE: Final = 0.5
"""The space left of a panel for the numbers of its axis, in inches."""
HEADING: Final = 0.42
BETWEEN: Final = 0.12
NAMED: Final = 0.24
"""The space below the panels for the name of the varied setting, in inches."""
SAMPLE: Final = 0.55
"""The space in the legend for the line before a name, and between two names, in inches."""
LONGEST: Final = 1.1
"""The room for the name of a point, in inches; a longer name is cut to its end."""
SPREAD: Final = 0.5
"""The part of the distance between named points over which the designs are spread, so that no bars overlap."""
SPREAD_OF_NUMBERS: Final = 0.15
"""The same part between numeric points."""
STEPS: Final = (1, 2, 2.5, 5, 10)
"""The steps between round numbers."""
MEASURED: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?) ?([^0-9]*)")
"""A number in the notation of scenarios, with its unit if it has one."""
Points = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SweepAxis:
    """The horizontal axis of a sweep."""

    places: tuple[float, ...]
    labels: tuple[str, ...]
    title: str
    """The varied settings, with the unit of a numeric one."""
    is_numeric: bool

    @property
    def room(self) -> float:
        """The width over which the designs are spread at each point, in units of the axis."""
        if not self.is_numeric:
            return SPREAD
        ordered = sorted(self.places)
        return SPREAD_OF_NUMBERS * min((other - one for one, other in pairwise(ordered)), default=0.0)

    @property
    def order(self) -> list[int]:
        """The indices of the points from left to right."""
        return sorted(range(len(self.places)), key=self.places.__getitem__)


def axis_of(points: Points) -> SweepAxis:
    """A numeric axis if one path is varied over distinct numbers of one unit; else an axis of named points."""
    cells, paths = cells_of(points), paths_of(points)
    labels = tuple(drawable(", ".join(cell or "as stated" for cell in row)) for row in cells)
    title = drawable(", ".join(paths))
    found = [MEASURED.fullmatch(row[0]) for row in cells] if len(paths) == 1 else [None]
    numbers = [(float(each[1]), each[2]) for each in found if each is not None]
    # `1 day` and `2 days` have the same unit.
    units = {unit.rstrip("s") if unit.startswith(("day", "week")) else unit for _, unit in numbers}
    if len(numbers) < len(cells) or len(units) > 1 or len({value for value, _ in numbers}) < len(cells):
        return SweepAxis(tuple(map(float, range(len(cells)))), labels, title, is_numeric=False)
    unit = numbers[0][1]
    return SweepAxis(
        tuple(value for value, _ in numbers), labels, f"{title}, {unit}" if unit else title, is_numeric=True
    )


def sweep_figures(points: Points, analyses: Sequence[Analysis]) -> dict[str, bytes]:
    """The figure of a sweep as files."""
    with house_style():
        return files_of([sweep(points, analyses)])


def sweep(points: Points, analyses: Sequence[Analysis]) -> Drawing:
    """Small multiples: the levels of the main responses, for all citizens."""
    axis, designs = axis_of(points), tuple(dict.fromkeys(name for each in analyses for name in each.designs))
    words = words_of(axis, analyses[0])
    labels = [ending(label, LONGEST, SMALL) for label in axis.labels]
    inside = COLUMNS * (SCALE + WIDTH + BETWEEN) - BETWEEN
    entries = [shortened(drawable(design), inside / 2.0, BODY) for design in designs]
    across = max(1, int(inside / (widest(entries, BODY) + SAMPLE)))
    legend = math.ceil(len(designs) / across) * height_of(1, BODY) * 1.25 + 0.1
    ticks = 0.1 + (height_of(1, SMALL) if axis.is_numeric or fits(labels) else widest(labels, SMALL))
    step, rows = HEADING + HEIGHT + ticks, math.ceil(len(LEVELS) / COLUMNS)
    sheet = Sheet(analyses[0].scenario.title, words, inside + 2 * EDGE, legend + rows * step + NAMED)
    write_legend(sheet, dict(zip(designs, entries, strict=True)), across)
    for place, name in enumerate(LEVELS):
        down, aside = divmod(place, COLUMNS)
        left = EDGE + aside * (SCALE + WIDTH + BETWEEN) + SCALE
        axes = sheet.axes(left, legend + down * step + HEADING, WIDTH, HEIGHT)
        draw(axes, axis, labels, lines_of(analyses, designs, name), analyses[0].responses[name])
    title = shortened(axis.title, inside, SMALL)
    sheet.write(EDGE + inside / 2.0, legend + rows * step + 0.04, title, size=SMALL, color=SOFT, ha="center")
    return Drawing("sweep", words, alternative(axis, analyses), sheet.figure)


def lines_of(analyses: Sequence[Analysis], designs: Sequence[str], name: str) -> list[list[Estimate]]:
    """The levels of a response at every point, in the unit shown: a line for each design."""
    return [
        [
            scaled(each.contrast(ALL.name, design, name).level, each.responses[name].factor)
            if design in each.designs
            else Estimate(None)
            for each in analyses
        ]
        for design in designs
    ]


def fits(labels: Sequence[str]) -> bool:
    """True if the names of the points fit side by side below a panel."""
    return widest(labels, SMALL) + 0.06 <= WIDTH / len(labels)


def draw(
    axes: Axes, axis: SweepAxis, labels: Sequence[str], lines: Sequence[Sequence[Estimate]], shown: Response
) -> None:
    """Draws one response: a line for each design, with its intervals."""
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for place, line in enumerate(lines):
        colour, dash = series(place)
        aside = axis.room * ((place + 0.5) / len(lines) - 0.5)
        found = [(axis.places[one] + aside, line[one]) for one in axis.order]
        # A missing level is nan, which leaves a gap in the line.
        levels = [math.nan if each.value is None else each.value for _, each in found]
        # Not clipped, because marks at the ends of the axes would be cut in half.
        axes.plot([at for at, _ in found], levels, color=colour, linestyle=dash, linewidth=1.1, marker="o",
                  markersize=3.0, markeredgewidth=0, clip_on=False)  # fmt: skip
        for at, each in found:
            if each.low is not None and each.high is not None:
                axes.plot([at, at], [each.low, each.high], color=colour, **SAMPLING_ERROR)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=STEPS, min_n_ticks=2))
    # With an offset the ticks would show only the rest of each number.
    axes.yaxis.set_major_formatter(ScalarFormatter(useOffset=False))
    if shown.better == "lower" and all((each.value or 0.0) >= 0.0 for line in lines for each in line):
        axes.set_ylim(bottom=0.0)
    scale(axes, axis, labels)
    title = shown.label[0].upper() + shown.label[1:]
    for text, up, size, weight, ink in (
        (title, 15.0, PANEL, "bold", INK),
        (shown.shown_unit.replace("minutes", "min"), 4.0, SMALL, "normal", SOFT),
    ):
        axes.annotate(
            text, (0.0, 1.0), (-SCALE * POINTS * 0.8, up), "axes fraction", "offset points", fontsize=size,
            fontweight=weight, color=ink,
        )  # fmt: skip


def scale(axes: Axes, axis: SweepAxis, labels: Sequence[str]) -> None:
    """Draws the points below a panel: a numeric scale, or their names.

    The names are vertical if they do not fit side by side.
    """
    if axis.is_numeric:
        axes.margins(x=0.08)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=STEPS, min_n_ticks=2))
        axes.xaxis.set_major_formatter(ScalarFormatter(useOffset=False))
        return
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_xticks(list(axis.places), list(labels), rotation=0 if fits(labels) else 90)


def write_legend(sheet: Sheet, names: Mapping[str, str], across: int) -> None:
    """Draws the legend above the panels, in as many lines as it takes."""
    handles = []
    for place in range(len(names)):
        colour, dash = series(place)
        handles.append(Line2D([], [], color=colour, linestyle=dash, linewidth=1.4, marker="o", markersize=3.0))
    sheet.figure.legend(
        handles, list(names.values()), loc="upper left",
        bbox_to_anchor=(EDGE / sheet.width, 1.0 - sheet.head / sheet.height), ncols=min(across, len(names)),
        frameon=False, borderaxespad=0.0, borderpad=0.0, handletextpad=0.6, columnspacing=1.4, labelspacing=0.3,
        fontsize=BODY,
    )  # fmt: skip


def words_of(axis: SweepAxis, analysis: Analysis) -> SheetText:
    """The text around the panels."""
    varied = axis.title.split(", ")[0] if axis.is_numeric else "the points of the sweep"
    lead = "" if axis.is_numeric else ", and lines only lead from one to the next"
    aside = f" At each point designs stand side by side{lead}."
    return SheetText(
        f"The designs along {varied}",
        f"Levels of all citizens under each design: the same citizens with the same luck at every point.{aside}",
        footer(analysis, interval_words(analysis, "Bars")),
    )


def alternative(axis: SweepAxis, analyses: Sequence[Analysis]) -> str:
    """The effort and the missed invoices at the first and the last point under each design, in words."""
    texts = []
    first, last = axis.order[0], axis.order[-1]
    for name in ("effort_minutes", "missed_share"):
        shown = analyses[0].responses[name]
        for design in analyses[0].designs:
            (line,) = lines_of(analyses, [design], name)
            ends = (number(line[place].value, shown.decimals) for place in (first, last))
            texts.append(f"{shown.label} under {drawable(design)} {' to '.join(ends)} {shown.shown_unit}")
    return f"{axis.title} from {axis.labels[first]} to {axis.labels[last]}: {'; '.join(texts)}."
