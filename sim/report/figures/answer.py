"""The answer as a figure: each difference with its sampling error and, in another colour, its parameter uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from sim.analysis.comparison import Estimate
from sim.analysis.parameter_uncertainty import Conclusion, DifferenceRange
from sim.analysis.study_analysis import Analysis
from sim.notation import number, per_cent
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.conclusions import short_conclusion
from sim.report.figures.figure_rows import BAND, HATCHED, RowPanel, rows_of_designs
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText, footer
from sim.report.figures.style import BLUE, INK, PANEL, SAMPLING_ERROR, SMALL, SOFT
from sim.report.figures.window import Window, window_of
from sim.report.layout import scaled

PANEL_WIDTH: Final = 2.3
VERDICT: Final = 0.95
"""Room beside each panel for the conclusions."""
NAMED: Final = 0.18
LEAST_ROW: Final = 0.46
LEGEND: Final = 0.3
HEADING: Final = 0.44
TICKS: Final = 0.3
BAR: Final = 0.42
"""The height of the range over the parameter points, as a share of its row."""


@dataclass(frozen=True, slots=True)
class RowTexts:
    """The words and numbers in the rows of a panel."""

    verdict: Callable[[Conclusion], str]
    number: Callable[[float, int], str]
    """A difference with so many decimals."""
    beyond: Callable[[str, tuple[str, str] | None], str]
    """A difference that lies beyond the axis, with the ends of its range if it has one."""


def signed(value: float, decimals: int) -> str:
    """A difference in English."""
    return number(value, decimals, signed=True)


def beyond_the_axis(value: str, ends: tuple[str, str] | None) -> str:
    """A difference beyond the axis in English."""
    return f"beyond: {value}" + ("" if ends is None else f" ({ends[0]} to {ends[1]})")


ENGLISH: Final = RowTexts(short_conclusion, signed, beyond_the_axis)


def both(analysis: Analysis) -> Drawing:
    """The effects of each design on the responses of the answer, with both intervals.

    Call it only if differences have a range over the parameter points.
    """
    answer = ComparisonAnswer(analysis)
    windows = [window_of_panel(answer, shown) for shown in answer.responses]
    words = words_of(answer, any(window.beyond for window in windows))
    rows = rows_of_designs([answer.title(design) for design in analysis.others], LEAST_ROW)
    left, step = EDGE + rows.width + NAMED, PANEL_WIDTH + VERDICT
    width = left + step * len(windows) + EDGE
    sheet = Sheet(analysis.scenario.title, words, width, LEGEND + HEADING + rows.height + TICKS)
    sheet.legend(legend(answer))
    for place, (shown, window) in enumerate(zip(answer.responses, windows, strict=True)):
        panel = RowPanel(sheet, rows, left + place * step, LEGEND + HEADING, PANEL_WIDTH, named=place == 0, pad=8)
        draw(panel, answer, analysis.others, shown, window)
        write_heading(panel, shown)
    return Drawing("figure", words, alternative(answer), sheet.figure)


def interval_ends(answer: ComparisonAnswer, design: str, shown: Response) -> list[tuple[float, float]]:
    """The ends of both intervals of a difference, in the unit shown; empty if it has no number."""
    found, reach = difference(answer, design, shown), range_of_difference(answer, design, shown)
    ends = [end for end in (found.value, found.low, found.high) if end is not None]
    ends += [] if reach is None or found.value is None else [reach.low * shown.factor, reach.high * shown.factor]
    return [(min(ends), max(ends))] if ends else []


def difference(answer: ComparisonAnswer, design: str, shown: Response) -> Estimate:
    """A difference with its sampling interval, in the unit shown."""
    return scaled(answer.row(design, shown.name).displayed, shown.factor)


def range_of_difference(answer: ComparisonAnswer, design: str, shown: Response) -> DifferenceRange | None:
    """The range of a difference over the parameter points."""
    return answer.analysis.range_of(answer.group, design, shown.name)


def margin_of(answer: ComparisonAnswer, shown: Response) -> float:
    """The smallest difference that matters, in the unit shown."""
    return answer.analysis.margins.get(shown.name, 0.0) * shown.factor


def window_of_panel(answer: ComparisonAnswer, shown: Response) -> Window:
    """The limits of the axis of a response."""
    reaches = [found for design in answer.analysis.others if (found := interval_ends(answer, design, shown))]
    return window_of(reaches or [[(0.0, 0.0)]], margin_of(answer, shown))


def draw(
    panel: RowPanel,
    answer: ComparisonAnswer,
    designs: Sequence[str],
    shown: Response,
    window: Window,
    said: RowTexts = ENGLISH,
    room: float = VERDICT - 0.14,
) -> None:
    """Draws the differences of one response: a hatched range, a thin interval, a dot; beside them the conclusions."""
    panel.axes.set_xlim(window.low, window.high)
    if window.margin:
        panel.band(window.margin)
    panel.zero()
    verdicts = []
    for row, design in enumerate(designs):
        found, reach = difference(answer, design, shown), range_of_difference(answer, design, shown)
        verdicts.append(said.verdict(answer.analysis.conclusion(answer.group, design, shown.name)))
        if found.value is None:
            continue
        ((low, high),) = interval_ends(answer, design, shown)
        if low < window.low or high > window.high:
            write_beyond(panel, row, found.value, reach, shown, said)
            continue
        if reach is not None:
            panel.bar(row, reach.low * shown.factor, reach.high * shown.factor, HATCHED, BAR)
        panel.interval(row, found, BLUE)
        panel.mark(row, found.value, "o", {"color": BLUE, "markersize": 4.6, "markeredgewidth": 0, "zorder": 3.0})
    panel.column(verdicts, room)
    panel.scale("", 4)


def write_beyond(
    panel: RowPanel, row: int, value: float, reach: DifferenceRange | None, shown: Response, said: RowTexts
) -> None:
    """Writes a difference that lies beyond the axis into its row."""
    ends = None
    if reach is not None:
        low, high = (said.number(each * shown.factor, shown.decimals) for each in (reach.low, reach.high))
        ends = low, high
    panel.axes.annotate(
        said.beyond(said.number(value, shown.decimals), ends), (0.5, row), (0.0, 0.0),
        panel.axes.get_yaxis_transform(), "offset points", ha="center", va="center_baseline", fontsize=SMALL,
        # White behind the words, so that the line at zero does not run through them.
        color=INK, bbox={"facecolor": "#ffffff", "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip


def write_heading(panel: RowPanel, shown: Response) -> None:
    """Writes the response above the panel, with its unit and the better side."""
    side = {"lower": ", left is better", "higher": ", right is better", None: ""}[shown.better]
    unit = f"{shown.difference_unit.replace('minutes', 'min')}{side}"
    write_above(panel, shown.label[0].upper() + shown.label[1:], unit)


def write_above(panel: RowPanel, title: str, unit: str) -> None:
    """A title and a unit above a panel."""
    for text, up, size, weight, colour in ((title, 15.0, PANEL, "bold", INK), (unit, 4.0, SMALL, "normal", SOFT)):
        panel.axes.annotate(
            text, (0.0, 1.0), (0.0, up), "axes fraction", "offset points", fontsize=size, fontweight=weight,
            color=colour,
        )  # fmt: skip


def legend(answer: ComparisonAnswer) -> Mapping[str, Artist]:
    """The legend entry of each mark."""
    entries: dict[str, Artist] = {
        "sampling error": Line2D([], [], marker="o", color=BLUE, markersize=4.6, **SAMPLING_ERROR),
        "parameter uncertainty": HATCHED.swatch,
    }
    if any(margin_of(answer, shown) for shown in answer.responses):
        entries["too small to matter"] = BAND.swatch
    return entries


def words_of(answer: ComparisonAnswer, beyond: bool) -> SheetText:
    """The text around the panels."""
    analysis, unknown = answer.analysis, answer.analysis.uncertainty
    points = 0 if unknown is None else unknown.points
    written = " A difference beyond the axis is written in its row." if beyond else ""
    return SheetText(
        answer.question,
        f"Difference from {answer.title(analysis.reference)}, {answer.who}. More citizens make sampling error smaller, "
        f"and leave parameter uncertainty as it is. Beside each: settled, unless it says likely or undecided.{written}",
        footer(
            analysis,
            f"Hatched: 5 to 95 % of {points} sets of numbers. Blue: {per_cent(analysis.confidence)} intervals that "
            f"hold all at once, with the {analysis.unit} as unit.",
        ),
    )


def alternative(answer: ComparisonAnswer) -> str:
    """The answer in words, as a text alternative."""
    return " ".join(answer.sentences)
