"""Who gains and who loses: citizens counted, not averaged, for every design against the reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from sim.analysis.comparison import Estimate
from sim.analysis.joint import Joint
from sim.analysis.study import Analysis
from sim.report.figures.lettering import height_of, widest, wrapped
from sim.report.figures.sheet import EDGE, Drawing, Sheet, Words, citizens_of, footer, group_shown, interval_words
from sim.report.figures.style import BETTER, BODY, CHANCE, GRID, INK, PANEL, SMALL, SOFT, WORSE
from sim.report.layout import number, scaled


@dataclass(frozen=True, slots=True)
class Side:
    """A panel: who is better off, who is worse off, and who is beside them."""

    burden: str
    title: str
    gains: str
    loses: str
    beside: str
    heading: str
    """Of the column that tells who is beside them."""
    left: str
    right: str


SIDES: Final = (
    Side("effort_minutes", "Effort", "less", "more", "equal", "the same", "less effort", "more effort"),
    Side(
        "missed_invoices", "Missed invoices", "only_there", "only_here", "both", "under both",
        "missed some only\nunder {reference}", "missed some\nonly here",
    ),
)  # fmt: skip
NAMES: Final = 1.5
ROW: Final = 0.36
BAR: Final = 0.6
WIDTH: Final = 3.3
COLUMN: Final = 0.75
BETWEEN: Final = 0.25
HEADING: Final = 0.22
LABELS: Final = 0.34
TICKS: Final = 0.48
WORDS: Final = 1.15
"""The least room on either side of zero, in inches."""
ROOM: Final = 0.42
"""Room for the number at each end of the longest bars, in inches."""


def winners(analysis: Analysis, joints: Iterable[Joint]) -> Drawing | None:
    """Shares of citizens who are better and worse off; None where nothing was counted."""
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
    names = ["\n".join(wrapped(design, NAMES, BODY)) for design in analysis.others]
    left = EDGE + widest(names) + 0.12
    row = max(ROW, 0.1 + height_of(max(name.count("\n") + 1 for name in names), BODY))
    height, step = row * len(names), WIDTH + COLUMN + BETWEEN
    words = words_of(analysis)
    width = max(left + len(sides) * step - BETWEEN + EDGE, 6.5)
    sheet = Sheet(analysis.scenario.title, words, width, HEADING + LABELS + height + TICKS)
    for place, (side, rows) in enumerate(sides):
        at = left + place * step
        axes = sheet.axes(at, HEADING + LABELS, WIDTH, height)
        zero = draw_bars(axes, side, rows, analysis.others)
        finish(axes, names if place == 0 else [""] * len(names))
        head(sheet, side, reference, at, at + zero)
        write_beside(axes, side, rows, analysis.others)
    return Drawing("winners", words, alternative(analysis, sides), sheet.figure)


def share(one: Joint, name: str) -> Estimate:
    """A share of the citizens, in per cent."""
    found: Estimate = getattr(one, name)
    return scaled(found, 100.0)


def draw_bars(axes: Axes, side: Side, rows: Mapping[str, Joint], designs: Sequence[str]) -> float:
    """Who gains to the left, who loses to the right, each with its interval and its number; gives the place of zero."""
    longest = {-1.0: 0.0, 1.0: 0.0}
    for row, design in enumerate(designs):
        if design not in rows:
            continue
        for name, way, colour in ((side.gains, -1.0, BETTER), (side.loses, 1.0, WORSE)):
            found = share(rows[design], name)
            if found.value is None:
                continue
            axes.barh(row, way * found.value, BAR, color=colour, linewidth=0)
            end = found.value
            if found.low is not None and found.high is not None and found.low < found.high:
                axes.plot([way * found.low, way * found.high], [row] * 2, color=INK, **CHANCE)
                end = max(end, found.high)
            axes.annotate(
                number(found.value, 1), (way * end, row), (way * 4.0, 0.0), "data", "offset points",
                ha="left" if way > 0.0 else "right", va="center_baseline", fontsize=SMALL,
            )  # fmt: skip
            longest[way] = max(longest[way], end)
    zero, scale = room_for(longest[-1.0], longest[1.0])
    axes.set_xlim(-zero / scale, (WIDTH - zero) / scale)
    axes.axvline(0.0, color=INK, linewidth=0.9)
    return zero


def room_for(left: float, right: float) -> tuple[float, float]:
    """Where zero lies, and the inches of a per cent: both sides on one scale, each with room for its words."""
    if left + right == 0.0:
        return WIDTH / 2.0, 1.0
    zero = ROOM + left * (WIDTH - 2.0 * ROOM) / (left + right)
    zero = min(max(zero, WORDS), WIDTH - WORDS)
    scales = [(inches - ROOM) / longest for inches, longest in ((zero, left), (WIDTH - zero, right)) if longest]
    return zero, min(scales)


def finish(axes: Axes, names: Sequence[str]) -> None:
    """Rows and ticks, which have no sign: both sides count citizens."""
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names, fontsize=BODY)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):g}"))
    axes.set_xlabel("% of citizens", fontsize=SMALL, color=SOFT, loc="left")
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def head(sheet: Sheet, side: Side, reference: str, left: float, middle: float) -> None:
    """What the panel counts, and which side is whose."""
    sheet.write(left, 0.0, side.title, size=PANEL, weight="bold")
    bottom = HEADING + LABELS - 0.06
    texts = [text.format(reference=reference) for text in (side.left, side.right)]
    if widest(texts, SMALL) > WORDS - 0.1:
        texts = [text.format(reference="the reference") for text in (side.left, side.right)]
    sheet.write(middle - 0.1, bottom, texts[0], size=SMALL, color=SOFT, ha="right", va="bottom")
    sheet.write(middle + 0.1, bottom, texts[1], size=SMALL, color=SOFT, va="bottom")
    sheet.write(left + WIDTH + COLUMN, bottom, side.heading, size=SMALL, color=SOFT, ha="right", va="bottom")


def write_beside(axes: Axes, side: Side, rows: Mapping[str, Joint], designs: Sequence[str]) -> None:
    """The column of numbers beside the bars."""
    across = axes.get_yaxis_transform()
    for row, design in enumerate(designs):
        if design in rows:
            text = number(share(rows[design], side.beside).value, 1)
            axes.annotate(
                text, (1.0 + COLUMN / WIDTH, row), (0.0, 0.0), across, "offset points", ha="right",
                va="center_baseline", fontsize=SMALL, color=SOFT, annotation_clip=False,
            )  # fmt: skip


def words_of(analysis: Analysis) -> Words:
    """What stands around the panels."""
    group, reference = group_shown(analysis), analysis.reference
    return Words(
        f"Who is better off, and who is worse off, than under {reference}",
        f"Each citizen lives under both designs. Green, to the left: better off than under {reference}; purple, to the "
        f"right: worse off. In % of the {citizens_of(analysis, group):,} {group.title}.",
        footer(analysis, interval_words(analysis, "Thin bars")),
    )


def alternative(analysis: Analysis, sides: Sequence[tuple[Side, Mapping[str, Joint]]]) -> str:
    """How many are better and worse off under the design under which most are better off."""
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
