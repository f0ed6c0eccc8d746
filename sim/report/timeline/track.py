"""A track: one design's story of a message along the axis of time, moment by moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sim.report.timeline.drawing import GREY, INK, SHAPES, line, mark, text
from sim.report.timeline.entry import Entry

STEP: Final = 15.0
"""From one mark to the next of the same moment."""
GAP: Final = 7.0
"""Between the marks of two moments, at least."""
LIFT: Final = 20.0
"""From the line of time up to the marks."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What happened within one second, under one number."""

    number: int
    at: int
    entries: tuple[Entry, ...]

    @property
    def marked(self) -> tuple[Entry, ...]:
        """The entries that have a mark."""
        return tuple(entry for entry in self.entries if entry.mark in SHAPES)

    @property
    def width(self) -> float:
        """How much room its marks take."""
        return STEP * max(1, len(self.marked))


@dataclass(frozen=True, slots=True)
class Axis:
    """Time along a stretch of the page."""

    begins: int
    ends: int
    left: float
    right: float

    def place(self, at: int) -> float:
        """Where a moment lies."""
        return self.left + (self.right - self.left) * (at - self.begins) / max(1, self.ends - self.begins)


def beats(entries: Sequence[Entry], first: int = 1) -> tuple[Beat, ...]:
    """Entries by the second at which they happened, numbered."""
    grouped = [tuple(group) for _, group in groupby(entries, key=lambda entry: entry.at)]
    return tuple(Beat(number, group[0].at, group) for number, group in enumerate(grouped, start=first))


def placed(every: Sequence[Beat], axis: Axis) -> list[float]:
    """Where the marks of each beat begin: as near to its moment as the others allow, in order."""
    places: list[float] = []
    free = axis.left - STEP / 2
    for beat in every:
        free = max(free, axis.place(beat.at) - STEP / 2)
        places.append(free)
        free += beat.width + GAP
    limit = axis.right + STEP
    for place in reversed(range(len(places))):
        limit -= every[place].width
        places[place] = min(places[place], limit)
        limit = places[place] - GAP
    return places


def track(every: Sequence[Beat], axis: Axis, y: float, shared: int) -> list[str]:
    """The line of time, and above it the marks, each run of them tied to its moment and numbered.

    A dashed line goes before the first beat that is not shared.
    """
    drawn = [line(axis.left, y, axis.right, y, GREY, stroke_width="1.2")]
    for beat, begins in zip(every, placed(every, axis), strict=True):
        if not beat.marked:
            continue
        x, first = axis.place(beat.at), begins + STEP / 2
        if beat.number == shared + 1:
            parted = begins - GAP / 2 + 1
            drawn.append(line(parted, y - LIFT - 22, parted, y + 8, INK, stroke_width="1.4", stroke_dasharray="4 3"))
            drawn.append(text(parted + 4, y - LIFT - 25, "here they part", size=11))
        drawn.append(line(x, y - 4, x, y + 4, INK, stroke_width="1.4"))
        drawn.append(line(x, y - 4, first, y - LIFT + 8, GREY, stroke_width="0.8"))
        drawn.append(text(first, y - LIFT - 11, str(beat.number), size=10.5, colour=INK, text_anchor="middle"))
        drawn += [
            mark(first + STEP * place, y - LIFT, entry.mark, entry.sentence) for place, entry in enumerate(beat.marked)
        ]
    return drawn
