"""Robustness over the parameter space: the share of points at which each design wins, and its regret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.robustness import DesignPerformance, Robustness
from sim.report.figures.figure_rows import BAR, HATCHED, NAMED, Fill, RowPanel, rows_of
from sim.report.figures.lettering import drawable, shortened
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import DOT, PANEL, SMALL, SOFT, UNKNOWN
from sim.report.layout import number, per_cent, scaled

NAMES: Final = 1.6
SHARES: Final = 2.7
"""The width of the panel of shares, in inches."""
COLUMN: Final = 0.52
"""The width of each column of numbers beside the panel, in inches."""
REGRET: Final = 2.2
BETWEEN: Final = 0.3
LEGEND: Final = 0.34
HEADING: Final = 0.26
TICKS: Final = 0.55
LOWER: Final = 0.02
"""The offset of small text that aligns its baseline with that of a heading, in inches."""
HEADINGS: Final = ("wins", "as good", "loses")
WINS: Final = Fill(UNKNOWN[0])
LOSES: Final = Fill(UNKNOWN[2])
WORST: Final = {"color": UNKNOWN[0], "markersize": 6.0, "markeredgewidth": 1.0, "zorder": 2.5}
"""The style of the end of a line, at the worst point."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One output by which designs are compared."""

    heading: str
    unit: str
    """The unit of regret, as shown."""
    found: Robustness
    factor: float = 1.0
    """The factor that converts the output's unit into the unit shown."""
    decimals: int = 1


def robustness(about: About, contests: Sequence[Contest]) -> Drawing | None:
    """The share of points at which each design wins, and its regret, for each output; None without outputs."""
    if not contests:
        return None
    words = words_of(about, contests)
    every = [rows_of([each.design for each in contest.found.performances], NAMES) for contest in contests]
    left = EDGE + max(rows.width for rows in every) + NAMED
    right = left + SHARES + len(HEADINGS) * COLUMN + BETWEEN
    body = LEGEND + sum(HEADING + rows.height + TICKS for rows in every)
    sheet = Sheet(about.title, words, right + REGRET + EDGE, body)
    swatches = (WINS.swatch, HATCHED.swatch, LOSES.swatch)
    sheet.legend(dict(zip(("wins", "as good as the best", "loses"), swatches, strict=True)))
    top = LEGEND
    for contest, rows in zip(contests, every, strict=True):
        heading = shortened(drawable(contest.heading), SHARES, PANEL, "bold")
        sheet.write(left, top, heading, size=PANEL, weight="bold")
        for place, heading in enumerate(HEADINGS, start=1):
            across = left + SHARES + place * COLUMN
            sheet.write(across, top + LOWER, heading, size=SMALL, color=SOFT, ha="right")
        sheet.write(right, top + LOWER, "behind the best design", size=SMALL, color=SOFT)
        at = top + HEADING
        draw_shares(RowPanel(sheet, rows, left, at, SHARES), contest.found)
        draw_regrets(RowPanel(sheet, rows, right, at, REGRET, named=False), contest)
        top = at + rows.height + TICKS
    return Drawing("robustness", words, alternative(contests), sheet.figure)


def draw_shares(panel: RowPanel, found: Robustness) -> None:
    """Draws the three shares of each design as one bar, with intervals on the outer shares, and columns of numbers."""
    panel.axes.set_xlim(0.0, 100.0)
    # One interval at each edge of the bar, so that they do not cover each other where the boundaries are close.
    half = 0.5 * BAR / panel.rows.row
    for row, each in enumerate(found.performances):
        wins, as_good, loses = (scaled(one, 100.0) for one in parts(each))
        won, lost = wins.value or 0.0, loses.value or 0.0
        panel.bar(row, won, 100.0 - lost, HATCHED)
        panel.bar(row, 0.0, won, WINS)
        panel.bar(row, 100.0 - lost, 100.0, LOSES)
        panel.hair_line(row - half, wins)
        # Without a hatched part both intervals mark the same boundary.
        if as_good.value:
            panel.hair_line(row + half, mirrored(loses))
    for place in range(len(HEADINGS)):
        texts = [number(100.0 * (parts(each)[place].value or 0.0), 0) for each in found.performances]
        panel.column(texts, (place + 1) * COLUMN)
    panel.scale("% of the parameter space", 6)


def parts(found: DesignPerformance) -> tuple[Estimate, Estimate, Estimate]:
    """The three shares, in the order in which they are drawn."""
    return found.wins, found.as_good, found.loses


def mirrored(share: Estimate) -> Estimate:
    """A share in per cent, counted from the other end."""
    low, high = (None if end is None else 100.0 - end for end in (share.high, share.low))
    return Estimate(100.0 - (share.value or 0.0), low, high)


def draw_regrets(panel: RowPanel, contest: Contest) -> None:
    """Draws the regret of each design: its mean, its 90th percentile, and its largest value."""
    longest = 0.0
    for row, each in enumerate(contest.found.performances):
        mean, high, largest = (
            one * contest.factor for one in (each.regret.mean, each.regret.high, each.regret.largest)
        )
        panel.axes.plot([0.0, largest], [row, row], color=UNKNOWN[1], linewidth=0.9, zorder=1.0)
        panel.mark(
            row,
            largest,
            "|",
            {**DOT, "markersize": 6.0, "markeredgecolor": UNKNOWN[0], "markeredgewidth": 1.0, "zorder": 2.5},
        )
        panel.bar(row, 0.0, high, HATCHED)
        panel.mark(row, mean, "o", DOT)
        longest = max(longest, largest)
    panel.axes.set_xlim(-0.03 * longest if longest else -0.03, 1.06 * longest if longest else 1.0)
    panel.scale(contest.unit)


def words_of(about: About, contests: Sequence[Contest]) -> SheetText:
    """The text around the panels."""
    margins = {contest.found.margin * contest.factor for contest in contests}
    by = "by more than the margin" if margins != {0.0} else "at all"
    counts = "; ".join(counted(contest) for contest in contests)
    confidence = per_cent(contests[0].found.confidence)
    return SheetText(
        "Which design wins over the parameter uncertainty",
        "At each point every number with a range has another value. A design wins where it beats every other "
        f"{by}, and loses where another beats it {by}. Right: how far it is behind the best one, on average (dot), at "
        "90 % of the points at most (hatched), and at the worst point (line).",
        about.footer(
            f"{counts}. Thin lines are {confidence} intervals for the finite number of points. Shares are "
            "fractions of the explored parameter space, not probabilities."
        ),
    )


def counted(contest: Contest) -> str:
    """The number of points compared on an output, and the margin."""
    found = contest.found
    left_out = f" ({found.dropped:,} left out)" if found.dropped else ""
    margin = (
        f", margin {number(found.margin * contest.factor, contest.decimals)} {contest.unit}" if found.margin else ""
    )
    return f"{drawable(contest.heading)}: {found.points:,} points{left_out}{margin}"


def alternative(contests: Sequence[Contest]) -> str:
    """The design that wins most often and the design with the least mean regret, in words."""
    said = []
    for contest in contests:
        most = max(contest.found.performances, key=lambda each: each.wins.value or 0.0)
        least = min(contest.found.performances, key=lambda each: each.regret.mean)
        worst = number(least.regret.largest * contest.factor, contest.decimals)
        said.append(
            f"in {drawable(contest.heading)} {drawable(most.design)} wins most often, at "
            f"{number(100.0 * (most.wins.value or 0.0), 0)} % of the points; {drawable(least.design)} is least behind "
            f"on average, and {worst} {contest.unit} at its worst"
        )
    return f"Over the parameter uncertainty: {'; '.join(said)}."
