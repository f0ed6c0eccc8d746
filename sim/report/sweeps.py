"""The table of a sweep as text: for a few responses, the levels and paired differences at every point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.comparison import Contrast
from sim.analysis.groups import ALL
from sim.analysis.study import Analysis
from sim.experiment.sweep import cells_of, paths_of
from sim.notation import MINUS, MISSING, printable
from sim.report.terminal import NARROWEST, RULED, printed
from sim.scenario.nearness import require_known

SIGNIFICANT: Final = 4


def render(
    points: Sequence[Mapping[str, str]],
    analyses: Sequence[Analysis],
    responses: Sequence[str],
    width: int = NARROWEST,
    *,
    colour: bool = False,
) -> str:
    """The table as text that ends with a newline, over all citizens. Raises `UsageError` for an unknown response."""
    for name in responses:
        require_known(name, analyses[0].responses, "There is no response {}")
    parts: list[RenderableType] = []
    for name in responses:
        parts += [table(points, analyses, name), Text()]
    return printed([*parts, Text("* reference. – not estimable.", style="dim")], width, colour=colour)


def table(points: Sequence[Mapping[str, str]], analyses: Sequence[Analysis], name: str) -> Table:
    """One response: a row for each point and design."""
    response = analyses[0].responses[name]
    title = f"{printable(response.title)}, {response.unit}"
    found = Table(box=RULED, show_edge=False, padding=0, title=title, title_style="bold", title_justify="left")
    for path in paths_of(points):
        found.add_column(Text(path), overflow="fold")
    found.add_column(Text("design"), overflow="fold")
    for heading in ("level", "difference", "95 % interval"):
        found.add_column(Text(heading), justify="right", no_wrap=True)
    for values, analysis in zip(cells_of(points), analyses, strict=True):
        for design in analysis.designs:
            star = " *" if design == analysis.reference else ""
            row = (*values, design + star, *numbers_of(analysis.contrast(ALL.name, design, name)))
            found.add_row(*(Text(printable(str(cell))) for cell in row))
    return found


def numbers_of(row: Contrast) -> tuple[str, str, str]:
    """The level of a response, its difference from the reference, and the interval of that."""
    level, difference = shortened(row.level.value), row.difference
    if difference is None:
        return level, "", ""
    low, high = difference.low, difference.high
    interval = "" if low is None or high is None else f"[{shortened(low)}, {shortened(high)}]"
    return level, shortened(difference.value, sign="+"), interval


def shortened(value: float | None, sign: str = "") -> str:
    """A number with four significant digits."""
    return MISSING if value is None else f"{value:{sign}.{SIGNIFICANT}g}".replace("-", MINUS)
