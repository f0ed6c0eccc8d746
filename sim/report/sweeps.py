"""The table of a sweep as text: for a few responses, the levels and paired differences at every point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.comparison import Contrast
from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.experiment.sweep import cells_of, paths_of
from sim.notation import number, printable
from sim.outcomes.responses import Response
from sim.report.layout import difference_decimals, scaled
from sim.report.terminal import NARROWEST, RULED, printed
from sim.scenario.suggestions import require_known


def render(
    points: Sequence[Mapping[str, str]],
    analyses: Sequence[Analysis],
    responses: Sequence[str],
    width: int = NARROWEST,
    *,
    colour: bool = False,
) -> str:
    """The table as text that ends with a newline, for all citizens. Raises `UsageError` for an unknown response."""
    for name in responses:
        require_known(name, analyses[0].responses, "There is no response {}")
    parts: list[RenderableType] = []
    for name in responses:
        parts += [heading(analyses[0].responses[name]), table(points, analyses, name), Text()]
    return printed([*parts, Text("* reference. – not estimable.", style="dim")], width, colour=colour)


def heading(shown: Response) -> Text:
    """The response and its units."""
    apart = "" if shown.difference_unit == shown.shown_unit else f", differences in {shown.difference_unit}"
    return Text(f"{printable(shown.label)}, {shown.shown_unit}{apart}", style="bold")


def table(points: Sequence[Mapping[str, str]], analyses: Sequence[Analysis], name: str) -> Table:
    """One response: a row for each point and design."""
    response = analyses[0].responses[name]
    decimals = max(difference_decimals(each, response, (ALL.name,)) for each in analyses)
    found = Table(box=RULED, show_edge=False, padding=0)
    for path in paths_of(points):
        # Folded and not cut, because paths that share their beginning differ at the end.
        found.add_column(Text(path), overflow="fold")
    found.add_column(Text("design"), overflow="fold")
    for heading in ("level", "difference", "95 % interval"):
        found.add_column(Text(heading), justify="right", no_wrap=True)
    for values, analysis in zip(cells_of(points), analyses, strict=True):
        for design in analysis.designs:
            star = " *" if design == analysis.reference else ""
            row = (*values, design + star, *numbers_of(analysis.contrast(ALL.name, design, name), response, decimals))
            found.add_row(*(Text(printable(str(cell))) for cell in row))
    return found


def numbers_of(row: Contrast, shown: Response, decimals: int) -> tuple[str, str, str]:
    """The level of a response as shown, its difference from the reference, and the interval of the difference."""
    level = number(scaled(row.level, shown.factor).value, shown.decimals)
    if row.difference is None:
        return level, "", ""
    found = scaled(row.difference, shown.factor)
    is_bounded = found.low is not None and found.high is not None
    interval = f"[{number(found.low, decimals)}, {number(found.high, decimals)}]" if is_bounded else ""
    return level, number(found.value, decimals, signed=True), interval
