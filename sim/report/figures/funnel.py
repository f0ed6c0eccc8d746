"""Where invoices are lost: a bar for each design, stacked from the causes in the order of the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from sim.analysis.comparison import Estimate
from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.notation import listed
from sim.report.causes import OUT_OF_REACH
from sim.report.figures.figure_rows import NAMED, Fill, RowPanel, rows_of_designs
from sim.report.figures.labels import side_by_side
from sim.report.figures.lettering import widest, width_of
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, footer, interval_words
from sim.report.figures.style import (
    BLUE,
    GREEN,
    GREYS,
    INK,
    LEAST,
    ORANGE,
    PANEL,
    PAPER,
    PURPLE,
    RULE,
    SKY,
    SMALL,
    VERMILION,
    YELLOW,
)
from sim.report.layout import number, scaled


@dataclass(frozen=True, slots=True)
class FunnelPart:
    """A cause: its response, its name on at most two lines, and its colour."""

    response: str
    words: str
    colour: str


MISSED: Final = (
    FunnelPart("missed_not_activated_share", "not\nactivated", GREYS[0]),
    FunnelPart("missed_dormant_share", "dormant", GREYS[1]),
    FunnelPart("missed_no_valid_address_share", "no valid\naddress", GREYS[2]),
    FunnelPart("missed_not_sent_share", "not\nsent", YELLOW),
    FunnelPart("missed_not_delivered_share", "not\ndelivered", SKY),
    FunnelPart("missed_not_noticed_share", "not\nnoticed", BLUE),
    FunnelPart("missed_taken_for_phishing_share", "taken for\nphishing", PURPLE),
    FunnelPart("missed_ignored_share", "ignored", VERMILION),
    FunnelPart("missed_postponed_share", "postponed", ORANGE),
    FunnelPart("missed_login_abandoned_share", "login\nabandoned", GREEN),
)
"""The causes of missed invoices in the order of the chain, from the account to the login."""
LATE: Final = (
    FunnelPart("late_forgot_share", "forgot", SKY),
    FunnelPart("late_unable_share", "unable\nto pay", GREYS[0]),
)
"""The causes of invoices that were read in time and paid late."""


@dataclass(frozen=True, slots=True)
class FunnelPanel:
    """Stacked bars of some causes; `total` is the response that they add up to, if its interval is shown."""

    parts: tuple[FunnelPart, ...]
    total: str | None
    title: str
    width: float


PANELS: Final = (
    FunnelPanel(MISSED, "missed_share", "Missed: unread and unpaid at the due date", 6.5),
    FunnelPanel(LATE, None, "Late though read", 1.75),
)
LEAST_WIDTH: Final = 6.0
FEW: Final = 6
"""Up to this many designs, the text alternative lists each of them."""
BAR: Final = 0.62
"""The height of a bar as a share of its row."""
UNDER: Final = 0.39
"""The distance of an interval below the middle of its row, so that it lies below the bar and not across its parts."""
BETWEEN: Final = 0.3
HEADING: Final = 0.22
LABELS: Final = 0.62
TICKS: Final = 0.5


def funnel(analysis: Analysis) -> Drawing | None:
    """The losses of invoices for all citizens; None if none is missed or late under any design."""
    panels = [panel for panel in PANELS if occurring(analysis, panel.parts)]
    if not panels:
        return None
    rows, words = rows_of_designs(analysis.designs), words_of(analysis)
    left = EDGE + rows.width + NAMED
    width = left + sum(panel.width for panel in panels) + (len(panels) - 1) * BETWEEN + EDGE
    sheet = Sheet(analysis.scenario.title, words, max(width, LEAST_WIDTH), HEADING + LABELS + rows.height + TICKS)
    for panel in panels:
        first = panel is panels[0]
        drawn = RowPanel(sheet, rows, left, HEADING + LABELS, panel.width, named=first)
        longest = draw_bars(drawn, analysis, panel)
        # Room behind the longest bar for its number, which is at most as wide as 88.8.
        drawn.axes.set_xlim(0.0, longest * (1.0 + (width_of("88.8", SMALL) + 0.12) / panel.width))
        # Only after the limits are set, because they convert per cent to inches.
        write_shares(drawn.axes, analysis, panel)
        name_parts(drawn.axes, analysis, panel, rows.row)
        drawn.scale("% of invoices", 6 if first else 3, grid=False)
        sheet.write(left, 0.0, panel.title, size=PANEL, weight="bold")
        left += panel.width + BETWEEN
    return Drawing("funnel", words, alternative(analysis), sheet.figure)


def occurring(analysis: Analysis, parts: Sequence[FunnelPart]) -> list[FunnelPart]:
    """The causes for which an invoice is missed or late under any design."""
    return [part for part in parts if any(level(analysis, design, part.response).value for design in analysis.designs)]


def level(analysis: Analysis, design: str, response: str) -> Estimate:
    """A share of the invoices of all citizens, in per cent."""
    return scaled(analysis.contrast(ALL.name, design, response).level, 100.0)


def stacked(analysis: Analysis, design: str, parts: Sequence[FunnelPart]) -> list[tuple[float, float]]:
    """The beginning and the end of each part of a bar, in per cent of the invoices."""
    found, end = [], 0.0
    for part in parts:
        begin, end = end, end + (level(analysis, design, part.response).value or 0.0)
        found.append((begin, end))
    return found


def draw_bars(drawn: RowPanel, analysis: Analysis, panel: FunnelPanel) -> float:
    """Draws the bars, with the interval of their total if it has a response; returns the end of the longest."""
    longest = 0.0
    for row, design in enumerate(analysis.designs):
        spans = stacked(analysis, design, panel.parts)
        for part, (begin, end) in zip(panel.parts, spans, strict=True):
            drawn.bar(row, begin, end, Fill(part.colour, PAPER, 0.5), BAR)
        end = spans[-1][1]
        found = Estimate(end) if panel.total is None else level(analysis, design, panel.total)
        drawn.interval(row + UNDER, found)
        drawn.text(row, end, number(found.value, 1), weight="bold" if panel.total else "normal")
        longest = max(longest, end, found.high or 0.0)
    return longest


def write_shares(axes: Axes, analysis: Analysis, panel: FunnelPanel) -> None:
    """Writes the number into each part that is wide enough for it."""
    inches = panel.width / axes.get_xlim()[1]
    for row, design in enumerate(analysis.designs):
        for part, (begin, end) in zip(panel.parts, stacked(analysis, design, panel.parts), strict=True):
            text = number(end - begin, 1)
            if width_of(text, LEAST) + 0.05 < (end - begin) * inches:
                axes.text(
                    (begin + end) / 2.0, row, text, ha="center", va="center_baseline", fontsize=LEAST,
                    color=INK if light(part.colour) else PAPER,
                )  # fmt: skip


def light(colour: str) -> bool:
    """True if dark text reads better on a colour than white text (relative luminance of WCAG 2.2)."""
    # Contrast with black equals that with white at a luminance of sqrt(0.05 * 1.05) - 0.05 = 0.18.
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.18


def name_parts(axes: Axes, analysis: Analysis, panel: FunnelPanel, row: float) -> None:
    """Writes the name of every occurring part above the first bar, with a leader to its part if that bar has it."""
    occurs, width = occurring(analysis, panel.parts), panel.width
    spans = stacked(analysis, analysis.designs[0], panel.parts)
    seen = [
        (part, (begin + end) / 2.0, end > begin)
        for part, (begin, end) in zip(panel.parts, spans, strict=True)
        if part in occurs
    ]
    inches, bar_top = width / axes.get_xlim()[1], row * (1.0 - BAR) / 2.0
    wanted = [centre * inches for _, centre, _ in seen]
    widths = [widest([part.words], SMALL) for part, *_ in seen]
    for (part, centre, there), place in zip(seen, side_by_side(wanted, widths, 0.0, width, 0.1), strict=True):
        axes.annotate(
            part.words, (place / width, 1.0), (0.0, 23.0), "axes fraction", "offset points", ha="center", va="baseline",
            fontsize=SMALL, linespacing=1.05,
        )  # fmt: skip
        points = ((place, 0.27), (place, 0.2), (centre * inches, 0.06), (centre * inches, -bar_top))
        height = row * len(analysis.designs)
        across, up = [x / width for x, _ in points], [1.0 + y / height for _, y in points]
        if there:
            axes.plot(across, up, color=RULE, linewidth=0.6, transform=axes.transAxes, clip_on=False)
        axes.plot(
            [place / width], [1.0 + 0.25 / height], "s", color=part.colour, markersize=4.5, transform=axes.transAxes,
            clip_on=False,
        )  # fmt: skip


def words_of(analysis: Analysis) -> SheetText:
    """The text around the panels."""
    return SheetText(
        "Where invoices are lost on the way to the citizen",
        "Each missed invoice counts once, for the furthest stage that any contact of it reached before the due date. "
        "Grey: out of reach of any text. The parts add up to the number at the end.",
        footer(analysis, interval_words(analysis, "Thin bars below the share missed")),
    )


def alternative(analysis: Analysis) -> str:
    """The share missed under each design, or under a few of them, and the main cause under the reference."""
    reference = analysis.reference
    missed = {design: level(analysis, design, "missed_share").value or 0.0 for design in analysis.designs}
    named = (
        missed
        if len(missed) <= FEW
        else {min(missed, key=missed.__getitem__): 0, max(missed, key=missed.__getitem__): 0, reference: 0}
    )
    shares = [f"{number(missed[design], 1)} % under {design}" for design in named]
    texts = f"Invoices missed, all citizens: {listed(shares)}."
    most = max(MISSED, key=lambda part: level(analysis, reference, part.response).value or 0.0)
    largest = level(analysis, reference, most.response).value
    if not largest:
        return texts
    cause = most.words.replace("\n", " ")
    reach = sum(level(analysis, reference, f"missed_{cause}_share").value or 0.0 for cause in OUT_OF_REACH)
    return (
        f"{texts} Under {reference} most are lost as {cause}, {number(largest, 1)} % of the invoices; "
        f"{number(reach, 1)} % are out of reach of any text."
    )
