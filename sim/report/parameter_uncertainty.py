"""Parameter uncertainty of each difference: a block for people, and a table for programs."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Final

from sim.analysis.parameter_uncertainty import DifferenceRange, ParameterUncertainty
from sim.analysis.study_analysis import Analysis
from sim.notation import number
from sim.outcomes.responses import Response
from sim.report.block import Block, Cell
from sim.report.conclusions import range_words
from sim.report.levels import by_response as each_response
from sim.spreadsheets import Column, Table


def unknown_block(analysis: Analysis) -> Block:
    """The range of each difference over the parameter points."""
    title = f"difference from {analysis.reference} over the parameter uncertainty, 5 to 95 % (% less/same/more)"
    return each_response(
        analysis,
        title,
        lambda group, design, shown, decimals: cell_of(analysis.range_of(group, design, shown.name), shown, decimals),
    )


def unknown_blocks(analysis: Analysis) -> tuple[Block, ...]:
    """The ranges with a block for each response, for a page; empty without parameter points."""
    if analysis.uncertainty is None or not analysis.uncertainty.ranges:
        return ()
    return by_response(unknown_block(analysis))


def by_response(block: Block) -> tuple[Block, ...]:
    """A block split into one block for each of its parts, which are titled by their response."""
    found: list[Block] = []
    for row in block.rows:
        if row.cells:
            found[-1] = replace(found[-1], rows=(*found[-1].rows, row))
        else:
            found.append(replace(block, title=f"{row.head.words}: {block.title}", rows=()))
    return tuple(found)


def cell_of(reach: DifferenceRange | None, shown: Response, decimals: int) -> Cell:
    """The range of one difference, with the percentages of the points at which it is less, the same and more."""
    if reach is None:
        return Cell(None)
    shares = "/".join(number(100.0 * each, 0) for each in (reach.less, reach.same, reach.more))
    return Cell(f"{range_words(reach, shown, decimals)} ({shares})", figures=False)


def unknown_meaning(unknown: ParameterUncertainty) -> str:
    """The reading guide to the ranges."""
    if unknown.sets:
        first = f"{unknown.bound.words(unknown.sets)}; all others with a range vary over all of it"
    else:
        first = "every number with a range varies over all of it"
    return (
        f"{unknown.points:,} parameter sets, each simulated for the first {unknown.size:,} citizens: "
        f"{first}. Ranges exclude the sampling error of the points. Shares are of these points, not probabilities. "
        f"{unknown.coverage.words}"
    )


OF_RESPONSE: Final = "that of the response"
REACHES: Final = (
    Column("group", "string", "Citizens that the row is about."),
    Column("design", "string", "Design that is compared with the reference."),
    Column("response", "string", "Name of the response."),
    Column("points", "integer", "Points at which the difference is defined.", "points"),
    Column("low", "number", "5th percentile of the difference over the points, without sampling error.", OF_RESPONSE),
    Column("high", "number", "95th percentile of the same.", OF_RESPONSE),
    Column("less", "number", "Share of the points at which it is lower by more than the margin.", "share of points"),
    Column("same", "number", "Share of the points at which it is within the margin.", "share of points"),
    Column("more", "number", "Share of the points at which it is higher by more than the margin.", "share of points"),
    Column("sampling", "number", "Share of the variance between the points that was sampling error, and was removed.",
           "share of the variance"),
)  # fmt: skip


def ranges_table(unknown: ParameterUncertainty) -> Table:
    """The range of every difference over the parameter points, one row each, in the unit of its response."""
    rows = list(map(astuple, unknown.ranges))
    return Table("The range of every difference over the parameter uncertainty", REACHES, rows)
