"""A life under two designs as text: the citizen, the messages that differ, and the totals."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sim.clock import Calendar, span_in_words
from sim.notation import listed
from sim.outcomes.life import LifePair, Story
from sim.report.layout import printable
from sim.report.timeline.entry import TimelineEntry
from sim.report.timeline.person import first_divergence, summary, who
from sim.report.timeline.phrases import TIED, moment, money, sentence
from sim.report.timeline.reasons import is_table
from sim.report.timeline.story import StoryPair, story_pair

RULE: Final = "─"
BOLD, PLAIN_AGAIN = "\x1b[1m", "\x1b[0m"
HOW_TO_READ: Final = (
    "Something happens when its draw is below its chance; both designs meet the same draws. Beliefs go from 0 "
    "(nothing) to 1 (everything). Overhead is all effort except reading and acting. The summary counts what was sent "
    "in "
    "the measured window, with all that followed."
)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The width of the text; headings are bold if `colour` is true."""

    width: int
    colour: bool

    def strong(self, text: str) -> str:
        """A heading."""
        return f"{BOLD}{text}{PLAIN_AGAIN}" if self.colour else text

    def wrapped(self, text: str, indent: int = 0, first: str = "") -> list[str]:
        """A wrapped paragraph; `first` stands in the indent of its first line."""
        lead = f"{first:<{indent}}"
        if is_table(text):
            lines = text.split("\n")
            # A table must not be wrapped, so a wide one moves to the left instead.
            fits = min(indent, max(0, self.width - max(map(len, lines))))
            return [f"{' ' * fits}{line}".replace(TIED, " ").rstrip() for line in lines]
        lines = textwrap.wrap(
            text, self.width, initial_indent=lead, subsequent_indent=" " * indent, break_on_hyphens=False
        )
        # Only after wrapping, in which no-break spaces keep a number and its unit on one line.
        return [line.replace(TIED, " ") for line in lines]


def text_of(pair: LifePair, cases: Sequence[int], *, why: str = "", width: int = 80, colour: bool = False) -> str:
    """The life as text, with these messages in this order. `why` gives the reason for choosing this citizen."""
    page = TextStyle(width, colour)
    blocks = [heading(page, pair, why), *(message(page, pair, story_pair(pair, case)) for case in cases)]
    blocks.append([line for sentence in left_out(pair, cases) for line in page.wrapped(sentence)])
    blocks += [totals(page, pair), page.wrapped(HOW_TO_READ)]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def heading(page: TextStyle, pair: LifePair, why: str) -> list[str]:
    """The citizen, the designs, the reason for this choice, and the first parting of the two lives."""
    title = f"Citizen {pair.citizen}: one life under two designs"
    named = [f"{name} ({printable(pair.scenario.designs[name].title)})" for name in pair.designs]
    study = f"{printable(pair.scenario.title)}. Replication {pair.replication}, seed {pair.scenario.seed}."
    lines = [page.strong(title), *page.wrapped(f"{named[0]} beside {named[1]}. {study}"), ""]
    if why:
        lines += [*page.wrapped(why), ""]
    lines += page.wrapped(" ".join((*who(pair), *warm_up_sentence(pair))))
    return [*lines, "", *page.wrapped(first_divergence(pair))]


def warm_up_sentence(pair: LifePair) -> tuple[str, ...]:
    """The time lived before the measured window opened; empty if there was none."""
    scenario = pair.scenario
    warmed, used = scenario.warmed_for, scenario.used_for
    texts = [f"lived under {scenario.compare.former} for {span_in_words(warmed)}"] if warmed else []
    texts += [f"had each design for {span_in_words(used)}"] if used else []
    return (f"Before {scenario.start.isoformat()} they {listed(texts)}, which is not counted.",) if texts else ()


