"""How well the model meets published figures: each with its uncertainty, against what the ensemble predicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.ignorance.fit import MIDDLE, Predicted
from sim.report.figures.lettering import drawable, widest
from sim.report.figures.marginals import Write
from sim.report.figures.sheet import EDGE, Drawing, Sheet, Words
from sim.report.figures.style import INK, MARGIN, PANEL, PAPER, SMALL, SOFT, UNKNOWN
from sim.report.figures.unknowns import NAMED, About, Rows, add_legend, hatched, rows_of, scale, write_column
from sim.report.layout import number, per_cent

WIDTH: Final = 3.0
BAND: Final = 2.0
"""Standard deviations within which a prediction agrees with a figure."""
FARTHEST: Final = 6.0
"""Standard deviations that are shown; what lies beyond is an arrow."""
BETWEEN: Final = 0.2
LEGEND: Final = 0.32
HEADING: Final = 0.24
GAP: Final = 0.12
TICKS: Final = 0.5
GROUPS: Final = ((True, "Fitted to"), (False, "Not fitted to: a check"))


def targets(about: About, found: Sequence[Predicted], write: Write) -> Drawing | None:
    """The published figures and what the ensemble says they are, in the order given; None without any."""
    if not found:
        return None
    words = words_of(about, found)
    groups = [(heading, [each for each in found if each.fitted is fitted]) for fitted, heading in GROUPS]
    groups = [(heading, members) for heading, members in groups if members]
    every = [rows_of([each.target for each in members]) for _, members in groups]
    left = EDGE + max(rows.width for rows in every) + NAMED
    texts = [(drawable(published(each, write)), drawable(ensemble(each, write))) for each in found]
    columns = [BETWEEN + widest([here for here, _ in texts] + ["published"], SMALL)]
    columns.append(columns[0] + BETWEEN + widest([there for _, there in texts] + ["ensemble"], SMALL))
    body = LEGEND + sum(HEADING + rows.height + GAP for rows in every) + TICKS - GAP
    sheet = Sheet(about.title, words, left + WIDTH + columns[-1] + EDGE, body)
    add_legend(sheet, legend())
    top = LEGEND
    for (heading, members), rows in zip(groups, every, strict=True):
        sheet.write(EDGE, top, heading, size=PANEL, weight="bold")
        if top == LEGEND:
            for column, text in zip(columns, ("published", "ensemble"), strict=True):
                sheet.write(left + WIDTH + column, top + 0.02, text, size=SMALL, color=SOFT, ha="right")
        axes = sheet.axes(left, top + HEADING, WIDTH, rows.height)
        draw_group(axes, members, rows, last=heading == groups[-1][0])
        write_column(axes, [drawable(published(each, write)) for each in members], columns[0], WIDTH, SOFT)
        write_column(axes, [drawable(ensemble(each, write)) for each in members], columns[1], WIDTH)
        top += HEADING + rows.height + GAP
    return Drawing("targets", words, alternative(found), sheet.figure)


def legend() -> dict[str, Patch | Line2D]:
    """What the marks are."""
    dot = Line2D([], [], marker="o", color=UNKNOWN[0], markersize=5.0, markeredgecolor=PAPER, linestyle="none")
    range_of = Patch(facecolor=PAPER, edgecolor=UNKNOWN[0], hatch="////", linewidth=0.7)
    return {
        f"published, within {BAND:g} standard deviations": Patch(facecolor=MARGIN, linewidth=0),
        "predicted": dot,
        f"the middle {per_cent(MIDDLE)} of the ensemble": range_of,
    }


def published(found: Predicted, write: Write) -> str:
    """A published figure with its standard deviation."""
    return f"{write(found.target, found.observed)} ± {write(found.target, found.uncertainty)}"


def ensemble(found: Predicted, write: Write) -> str:
    """What the ensemble says, with its middle range."""
    value, low, high = (
        write(found.target, end or 0.0) for end in (found.middle.value, found.middle.low, found.middle.high)
    )
    return f"{value} ({low} to {high})"


def draw_group(axes: Axes, members: Sequence[Predicted], rows: Rows, *, last: bool) -> None:
    """The predictions of some figures, in standard deviations of each from it."""
    rows.label(axes)
    axes.set_xlim(-FARTHEST, FARTHEST)
    axes.axvspan(-BAND, BAND, color=MARGIN, linewidth=0, zorder=0.5)
    axes.axvline(0.0, color=INK, linewidth=0.9, zorder=1.1)
    for row, each in enumerate(members):
        low, high = ((end or 0.0) - each.observed for end in (each.middle.low, each.middle.high))
        left, right = (min(max(end / each.uncertainty, -FARTHEST), FARTHEST) for end in (low, high))
        if left < right:
            hatched(axes, left, right, row, rows.bar)
        draw_median(axes, each.distance, row)
    scale(axes, "standard deviations of the published figure from it" if last else "", 7)
    if not last:
        axes.tick_params(axis="x", length=0, labelbottom=False)
        axes.spines["bottom"].set_visible(False)


def draw_median(axes: Axes, distance: float, row: float) -> None:
    """A dot where the median lies, or an arrow at the end of the axis beyond which it does."""
    if abs(distance) <= FARTHEST:
        mark, place = "o", distance
    else:
        mark, place = (">", FARTHEST) if distance > 0.0 else ("<", -FARTHEST)
    axes.plot(
        [place], [row], mark, color=UNKNOWN[0], markersize=5.5, markeredgecolor=PAPER, markeredgewidth=0.8, zorder=3.5,
        clip_on=False,
    )  # fmt: skip


def words_of(about: About, found: Sequence[Predicted]) -> Words:
    """What stands around the rows."""
    beyond = any(abs(each.distance) > FARTHEST for each in found)
    arrow = " An arrow points to a prediction farther off." if beyond else ""
    return Words(
        "How well the model meets published figures",
        "Each row is a published figure, at zero, and how far from it the ensemble predicts it, in standard deviations "
        f"of the figure. In the grey band they agree.{arrow}",
        about.footer(
            f"{len(found[0].values):,} points of the ensemble. The standard deviation of a figure stands for rounding, "
            "for whom it was measured on, and for what the model leaves out."
        ),
    )


def alternative(found: Sequence[Predicted]) -> str:
    """How many figures are met, and which is farthest off, in words."""
    met = sum(abs(each.distance) <= BAND for each in found)
    worst = max(found, key=lambda each: abs(each.distance))
    return (
        f"The ensemble meets {met} of {len(found)} published figures within {BAND:g} standard deviations; farthest off "
        f"is {drawable(worst.target)}, by {number(worst.distance, 1, signed=True)}."
    )
