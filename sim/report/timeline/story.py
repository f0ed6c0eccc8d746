"""A message under two designs: the shared events, the parting with its reason, and the events under each design."""

from __future__ import annotations

from dataclasses import dataclass

from sim.clock import NEVER, Calendar
from sim.model.decisions import Considered, Postponed, Travelled
from sim.notation import listed
from sim.outcomes.life import Divergence, LifePair, Story, divergence
from sim.report.layout import printable
from sim.report.timeline.entry import TimelineEntry
from sim.report.timeline.phrases import date, moment, money, plain
from sim.report.timeline.reasons import returning
from sim.report.timeline.sentences import narrator


@dataclass(frozen=True, slots=True)
class StoryPair:
    """One message under two designs."""

    stories: tuple[Story, Story]
    title: str
    sender: str
    facts: str
    """Amount, day of delivery and due date."""
    shared: tuple[tuple[TimelineEntry, TimelineEntry], ...]
    """The shared entries, in the version of each design: the numbers in their reasons may differ."""
    apart: tuple[tuple[TimelineEntry, ...], tuple[TimelineEntry, ...]]
    """The other entries, by design."""
    parting: Divergence | None
    why: str
    """The reason for the parting, in a sentence or two; empty if the stories are the same."""

    @property
    def entries(self) -> tuple[tuple[TimelineEntry, ...], tuple[TimelineEntry, ...]]:
        """The whole story under each design."""
        one, other = self.apart
        return (*(first for first, _ in self.shared), *one), (*(second for _, second in self.shared), *other)

    @property
    def case(self) -> int:
        """The number of the message."""
        return self.stories[0].case


def story_pair(pair: LifePair, case: int) -> StoryPair:
    """The story of a message under both designs."""
    stories = pair.pairs[case - 1]
    where = divergence(*stories)
    one, other = (narrator(pair, life, story).entries(story) for life, story in zip(pair.lives, stories, strict=True))
    shared = len(stories[0].moments) if where is None else where.shared
    firsts, seconds = (tuple(entry for entry in entries if entry.place < shared) for entries in (one, other))
    apart = (one[len(firsts) :], other[len(seconds) :])
    sender, message_type = pair.message_type(stories[0])
    return StoryPair(
        stories,
        printable(message_type.title),
        printable(sender.title),
        facts(pair, stories[0]),
        tuple(zip(firsts, seconds, strict=True)),
        apart,
        where,
        "" if where is None else why_diverged(pair, stories, where, apart),
    )


def facts(pair: LifePair, story: Story) -> str:
    """The kind of message, its time of delivery, and its deadline."""
    calendar = Calendar(pair.scenario.begins)
    before = calendar.local(story.delivered_at).date() < pair.scenario.start
    where = "before" if before else "after"
    uncounted = "" if story.is_measured else f" ({where} the measured window, and not counted)"
    came = f"sent {moment(calendar, story.delivered_at)}{uncounted}"
    year = calendar.local(story.delivered_at).year
    if story.is_invoice:
        return f"a bill of {money(story.received.amount)}, {came}, due {date(calendar, story.received.deadline, year)}"
    if story.asks:
        return f"something to do, {came}, by {date(calendar, story.received.deadline, year)}"
    return f"an announcement, {came}"


