"""The citizens of a log, written as `0-99` or `3,17,40-49`, as ranges of consecutive numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from sim.errors import UsageError

DEFAULT_CITIZENS: Final = 100
"""The default number of citizens in a log, the first ones. A log of ten thousand is gigabytes."""
EVERYBODY: Final = "all"


def selected(written: str | None, size: int) -> tuple[range, ...]:
    """The selected citizens as ascending ranges of consecutive numbers below `size`; by default the first ones.

    Raises `UsageError` if the selection is not written as numbers and ranges, or if a citizen does not exist.
    """
    if written is None:
        return (range(min(size, DEFAULT_CITIZENS)),)
    if written == EVERYBODY:
        return (range(size),)
    stretches = sorted((stretch(part.strip(), size) for part in written.split(",")), key=lambda part: part.start)
    merged: list[range] = []
    for part in stretches:
        # Overlapping ranges are merged, or a citizen would be in the log twice.
        if merged and part.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, part.stop))
        else:
            merged.append(part)
    return tuple(merged)


def stretch(written: str, size: int) -> range:
    """The range of one number, or of two with a hyphen between them, both included."""
    # 18 digits fit into 64 bits. Unlike [0-9], \d also accepts the digits of other scripts.
    found = re.fullmatch(r"([0-9]{1,18})(?:-([0-9]{1,18}))?", written)
    if found is None:
        raise UsageError(
            f"{written!r} names no citizens: write numbers and ranges, such as 0-99 or 3,17,40-49, or all."
        )
    first, last = int(found[1]), int(found[2] or found[1])
    if first > last:
        raise UsageError(f"The citizens {written} run backwards: write {last}-{first}.")
    if last >= size:
        raise UsageError(f"There is no citizen {last}: the study has the citizens 0-{size - 1}.")
    return range(first, last + 1)


def in_words(stretches: tuple[range, ...]) -> str:
    """The citizens in written form, such as `0-99` or `3,17,40-49`."""
    return ",".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in stretches)


def cut(stretches: tuple[range, ...], most: int) -> Iterator[range]:
    """The same citizens in ranges of at most `most` numbers."""
    for part in stretches:
        bounds = [*range(part.start, part.stop, most), part.stop]
        yield from (range(begin, end) for begin, end in pairwise(bounds))
