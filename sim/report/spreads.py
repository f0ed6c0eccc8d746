"""The distribution of effort and fees over the citizens."""

from __future__ import annotations

from typing import Final

from sim.analysis.groups import ALL
from sim.analysis.spread import Spread
from sim.analysis.study_analysis import Analysis
from sim.outcomes.distribution import PERCENTILES
from sim.report.block import Block, Cell, Head, Row

SHOWN: Final = ("effort_minutes", "fees_eur")
COLUMNS: Final = (*(f"{percent} %" for percent in PERCENTILES[:-1]), "most", "Gini", "top 10 %")
MEANING: Final = (
    "5 %: that part of the citizens has at most this. Gini: 0 if all bear the same, near 1 if one bears all. top 10 %: "
    "share of the total borne by the tenth of the citizens with the most."
)


def spread_block(analysis: Analysis) -> Block:
    """A part for effort and one for fees, with a row for each design."""
    rows: list[Row] = []
    for name in SHOWN:
        burden = analysis.burdens[name]
        rows.append(Row(Head(burden.label, burden.unit)))
        rows += [Row(Head(one, level=1), cells(analysis.spread(ALL.name, one, name))) for one in analysis.designs]
    return Block(f"how effort and fees are spread over {ALL.title}", tuple(map(Head, COLUMNS)), tuple(rows))


def cells(spread: Spread) -> tuple[Cell, ...]:
    """The percentiles in whole units, the Gini coefficient, and the share of the top tenth."""
    found = spread.distribution
    percentiles = found.percentiles or (None,) * len(PERCENTILES)
    top = None if found.top_share is None else 100.0 * found.top_share
    return (*(Cell(value) for value in percentiles), Cell(found.gini, 2), Cell(top, sign="%"))
