"""Writes a resolved scenario as its differences from another, and reads it back from them.

A difference is a place of the scenario with the lines that stand there instead, as in

    @@ at population.segments.young @@
    -    young: {title: Young, share: 0.6}
    +    young: {title: Young, share: 0.5}
    @@ after senders.tax-office.title @@
    +    batch_hours: [9]

so that what is added to the base elsewhere changes none of them, and the order of keys is told as well.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

_START: Final = "the start"
_HEADING: Final = re.compile(r"@@ (at|after) (.+) @@")
_LINE: Final = re.compile(r"(?P<indent> *)(?P<item>- )?(?P<key>\"(?:[^\"\\]|\\.)*\"|[^\":]+):.*")
_WORD: Final = re.compile(r"(?P<indent> *)(?P<item>- )(?P<key>)[a-z_]+")
"""A word as an item of a list."""


def places(lines: list[str]) -> list[str]:
    """The place in the scenario that each line of its canonical text begins, as keys and numbers joined by dots."""
    found: list[str] = []
    stack: list[tuple[int, str]] = []
    items: dict[str, int] = {}
    for line in lines:
        match = _LINE.fullmatch(line) or _WORD.fullmatch(line)
        if match is None:
            raise AssertionError(f"not a line of a canonical text: {line!r}")
        indent = len(match["indent"])
        if match["item"]:
            stack = [each for each in stack if each[0] < indent]
            above = ".".join(key for _, key in stack)
            items[above] = items.get(above, -1) + 1
            stack.append((indent, str(items[above])))
            indent += 2
        stack = [*(each for each in stack if each[0] < indent), (indent, match["key"])]
        found.append(".".join(key for _, key in stack))
    return found


def difference(base: str, text: str) -> str:
    """What the second canonical text has instead of the first; nothing if they are equal."""
    old, new = base.splitlines(), text.splitlines()
    where = places(old)
    matcher = SequenceMatcher(
        None, [*zip(where, old, strict=True)], [*zip(places(new), new, strict=True)], autojunk=False
    )
    written: list[str] = []
    for tag, first, end, start, stop in matcher.get_opcodes():
        if tag == "equal":
            continue
        place = f"at {where[first]}" if end > first else f"after {where[first - 1] if first else _START}"
        gone, come = old[first:end], new[start:stop]
        written += [f"@@ {place} @@", *(f"-{line}" for line in gone), *(f"+{line}" for line in come)]
    return "".join(f"{line}\n" for line in written)


def differing(base: str, differences: str) -> str:
    """The canonical text that has these differences from the base; AssertionError where they do not fit it."""
    old, text = base.splitlines(), list[str]()
    where = {place: number for number, place in enumerate(places(old))}
    done = 0
    for heading, *changed in (
        hunk.splitlines() for hunk in re.split(r"^(?=@@)", differences, flags=re.MULTILINE) if hunk
    ):
        match = _HEADING.fullmatch(heading)
        if match is None or (match[2] != _START and match[2] not in where):
            raise AssertionError(f"the base has no such place: {heading}")
        first = 0 if match[2] == _START else where[match[2]] + (match[1] == "after")
        gone = [line[1:] for line in changed if line.startswith("-")]
        if first < done or old[first : first + len(gone)] != gone:
            raise AssertionError(f"the base has other lines there, or the places are out of order: {heading}")
        text += [*old[done:first], *(line[1:] for line in changed if line.startswith("+"))]
        done = first + len(gone)
    return "".join(f"{line}\n" for line in [*text, *old[done:]])
