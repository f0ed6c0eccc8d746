"""Research priorities: the influence of each uncertain parameter on the answer, beside its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.uncertainty.priorities import ADVICE, Advice, Priority, by_grade
from sim.notation import listed
from sim.report.figures.figure_rows import HATCHED, NAMED, Fill, RowPanel, line_words, rows_of
from sim.report.figures.lettering import drawable, width_of
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import GREYS, INK, PANEL, PAPER, SMALL, SOFT, UNKNOWN
from sim.report.layout import MISSING, number, scaled
from sim.scenario.distributions import Grade

MOST: Final = 20
"""The number of rows shown; the others are counted."""
WIDTH: Final = 3.3
COLUMN: Final = 0.62
LEGEND: Final = 0.34
STRIP: Final = 0.26
"""The height of the strip of grades."""
STRIPPED: Final = 0.5
"""The distance from the top of the strip to the first group, in inches."""
HEADING: Final = 0.24
BETWEEN: Final = 0.12
TICKS: Final = 0.5
LOWER: Final = 0.02
ROOM: Final = 1.04
PADDED: Final = 0.05
"""The space between the name of a row and its bar, in inches."""
FIRST: Final[Advice] = "measure this next"

GRADES: Final[Mapping[Grade | None, str]] = {
    "measured": "measured",
    "calibrated": "calibrated",
    "assumed": "assumed",
    None: "nothing said",
}
"""The labels of the grades, in the order of the strip."""


FILLS: Final[Mapping[Grade | None, Fill]] = {
    "measured": Fill(GREYS[2], GREYS[0]),
    "calibrated": Fill(UNKNOWN[2]),
    "assumed": HATCHED,
    None: Fill(hatch="xxxx"),
}
"""The fill of a bar by the grade of its parameter: grey if measured, brown if fitted, hatched if assumed."""


def ledger(
    about: About,
    rows: Sequence[Priority],
    answer: str,
    confidence: float,
    share_of: str = "the variance",
    most: int = MOST,
) -> Drawing | None:
    """The parameters grouped by advice, up to `most` of them; None if no parameter moves the answer.

    `answer` names the answer: a response, or a difference in one. `share_of` names the total that the shares divide.
    """
    grades = by_grade(rows)
    if not grades:
        return None
    shown, left_out = rows[:most], rows[most:]
    # `groupby` joins neighbours only; the rows are sorted by advice first.
    groups = [(advice, list(members)) for advice, members in groupby(shown, key=lambda row: row.advice)]
    every = [rows_of([row.evidence.factor for row in members]) for _, members in groups]
    left = EDGE + max(each.width for each in every) + NAMED
    body = LEGEND + STRIPPED + sum(HEADING + each.height + BETWEEN for each in every) + TICKS
    lines = line_words([row.evidence.share for row in shown], confidence, "")
    words = words_of(about, answer, lines, len(left_out), needed=groups[0][0] == FIRST)
    sheet = Sheet(about.title, words, left + WIDTH + 2 * COLUMN + EDGE, body)
    sheet.legend({name: FILLS[grade].swatch for grade, name in GRADES.items() if grade in grades})
    draw_strip(sheet.axes(left, LEGEND, WIDTH, STRIP), grades)
    sheet.write(left - PADDED, LEGEND + STRIP / 2.0, "by grade", size=SMALL, ha="right", va="center_baseline")
    top, longest = LEGEND + STRIPPED, ROOM * max(end_of(row) for row in shown)
    for (advice, members), each in zip(groups, every, strict=True):
        last, heading = advice == groups[-1][0], f"{advice[0].upper()}{advice[1:]}"
        sheet.write(EDGE, top, heading, size=PANEL, weight="bold")
        sheet.write(EDGE + width_of(heading, PANEL, "bold") + 0.12, top + LOWER, ADVICE[advice], size=SMALL, color=SOFT)
        panel = RowPanel(sheet, each, left, top + HEADING, WIDTH)
        draw_group(panel, members, longest, f"largest share, % of {share_of}" if last else "")
        top += HEADING + each.height + BETWEEN
    for place, heading in enumerate(("share, %", "sources"), start=1):
        sheet.write(
            left + WIDTH + place * COLUMN, LEGEND + STRIP / 2.0, heading, size=SMALL, color=SOFT, ha="right",
            va="center_baseline",
        )  # fmt: skip
    return Drawing("ledger", words, alternative(answer, rows, share_of), sheet.figure)


def end_of(row: Priority) -> float:
    """The largest number drawn for a row, in per cent."""
    share = row.evidence.share
    return 100.0 * max(share.value or 0.0, share.high or 0.0)


def draw_strip(axes: Axes, grades: Mapping[Grade | None, float]) -> None:
    """Draws the influence of each grade as part of one bar, with numbers where there is room."""
    axes.set_xlim(0.0, 100.0)
    axes.set_ylim(-0.5, 0.5)
    axes.axis("off")
    left = 0.0
    for grade in GRADES:
        share = 100.0 * grades.get(grade, 0.0)
        if share > 0.0:
            FILLS[grade].draw(axes, 0.0, left, left + share, 0.9)
        # Narrower parts have no room for their number.
        if share >= 6.0:
            axes.text(
                left + share / 2.0, 0.0, f"{number(share, 0)} %", ha="center", va="center_baseline", fontsize=SMALL,
                # White behind the number, because it is hard to read on a hatch.
                color=INK, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.2, "alpha": 0.85}, zorder=4.0,
            )  # fmt: skip
        left += share


def draw_group(panel: RowPanel, members: Sequence[Priority], longest: float, label: str) -> None:
    """Draws the bars of the parameters with the same advice, with columns for their shares and numbers of sources.

    Only the last group has a scale, whose label is `label`.
    """
    panel.axes.set_xlim(0.0, longest)
    shares = [scaled(each.evidence.share, 100.0) for each in members]
    for row, (each, share) in enumerate(zip(members, shares, strict=True)):
        if share.value is not None and share.value > 0.0:
            panel.bar(row, 0.0, share.value, FILLS[each.evidence.grade])
        panel.hair_line(row, share)
    panel.column([number(share.value, 1) for share in shares], COLUMN)
    panel.column([f"{each.evidence.sources or MISSING}" for each in members], 2 * COLUMN, SOFT)
    panel.scale(label)
    if not label:
        panel.hide_scale()


def words_of(about: About, answer: str, lines: str, left_out: int, *, needed: bool) -> SheetText:
    """The text around the rows. `needed` is true if a parameter in the figure should be measured."""
    rest = f"{left_out} more numbers are not shown. " if left_out else ""
    first = " Measure the uppermost first: it moves the answer, and nobody measured it." if needed else ""
    return SheetText(
        "What to measure next",
        f"How much each uncertain number moves {drawable(answer)}, with the evidence for it.{first}",
        about.footer(
            f"{rest}A share is the largest that a number has of any difference; these need not add up to "
            f"100 %. The strip is the sum of all of them by grade, as parts of that sum. {lines}"
        ),
    )


def alternative(answer: str, rows: Sequence[Priority], share_of: str) -> str:
    """The parameters to measure next, in words."""
    first = [row for row in rows if row.advice == FIRST][:3]
    texts = [
        f"{drawable(row.evidence.factor)} ({number(scaled(row.evidence.share, 100.0).value, 1)} % of {share_of})"
        for row in first
    ]
    return f"To learn more about {drawable(answer)}, measure next: {listed(texts) if texts else 'nothing'}."
