"""Where invoices are lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sim.analysis.groups import ALL
from sim.analysis.study_analysis import Analysis
from sim.notation import per_cent
from sim.report.block import Block, Head, Row
from sim.report.levels import bare_row, designs_of
from sim.rules.columns import CAUSES

OUT_OF_REACH: Final = ("not_activated", "dormant", "no_valid_address")
"""Causes that no other text and no e-mail reminder can remedy."""


def causes_block(analysis: Analysis) -> Block:
    """A row for each cause in the order of the chain and one for the total share missed; a column for each design."""
    rows = [
        Row(Head(words), bare_row(analysis, ALL.name, response_of_cause(cause)).cells)
        for cause, words in occurring_causes(analysis)
    ]
    # One scale for all bars, so that causes can be compared across designs.
    largest = max((cell.value for row in rows for cell in row.cells if isinstance(cell.value, float)), default=0.0)
    barred = [Row(row.head, tuple(replace(cell, bar=part(cell.value, largest)) for cell in row.cells)) for row in rows]
    missed = Row(Head("missed"), bare_row(analysis, ALL.name, "missed_share").cells)
    title = f"where invoices are lost, {ALL.title}"
    return Block(title, designs_of(analysis), (*barred, missed), "% of invoices")


def part(value: float | str | None, largest: float) -> float | None:
    """A share as a fraction of the largest share; None if it is not estimable."""
    return value / largest if isinstance(value, float) and largest else None


def response_of_cause(cause: str) -> str:
    """The name of the response that measures the share of invoices missed because of `cause`."""
    return f"missed_{cause}_share"


def occurring_causes(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """The causes that occur under any design, each with its name in plain words."""
    return tuple(
        (cause, cause.replace("_", " "))
        for cause in CAUSES
        if any(analysis.contrast(ALL.name, design, response_of_cause(cause)).level.value for design in analysis.designs)
    )


def causes_meaning(analysis: Analysis) -> str:
    """How a cause is assigned, and which share of the invoices missed under the reference no notification can save."""
    rule = "The cause is the furthest stage that any contact of the invoice reached before the due date."
    reference = analysis.reference
    missed, *parts = (
        analysis.contrast(ALL.name, reference, response).level.value
        for response in ("missed_share", *map(response_of_cause, OUT_OF_REACH))
    )
    lost = sum(each or 0.0 for each in parts)
    if not missed or not lost:
        return rule
    return (
        f"{rule} Under {reference} {per_cent(lost / missed, 0)} of the missed invoices belong to accounts that "
        "are not activated, dormant or without a valid address: another text reaches none of them."
    )


def meanings(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """The meaning of each cause in the block."""
    return tuple((words, CAUSES[cause]) for cause, words in occurring_causes(analysis))
