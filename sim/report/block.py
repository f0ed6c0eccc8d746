"""Blocks of results as data: built once, and written as text, as part of a page, and for programs.

A block has numbers in the unit that people are shown, unrounded, and what is needed to write them: decimals, intervals,
marks. `terminal.py` writes it as text, `html/templates/parts.html` in a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sim.notation import number

Measured: TypeAlias = float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, with its interval and a mark where there are any; or words."""

    value: float | str | None
    decimals: int = 0
    low: Measured = None
    high: Measured = None
    signed: bool = False
    sign: str = ""
    """Its unit behind it, where the heads do not say it."""
    mark: str = ""
    """What must be known of it, in a sign or a few words."""
    bar: Measured = None
    """The length of a bar beside it, from 0 to 1, where parts are compared by eye."""
    figures: bool = True
    """Whether it is written as a number is, which stands on the right."""

    @property
    def text(self) -> str:
        """What stands in the cell, without the interval."""
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
    """Of the numbers, where it is not that of the whole block."""
    note: str = ""
    """Less important than the label."""
    level: int = 0
    """1 and more for what is a part or a detail of what stands above."""

    @property
    def words(self) -> str:
        """The label with its unit, where it does not name that itself."""
        return f"{self.label}, {self.unit}" if self.unit and self.unit not in self.label else self.label


@dataclass(frozen=True, slots=True)
class Row:
    """A head and a cell for each column; without cells the title of the rows below it."""

    head: Head
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a title and the heads of their columns."""

    title: str
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    """Of all numbers that have none of their own; part of the heading."""
    corner: str = "design"
    """What a row is about."""

    @property
    def heading(self) -> str:
        """The title with the unit."""
        return f"{self.title}: {self.unit}" if self.unit else self.title

    @property
    def caption(self) -> str:
        """The heading with a capital."""
        return self.heading[:1].upper() + self.heading[1:]

    @property
    def heads(self) -> tuple[tuple[str, bool], ...]:
        """All columns with that of the heads of rows, each with whether it holds numbers, which stand on the right."""
        cells = next((row.cells for row in self.rows if row.cells), (words(""),) * len(self.columns))
        columns = zip(self.columns, cells, strict=True)
        return ((self.corner, False), *((head.words, cell.figures) for head, cell in columns))

    def turned(self, corner: str = "design") -> Block:
        """With rows for columns; titles of rows are lost."""
        rows = [row for row in self.rows if row.cells]
        columns = tuple(replace(row.head, level=0) for row in rows)
        cells = (tuple(row.cells[place] for row in rows) for place in range(len(self.columns)))
        return replace(self, columns=columns, rows=tuple(map(Row, self.columns, cells)), corner=corner)

    def noted(self, note: str) -> Block:
        """With the same note at the head of every row."""
        return replace(self, rows=tuple(replace(row, head=replace(row.head, note=note)) for row in self.rows))

    def numbers(self) -> Iterator[tuple[Head, Head, str, Cell]]:
        """Every cell with its row, its column and its unit, row by row."""
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=False):
                yield row.head, column, row.head.unit or column.unit or self.unit, cell

    def document(self) -> dict[str, Any]:
        """The block for a program."""
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
    """A row of numbers that are written already, as amounts and shares with their units are."""
    return Row(Head(label), tuple(map(Cell, texts)))


def words(text: str) -> Cell:
    """A cell of words, which stands on the left."""
    return Cell(text, figures=False)


def stacked(blocks: Iterable[Block]) -> Block:
    """Blocks of the same columns below each other, under the title of the first."""
    first, *others = blocks
    return replace(first, rows=(*first.rows, *(row for block in others for row in block.rows)))
