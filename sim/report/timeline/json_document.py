"""A life under two designs as a document for other programs.

Keys are stable: within one `version` keys may be added, but none changes its meaning. Times are Dutch local times with
their UTC offset, or null for an event that never happened. Money is in cents, effort in seconds. `activity` is a name
of `sim.rules.activity.Activity`, null if nothing happened. `reason` is the name of a class in `sim.model.decisions`,
and the other keys of a reason are the fields of that class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final, TypeAlias

from sim.clock import NEVER, Calendar
from sim.model.decisions import Considered, Look, OpeningUtility, Testimony
from sim.outcomes.life import LifeMoment, LifePair, Story
from sim.report.timeline.entry import TimelineEntry
from sim.report.timeline.phrases import TIED
from sim.report.timeline.story import StoryPair, story_pair

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
VERSION: Final = 1
MOMENTS: Final = frozenset({"at", "deadline"})
"""Fields of reasons that hold times, besides those whose names end in `_at`."""


def document_of(pair: LifePair, cases: Sequence[int], why: str = "") -> dict[str, Json]:
    """The document of a life, with these messages in this order.

    `apart` holds the events that belong to no message. `differing` holds the measured messages whose stories differ,
    those with the largest difference first. `summary` holds the per-citizen columns of a study.
    """
    scenario, calendar = pair.scenario, Calendar(pair.scenario.begins)
    parted = pair.first_divergence
    return {
        "version": VERSION,
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "replication": pair.replication,
        "citizen": pair.citizen,
        "why": spaced(why),
        "simulated_together": pair.together,
        "designs": [{"name": name, "title": scenario.designs[name].title} for name in pair.designs],
        "person": {name: plain_json(value) for name, value in pair.person.to_dict().items()},
        "first_parting": None if parted is None else {"message": parted[0], "at": local(calendar, parted[1].at)},
        "messages": [message(pair, story_pair(pair, case), calendar) for case in cases],
        "apart": {life.design: [moment(each, calendar) for each in life.apart] for life in pair.lives},
        "differing": [story.case for story, _ in pair.differing],
        "summary": {life.design: dict(life.row) for life in pair.lives},
    }


def message(pair: LifePair, what: StoryPair, calendar: Calendar) -> dict[str, Json]:
    """One message under both designs."""
    story = what.stories[0]
    sender, message_type = pair.message_type(story)
    sides = zip(pair.designs, what.stories, what.entries, strict=True)
    return {
        "message": what.case,
        "sender": sender.title,
        "type": message_type.title,
        "kind": message_type.kind,
        "amount_cents": story.received.amount,
        "delivered_at": local(calendar, story.delivered_at),
        "due_at": local(calendar, story.received.deadline),
        "measured": story.is_measured,
        "differs": what.parting is not None,
        "parts_at": None if what.parting is None else local(calendar, what.parting.at),
        "why": spaced(what.why),
        "under": {
            design: {
                **outcome_document(own, calendar),
                "moments": [moment(each, calendar) for each in own.moments],
                "told": [entry_document(entry, calendar) for entry in entries],
            }
            for design, own, entries in sides
        },
    }


def entry_document(entry: TimelineEntry, calendar: Calendar) -> dict[str, Json]:
    """A timeline entry in words."""
    because = [spaced(each) for each in entry.because]
    return {"at": local(calendar, entry.at), "sentence": spaced(entry.sentence), "because": because}


def outcome_document(story: Story, calendar: Calendar) -> dict[str, Json]:
    """The outcome of a message."""
    return {
        "missed": story.is_missed,
        "late": story.late is not None,
        "fees_cents": story.fees,
        "seconds": story.seconds,
        "read_at": None if story.read is None else local(calendar, story.read.at),
        "settled_at": None if story.settled is None else local(calendar, story.settled.at),
    }


def moment(each: LifeMoment, calendar: Calendar) -> dict[str, Json]:
    """An event with its recorded reasons."""
    return {
        "at": local(calendar, each.at),
        "activity": None if each.activity is None else each.activity.name.lower(),
        "detail": each.detail,
        "seconds": each.seconds,
        "cents": each.cents,
        "reasons": [reason(known, calendar) for known in each.reasons],
    }


def reason(known: Testimony, calendar: Calendar) -> dict[str, Json]:
    """A reason by its fields; for a choice also the probabilities and the decision."""
    document: dict[str, Json] = {"reason": type(known).__name__}
    for field in fields(known):
        value = getattr(known, field.name)
        is_moment = field.name in MOMENTS or field.name.endswith("_at")
        document[field.name] = local(calendar, value) if is_moment else plain_json(value, calendar)
    if isinstance(known, Considered):
        document |= {"chances": list(known.chances), "totals": list(known.totals), "decision": known.decision}
    return document


def plain_json(value: object, calendar: Calendar | None = None) -> Json:
    """A field of a reason as a JSON value."""
    # Before tuples, because these are named tuples.
    if isinstance(value, OpeningUtility):
        return {name: float(part) for name, part in value._asdict().items()}
    if isinstance(value, Look) and calendar is not None:
        return {"at": local(calendar, value.at), "chance": value.chance, "draw": value.draw}
    if isinstance(value, tuple):
        return [plain_json(part, calendar) for part in value]
    if isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a {type(value).__name__} is no part of a reason")


def local(calendar: Calendar, at: int) -> str | None:
    """A time in ISO 8601; None if it never comes."""
    return None if at >= NEVER else calendar.local(at).isoformat()


def spaced(text: str) -> str:
    """A text with ordinary spaces in place of no-break spaces."""
    return text.replace(TIED, " ")
