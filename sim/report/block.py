"""Blocks of results as data: built once, and written as text, into a page, and for programs.

Numbers are unrounded, in the unit shown to people. A block also holds the format: decimals, intervals, marks.
`terminal.py` writes it as text, `html/templates/parts.html` into a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sim.notation import number

Measured: TypeAlias = float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, with an interval and a mark if it has them; or words."""

    value: float | str | None
    decimals: int = 0
    low: Measured = None
    high: Measured = None
    signed: bool = False
    sign: str = ""
    """The unit behind the number, where the heads do not give it."""
    mark: str = ""
    """A caution about the number, as a sign or a few words."""
    bar: Measured = None
    """The length of a bar beside the number, from 0 to 1, for comparing parts by eye."""
    figures: bool = True
    """True if the cell is aligned right, as numbers are."""

    @property
    def text(self) -> str:
        """The text of the cell, without the interval."""
        if isinstance(self.value, str):
            return self.value
        sign = f" {self.sign}" if self.sign and self.value is not None else ""
        return f"{number(self.value, self.decimals, signed=self.signed)}{sign}"

    @property
    def bounds(self) -> tuple[str, str] | None:
        """Both ends of the interval; None if there is none."""
        if self.low is None or self.high is None:
            return None
        low, high = (number(one, self.decimals, signed=self.signed) for one in (self.low, self.high))
        return low, high

    @property
    def note(self) -> str:
        """`[low, high]`; empty if there is no interval."""
        return "" if self.bounds is None else f"[{', '.join(self.bounds)}]"

    @property
    def line(self) -> str:
        """The number with its interval."""
        return f"{self.text} {self.note}".rstrip()


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a row or of a column."""

    label: str
    unit: str = ""
    """The unit of the numbers, where it is not that of the whole block."""
    note: str = ""
    """Additional text, less prominent than the label."""
    level: int = 0
    """The level of nesting: 0, or 1 and more for a part or a detail of the row above."""

    @property
    def words(self) -> str:
        """The label followed by its unit, unless the label contains it."""
        return f"{self.label}, {self.unit}" if self.unit and self.unit not in self.label else self.label


@dataclass(frozen=True, slots=True)
class Row:
    """A head and a cell for each column; a row without cells is the title of the rows below it."""

    head: Head
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a title and column heads."""

    title: str
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    """The unit of all numbers that have none of their own; part of the heading."""
    corner: str = "design"
    """The name of the column of row heads."""

    @property
    def heading(self) -> str:
        """The title followed by the unit."""
        return f"{self.title}: {self.unit}" if self.unit else self.title

    @property
    def caption(self) -> str:
        """The heading with a capital letter."""
        return self.heading[:1].upper() + self.heading[1:]

    @property
    def heads(self) -> tuple[tuple[str, bool], ...]:
        """All column headings, the corner first, each with a flag: True if the column holds numbers, aligned right."""
        # Rows that are titles have no cells, so alignment is taken from the first row that has some.
        cells = next((row.cells for row in self.rows if row.cells), (words(""),) * len(self.columns))
        columns = zip(self.columns, cells, strict=True)
        return ((self.corner, False), *((head.words, cell.figures) for head, cell in columns))

    def turned(self, corner: str = "design") -> Block:
        """The transposed block; titles of rows are lost."""
        rows = [row for row in self.rows if row.cells]
        # Rows show their nesting by indentation, which column heads do not have.
        columns = tuple(replace(row.head, level=0) for row in rows)
        cells = (tuple(row.cells[place] for row in rows) for place in range(len(self.columns)))
        return replace(self, columns=columns, rows=tuple(map(Row, self.columns, cells)), corner=corner)

    def noted(self, note: str) -> Block:
        """The block with the same note at the head of every row."""
        return replace(self, rows=tuple(replace(row, head=replace(row.head, note=note)) for row in self.rows))

    def numbers(self) -> Iterator[tuple[Head, Head, str, Cell]]:
        """Every cell with its row head, its column head and its unit, row by row."""
        for row in self.rows:
            # Not strict, because rows that are titles have no cells.
            for column, cell in zip(self.columns, row.cells, strict=False):
                yield row.head, column, row.head.unit or column.unit or self.unit, cell

    def document(self) -> dict[str, Any]:
        """The block as a mapping for programs."""
        return {
            "title": self.title,
            "unit": self.unit,
            "cells": [
                {
                    "row": row.label,
                    "of": row.note,
                    "column": column.label,
                    "among": column.note,
                    "unit": unit,
                    "value": cell.value,
                    "low": cell.low,
                    "high": cell.high,
                    "mark": cell.mark,
                }
                for row, column, unit, cell in self.numbers()
            ],
        }


def row_of(label: str, *texts: str) -> Row:
    """A row of texts that are already formatted, such as amounts and shares with their units."""
    return Row(Head(label), tuple(map(Cell, texts)))


def words(text: str) -> Cell:
    """A cell of words, aligned left."""
    return Cell(text, figures=False)


def stacked(blocks: Iterable[Block]) -> Block:
    """Blocks with the same columns joined below each other, under the title of the first."""
    first, *others = blocks
    return replace(first, rows=(*first.rows, *(row for block in others for row in block.rows)))
