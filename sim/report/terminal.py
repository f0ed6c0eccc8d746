"""Blocks of results as text that fits 80 columns everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.box import Box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from sim.notation import MISSING, printable
from sim.report import grid
from sim.report.block import Block, Cell, Row

NARROWEST: Final = 80
NAME_WIDTH: Final = 16
INDENT: Final = "  "
LEAST: Final = 7
"""The width of a difference."""
RULED: Final = Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
"""A rule under the headings and no other lines."""


def printed(parts: Sequence[RenderableType], width: int, *, colour: bool, soft_wrap: bool = False) -> str:
    """Renderable parts below each other, as text that ends with a newline; never narrower than 80 columns."""
    written = io.StringIO()
    # Rich would take the square brackets of an interval for markup, and colons around a word for an emoji.
    console = Console(
        file=written,
        width=max(width, NARROWEST),
        # A buffer is no terminal, so colours have to be asked for.
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=soft_wrap)
    # Rich pads lines with spaces, which would stay in files and in what people copy.
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def listing(lines: Iterable[tuple[str, str]], width: int = NARROWEST) -> str:
    """Names, each with its meaning beside it, folded where it is long."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, meaning in lines:
        table.add_row(Text(printable(name)), Text(printable(meaning)))
    return printed([table], width, colour=False)


def in_columns(block: Block, *, tight: bool = False) -> Text:
    """The block with a column for each head, and intervals on a row of their own below their numbers.

    Columns that do not fit follow below the others, unless `tight` squeezes all of them side by side.
    """
    rows = [line for row in block.rows for line in lines(row)]
    return grid.grid(block.heading, [head.words for head in block.columns], rows, tight=tight)


def lines(row: Row) -> list[grid.GridRow]:
    """A row, followed by a row of its intervals if it has any."""
    if not row.cells:
        return [grid.GridRow(row.head.label, unit=row.head.unit)]
    label = f"{INDENT * row.head.level}{row.head.words}"
    found = [grid.GridRow(label, tuple(cell.text for cell in row.cells))]
    if any(cell.bounds for cell in row.cells):
        spans = tuple(MISSING if cell.bounds is None else "–".join(cell.bounds) for cell in row.cells)
        found.append(grid.GridRow(f"{INDENT * (row.head.level + 1)}95 % interval", spans))
    return found


def in_table(block: Block) -> Table:
    """The block as a table with units below the headings. A head with a note gets a star; long heads are folded."""
    table = Table(box=RULED, show_edge=False, padding=0, title=block.heading, title_style="bold", title_justify="left")
    table.add_column(
        Text(f"\n{block.corner}"), overflow="fold", min_width=NAME_WIDTH - 2, max_width=NAME_WIDTH, no_wrap=False
    )
    for head in block.columns:
        table.add_column(Text(f"{head.label}\n{head.unit}"), justify="right", min_width=len(head.label), no_wrap=True)
    for row in block.rows:
        table.add_row(
            Text(f"{row.head.label}{' *' if row.head.note else ''}"), *(Text(cell.text) for cell in row.cells)
        )
    return table


def with_intervals(block: Block) -> Text:
    """The block with intervals beside their numbers, decimals aligned within each part and column."""
    parts = [list(rows) for titled, rows in groupby(block.rows, key=lambda row: not row.cells) if not titled]
    texts = [text for rows in parts for text in zip(*map(aligned, turned(rows)), strict=True)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    named = [row.head.label for row in block.rows if row.cells]
    longest = min(max(map(len, named)), NARROWEST - sum(widths) - len(INDENT) * (len(widths) + 1))
    margin = " " * (longest + len(INDENT))
    written = Text.assemble((f"{block.heading}\n", "bold"), margin)
    for head, width in zip(block.columns, widths, strict=True):
        written.append(f"{INDENT}{head.label:^{width}}")
    written.append("\n" + "─" * (len(margin) + sum(widths) + len(INDENT) * len(widths)))
    found = iter(texts)
    for row in block.rows:
        if not row.cells:
            written.append(f"\n{row.head.label}", style="bold").append(f", {row.head.unit}")
            continue
        # A name too long for its column has a line of its own.
        name = row.head.label
        name = f"{INDENT}{name:<{longest}}" if len(name) <= longest else f"{INDENT}{name}\n{margin}"
        cells = "".join(f"{INDENT}{text:<{width}}" for text, width in zip(next(found), widths, strict=True))
        written.append(f"\n{name}{cells.rstrip()}")
    return written


def turned(rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
    """The cells of each column, from the cells of each row."""
    return zip(*(row.cells for row in rows), strict=True)


def aligned(cells: Sequence[Cell]) -> list[str]:
    """Numbers with intervals and marks, aligned at their decimals."""
    width = max(LEAST, *(len(cell.text) for cell in cells))
    low, high = (max((len(cell.bounds[end]) for cell in cells if cell.bounds), default=0) for end in (0, 1))
    found = []
    for cell in cells:
        interval = "[{:>{low}}, {:>{high}}]".format(*cell.bounds, low=low, high=high) if cell.bounds else ""
        found.append(f"{cell.text:>{width}} {f'{interval} {cell.mark}'.strip()}".rstrip())
    return found
