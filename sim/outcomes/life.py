"""One life under two designs, as data: what happened with each message and why, and where the two lives diverge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from sim.model.decisions import Considered, Postponed, Received, Testimony, Travelled
from sim.outcomes.meaning import Meaning, meaning_of
from sim.rules.activity import Activity, Stage
from sim.rules.parameters import ANNOUNCEMENT, INVOICE
from sim.scenario.schema import MessageType, Scenario, Sender

Reason = TypeVar("Reason", bound=Testimony)
UNNAMED: Final = frozenset({"notification", "letter"})
"""Names of contacts that say no more than their channel."""


class PlannedContact(NamedTuple):
    """A contact of a design, identified by channel and name and not by its place in the list of contacts."""

    channel: str
    name: str
    """Empty for a notification, which has no other name than its channel."""


@dataclass(frozen=True, slots=True)
class Person:
    """The attributes of a citizen, which are the same under every design."""

    segment: str
    """Name of the segment."""
    activated: bool
    dormant: bool
    email: str
    """valid, none or stale."""
    phone: str
    """The number for text messages: valid, none or stale."""
    app: bool
    reminder_opt_in: bool
    direct_debit: bool
    login_method: str
    email_interval: int
    """Mean operational seconds between looks at e-mail, as the engines use it."""
    letterbox_interval: int
    """Mean operational seconds between looks at the letterbox."""
    notices: float
    """The probability of noticing an e-mail at the first look."""
    diligence: float
    """The citizen's contribution to the utility of opening any message; 0 is average."""
    forgets: float
    unprompted_logins: float
    """Logins per year that no contact causes."""
    preference: str = "none"
    """Attitude to digital post: prefers, can, could or cannot; none where the scenario has no preferences."""
    chooses_paper: bool = False
    """True if the citizen chooses paper wherever a design offers the choice."""
    habit: bool = False
    """True if looks and unprompted logins come at regular moments."""
    helper: bool = False
    """True if somebody else looks at the citizen's mail and letters as well, and passes on what comes."""
    mail_rule: bool = False
    """True if the mail program files notifications away."""

    def to_dict(self) -> dict[str, object]:
        """The fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class LifeMoment:
    """Something that happened, with its reasons; without an activity, something considered that did not happen."""

    at: int
    case: int
    activity: Activity | None
    detail: int
    seconds: int
    cents: int
    reasons: tuple[Testimony, ...]

    def reason(self, kind: type[Reason]) -> Reason | None:
        """The reason of a kind, if there is one."""
        return next((reason for reason in self.reasons if isinstance(reason, kind)), None)

    @property
    def meaning(self) -> Meaning:
        """The decoded detail of the moment; empty for something that did not happen."""
        return Meaning() if self.activity is None else meaning_of(self.activity, self.detail, self.case)

    def happening(self, contacts: Sequence[PlannedContact] = ()) -> tuple[object, ...]:
        """The key by which moments of two designs are compared: what happened and when, not the numbers behind it.

        A contact among `contacts`, those planned by the design, is identified by channel and name, not by its place:
        the same contact may stand at different places in two designs.
        """
        postponed, trip = self.reason(Postponed), self.reason(Travelled)
        what = self.activity if self.activity is not None else tuple(type(reason).__name__ for reason in self.reasons)
        follows = (postponed.back_at if postponed else None, trip.noticed_at if trip else None)
        meaning = self.meaning
        detail: tuple[object, ...] = (self.detail,) if self.activity is None else (meaning,)
        if meaning.contact is not None and meaning.contact < len(contacts):
            detail = (meaning._replace(contact=None), contacts[meaning.contact])
        return (self.at, what, *detail, self.seconds, self.cents, *follows)


@dataclass(frozen=True)
class Story:
    """The course of one message: its delivery and everything that happened because of it."""

    case: int
    received: Received
    moments: tuple[LifeMoment, ...]
    is_measured: bool
    """True if it was delivered in the measured window, and so counts in the responses."""
    contacts: tuple[PlannedContact, ...] = ()
    """The contacts that its design plans."""

    @property
    def happenings(self) -> tuple[tuple[object, ...], ...]:
        """The comparison keys of all moments, to be matched with another design's story of the same message."""
        return tuple(each.happening(self.contacts) for each in self.moments)

    @property
    def delivered_at(self) -> int:
        """The second in which it was delivered."""
        return self.moments[0].at

    @property
    def is_invoice(self) -> bool:
        """True if it asks for money."""
        return self.received.kind == INVOICE

    @property
    def asks(self) -> bool:
        """True if it asks for anything, and so has a deadline."""
        return self.received.kind != ANNOUNCEMENT

    @cached_property
    def read(self) -> LifeMoment | None:
        """The moment of the first reading; None if it was never read."""
        return self.first(Activity.READ)

    @cached_property
    def settled(self) -> LifeMoment | None:
        """The moment of payment or response; None if there was none."""
        return self.first(Activity.PAID, Activity.RESPONDED)

    @cached_property
    def late(self) -> LifeMoment | None:
        """The moment at which it became late; None if it never did."""
        return self.first(Activity.LATE, Activity.ACTION_LATE)

    @property
    def is_missed(self) -> bool:
        """True if it is an invoice that was unread and unpaid at its due date."""
        return self.is_invoice and self.late is not None and isinstance(self.late.meaning.cause, Stage)

    @property
    def fees(self) -> int:
        """Fees charged on it, in cents."""
        return sum(moment.cents for moment in self.moments if moment.activity == Activity.CHARGED)

    @property
    def seconds(self) -> int:
        """Total time spent on it, in seconds."""
        return sum(moment.seconds for moment in self.moments)

    @property
    def choices(self) -> tuple[Considered, ...]:
        """Every choice between opening, postponing and ignoring a contact of it."""
        return tuple(choice for moment in self.moments if (choice := moment.reason(Considered)) is not None)

    def first(self, *activities: Activity) -> LifeMoment | None:
        """The first moment of one of these activities."""
        return next((moment for moment in self.moments if moment.activity in activities), None)


