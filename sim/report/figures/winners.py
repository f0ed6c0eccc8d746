"""Gains and losses: citizens counted, not averaged, under every design against the reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.ticker import FuncFormatter

from sim.analysis.comparison import Estimate
from sim.analysis.joint import Joint
from sim.analysis.study_analysis import Analysis
from sim.report.figures.figure_rows import NAMED, Fill, RowPanel, rows_of_designs
from sim.report.figures.lettering import widest
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, citizens_of, footer, group_shown, interval_words
from sim.report.figures.style import BETTER, PANEL, SMALL, SOFT, WORSE
from sim.report.layout import number, scaled


@dataclass(frozen=True, slots=True)
class Side:
    """A panel: the citizens who are better off and worse off, and those counted beside it."""

    burden: str
    title: str
    gains: str
    loses: str
    beside: str
    heading: str
    """The heading of the column beside the panel."""
    left: str
    right: str


SIDES: Final = (
    Side("effort_minutes", "Effort", "less", "more", "equal", "the same", "less effort", "more effort"),
    Side(
        "missed_invoices", "Missed invoices", "only_there", "only_here", "both", "under both",
        "missed some only\nunder {reference}", "missed some\nonly here",
    ),
)  # fmt: skip
BAR: Final = 0.6
"""The height of a bar as a share of its row."""
FILLS: Final = (Fill(BETTER, line=0.0), Fill(WORSE, line=0.0))
WIDTH: Final = 3.3
COLUMN: Final = 0.75
BETWEEN: Final = 0.25
HEADING: Final = 0.22
LABELS: Final = 0.34
TICKS: Final = 0.48
WORDS: Final = 1.15
"""The least width on either side of zero, in inches."""
ROOM: Final = 0.42
"""The space for the number at each end of the longest bars, in inches."""


def winners(analysis: Analysis, joints: Iterable[Joint]) -> Drawing | None:
    """The shares of citizens who are better off and worse off; None if nothing was counted."""
    group, reference = group_shown(analysis), analysis.reference
    counted = {(one.burden, one.design): one for one in joints if one.group == group.name and one.other == reference}
    sides = [
        (side, rows)
        for side in SIDES
        if (rows := {design: one for design in analysis.others if (one := counted.get((side.burden, design)))})
        if any(getattr(one, name).value for one in rows.values() for name in (side.gains, side.loses, side.beside))
    ]
    if not sides:
        return None
    labels, words = rows_of_designs(analysis.others), words_of(analysis)
    left, step = EDGE + labels.width + NAMED, WIDTH + COLUMN + BETWEEN
    width = max(left + len(sides) * step - BETWEEN + EDGE, 6.5)
    sheet = Sheet(analysis.scenario.title, words, width, HEADING + LABELS + labels.height + TICKS)
    for place, (side, rows) in enumerate(sides):
        at = left + place * step
        panel = RowPanel(sheet, labels, at, HEADING + LABELS, WIDTH, named=place == 0)
        zero = draw_bars(panel, side, rows, analysis.others)
        # Gains lie to the left of zero, but their shares are not negative.
        panel.axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):g}"))
        panel.scale("% of citizens", 6)
        head(sheet, side, reference, at, at + zero)
        beside = [
            number(share(rows[design], side.beside).value, 1) if design in rows else "" for design in analysis.others
        ]
        panel.column(beside, COLUMN, SOFT)
    return Drawing("winners", words, alternative(analysis, sides), sheet.figure)


def share(one: Joint, name: str) -> Estimate:
    """A share of the citizens, in per cent."""
    found: Estimate = getattr(one, name)
    return scaled(found, 100.0)


def draw_bars(panel: RowPanel, side: Side, rows: Mapping[str, Joint], designs: Sequence[str]) -> float:
    """Draws gains to the left and losses to the right, with intervals and numbers; returns the place of zero."""
    longest = {-1.0: 0.0, 1.0: 0.0}
    for row, design in enumerate(designs):
        if design not in rows:
            continue
        for name, way, fill in zip((side.gains, side.loses), (-1.0, 1.0), FILLS, strict=True):
            found = share(rows[design], name)
            if found.value is None:
                continue
            panel.bar(row, 0.0, way * found.value, fill, BAR)
            panel.interval(row, scaled(found, way))
            # Beyond the interval, which ends farther out than the bar.
            end = max(found.value, found.high or 0.0)
            panel.text(row, way * end, number(found.value, 1), leftwards=way < 0.0)
            longest[way] = max(longest[way], end)
    zero, scale = room_for(longest[-1.0], longest[1.0])
    panel.axes.set_xlim(-zero / scale, (WIDTH - zero) / scale)
    panel.zero(zorder=2.0)
    return zero


def room_for(left: float, right: float) -> tuple[float, float]:
    """The place of zero and the inches per percentage point: one scale for both sides, each with room for its words."""
    if left + right == 0.0:
        return WIDTH / 2.0, 1.0
    zero = ROOM + left * (WIDTH - 2.0 * ROOM) / (left + right)
    zero = min(max(zero, WORDS), WIDTH - WORDS)
    scales = [(inches - ROOM) / longest for inches, longest in ((zero, left), (WIDTH - zero, right)) if longest]
    return zero, min(scales)


def head(sheet: Sheet, side: Side, reference: str, left: float, middle: float) -> None:
    """Writes the title of the panel and the heading of each side."""
    sheet.write(left, 0.0, side.title, size=PANEL, weight="bold")
    bottom = HEADING + LABELS - 0.06
    texts = [text.format(reference=reference) for text in (side.left, side.right)]
    # A long name would run into the heading of the other side.
    if widest(texts, SMALL) > WORDS - 0.1:
        texts = [text.format(reference="the reference") for text in (side.left, side.right)]
    sheet.write(middle - 0.1, bottom, texts[0], size=SMALL, color=SOFT, ha="right", va="bottom")
    sheet.write(middle + 0.1, bottom, texts[1], size=SMALL, color=SOFT, va="bottom")
    sheet.write(left + WIDTH + COLUMN, bottom, side.heading, size=SMALL, color=SOFT, ha="right", va="bottom")


def words_of(analysis: Analysis) -> SheetText:
    """The text around the panels."""
    group, reference = group_shown(analysis), analysis.reference
    return SheetText(
        f"Who is better off, and who is worse off, than under {reference}",
        f"Each citizen lives under both designs. Green, to the left: better off than under {reference}; purple, to the "
        f"right: worse off. In % of the {citizens_of(analysis, group):,} {group.title}.",
        footer(analysis, interval_words(analysis, "Thin bars")),
    )


def alternative(analysis: Analysis, sides: Sequence[tuple[Side, Mapping[str, Joint]]]) -> str:
    """The shares of citizens better and worse off under the design with the most gains, in words."""
    said = []
    for side, rows in sides:
        best = max(rows.values(), key=lambda one: share(one, side.gains).value or 0.0)
        gains, loses = (share(best, name).value for name in (side.gains, side.loses))
        if gains:
            counts = f"{number(gains, 1)} % against {number(loses, 1)} % who lose"
            said.append(f"in {side.title.lower()} most gain under {best.design}, {counts}")
        else:
            said.append(f"in {side.title.lower()} nobody gains under any other design")
    return f"Compared with {analysis.reference}, {group_shown(analysis).title}: {'; '.join(said)}."
