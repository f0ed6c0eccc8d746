"""Sanitising text from files for a terminal, a log or a cell, so that it cannot control the display or break lines.

Spaces of every width and all letters pass. Control characters, line separators, marks of writing direction, and
unpaired surrogates do not.
"""

from __future__ import annotations

import json
import re
from typing import Final

_STEERING: Final = (
    # Marks of writing direction can show a text in another order than it is stored.
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"  # all but tab and new line
)
_SEEN: Final = re.compile(f"[{_STEERING}]")
_SEEN_BESIDE_STYLES: Final = re.compile(rf"(\x1b\[[0-9;]*m)|[{_STEERING}]")
_IN_A_LINE: Final = re.compile(f"[\n\t{_STEERING}]")


def visible(text: str, *, styled: bool = False) -> str:
    r"""Text of any number of lines, with characters that would control a terminal escaped as in JSON.

    So a JSON document keeps its meaning. `styled` keeps colour codes, for text that this program coloured.

    >>> print(visible("A\x1b]0;owned\a B"))
    A\u001b]0;owned\u0007 B
    """
    if styled:
        # Colour codes are matched first and kept: the second part of the pattern would take their escape character.
        return _SEEN_BESIDE_STYLES.sub(lambda found: found[1] or json.dumps(found[0])[1:-1], text)
    return _SEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def in_a_line(text: str) -> str:
    """Text on one line, with a space in place of every character that would control the display or break the line."""
    return _IN_A_LINE.sub(" ", text)