def why_diverged(
    pair: LifePair,
    stories: tuple[Story, Story],
    where: Divergence,
    apart: tuple[tuple[TimelineEntry, ...], tuple[TimelineEntry, ...]],
) -> str:
    """The reason why two stories part: the difference between two choices, or else the first different event."""
    moments = [story.moments[where.shared] if where.shared < len(story.moments) else None for story in stories]
    choices = [each.reason(Considered) if each is not None else None for each in moments]
    first, second = choices
    if first is not None and second is not None and moments[0] is not None and moments[1] is not None:
        # Draws are addressed by contact and consideration: for the same ones the luck is equal, and only the utilities
        # differ.
        same = (first.contact, first.consideration) == (second.contact, second.consideration)
        if same and moments[0].at == moments[1].at and first.decision != second.decision:
            return of_choices(pair.designs, first, second)
    calendar = Calendar(pair.scenario.begins)
    year = calendar.local(stories[0].delivered_at).year
    delays = [each.reason(Postponed) if each is not None else None for each in moments]
    if delays[0] is not None and delays[1] is not None:
        returns = [
            f"under {design} {lowered(returning(delay, calendar, year).rstrip('.'))}"
            for design, delay in zip(pair.designs, delays, strict=True)
            if delay is not None
        ]
        return f"It was put off under both; but {listed(returns)}."
    return of_events(pair, stories, where, apart)


def of_events(
    pair: LifePair,
    stories: tuple[Story, Story],
    where: Divergence,
    apart: tuple[tuple[TimelineEntry, ...], tuple[TimelineEntry, ...]],
) -> str:
    """The first event under one design that did not happen under the other."""
    calendar = Calendar(pair.scenario.begins)
    when = moment(calendar, where.at, calendar.local(stories[0].delivered_at).year)
    first, second = (entries[0] if entries else None for entries in apart)
    sides = list(zip(pair.designs, (first, second), strict=True))
    if first is not None and second is not None and first.at == second.at and first.sentence == second.sentence:
        return f"On {when}, under both: {lowered(first.sentence)} {of_luck(pair, stories, where)}"
    # The design under which something happened is named first.
    if first is None or first.at != where.at:
        sides.reverse()
    texts = [
        f"under {design}: {lowered(entry.sentence.rstrip('.'))}"
        if entry is not None and entry.at == where.at
        else f"under {design}: nothing of the kind"
        for design, entry in sides
    ]
    return f"On {when}, {'; '.join(texts)}."


def of_luck(pair: LifePair, stories: tuple[Story, Story], where: Divergence) -> str:
    """The fate of the same contact at different places in the two designs' lists, which gives it different draws."""
    calendar = Calendar(pair.scenario.begins)
    became = []
    for design, story in zip(pair.designs, stories, strict=True):
        trip = story.moments[where.shared].reason(Travelled)
        noticed = None if trip is None or trip.noticed_at == NEVER else moment(calendar, trip.noticed_at)
        became.append(f"{'never noticed' if noticed is None else f'noticed on {noticed}'} under {design}")
    return f"It has another place among the contacts of each design, and so luck of its own: {listed(became)}."


def of_choices(designs: tuple[str, str], first: Considered, second: Considered) -> str:
    """The reasons why two choices about the same contact at the same time with the same luck differ."""
    differing = [
        f"{name} ({plain(one)} against {plain(other)})"
        for (name, one), (_, other) in zip(named(first), named(second), strict=True)
        if one != other
    ]
    # With a weight of 0 the beliefs may differ, and the terms of the utility do not.
    if named(first)[0] != named(second)[0]:
        beliefs = f"{plain(first.worth.belief)} against {plain(second.worth.belief)}"
        differing[0] = f"a belief of {beliefs}{differing[0].removeprefix('belief')}"
    return (
        f"The same moment and the same luck; but opening was worth {plain(first.utilities[0])} under {designs[0]} "
        f"and {plain(second.utilities[0])} under {designs[1]}, for {listed(differing)}."
    )


def named(choice: Considered) -> list[tuple[str, float]]:
    """The terms of the utility of opening, by names without numbers."""
    worth = choice.worth
    return [
        ("belief", worth.b_value * worth.belief),
        ("diligence", worth.diligence),
        ("this message", worth.appeal),
        ("the deadline it named", worth.b_urgency * worth.urgency),
        ("the way of opening", worth.constant),
        ("the minutes of a login", -worth.b_friction * worth.minutes),
    ]


def lowered(text: str) -> str:
    """A text with a lower-case first letter, unless the first word is in capitals."""
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first.isupper() else f"{text[:1].lower()}{text[1:]}"
