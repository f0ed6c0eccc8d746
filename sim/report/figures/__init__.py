"""The figures of a study, as files and for pages.

The bytes depend only on the numbers and on the version of Matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import sim.report.figures.backend  # noqa: F401  (before anything else loads Matplotlib)
from sim.analysis.study_analysis import Analysis
from sim.report.figures.answer import both
from sim.report.figures.comparison import comparison
from sim.report.figures.funnel import funnel
from sim.report.figures.lorenz import lorenz
from sim.report.figures.pareto import pareto
from sim.report.figures.saving import inline_svg, picture, svg
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import house_style
from sim.report.figures.winners import winners


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure for a page."""

    name: str
    title: str
    alt: str
    """A text alternative made from the numbers of the figure."""
    caption: str
    svg: str
    """An `svg` element whose ids begin with the name, so that several may stand in one page."""


def drawings(analysis: Analysis) -> tuple[Drawing, ...]:
    """Every figure that has something to show. Call it in the house style."""
    found = (
        main_figure(analysis),
        winners(analysis, analysis.joints),
        funnel(analysis),
        lorenz(analysis),
        pareto(analysis, analysis.margins),
    )
    return tuple(drawing for drawing in found if drawing is not None)


def main_figure(analysis: Analysis) -> Drawing | None:
    """The effects of each design: with both intervals if they were simulated, else with sampling intervals."""
    if analysis.uncertainty is not None and analysis.uncertainty.ranges:
        return both(analysis)
    return comparison(analysis, analysis.margins)


def figures(analysis: Analysis) -> dict[str, bytes]:
    """Every figure as PNG and SVG by file name."""
    with house_style():
        # Written in the style as well, because Matplotlib reads some settings only then.
        return files_of(drawings(analysis))


def files_of(found: Iterable[Drawing]) -> dict[str, bytes]:
    """Figures as PNG and SVG by file name. Call it in the house style in which they were drawn."""
    written: dict[str, Future[bytes] | bytes] = {}
    # Compressing pixels takes a sixth of the time, and needs no Python: a thread does it beside the next drawing.
    with ThreadPoolExecutor(1) as compressing:
        for each in found:
            written[f"{each.name}.png"] = compressing.submit(picture(each).png)
            written[f"{each.name}.svg"] = svg(each)
    return {name: each.result() if isinstance(each, Future) else each for name, each in written.items()}


def figures_for_pages(analysis: Analysis) -> tuple[Drawn, ...]:
    """Every figure for a page, in the order in which they are read."""
    with house_style():
        return tuple(
            Drawn(drawing.name, drawing.words.title, drawing.alt, drawing.words.caption, inline_svg(drawing))
            for drawing in drawings(analysis)
        )
