"""Goodness of fit: each published figure with its uncertainty, beside the ensemble's predictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.uncertainty.fit_quality import MIDDLE, Predicted
from sim.report.figures.figure_rows import BAND, HATCHED, NAMED, RowPanel, rows_of
from sim.report.figures.lettering import drawable, widest
from sim.report.figures.marginals import Write, with_range
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import DOT, PANEL, PAPER, SMALL, SOFT, UNKNOWN
from sim.report.layout import number, per_cent

WIDTH: Final = 3.0
AGREES: Final = 2.0
"""Predictions within so many standard deviations agree with a figure."""
FARTHEST: Final = 6.0
"""The limit of the axis in standard deviations; an arrow stands for a prediction beyond it."""
BETWEEN: Final = 0.2
LEGEND: Final = 0.32
HEADING: Final = 0.24
GAP: Final = 0.12
TICKS: Final = 0.5
GROUPS: Final = ((True, "Fitted to"), (False, "Not fitted to: a check"))


def targets(about: About, found: Sequence[Predicted], write: Write) -> Drawing | None:
    """The published figures and the ensemble's predictions, in the given order; None without figures."""
    if not found:
        return None
    words = words_of(about, found)
    groups = [(heading, [each for each in found if each.fitted is fitted]) for fitted, heading in GROUPS]
    groups = [(heading, members) for heading, members in groups if members]
    every = [rows_of([each.target for each in members]) for _, members in groups]
    left = EDGE + max(rows.width for rows in every) + NAMED
    figures = {each.target: drawable(published(each, write)) for each in found}
    ensemble = {each.target: drawable(with_range(each.target, each.middle, write)) for each in found}
    columns = [BETWEEN + widest(["published", *figures.values()], SMALL)]
    columns.append(columns[0] + BETWEEN + widest(["ensemble", *ensemble.values()], SMALL))
    body = LEGEND + sum(HEADING + rows.height + GAP for rows in every) + TICKS - GAP
    sheet = Sheet(about.title, words, left + WIDTH + columns[-1] + EDGE, body)
    sheet.legend(legend())
    top = LEGEND
    for (heading, members), rows in zip(groups, every, strict=True):
        sheet.write(EDGE, top, heading, size=PANEL, weight="bold")
        if top == LEGEND:
            for column, text in zip(columns, ("published", "ensemble"), strict=True):
                sheet.write(left + WIDTH + column, top + 0.02, text, size=SMALL, color=SOFT, ha="right")
        panel = RowPanel(sheet, rows, left, top + HEADING, WIDTH)
        draw_group(panel, members, last=heading == groups[-1][0])
        panel.column([figures[each.target] for each in members], columns[0], SOFT)
        panel.column([ensemble[each.target] for each in members], columns[1])
        top += HEADING + rows.height + GAP
    return Drawing("targets", words, alternative(found), sheet.figure)


def legend() -> dict[str, Patch | Line2D]:
    """The legend entry of each mark."""
    dot = Line2D([], [], marker="o", color=UNKNOWN[0], markersize=5.0, markeredgecolor=PAPER, linestyle="none")
    range_of = Patch(facecolor=PAPER, edgecolor=UNKNOWN[0], hatch="////", linewidth=0.7)
    return {
        f"published, within {AGREES:g} standard deviations": BAND.swatch,
        "predicted": dot,
        f"the middle {per_cent(MIDDLE)} of the ensemble": range_of,
    }


def published(found: Predicted, write: Write) -> str:
    """A published figure with its standard deviation."""
    return f"{write(found.target, found.observed)} ± {write(found.target, found.uncertainty)}"


def draw_group(panel: RowPanel, members: Sequence[Predicted], *, last: bool) -> None:
    """Draws the predictions of a group of figures, in standard deviations from each figure."""
    panel.axes.set_xlim(-FARTHEST, FARTHEST)
    panel.band(AGREES)
    panel.zero()
    for row, each in enumerate(members):
        low, high = ((end or 0.0) - each.observed for end in (each.middle.low, each.middle.high))
        left, right = (min(max(end / each.uncertainty, -FARTHEST), FARTHEST) for end in (low, high))
        if left < right:
            panel.bar(row, left, right, HATCHED)
        draw_median(panel, each.distance, row)
    panel.scale("standard deviations of the published figure from it" if last else "", 7)
    if not last:
        panel.hide_scale()


def draw_median(panel: RowPanel, distance: float, row: float) -> None:
    """Draws a dot at the median, or an arrow at the end of the axis if the median lies beyond it."""
    if abs(distance) <= FARTHEST:
        shape, place = "o", distance
    else:
        shape, place = (">", FARTHEST) if distance > 0.0 else ("<", -FARTHEST)
    panel.mark(row, place, shape, {**DOT, "markersize": 5.5})


def words_of(about: About, found: Sequence[Predicted]) -> SheetText:
    """The text around the rows."""
    beyond = any(abs(each.distance) > FARTHEST for each in found)
    arrow = " An arrow points to a prediction farther off." if beyond else ""
    return SheetText(
        "How well the model meets published figures",
        "Each row is a published figure, at zero, and how far from it the ensemble predicts it, in standard deviations "
        f"of the figure. In the grey band they agree.{arrow}",
        about.footer(
            f"{len(found[0].values):,} points of the ensemble. The standard deviation of a figure covers rounding, "
            "the people on whom it was measured, and what the model leaves out."
        ),
    )


def alternative(found: Sequence[Predicted]) -> str:
    """The number of figures met, and the worst prediction, in words."""
    met = sum(abs(each.distance) <= AGREES for each in found)
    worst = max(found, key=lambda each: abs(each.distance))
    return (
        f"The ensemble meets {met} of {len(found)} published figures within {AGREES:g} standard deviations; farthest "
        f"off is {drawable(worst.target)}, by {number(worst.distance, 1, signed=True)}."
    )
