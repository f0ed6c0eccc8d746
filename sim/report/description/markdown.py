"""Markdown: texts that stay plain, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sim.notation import printable

SIGNS: Final = re.compile(r"[\\`*\[\]<>|]")
"""Signs that Markdown takes for more than themselves inside a line."""


def plain(text: str) -> str:
    """A text on one line that Markdown shows as it is: no emphasis, no link, no HTML, no end of a cell."""
    return SIGNS.sub(lambda found: f"\\{found[0]}", " ".join(printable(text).split()))


def in_code(text: str) -> str:
    """A text on one line that does not end the type of code it stands in."""
    return printable(text).replace("`", "'")


def code(text: str) -> str:
    """A key or a name, in the type of code."""
    return f"`{in_code(text)}`"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; raises ValueError if a row has more or fewer than the headings."""
    lines = [headings, ["---"] * len(headings), *rows]
    if any(len(row) != len(headings) for row in lines):
        raise ValueError(f"a row does not have the {len(headings)} cells of {', '.join(headings)}")
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)
