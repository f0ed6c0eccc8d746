"""Blocks of numbers under column headings that fit 80 columns, whatever the number of columns or length of names."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

WIDEST: Final = 80
GAP: Final = 2
TIGHTEST: Final = 5
LONGEST_LABEL: Final = 30
FOLDED: Final = 14
"""Headings longer than this are folded over several lines where they do not all fit."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A label and a cell for each column; a row without cells is a heading of the rows below it."""

    label: str
    cells: tuple[str, ...] = ()
    unit: str = ""
    """The unit of a heading, written behind it."""


def grid(title: str, headings: Sequence[str], rows: Sequence[GridRow], *, tight: bool = False) -> Text:
    """The rows under a title and headings; columns that do not fit side by side follow below.

    If `tight`, all columns stand side by side, with narrower gaps and labels folded over two lines if needed.
    """
    gap, least = (1, TIGHTEST) if tight else (GAP, 0)
    widths = [max(least, *(len(row.cells[place]) for row in rows if row.cells)) for place in range(len(headings))]
    longest = min(max(len(row.label) for row in rows if row.cells), LONGEST_LABEL)
    together = longest + sum(max(width, len(name)) + gap for width, name in zip(widths, headings, strict=True))
    # Headings are folded only if they do not fit unfolded.
    limit = max(map(len, headings)) if together <= WIDEST else FOLDED
    # An empty heading would be wrapped into no line at all.
    names = [textwrap.wrap(name, max(width, limit)) or [""] for name, width in zip(headings, widths, strict=True)]
    widths = [max(width, *map(len, lines)) for width, lines in zip(widths, names, strict=True)]
    widths = [width + gap for width in widths]
    if tight:
        longest = min(longest, WIDEST - sum(widths))
    written = Text(title, style="bold")
    for places in bands(widths, WIDEST - longest):
        written = Text.assemble(written, ("\n" if places[0] else ""), band(names, widths, rows, places, longest))
    return written


def bands(widths: Sequence[int], room: int) -> list[list[int]]:
    """The indices of columns that fit side by side, at least one in each band; `widths` include the gaps."""
    found: list[list[int]] = []
    left = 0
    for place, width in enumerate(widths):
        if not found or width > left:
            found.append([])
            left = room
        found[-1].append(place)
        left -= width
    return found


def band(
    names: Sequence[Sequence[str]], widths: Sequence[int], rows: Sequence[GridRow], places: Sequence[int], longest: int
) -> Text:
    """The headings, a rule, and the rows of one band of columns."""
    height = max(len(names[place]) for place in places)
    written = Text()
    for line in range(-height, 0):
        texts = [names[place][line] if -line <= len(names[place]) else "" for place in places]
        written.append(f"\n{'':{longest}}{cells(texts, widths, places)}")
    written.append("\n" + "─" * (longest + sum(widths[place] for place in places)))
    for row in rows:
        if not row.cells:
            written.append(f"\n{row.label}", style="bold").append(f", {row.unit}" if row.unit else "")
            continue
        # A label too long for its column has a line of its own.
        label = f"{row.label:<{longest}}" if len(row.label) <= longest else f"{row.label}\n{'':{longest}}"
        written.append(f"\n{label}{cells([row.cells[place] for place in places], widths, places)}")
    return written


def cells(texts: Sequence[str], widths: Sequence[int], places: Sequence[int]) -> str:
    """Texts aligned right in their columns."""
    return "".join(f"{text:>{widths[place]}}" for text, place in zip(texts, places, strict=True))
