"""Markdown escaping and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sim.notation import printable

SIGNS: Final = re.compile(r"[\\`*\[\]<>|]")
"""Characters with a special meaning inside a line of Markdown."""


def plain(text: str) -> str:
    """A text on one line that Markdown shows literally: no emphasis, links, HTML or cell separators."""
    return SIGNS.sub(lambda found: f"\\{found[0]}", " ".join(printable(text).split()))


def in_code(text: str) -> str:
    """A text on one line that is safe inside backticks."""
    # Between backticks nothing can be escaped, so a backtick is replaced.
    return printable(text).replace("`", "'")


def code(text: str) -> str:
    """A key or a name as inline code."""
    return f"`{in_code(text)}`"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are Markdown already. Raises ValueError if a row is not as long as the headings."""
    lines = [headings, ["---"] * len(headings), *rows]
    # Markdown drops surplus cells without a word.
    if any(len(row) != len(headings) for row in lines):
        raise ValueError(f"a row does not have the {len(headings)} cells of {', '.join(headings)}")
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)