def message(page: TextStyle, pair: LifePair, what: StoryPair) -> list[str]:
    """One message: the shared events, the parting with its reason, and the story under each design."""
    calendar = Calendar(pair.scenario.begins)
    year = calendar.local(what.stories[0].delivered_at).year
    every = [entry for side in (*what.apart, [one for one, _ in what.shared]) for entry in side]
    indent = 3 + max(len(moment(calendar, entry.at, year)) for entry in every)

    def told_of(entries: Iterable[TimelineEntry]) -> list[str]:
        lines, last = [], None
        for entry in entries:
            when = "" if entry.at == last else f" {moment(calendar, entry.at, year)}"
            last = entry.at
            lines += page.wrapped(entry.sentence, indent, when)
            for reason in entry.because:
                lines += page.wrapped(reason, indent + 2)
        return lines

    def told_together() -> list[str]:
        lines, last = [], None
        for pair_of in what.shared:
            when = "" if pair_of[0].at == last else f" {moment(calendar, pair_of[0].at, year)}"
            last = pair_of[0].at
            lines += shared_entry(page, pair.designs, pair_of, indent, when)
        return lines

    *above, last = page.wrapped(f"Message {what.case}: {what.title} ({what.sender})", 3, RULE * 2)
    lines = [
        *(page.strong(each) for each in (*above, f"{last} ".ljust(page.width, RULE)[: page.width])),
        *page.wrapped(sentence(what.facts)),
    ]
    lines += ["", page.strong("UNDER BOTH"), *told_together()] if what.shared else []
    if what.parting is None:
        return [*lines, "", "Nothing differs but the numbers above."]
    lines += ["", *page.wrapped(f"HERE THEY DIVERGE. {what.why}", 4, ">>>")]
    for design, entries in zip(pair.designs, what.apart, strict=True):
        lines += ["", page.strong(f"UNDER {design}"), *(told_of(entries) or ["   Nothing more happened."])]
    return lines


def shared_entry(
    page: TextStyle, designs: tuple[str, str], both: tuple[TimelineEntry, TimelineEntry], indent: int, when: str
) -> list[str]:
    """An entry that both designs share: common text once, differing numbers for each design."""
    one, other = both
    same = one.sentence == other.sentence
    lines = page.wrapped(one.sentence if same else f"{one.headline}.", indent, when)
    if not same and not any(map(is_table, one.because)):  # a choice has its probabilities in the table
        lines += differing_texts(page, designs, (one.aside, other.aside), indent + 2)
    if len(one.because) != len(other.because):
        return lines + differing_texts(page, designs, (" ".join(one.because), " ".join(other.because)), indent + 2)
    for reasons in zip(one.because, other.because, strict=True):
        if reasons[0] == reasons[1]:
            lines += page.wrapped(reasons[0], indent + 2)
        else:
            lines += differing_texts(page, designs, reasons, indent + 2)
    return lines


def differing_texts(page: TextStyle, designs: tuple[str, str], both: tuple[str, str], indent: int) -> list[str]:
    """The texts of each design, labelled by its name."""
    lines = []
    for design, texts in zip(designs, both, strict=True):
        if is_table(texts):
            lines += [*page.wrapped(f"{design}:", indent), *page.wrapped(texts, indent + 2)]
        elif texts:
            lines += page.wrapped(f"{design}: {texts}", indent)
    return lines


def left_out(pair: LifePair, cases: Sequence[int]) -> tuple[str, ...]:
    """A note on the messages left out: those whose stories differ, and the number of those that do not."""
    differing = [f"{one.case} ({difference(one, other)})" for one, other in pair.differing if one.case not in cases]
    same = sum(one.case not in cases for one, _ in pair.measured) - len(differing)
    texts = [f"Not shown here, though they differ: message {listed(differing)}."] if differing else []
    if same:
        more = " more" if cases or differing else ""
        texts.append(f"{same}{more} {'message' if same == 1 else 'messages'} went the same way under both designs.")
    return tuple(texts)


def difference(one: Story, other: Story) -> str:
    """The difference between two stories of a message, in brief."""
    fees, spent = one.fees - other.fees, one.seconds - other.seconds
    parts = [f"{money(abs(fees))} of fees"] if fees else []
    if spent:
        parts.append(f"{span_in_words(abs(spent))}")
    return listed(parts) if parts else "same time, other way"


def totals(page: TextStyle, pair: LifePair) -> list[str]:
    """The totals that the study counts for both lives."""
    rows = summary(pair.lives)
    first = max(len(name) for name, _, _ in rows) + 2
    columns = [
        max(len(design), *(len(row[place]) for row in rows)) + 3 for place, design in enumerate(pair.designs, start=1)
    ]
    head = " " * first + "".join(f"{design:>{size}}" for design, size in zip(pair.designs, columns, strict=True))
    lines = [page.strong("Summary".ljust(first) + head[first:]), RULE * len(head)]
    lines += [f"{name:<{first}}{one:>{columns[0]}}{other:>{columns[1]}}" for name, one, other in rows]
    return [line.replace(TIED, " ") for line in lines]
