"""Text from files, made fit for a terminal, a log or a cell: nothing in it steers what shows it or breaks a line.

Spaces of every width and all letters pass. Control characters, line separators, marks that turn the direction of
writing, and halves of characters do not.
"""

from __future__ import annotations

import json
import re
from typing import Final

_STEERING: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"  # all but tab and new line
)
_SEEN: Final = re.compile(f"[{_STEERING}]")
_SEEN_BESIDE_STYLES: Final = re.compile(rf"(\x1b\[[0-9;]*m)|[{_STEERING}]")
_IN_A_LINE: Final = re.compile(f"[\n\t{_STEERING}]")


def visible(text: str, *, styled: bool = False) -> str:
    r"""Text of any number of lines, with what would steer a terminal written as JSON writes it.

    So a JSON document stays the same document. `styled` lets colours through, for text that this program coloured.

    >>> print(visible("A\x1b]0;owned\a B"))
    A\u001b]0;owned\u0007 B
    """
    if styled:
        return _SEEN_BESIDE_STYLES.sub(lambda found: found[1] or json.dumps(found[0])[1:-1], text)
    return _SEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def in_a_line(text: str) -> str:
    """Text on one line, a space in place of every sign that would steer or break it."""
    return _IN_A_LINE.sub(" ", text)
