"""Tables of a page: text in cells, and in some a bar beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    text: str
    note: str = ""
    """Smaller, below the text."""
    bar: float | None = None
    """Length of a bar below the text, from 0 to 1."""
    figures: bool = True
    """Whether it holds a number, which stands on the right."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, and its cells."""

    head: str
    cells: tuple[Cell, ...]
    note: str = ""
    """Smaller, below the head."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. The first column names what a row is about."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def words(text: str) -> Cell:
    """A cell of words, which stands on the left."""
    return Cell(text, figures=False)


def heads(table: Table) -> tuple[tuple[str, bool], ...]:
    """The columns, each with whether it holds numbers, which stand on the right."""
    cells = table.rows[0].cells if table.rows else ()
    numbers = (False, *(cell.figures for cell in cells))
    return tuple(zip(table.columns, numbers, strict=False))
