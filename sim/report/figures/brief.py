"""The figure of the brief: what each design changes in the first two responses, in the words of a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.ticker import ScalarFormatter

from sim.analysis.parameter_uncertainty import Conclusion
from sim.outcomes.responses import Response
from sim.report.answer import ComparisonAnswer
from sim.report.brief.amounts import chosen
from sim.report.brief.wording import Wording
from sim.report.figures.answer import HEADING, LEGEND, TICKS, RowTexts, draw, margin_of, window_of_panel, write_above
from sim.report.figures.figure_rows import BAND, HATCHED, RowPanel, rows_of_designs
from sim.report.figures.sheet import EDGE, Drawing, Sheet, SheetText
from sim.report.figures.style import BLUE, SAMPLING_ERROR

WIDTH: Final = 7.16
"""The width of a page of A4 between its margins, in inches: letters are as large there as they are drawn."""
NAMED: Final = 0.16
VERDICT: Final = 1.02
"""Beside each panel: room for what both intervals come to."""
PANELS: Final = 2
ROW: Final = 0.4


def brief_figure(answer: ComparisonAnswer, words: Wording) -> Drawing:
    """The differences of the designs that the brief tells of, without a title: the page has that."""
    designs, scenario = chosen(answer), answer.analysis.scenario
    rows = rows_of_designs([words.title(scenario.designs[each]) for each in designs], ROW)
    shown = answer.responses[:PANELS]
    left = EDGE + rows.width + NAMED
    step = (WIDTH - EDGE - left) / PANELS
    around = SheetText("", "", "")
    sheet = Sheet("", around, WIDTH, LEGEND + HEADING + rows.height + TICKS)
    sheet.legend(legend(answer, words))
    said = PanelTexts(words)
    for place, each in enumerate(shown):
        panel = RowPanel(sheet, rows, left + place * step, LEGEND + HEADING, step - VERDICT, named=place == 0, pad=8)
        draw(panel, answer, designs, each, window_of_panel(answer, each), said.rows, VERDICT - 0.1)
        panel.axes.xaxis.set_major_formatter(Scale(words))
        write_above(panel, words.say(f"response.{each.name}"), said.unit(each))
    return Drawing("brief", around, "", sheet.figure)


class Scale(ScalarFormatter):
    """Numbers below an axis as a language has them."""

    def __init__(self, words: Wording) -> None:
        # With an offset the ticks would show only the rest of each number.
        super().__init__(useOffset=False)
        self.words = words

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The number at a tick."""
        return self.words.local(super().__call__(x, pos))


@dataclass(frozen=True, slots=True)
class PanelTexts:
    """The words of a panel in a language."""

    words: Wording

    @property
    def rows(self) -> RowTexts:
        """Those in its rows."""
        return RowTexts(
            self.verdict, lambda value, decimals: self.words.number(value, decimals, signed=True), self.beyond
        )

    def verdict(self, found: Conclusion) -> str:
        """A conclusion where there is little room, in two lines if need be."""
        if found.direction is None:
            return self.words.say("short.open")
        way = self.words.say(f"short.{found.direction}")
        return self.words.say("short.likely", way=way).replace(" ", "\n") if found.standing == "likely" else way

    def beyond(self, value: str, _: tuple[str, str] | None) -> str:
        """A difference that lies beyond the axis; there is no room for its range."""
        return self.words.say("figure.beyond", value=value)

    def unit(self, shown: Response) -> str:
        """The unit of a difference, and which side is better."""
        unit = self.words.say("measure.points" if shown.is_share else "measure.effort")
        side = {"lower": "figure.left", "higher": "figure.right", None: ""}[shown.better]
        return f"{unit}, {self.words.say(side)}" if side else unit


def legend(answer: ComparisonAnswer, words: Wording) -> dict[str, Artist]:
    """The entries of the legend: each label with its mark."""
    entries: dict[str, Artist] = {
        words.say("figure.sampling.legend"): Line2D([], [], marker="o", color=BLUE, markersize=4.6, **SAMPLING_ERROR)
    }
    unknown = answer.analysis.uncertainty
    if unknown is not None and unknown.ranges:
        entries[words.say("figure.unknown.legend")] = HATCHED.swatch
    if any(margin_of(answer, each) for each in answer.responses[:PANELS]):
        entries[words.say("figure.margin.legend")] = BAND.swatch
    return entries
