"""A life under two designs as a drawing: for each message two tracks on one time axis, and their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Final

from sim.clock import Calendar
from sim.outcomes.life import LifePair
from sim.report.layout import printable
from sim.report.timeline.drawing import (
    BLUE,
    CHARACTER,
    GREY,
    INK,
    PALE,
    SHAPES,
    VERMILION,
    WHITE,
    TimeAxis,
    TimelinePoint,
    line,
    mark,
    text,
    timeline_points,
    track,
    wrapped,
)
from sim.report.timeline.entry import TimelineEntry
from sim.report.timeline.person import first_divergence, summary, who
from sim.report.timeline.phrases import date, moment, sentence
from sim.report.timeline.reasons import is_table
from sim.report.timeline.story import StoryPair, story_pair

WIDTH: Final = 900.0
MARGIN: Final = 24.0
LABEL: Final = 112.0
"""The width of the names of the designs beside the tracks."""
FONTS: Final = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
BOLD: Final = 1.15
"""The width of bold letters relative to normal ones."""
TELLING: Final = 3
"""The number of messages in a drawing by default."""


@dataclass(slots=True)
class SvgSheet:
    """A page that is drawn from top to bottom."""

    y: float = MARGIN
    drawn: list[str] = field(default_factory=list)

    def paragraph(
        self, content: str, x: float, width: float, size: float = 12.5, colour: str = INK, bold: str = ""
    ) -> None:
        """Adds wrapped lines of text below the content; `bold` is the part of the first line in bold."""
        for place, each in enumerate(wrapped(content, width, size)):
            self.y += size * 1.35
            self.drawn.append(text(x, self.y, each, size=size, colour=colour, bold="" if place else bold))

    def heading(self, content: str, size: float) -> None:
        """Adds a line in bold."""
        self.y += size * 0.2
        for each in wrapped(content, (WIDTH - 2 * MARGIN) / BOLD, size):
            self.y += size * 1.3
            self.drawn.append(text(MARGIN, self.y, each, size=size, font_weight="bold"))


def svg_of(pair: LifePair, cases: Sequence[int] | None = None, *, why: str = "") -> str:
    """The life as one self-contained SVG document without scripts.

    By default it shows the three messages whose stories differ most.
    """
    sheet = SvgSheet()
    chosen = [story.case for story, _ in pair.differing[:TELLING]] if cases is None else cases
    title = f"Citizen {pair.citizen}: one life under two designs"
    sheet.heading(title, 20)
    named = [f"{name} ({printable(pair.scenario.designs[name].title)})" for name in pair.designs]
    width = WIDTH - 2 * MARGIN
    sheet.paragraph(f"{named[0]} beside {named[1]}. {printable(pair.scenario.title)}.", MARGIN, width, 13, GREY)
    for paragraph in (why, " ".join(who(pair)), first_divergence(pair)):
        if paragraph:
            sheet.y += 4
            sheet.paragraph(paragraph, MARGIN, width)
    legend(sheet)
    for case in chosen:
        message(sheet, pair, story_pair(pair, case))
    totals(sheet, pair)
    height = sheet.y + MARGIN
    size = f'viewBox="0 0 {WIDTH:g} {height:.0f}" width="{WIDTH:g}" height="{height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONTS}">',
            # Screen readers tell a drawing by its title and its description.
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(' '.join((why, *who(pair))).strip())}</desc>",
            # White behind all, because the drawing may stand on a dark page.
            f'<rect width="100%" height="100%" fill="{WHITE}"/>',
            *sheet.drawn,
            "</svg>",
            "",
        ]
    )


def legend(sheet: SvgSheet) -> None:
    """Draws the legend of the marks."""
    sheet.y += 26
    x = MARGIN + 8
    for kind in SHAPES:
        sheet.drawn.append(mark(x, sheet.y - 4, kind))
        sheet.drawn.append(text(x + 11, sheet.y, kind.value, size=11.5, colour=GREY))
        x += 30 + 5.9 * len(kind.value)


def message(sheet: SvgSheet, pair: LifePair, what: StoryPair) -> None:
    """Draws one message: its heading, two tracks on one axis, and the stories below."""
    calendar = Calendar(pair.scenario.begins)
    sheet.y += 16
    sheet.drawn.append(line(MARGIN, sheet.y, WIDTH - MARGIN, sheet.y, PALE, stroke_width="1"))
    sheet.heading(f"Message {what.case}: {what.title} ({what.sender})", 15)
    sheet.paragraph(sentence(what.facts), MARGIN, WIDTH - 2 * MARGIN, 12.5, GREY)
    shared = [timeline_points([both[side] for both in what.shared]) for side in range(2)]
    apart = [timeline_points(entries, len(shared[0]) + 1) for entries in what.apart]
    moments = [beat.at for each in (shared[0], *apart) for beat in each]
    story = what.stories[0]
    due = [story.received.deadline] if story.asks else []
    # A day at least, because a story may have only one moment.
    axis = TimeAxis(min(moments), max(*moments, *due, min(moments) + 86_400), MARGIN + LABEL, WIDTH - MARGIN - 12)
    top = sheet.y + 14
    tracks = (top + 60, top + 142)
    over = (top + 8, tracks[1] + 12)
    for at in due:
        due_line(sheet, axis.place(at), over)
    for design, before, own, y in zip(pair.designs, shared, apart, tracks, strict=True):
        # A long name is written smaller, so that it does not run into the track.
        size = min(13.0, (LABEL - 6) / (CHARACTER * BOLD * len(design)))
        sheet.drawn.append(text(MARGIN, y + 4, design, size=size, font_weight="bold"))
        sheet.drawn += track((*before, *own), axis, y, len(before) if what.parting else len(moments))
    sheet.y = tracks[1] + 30
    ticks(sheet, axis, calendar)
    stories(sheet, pair, what, shared, apart)


def due_line(sheet: SvgSheet, x: float, over: tuple[float, float]) -> None:
    """Draws a dashed line across both tracks at the due date."""
    sheet.drawn.append(line(x, over[0], x, over[1], VERMILION, stroke_width="1.2", stroke_dasharray="2 3"))
    anchor, beside = ("start", x + 4) if x < WIDTH - 60 else ("end", x - 4)
    sheet.drawn.append(text(beside, over[1], "due", size=11, colour=VERMILION, text_anchor=anchor))


def ticks(sheet: SvgSheet, axis: TimeAxis, calendar: Calendar) -> None:
    """Draws dates along the axis."""
    for part in range(5):
        at = axis.begins + (axis.ends - axis.begins) * part // 4
        x = axis.place(at)
        anchor = "start" if part == 0 else "end" if part == 4 else "middle"
        sheet.drawn.append(line(x, sheet.y - 18, x, sheet.y - 13, GREY, stroke_width="1"))
        sheet.drawn.append(text(x, sheet.y, date(calendar, at), size=11, colour=GREY, text_anchor=anchor))


def stories(
    sheet: SvgSheet,
    pair: LifePair,
    what: StoryPair,
    shared: Sequence[Sequence[TimelinePoint]],
    apart: Sequence[Sequence[TimelinePoint]],
) -> None:
    """Writes the events: shared ones over the full width, then the reason for parting, then each design in a column."""
    calendar = Calendar(pair.scenario.begins)
    year = calendar.local(what.stories[0].delivered_at).year
    full = WIDTH - 2 * MARGIN
    sheet.y += 8
    for both in zip(*shared, strict=True):
        beat_in_words(sheet, joint(pair.designs, both), calendar, year, MARGIN, full)
    if what.why:
        sheet.y += 6
        begins = sheet.y + 2
        sheet.paragraph(f"Here they diverge. {what.why}", MARGIN + 12, full - 12, 12.5, INK)
        sheet.drawn.append(line(MARGIN + 3, begins, MARGIN + 3, sheet.y + 4, INK, stroke_width="3"))
    top, ends = sheet.y + 8, []
    column = (full - 24) / 2
    for place, (design, own) in enumerate(zip(pair.designs, apart, strict=True)):
        x = MARGIN + place * (column + 24)
        sheet.y = top
        if what.parting is not None:
            sheet.paragraph(f"Under {design}", x, column, 13, BLUE if place else VERMILION)
        for beat in own:
            beat_in_words(sheet, beat, calendar, year, x, column)
        ends.append(sheet.y)
    sheet.y = max(ends)


def beat_in_words(sheet: SvgSheet, beat: TimelinePoint, calendar: Calendar, year: int, x: float, width: float) -> None:
    """Writes the number, the time and the sentences of a beat, with its reasons in smaller type."""
    sheet.y += 4
    said = " ".join(entry.sentence for entry in beat.entries)
    when = f"{beat.number}. {moment(calendar, beat.at, year)}:"
    sheet.paragraph(f"{when} {said}", x, width, bold=when)
    reasons = " ".join(reason for entry in beat.entries for reason in shown(entry))
    if reasons:
        sheet.paragraph(reasons, x + 14, width - 14, 11, GREY)


def joint(designs: tuple[str, str], both: tuple[TimelinePoint, ...]) -> TimelinePoint:
    """A beat that both designs share; numbers and reasons that differ are given by design."""
    entries = []
    for one, other in zip(*(beat.entries for beat in both), strict=True):
        same = one.sentence == other.sentence
        reasons = shown(one)
        if not same or reasons != shown(other):
            reasons = [
                " ".join([f"{design}:", *([] if same or not entry.aside else [f"{entry.aside}."]), *shown(entry)])
                for design, entry in zip(designs, (one, other), strict=True)
            ]
        entries.append(replace(one, aside=one.aside if same else "", because=tuple(reasons)))
    return replace(both[0], entries=tuple(entries))


def shown(entry: TimelineEntry) -> list[str]:
    """The reasons of an entry that are sentences."""
    return [reason for reason in entry.because if not is_table(reason)]


def totals(sheet: SvgSheet, pair: LifePair) -> None:
    """Writes the totals that the study counts for both lives."""
    sheet.y += 16
    sheet.drawn.append(line(MARGIN, sheet.y, WIDTH - MARGIN, sheet.y, PALE, stroke_width="1"))
    sheet.heading("What it comes to", 15)
    sheet.y += 4
    columns = (MARGIN + 330, MARGIN + 470)
    for row in (("", *pair.designs), *summary(pair.lives)):
        sheet.y += 18
        name, *values = row
        x = MARGIN + (14 if name.startswith(" ") else 0)
        weight = "normal" if name else "bold"
        sheet.drawn.append(text(x, sheet.y, name.strip()))
        sheet.drawn += [
            text(place, sheet.y, value, text_anchor="end", font_weight=weight)
            for place, value in zip(columns, values, strict=True)
        ]
