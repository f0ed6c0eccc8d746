"""What the numbers of the scenario stand on: how many are measured, calibrated and assumed, each with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.notation import MINUS
from sim.report.block import Block, Cell, Head, Row, words
from sim.report.evidence import range_of, summary
from sim.scenario.evidence import STANDINGS, Ledger, Parameter, Standing

WIDE: Final = 10_000
COLUMNS: Final = (Head("value"), Head("range"), Head("sources"), Head("note"))


@dataclass(frozen=True, slots=True)
class Grade:
    """The numbers that stand on the same."""

    name: Standing
    meaning: str
    count: int
    share: float | None
    """Of the numbers about the world; None where the study chose."""
    numbers: Block


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that numbers name."""

    key: str
    title: str
    where: str
    year: str
    solidity: str
    numbers: int


def grades(ledger: Ledger) -> tuple[Grade, ...]:
    """The numbers by what they stand on, the most solid first; what does not occur is left out."""
    counts = ledger.tally
    return tuple(
        Grade(
            standing,
            meaning,
            counts.counts[standing],
            None if standing == "chosen" else counts.share(standing),
            numbers(standing, [each for each in ledger.parameters if each.standing == standing]),
        )
        for standing, meaning in STANDINGS.items()
        if counts.counts[standing]
    )


def numbers(standing: Standing, parameters: list[Parameter]) -> Block:
    """Numbers with their range, sources and note."""
    rows = (
        Row(
            Head(each.path),
            (
                Cell(each.value.replace("-", MINUS)),
                Cell(range_of(each).replace("-", MINUS)),
                words(", ".join(each.sources)),
                words(each.note or ""),
            ),
        )
        for each in parameters
    )
    return Block(f"Numbers that are {standing}", COLUMNS, tuple(rows), corner="number")


def said(ledger: Ledger) -> str:
    """The shares in one sentence."""
    return summary(ledger.tally, WIDE)


def sources(ledger: Ledger) -> tuple[Cited, ...]:
    """The sources that numbers name, in the order of the scenario."""
    return tuple(
        Cited(
            each.key,
            each.source.title,
            each.source.where,
            "" if each.source.year is None else str(each.source.year),
            each.source.solidity,
            len(each.paths),
        )
        for each in ledger.citations
        if each.paths
    )