@dataclass(frozen=True, slots=True)
class Life:
    """One citizen under one design."""

    design: str
    stories: tuple[Story, ...]
    """By message, in order."""
    apart: tuple[LifeMoment, ...]
    """Moments that concern no message: unprompted logins, phishing mails."""
    row: Mapping[str, int]
    """The per-citizen columns, as a study counts them."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """The point at which two stories diverge.

    `shared` is the number of moments before it; `at` is the second of the first moment that differs.
    """

    shared: int
    at: int


@dataclass(frozen=True)
class LifePair:
    """One citizen under two designs with the same random draws; the first design is the reference."""

    scenario: Scenario
    citizen: int
    replication: int
    person: Person
    lives: tuple[Life, Life]
    together: int
    """Number of citizens simulated together: more than one where they meet in the queue of a helpdesk."""

    @property
    def designs(self) -> tuple[str, str]:
        """The names of the designs."""
        first, second = self.lives
        return first.design, second.design

    @cached_property
    def pairs(self) -> tuple[tuple[Story, Story], ...]:
        """The stories of each message under both designs; the messages themselves do not depend on the design."""
        first, second = self.lives
        return tuple(zip(first.stories, second.stories, strict=True))

    @cached_property
    def measured(self) -> tuple[tuple[Story, Story], ...]:
        """The pairs of messages delivered in the measured window, which count in the responses."""
        return tuple(pair for pair in self.pairs if pair[0].is_measured)

    @cached_property
    def differing(self) -> tuple[tuple[Story, Story], ...]:
        """The measured messages whose stories differ, largest difference first: by fees, missing, lateness, minutes."""
        different = [pair for pair in self.measured if divergence(*pair) is not None]
        return tuple(sorted(different, key=contrast_order))

    @cached_property
    def first_divergence(self) -> tuple[int, Divergence] | None:
        """The case at which the two lives diverge first, measured or not, and where; None if they never do."""
        found = [
            (where.at, story.case, where)
            for story, other in self.pairs
            if (where := divergence(story, other)) is not None
        ]
        return min(found, key=lambda each: each[:2])[1:] if found else None

    def message_type(self, story: Story) -> tuple[Sender, MessageType]:
        """The sender and the type of a message."""
        every = [
            (sender, message_type)
            for sender in self.scenario.senders.values()
            for message_type in sender.message_types.values()
        ]
        return every[story.received.number_of_type]


def divergence(one: Story, other: Story) -> Divergence | None:
    """Where two stories of the same message diverge; None if the same happened at the same time in both."""
    both = zip(one.happenings, other.happenings, strict=False)
    for place, (first, second) in enumerate(both):
        if first != second:
            # The earlier of the two: one life goes on while the other one has not yet come to its event.
            return Divergence(place, min(one.moments[place].at, other.moments[place].at))
    shared = min(len(one.moments), len(other.moments))
    rest = (*one.moments[shared:], *other.moments[shared:])
    return Divergence(shared, rest[0].at) if rest else None


def contrast_order(pair: tuple[Story, Story]) -> tuple[int, ...]:
    """Sort key of a pair of stories, largest difference first: by fees, missing, lateness, minutes, then by case."""
    one, other = pair
    return (
        -abs(one.fees - other.fees),
        -int(one.is_missed != other.is_missed),
        -int((one.late is None) != (other.late is None)),
        -abs(one.seconds - other.seconds),
        one.case,
    )
