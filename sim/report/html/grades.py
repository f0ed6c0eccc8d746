"""The evidence behind the numbers of the scenario: how many are measured, calibrated and assumed, with sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.notation import MINUS
from sim.report.block import Block, Cell, Head, Row, words
from sim.report.evidence import range_of, summary
from sim.scenario.evidence import STANDINGS, Ledger, Parameter, Standing

# No sentence is that long, so nothing is wrapped: a browser breaks the lines.
WIDE: Final = 10_000
COLUMNS: Final = (Head("value"), Head("range"), Head("sources"), Head("note"))


@dataclass(frozen=True, slots=True)
class Grade:
    """The numbers of one standing."""

    name: Standing
    meaning: str
    count: int
    share: float | None
    """The share among the numbers about the world; None for values chosen by the study."""
    numbers: Block


@dataclass(frozen=True, slots=True)
class Cited:
    """A source cited by numbers."""

    key: str
    title: str
    where: str
    year: str
    solidity: str
    numbers: int


def grades(ledger: Ledger) -> tuple[Grade, ...]:
    """The numbers by standing, the most solid first; standings that do not occur are left out."""
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


def summary_sentence(ledger: Ledger) -> str:
    """The shares of the standings in one sentence."""
    return summary(ledger.tally, WIDE)


def sources(ledger: Ledger) -> tuple[Cited, ...]:
    """The sources cited by numbers, in the order of the scenario."""
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
