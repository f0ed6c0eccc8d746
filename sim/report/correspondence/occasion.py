"""The items sent to a citizen about one message under one design: the facts behind notifications and letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from sim.clock import NEVER, Calendar
from sim.model.decisions import Travelled
from sim.outcomes.life import Life, LifeMoment, LifePair, Story
from sim.outcomes.meaning import known
from sim.report.correspondence.language import Language, titles
from sim.rules.activity import Activity
from sim.rules.order import FIRST_COLLECTION_LETTER, ON_PAPER
from sim.scenario.schema import CollectionStep, ContactPlan

Medium: TypeAlias = Literal["email", "push", "sms", "letter", "box"]
"""The medium of an item; `box` is the message itself in the message box."""
MEDIA: Final[tuple[Medium, ...]] = ("email", "push", "sms", "letter")
IN_BOX: Final = 255
"""The contact number of the message in the box, which no contact has."""
EVERYTHING: Final = frozenset({"sender", "nature", "action", "amount", "deadline", "content"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """One item that was sent, with all facts that it may disclose."""

    design: str
    case: int
    contact: int
    """The number of the contact."""
    medium: Medium
    sent_at: datetime
    """Dutch local time."""
    arrived: bool
    design_title: Mapping[Language, str]
    sender: Mapping[Language, str]
    title: Mapping[Language, str]
    """The title of the message type."""
    kind: Literal["announcement", "action", "invoice"]
    amount: int
    """In cents; 0 if nothing has to be paid."""
    delivered_at: datetime
    deadline: datetime | None
    discloses: frozenset[str]
    link: str
    access: str
    reminds_of: Literal["", "unread", "unpaid"]
    """The state that a follow-up contact reminds of; empty for a first contact."""
    pays_by_link: bool
    step: CollectionStep | None
    """The collection step of a collection letter; None for items that a design sends."""
    due: int
    """The amount due now, in cents, including fees."""
    step_deadline: datetime | None

    @property
    def follow_up(self) -> bool:
        """True if the item follows an earlier contact."""
        return bool(self.reminds_of)

    @property
    def is_collection(self) -> bool:
        """True if a collection scheme sent the item."""
        return self.step is not None

    @property
    def discloses_all(self) -> bool:
        """True for the message itself, and for a letter about a late bill."""
        return "content" in self.discloses or self.is_collection


def occasions(pair: LifePair, case: int) -> tuple[Occasion, ...]:
    """Every item that was sent about one message under both designs, in the order of the designs and of time."""
    stories = pair.pairs[case - 1]
    return tuple(one for life, story in zip(pair.lives, stories, strict=True) for one in sent(pair, life, story))


def sent(pair: LifePair, life: Life, story: Story) -> Iterator[Occasion]:
    """Every item that was sent about a message under one design.

    A bundled contact counts for the message that carries it.
    """
    charged = 0
    for moment in story.moments:
        if moment.activity == Activity.CHARGED:
            charged += moment.cents
        if moment.activity == Activity.DELIVERED:
            yield occasion(pair, life.design, story, moment, IN_BOX, "box", charged)
        if moment.activity == Activity.SENT:
            number, medium = known(moment.meaning.contact), MEDIA[known(moment.meaning.channel)]
            yield occasion(pair, life.design, story, moment, number, medium, charged)


def occasion(
    pair: LifePair, name: str, story: Story, moment: LifeMoment, number: int, medium: Medium, charged: int
) -> Occasion:
    """One item that was sent under the design `name`; `charged` is the sum of fees so far, in cents."""
    calendar = Calendar(pair.scenario.begins)
    # During a warm-up another design is in use, and the day of delivery decides which one.
    design = pair.scenario.design_on(calendar.local(story.delivered_at).date(), name)
    sender, message_type = pair.message_type(story)
    # Numbers beyond the contacts of the design stand for letters that no design sends.
    plan = design.contacts[number] if number < len(design.contacts) else None
    step = step_of(pair, story, number)
    trip = moment.reason(Travelled)
    amount = story.received.amount if story.is_invoice else 0
    return Occasion(
        name,
        story.case,
        number,
        medium,
        calendar.local(moment.at),
        trip is None or trip.arrives_at != NEVER,
        titles(design),
        titles(sender),
        titles(message_type),
        message_type.kind,
        amount,
        calendar.local(story.delivered_at),
        calendar.local(story.received.deadline) if story.asks else None,
        EVERYTHING if plan is None else frozenset(plan.discloses),
        "none" if plan is None else plan.link,
        "none" if plan is None else plan.access,
        reminder(plan),
        plan is not None and design.pay_from_contact == "link" and story.is_invoice,
        step,
        amount + charged,
        None if step is None else calendar.local(moment.at + step.term.value),
    )


def reminder(plan: ContactPlan | None) -> Literal["", "unread", "unpaid"]:
    """The state that a contact reminds of; empty for a first contact, and for items that no design sent."""
    if plan is None or isinstance(plan.when, str):
        return ""
    return "unread" if plan.when.unread_for is not None else "unpaid"


def step_of(pair: LifePair, story: Story, number: int) -> CollectionStep | None:
    """The collection step behind an item; None for a contact of the design, and for the message itself."""
    if number < FIRST_COLLECTION_LETTER or number in {ON_PAPER, IN_BOX}:
        return None
    _, message_type = pair.message_type(story)
    if message_type.collection is None:
        return None
    return pair.scenario.collections[message_type.collection].taken[number - FIRST_COLLECTION_LETTER]
