"""What the numbers of the scenario stand on: how many are measured, calibrated and assumed, each with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.report.evidence import range_of, summary
from sim.report.html.table import Cell, Row, Table, words
from sim.report.layout import MINUS, MISSING
from sim.scenario.evidence import STANDINGS, Ledger, Parameter, Standing, tally

WIDE: Final = 10_000
COLUMNS: Final = ("number", "value", "range", "sources", "note")


@dataclass(frozen=True, slots=True)
class Grade:
    """The numbers that stand on the same."""

    name: Standing
    meaning: str
    count: int
    share: float | None
    """Of the numbers about the world; None where the study chose."""
    numbers: Table


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


def numbers(standing: Standing, parameters: list[Parameter]) -> Table:
    """Numbers with their range, sources and note."""
    rows = (
        Row(
            each.path,
            (
                Cell(each.value.replace("-", MINUS)),
                Cell(range_of(each).replace("-", MINUS)),
                words(", ".join(each.sources)),
                words(each.note or ""),
            ),
        )
        for each in parameters
    )
    return Table(f"Numbers that are {standing}", COLUMNS, tuple(rows))


def said(ledger: Ledger) -> str:
    """The shares in one sentence."""
    return summary(ledger.tally, WIDE)


def by_section(ledger: Ledger) -> Table:
    """How many numbers stand on what, by part of the scenario."""
    standings = [standing for standing in STANDINGS if ledger.tally.counts[standing]]
    rows = [
        Row(name, tuple(Cell(f"{found.counts[one]:,}" if found.counts[one] else MISSING) for one in standings))
        for name, found in ((name, tally(members)) for name, members in ledger.sections.items())
    ]
    rows.append(Row("all", tuple(Cell(f"{ledger.tally.counts[one]:,}") for one in standings)))
    return Table("Numbers by part of the scenario", ("part", *standings), tuple(rows))


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
