"""A life under two designs in a few sentences, for readers who want the story and not the sums."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sim.clock import Calendar
from sim.notation import listed
from sim.outcomes.life import LifePair
from sim.report.timeline.entry import EntryMark, TimelineEntry
from sim.report.timeline.person import first_divergence, summary, who
from sim.report.timeline.phrases import date, part_of_day, sentence
from sim.report.timeline.reasons import is_table
from sim.report.timeline.sentences import NOTHING_NEW
from sim.report.timeline.story import lowered, story_pair


def sentences_of(pair: LifePair, case: int | None = None) -> tuple[str, ...]:
    """The citizen, the outcome of one message (by default the one that differs most), and the totals of both lives."""
    if case is None and not pair.differing:
        return (*who(pair), first_divergence(pair))
    what = story_pair(pair, pair.differing[0][0].case if case is None else case)
    both = days(pair, [one for one, _ in what.shared], "Under both")
    each = [
        texts
        for design, entries in zip(pair.designs, what.apart, strict=True)
        for texts in days(pair, entries, f"Under {design}")
    ]
    opening = f"{what.title} from {what.sender}: {what.facts}."
    return (*who(pair), opening, *both, *((what.why,) if what.why else ()), *each, outcome(pair))


def days(pair: LifePair, entries: Sequence[TimelineEntry], under: str) -> list[str]:
    """A sentence for each part of a day with events."""
    calendar = Calendar(pair.scenario.begins)
    told_of = [entry for entry in entries if entry.mark is not EntryMark.OTHER and entry.because != NOTHING_NEW]

    def when(entry: TimelineEntry) -> str:
        return f"on {date(calendar, entry.at)} in the {part_of_day(calendar, entry.at)}"

    return [
        f"{under}, {day.replace('in the night', 'at night')}: {'; '.join(map(clause, group))}."
        for day, group in ((day, list(each)) for day, each in groupby(told_of, key=when))
    ]


def clause(entry: TimelineEntry) -> str:
    """An event as a clause; for a choice also the citizen's appraisal and its probability."""
    if not any(map(is_table, entry.because)):
        return lowered(entry.headline)
    return f"{lowered(entry.because[0].rstrip('.'))}, {lowered(entry.headline)} ({entry.aside})"


def outcome(pair: LifePair) -> str:
    """The minutes, missed bills and fees under each design."""
    rows = {name.strip(): values for name, *values in summary(pair.lives)}
    texts = [
        f"{rows['minutes spent'][side]} minutes, {rows['bills missed'][side]} bills missed and "
        f"{rows['fees'][side]} in fees under {design}"
        for side, design in enumerate(pair.designs)
    ]
    return sentence(f"in all it came to {listed(texts)}")
