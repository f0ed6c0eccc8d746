"""The table of a sweep as text: a row per point and design, levels and paired differences of a few responses."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.comparison import Contrast
from sim.analysis.groups import ALL
from sim.analysis.study import Analysis
from sim.errors import UsageError
from sim.report.layout import printable
from sim.report.tables import NARROWEST, RULED

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
        if name not in analyses[0].responses:
            raise UsageError(f"There is no response {name!r}. There are {', '.join(analyses[0].responses)}.")
    written = io.StringIO()
    console = Console(
        file=written,
        width=max(width, NARROWEST),
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(table(points, analyses, responses))
    for name in responses:
        response = analyses[0].responses[name]
        console.print(Text(f"{name}: {printable(response.title)}, {response.unit}. ", style="dim"))
    console.print(Text("* reference; differences from it with 95 % intervals. – not estimable.", style="dim"))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def table(points: Sequence[Mapping[str, str]], analyses: Sequence[Analysis], responses: Sequence[str]) -> Table:
    """A row for each point and design."""
    found = Table(box=RULED, show_edge=False, padding=0)
    for path in points[0]:
        found.add_column(Text(path), overflow="fold")
    found.add_column(Text("design"), overflow="fold")
    for name in responses:
        found.add_column(Text(name), justify="right", overflow="fold")
        found.add_column(Text("difference"), justify="right", overflow="fold")
    for point, analysis in zip(points, analyses, strict=True):
        for design in analysis.designs:
            star = " *" if design == analysis.reference else ""
            cells = [cell for name in responses for cell in cells_of(analysis.contrast(ALL.name, design, name))]
            row = (*point.values(), design + star, *cells)
            found.add_row(*(Text(printable(str(cell))) for cell in row))
    return found


def cells_of(row: Contrast) -> tuple[str, str]:
    """The level of a response, and its difference with the interval."""
    if row.difference is None:
        return shortened(row.level.value), ""
    low, high = row.difference.low, row.difference.high
    bounds = "" if low is None else f" [{shortened(low)}, {shortened(high)}]"
    return shortened(row.level.value), f"{shortened(row.difference.value, sign='+')}{bounds}"


def shortened(value: float | None, sign: str = "") -> str:
    """A number with four significant digits."""
    return "–" if value is None else f"{value:{sign}.{SIGNIFICANT}g}".replace("-", "−")
