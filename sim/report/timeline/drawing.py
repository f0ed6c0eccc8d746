"""The elements of a drawing: text, the marks of events, and tracks of marks along time."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from sim.report.timeline.entry import EntryMark, TimelineEntry

BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
INK: Final = "#222222"
GREY: Final = "#5F5F5F"
PALE: Final = "#D9D9D9"
WHITE: Final = "#FFFFFF"
CHARACTER: Final = 0.54
"""The mean width of a character, as a share of the font size, for the widest common sans-serif fonts."""
STEP: Final = 15.0
"""The distance between marks of the same time."""
GAP: Final = 7.0
"""The least distance between the marks of two times."""
LIFT: Final = 20.0
"""The height of the marks above the time line."""
SHAPES: Final[Mapping[EntryMark, str]] = {
    EntryMark.SENT: f'<path d="M-6-4.5H6V4.5H-6ZL0 1.5L6-4.5" fill="{WHITE}" stroke="{GREY}" stroke-width="1.4"/>',
    EntryMark.SEEN: (
        f'<circle r="4.8" fill="{WHITE}" stroke="{GREY}" stroke-width="1.4"/><circle r="1.8" fill="{GREY}"/>'
    ),
    EntryMark.POSTPONED: f'<path d="M-3-5V5M3-5V5" fill="none" stroke="{GREY}" stroke-width="2.8"/>',
    EntryMark.DROPPED: (
        f'<path d="M-4.5-4.5L4.5 4.5M-4.5 4.5L4.5-4.5" fill="none" stroke="{VERMILION}" stroke-width="2.6"/>'
    ),
    EntryMark.LOGIN: f'<path d="M0-6L6 0L0 6L-6 0Z" fill="{BLUE}"/>',
    EntryMark.READ: f'<circle r="5.4" fill="{BLUE}"/>',
    EntryMark.SETTLED: f'<path d="M-5.5 0.5L-1.5 4.5L6-5" fill="none" stroke="{BLUE}" stroke-width="2.8"/>',
    EntryMark.LATE: f'<path d="M0-6L6.2 5H-6.2Z" fill="{VERMILION}"/>',
    EntryMark.FEE: f'<rect x="-6" y="-6" width="12" height="12" rx="2" fill="{VERMILION}"/>'
    f'<text y="4" text-anchor="middle" font-size="10.5" font-weight="bold" fill="{WHITE}">€</text>',
}
"""The shape of each mark around its centre: blue for success, vermilion for loss, grey for the rest."""


def text(
    x: float, y: float, content: str, *, size: float = 12.5, colour: str = INK, bold: str = "", **style: str
) -> str:
    """One line of escaped text; if it begins with `bold`, that part is bold.

    `style` holds further attributes, with an underscore for each hyphen.
    """
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    shown = escape(content)
    if bold and content.startswith(bold):
        shown = f'<tspan font-weight="bold">{escape(bold)}</tspan>{escape(content.removeprefix(bold))}'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.3g}" fill="{colour}"{more}>{shown}</text>'


def wrapped(content: str, width: float, size: float = 12.5) -> list[str]:
    """Text in lines no wider than `width`."""
    return textwrap.wrap(content, max(10, int(width / (CHARACTER * size))), break_on_hyphens=False)


def line(x1: float, y1: float, x2: float, y2: float, colour: str, **style: str) -> str:
    """A straight line."""
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def mark(x: float, y: float, kind: EntryMark, title: str = "") -> str:
    """A mark centred at a point, with `title` as its tooltip."""
    title_element = f"<title>{escape(title)}</title>" if title else ""
    return f'<g transform="translate({x:.1f} {y:.1f})">{title_element}{SHAPES[kind]}</g>'


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """The entries of one second, under one number."""

    number: int
    at: int
    entries: tuple[TimelineEntry, ...]

    @property
    def marked(self) -> tuple[TimelineEntry, ...]:
        """The entries that have a mark."""
        return tuple(entry for entry in self.entries if entry.mark in SHAPES)

    @property
    def width(self) -> float:
        """The room that the marks take."""
        return STEP * max(1, len(self.marked))


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The time axis of a track."""

    begins: int
    ends: int
    left: float
    right: float

    def place(self, at: int) -> float:
        """The horizontal position of a time."""
        # One second at least, because both ends may be the same.
        return self.left + (self.right - self.left) * (at - self.begins) / max(1, self.ends - self.begins)


def timeline_points(entries: Sequence[TimelineEntry], first: int = 1) -> tuple[TimelinePoint, ...]:
    """Entries grouped by second, and numbered."""
    # `groupby` joins neighbours only; entries are in the order of time.
    grouped = [tuple(group) for _, group in groupby(entries, key=lambda entry: entry.at)]
    return tuple(TimelinePoint(number, group[0].at, group) for number, group in enumerate(grouped, start=first))


def placed(every: Sequence[TimelinePoint], axis: TimeAxis) -> list[float]:
    """The left end of each beat's marks: in order, and as near to its time as the others allow."""
    places: list[float] = []
    free = axis.left - STEP / 2
    for beat in every:
        free = max(free, axis.place(beat.at) - STEP / 2)
        places.append(free)
        free += beat.width + GAP
    # The first pass may run past the right end; this one pushes back from there.
    limit = axis.right + STEP
    for place in reversed(range(len(places))):
        limit -= every[place].width
        places[place] = min(places[place], limit)
        limit = places[place] - GAP
    return places


def track(every: Sequence[TimelinePoint], axis: TimeAxis, y: float, shared: int) -> list[str]:
    """The time line, with numbered groups of marks above it, each tied to its time.

    A dashed line precedes the first beat that is not shared.
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
