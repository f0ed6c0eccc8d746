"""How effort and fees are spread over the citizens, as text of at most 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from sim.analysis.groups import ALL
from sim.analysis.spread import Spread
from sim.analysis.study import Analysis
from sim.outcomes.distribution import PERCENTILES
from sim.report.layout import number

WIDEST: Final = 80
SHOWN: Final = ("effort_minutes", "fees_eur")
LEAST_WIDTH: Final = 6
HEADINGS: Final = (*(f"{percent} %" for percent in PERCENTILES[:-1]), "most", "Gini", "top 10 %")
MEANING: Final = (
    "5 %: that part of the citizens has at most this. Gini: 0 if all bear the same, near 1 if one bears all. top 10 %: "
    "share of the total borne by the tenth of the citizens with the most."
)


def spread_block(analysis: Analysis) -> Text:
    """A block for effort and one for fees, a row per design."""
    blocks = {name: [cells(analysis.spread(ALL.name, one, name)) for one in analysis.designs] for name in SHOWN}
    rows = [HEADINGS, *(row for block in blocks.values() for row in block)]
    widths = [max(LEAST_WIDTH, 1 + max(len(row[place]) for row in rows)) for place in range(len(HEADINGS))]
    longest = min(max(len(design) for design in analysis.designs), WIDEST - sum(widths) - 2)
    written = Text(f"how effort and fees are spread over {ALL.title}\n", style="bold")
    written = Text.assemble(written, " " * (longest + 2) + line(HEADINGS, widths))
    written.append("\n" + "─" * (longest + 2 + sum(widths)))
    for name, block in blocks.items():
        written.append(f"\n{analysis.burdens[name].title}", style="bold").append(f", {analysis.burdens[name].unit}")
        for design, row in zip(analysis.designs, block, strict=True):
            # A name too long for its column has a line of its own.
            label = f"  {design:<{longest}}" if len(design) <= longest else f"  {design}\n{'':{longest + 2}}"
            written.append(f"\n{label}{line(row, widths)}")
    return written


def line(texts: tuple[str, ...], widths: Sequence[int]) -> str:
    """Texts in columns of these widths, on their right."""
    return "".join(f"{text:>{width}}" for text, width in zip(texts, widths, strict=True))


def cells(spread: Spread) -> tuple[str, ...]:
    """The percentiles in whole units, the Gini coefficient, and the share of the top tenth."""
    found = spread.distribution
    percentiles = found.percentiles or (None,) * len(PERCENTILES)
    share = None if found.top_share is None else found.top_share * 100.0
    top = number(share, 0)
    return (*(number(value, 0) for value in percentiles), number(found.gini, 2), top if share is None else f"{top} %")
