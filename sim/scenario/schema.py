"""The scenario as a frozen document: every key, its meaning, its unit and its default.

Each number is a *known* quantity: a value in the layer's base unit together with its plausible range, its grade
(measured, calibrated or assumed) and its source. Spans are whole seconds, money is whole cents, rates are per year,
shares lie in [0, 1].
"""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from typing_extensions import Self

from sim.scenario.forms import TOLERANCE, wrong
from sim.scenario.quantities import (
    Categories,
    CategoriesForm,
    Day,
    Instant,
    Known,
    Money,
    NonNegativeNumber,
    Number,
    PositiveNumber,
    PositiveSpan,
    PositiveVariedNumber,
    PositiveVariedSpan,
    Rate,
    Share,
    Span,
    VariedMoney,
    VariedNumber,
    VariedRate,
    VariedShare,
    VariedSpan,
)


def some_weight(weights: tuple[float, ...]) -> tuple[float, ...]:
    """The weights, at least one of which is above 0."""
    if not any(weights):
        raise wrong("at least one of the twelve weights is above 0")
    return weights


def every_year(day: str) -> str:
    """A day that every year has: it exists, and is not 29 February."""
    try:
        date.fromisoformat(f"2023-{day}")
    except ValueError:
        raise wrong(f"not a day of every year: {day}") from None
    return day


def whole_days(span: Known[int]) -> Known[int]:
    """A span of 1 to 3660 whole days."""
    if span.value % 86_400 or not 1 <= span.value // 86_400 <= 3660:
        raise wrong("the horizon is 1 to 3660 whole days, both included")
    return span


def bundling(found: object) -> str:
    """Which way of sending is meant."""
    if isinstance(found, Weekly) or (isinstance(found, dict) and "weekly" in found):
        return "<weekly>"
    return "<daily>" if isinstance(found, dict | Daily) else "<word>"


Kind = Literal["announcement", "action", "invoice"]
Channel = Literal["email", "push", "sms", "letter"]
Disclosed = Literal["sender", "nature", "action", "amount", "deadline", "content"]
LoginMethod = Literal["password", "sms", "app"]
CountedEvent = Literal["delivered", "notification", "letter", "login", "read", "payment"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"), AfterValidator(every_year)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


Weights = Annotated[
    tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...],
    Field(min_length=12, max_length=12),
    AfterValidator(some_weight),
]


class Part(BaseModel):
    """A piece of the document: frozen, and no key that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Source(Part):
    """Where a figure was read."""

    title: str
    """What the text is called and who published it."""
    where: str
    """Where to find it: an address, a document number or a DOI."""
    year: int | None = None
    """Year of publication or of the figure."""
    solidity: Literal["A", "B", "C", "D"]
    """A: official primary text or peer-reviewed. B: news or trade report of an official figure. C: commercial
    benchmark, interested party or small n. D: ambiguous or conflicting."""
    note: str | None = None
    """What the figure says precisely, and what it does not say."""


class Segment(Part):
    """A group of citizens that attributes can depend on, such as an age band."""

    title: str
    """How tables name it."""
    share: Share
    """Share of the population; the shares of all segments add up to 1."""


class Population(Part):
    """Who the citizens are. Every attribute is drawn per citizen by its own address."""

    size: Annotated[int, Field(ge=1, le=100_000_000)] = 10_000
    """Number of citizens in one replication."""
    segments: Annotated[dict[Slug, Segment], Field(min_length=1)]
    """Groups of citizens; at least one."""
    activated: VariedShare
    """Share whose account is activated. Post to an account that is not activated lies there unseen."""
    dormant: VariedShare
    """Share of activated accounts that no digital contact reaches and whose owner never logs in unprompted."""
    email: Annotated[Categories[Literal["valid", "none", "stale"]], CategoriesForm()]
    """Address for notifications: valid, none registered, or out of date."""
    app: VariedShare
    """Share with the app installed and its push messages on."""
    reminder_opt_in: VariedShare
    """Share that asked for reminders where a design offers them on request."""
    check_interval: PositiveVariedSpan
    """Mean time between two looks at the e-mail inbox, per citizen."""
    letterbox_interval: PositiveVariedSpan
    """Mean time between two looks into the letterbox, per citizen."""
    attention: VariedShare
    """Probability to notice a plain notification at the first look, before the visibility of its channel."""
    diligence: VariedNumber
    """Shifts the appeal of opening for everything this citizen receives; in units of utility."""
    login_method: Annotated[Categories[LoginMethod], CategoriesForm()]
    """How the citizen logs in with DigiD."""
    forgets: VariedShare
    """Probability that a planned payment or response is forgotten."""
    direct_debit: VariedShare
    """Share that gave a direct debit mandate, used by designs that pay by it."""
    unprompted_logins: VariedRate
    """Logins per year that no contact caused."""

    @model_validator(mode="after")
    def _segments_make_the_whole(self) -> Self:
        total = fsum(segment.share.value for segment in self.segments.values())
        if abs(total - 1) > TOLERANCE:
            raise wrong(f"the shares of the segments must add up to 1; they add up to {total:.12g}", "segments")
        return self


class Arrival(Part):
    """When messages of a type come: at a yearly rate, or around fixed dates. Exactly one of the two."""

    per_year: Rate | None = None
    """Poisson arrivals at this mean rate per eligible citizen."""
    monthly_weights: Weights | None = None
    """Relative intensity of the twelve months from January on; all equal if absent. Only with `per_year`."""
    on: Annotated[tuple[DayOfYear, ...], Field(min_length=1)] | None = None
    """Days of the year as month-day, such as 02-28: one message each, every year of the horizon."""
    spread: Span | None = None
    """Messages come uniformly within this span after each date in `on`; 0 days if absent. Only with `on`."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.per_year is None) == (self.on is None):
            raise wrong("an arrival has exactly one of per_year and on", "on" if self.on else None)
        if self.on is None and self.spread is not None:
            raise wrong("spread goes with on, not with per_year", "spread")
        if self.per_year is None and self.monthly_weights is not None:
            raise wrong("monthly_weights go with per_year, not with on", "monthly_weights")
        return self


class MessageType(Part):
    """One kind of letter that a sender sends."""

    title: str
    """How tables and letters name it."""
    kind: Kind
    """announcement: nothing is asked; action: something is asked; invoice: money is asked."""
    arrival: Arrival
    """When messages of this type come."""
    eligible: VariedShare
    """Share of citizens who ever receive this type."""
    words: PositiveVariedNumber
    """Length of the letter in words."""
    importance: Share
    """What the message turns out to be worth to the citizen, from 0 to 1."""
    amount: VariedMoney | None = None
    """Amount to pay. Required for an invoice, refused otherwise."""
    payment_term: Span | None = None
    """From delivery to due date. Required for an invoice, refused otherwise."""
    collection: Slug | None = None
    """The collection scheme that follows an unpaid invoice. Required for an invoice, refused otherwise."""
    response_term: Span | None = None
    """From delivery to the last day to respond. Required for an action, refused otherwise."""
    also_on_paper: Share
    """Share of the messages of this type that also go out as a letter with the whole content."""

    @model_validator(mode="after")
    def _has_the_keys_of_its_kind(self) -> Self:
        needed = {"announcement": (), "action": ("response_term",), "invoice": ("amount", "payment_term", "collection")}
        missing = [key for key in needed[self.kind] if getattr(self, key) is None]
        if missing:
            raise wrong(f"an {self.kind} needs {', '.join(missing)}", "kind")
        every = {key for keys in needed.values() for key in keys}
        for key in sorted(every - set(needed[self.kind])):
            if getattr(self, key) is not None:
                raise wrong(f"an {self.kind} has no {key}", key)
        return self


class Sender(Part):
    """A government body and its message types."""

    title: str
    """How tables and letters name it."""
    batch_hours: Annotated[tuple[Annotated[int, Field(ge=0, le=23)], ...], Field(min_length=1)] = (9,)
    """Hours of the day, Dutch time, at which batches are sent; each message takes one of them."""
    batch_spread: Span
    """Messages of one batch are delivered uniformly within this span after its hour."""
    message_types: Annotated[dict[Slug, MessageType], Field(min_length=1)]
    """What the body sends; at least one."""


class ChannelUse(Part):
    """How contacts over one channel arrive and are noticed."""

    delay: VariedSpan
    """From sending to arrival. For a letter the postal delay."""
    lost: Share
    """Probability that a contact never arrives in view: the spam filter, or the post."""
    visibility: Number
    """Added to the citizen's logit of attention for a contact over this channel."""
    sinking: Share
    """Factor on the probability to notice at each later look, as the contact sinks below newer ones."""
    looks_before_lost: Annotated[int, Field(ge=1, le=60)]
    """After this many looks without noticing, the contact is lost."""
    looks_per_interval: PositiveNumber
    """Looks at this channel per interval of the citizen (`check_interval`, or `letterbox_interval` for letters)."""


class Channels(Part):
    """The four ways a contact can travel."""

    email: ChannelUse
    """E-mail to the address in the account."""
    push: ChannelUse
    """Push message of the app."""
    sms: ChannelUse
    """Text message; it needs a valid contact address, like e-mail."""
    letter: ChannelUse
    """Letter by post."""


class Appraisal(Part):
    """What a citizen thinks a contact is worth: the expected importance given what it discloses."""

    initial_belief: Share
    """What a government contact is thought to be worth at the start, whatever its class."""
    learning_rate: Share
    """How far a belief moves, after each opened message, towards what the message turned out to be worth."""
    understood: Share
    """How far a text that tells something of the message itself (nature, action, amount or deadline) is understood at
    first sight: 0 if its worth must be learnt by experience like any other, 1 if it is known from the words."""


class Suspicion(Part):
    """When a genuine contact is taken for phishing. All effects are on the logit scale."""

    base: Number
    """Logit of the probability for a contact without link or details."""
    portal_link: Number
    """Effect of a link to the portal."""
    deep_link: Number
    """Effect of a link to the message itself."""
    details: Number
    """Effect of naming the amount or the content."""
    checks: Share
    """Probability that a suspicious citizen checks and goes on, rather than ignoring the contact."""


class Opening(Part):
    """The choice between opening, postponing and ignoring: the largest of three utilities, each with a Gumbel draw."""

    b0: Number
    """Constant of opening by logging in."""
    b_letter: Number
    """Constant of opening when no login is needed: an envelope, or content in the contact."""
    b_value: Number
    """Weight of the belief about what the contact is worth."""
    b_urgency: Number
    """Weight of urgency, when the contact discloses a deadline."""
    b_friction: Number
    """Disutility per minute that logging in is expected to take."""
    b_postpone: Number
    """Constant of postponing. The utility of ignoring is 0."""
    sd_message: NonNegativeNumber
    """Standard deviation of the normal term that a message carries through all its contacts."""
    urgency_window: PositiveSpan
    """Urgency rises linearly from 0 to 1 over this last span before the deadline."""
    postponement: VariedSpan
    """Time until a postponed contact is reconsidered."""
    remembers: Share
    """Probability that a postponed contact comes back to mind."""
    max_postponements: Annotated[int, Field(ge=0, le=8)]
    """After this many postponements the contact is forgotten."""
    deadline_lead: Span
    """A disclosed deadline brings a postponed contact back to mind at the latest this long before it."""
    reads_all: Share
    """Probability, for each other unread message, to read it along once logged in."""


class MethodUse(Part):
    """What one attempt with a login method takes."""

    success: Share
    """Probability that an attempt succeeds."""
    minutes: Span
    """Time one attempt takes."""


class LoginMethods(Part):
    """The ways to log in. `app_pin` is used by designs whose contacts open with the app's own code."""

    password: MethodUse
    """User name and password only."""
    sms: MethodUse
    """Password and a code by text message."""
    app: MethodUse
    """The DigiD app."""
    app_pin: MethodUse
    """The message box app's own five-digit code, without DigiD."""


class Outage(Part):
    """A time in which every DigiD attempt fails."""

    begins: Instant
    """First moment of the outage, Dutch time."""
    lasts: Span
    """How long it lasts; the end itself is outside."""


class Login(Part):
    """DigiD: attempts, failures, recovery and outages."""

    methods: LoginMethods
    """Success and time by method."""
    retries: Share
    """Probability to try again after a failed attempt."""
    recovers: Share
    """Probability to recover the credentials after a failed attempt. What remains gives up."""
    max_attempts: Annotated[int, Field(ge=1, le=8)]
    """After this many failed attempts the citizen gives up."""
    recovery_minutes: Span
    """Time that asking for new credentials takes."""
    recovery_delay: VariedSpan
    """Waiting time until the new credentials arrive."""
    outages: tuple[Outage, ...] = ()
    """Dated outages."""
    season: Weights
    """Relative intensity of unprompted logins in the twelve months from January on."""


class Acting(Part):
    """What a citizen does with a bill or a request that has been read."""

    pays_at_once: Share
    """Probability to act at the moment of reading; otherwise the citizen plans to act shortly before the deadline."""
    planned_lead: VariedSpan
    """How long before the deadline a planned payment or response is made."""
    last_minute: Span
    """Read within this span of the deadline, or after it: act now or not at all."""


class Fee(Part):
    """A fee for bills from an amount on."""

    amount_from: Money
    """The fee holds for bills of at least this amount, up to the next bracket."""
    fee: Money
    """What is charged."""


class CollectionStep(Part):
    """One step after an unpaid due date: a letter, what it costs, and who then pays."""

    title: str
    """What the step is called."""
    after: Span
    """From the previous deadline to the sending of this step."""
    term: Span
    """From sending to the deadline of this step."""
    fees: tuple[Fee, ...] = ()
    """Fees by amount, in ascending order; none for a free reminder."""
    multiplies: PositiveNumber | None = None
    """The amount itself is multiplied to this many times the original, for example 1.5; the increase is a fee."""
    able_pays: Share
    """Probability that a citizen who can pay does so on opening this letter."""
    unable_pays: Share
    """Probability that a citizen who could not pay before does so on opening this letter."""

    @model_validator(mode="after")
    def _fees_ascend(self) -> Self:
        brackets = [fee.amount_from.value for fee in self.fees]
        if any(low >= high for low, high in zip(brackets, brackets[1:], strict=False)):
            raise wrong("the brackets of fees ascend in amount_from", "fees")
        return self


class Collection(Part):
    """A collection scheme: what follows when an invoice is not paid by its due date."""

    title: str
    """How tables name it."""
    unable: Share
    """Probability that a citizen cannot pay an invoice of this scheme in time, whatever the design."""
    steps: Annotated[tuple[CollectionStep, ...], Field(max_length=40)]
    """Steps in order. Each is a letter with its own attention."""


class Effort(Part):
    """Minutes that activities take."""

    triage: Span
    """Looking at an electronic contact and deciding what to do."""
    triage_letter: Span
    """Picking up a letter and deciding what to do."""
    opening_letter: Span
    """Opening an envelope."""
    checking: Span
    """Checking whether a suspicious contact is genuine."""
    navigating: Span
    """From the login to the message: finding the box and the message in it, per login."""
    opening_message: Span
    """Opening one message in the box."""
    words_per_minute: PositiveNumber
    """Silent reading speed."""
    paying: Span
    """Making one payment."""
    responding: Span
    """Doing what an action asks."""
    handling_reminder: Span
    """Sorting out a payment reminder: finding the bill, checking what was paid."""
    opting_out: Span
    """Switching digital post off."""


class OptOut(Part):
    """Frustration, and leaving the message box because of it."""

    hazard: NonNegativeNumber
    """Probability of opting out at a frustrating moment is 1 - exp(-hazard * frustration)."""
    half_life: PositiveSpan
    """Frustration halves in this time."""
    fee_for_unseen_bill: Number
    """Frustration added by a fee for a bill that was not seen in time."""
    abandoned_login: Number
    """Frustration added by a login given up."""
    opened_announcement: Number
    """Frustration added by a login that brought only announcements."""


class CountingRule(Part):
    """Which events count as a digital contact with government."""

    title: str
    """How tables name it."""
    counts: Annotated[tuple[CountedEvent, ...], Field(min_length=1)]
    """Events that count: delivered (in the box), notification (electronic), letter, login, read (in the box),
    payment."""


class When(Part):
    """A follow-up: exactly one of the three."""

    unread_for: Span | None = None
    """Sent when the message is still unread this long after delivery."""
    unpaid_before_due: Span | None = None
    """Sent this long before the due date when the invoice is still unpaid."""
    unpaid_after_due: Span | None = None
    """Sent this long after the due date when the invoice is still unpaid."""

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Self:
        given = [key for key in type(self).model_fields if getattr(self, key) is not None]
        if len(given) != 1:
            raise wrong("a follow-up has exactly one of unread_for, unpaid_before_due and unpaid_after_due")
        return self


class Daily(Part):
    """Gather contacts and send them once a day."""

    daily: TimeOfDay
    """Time of day, Dutch time."""


class WeeklyMoment(Part):
    """A moment of the week."""

    day: Weekday
    """Day of the week."""
    at: TimeOfDay
    """Time of day, Dutch time."""


class Weekly(Part):
    """Gather contacts and send them once a week."""

    weekly: WeeklyMoment
    """The moment of the week."""


class ContactPlan(Part):
    """One attempt of a design to draw attention to a message."""

    name: Slug
    """Name of the contact, unique within its design: by it a list is extended and changed."""
    when: Annotated[
        Annotated[Literal["delivery"], Tag("<word>")] | Annotated[When, Tag("<follow-up>")],
        Discriminator(lambda found: "<follow-up>" if isinstance(found, dict | When) else "<word>"),
    ] = "delivery"
    """On delivery, or a follow-up."""
    channel: Channel
    """How it travels."""
    discloses: tuple[Disclosed, ...] = ()
    """What the contact tells: the sender, the nature of the message, the action asked, the amount, the deadline, or
    the content itself."""
    link: Literal["none", "portal", "deep"] = "none"
    """No link, a link to the portal, or one that opens this message after login."""
    access: Literal["digid", "app_pin", "none"] = "digid"
    """What it takes to read the message from this contact. With `none` the content is in the contact."""
    send: Annotated[
        Annotated[Literal["immediately"], Tag("<word>")]
        | Annotated[Daily, Tag("<daily>")]
        | Annotated[Weekly, Tag("<weekly>")],
        Discriminator(bundling),
    ] = "immediately"
    """At once, or bundled."""
    recipients: Annotated[Literal["all", "opted_in", "needs_action"], Field(alias="for")] = "all"
    """Everyone, those who asked for reminders, or only for invoices and actions."""

    @model_validator(mode="after")
    def _content_needs_no_login(self) -> Self:
        if (self.access == "none") != ("content" in self.discloses):
            key = "access" if self.access == "none" else "discloses"
            raise wrong("a contact discloses the content if and only if its access is none", key)
        if len(set(self.discloses)) < len(self.discloses):
            raise wrong("something is disclosed twice", "discloses")
        return self


class Design(Part):
    """A notification design: how a message reaches the citizen."""

    title: str
    """How tables name it."""
    description: str
    """Where it is or was used."""
    message_box: bool = True
    """Whether messages lie in a message box. Without one there is no login, prompted or not."""
    contacts: Annotated[tuple[ContactPlan, ...], Field(max_length=60)]
    """The contacts, in order; a contact is known by its place in this list."""
    return_to_paper_on_opt_out: bool = True
    """Whether a citizen who opts out gets later messages on paper. If not, opting out is not possible."""
    pay_from_contact: Literal["none", "link", "direct_debit"] = "none"
    """Whether a bill can be paid from the contact: not, by a pay link, or by direct debit for those with a mandate."""

    @model_validator(mode="after")
    def _needs_a_box_for_logins(self) -> Self:
        names = [contact.name for contact in self.contacts]
        if len(set(names)) < len(names):
            raise wrong("two contacts have the same name", "contacts")
        barred = [contact.name for contact in self.contacts if contact.access != "none"]
        if not self.message_box and barred:
            raise wrong(
                f"without a message box every contact has access none; {', '.join(barred)} has not", "message_box"
            )
        return self


class Comparison(Part):
    """What the scenario compares when it is run."""

    designs: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Designs to simulate, in the order of the tables."""
    reference: Slug
    """The design that the others are compared with."""
    counting: Slug
    """The counting rule behind `contact_inflation` in the main table."""


class Scenario(Part):
    """One complete description: population, senders, behaviour, designs and horizon."""

    name: Slug
    """Short name, used for folders."""
    title: str
    """What the study asks or shows."""
    description: str = ""
    """A paragraph for readers."""
    start: Day
    """First day of the measured window, Dutch calendar."""
    horizon: Annotated[Span, AfterValidator(whole_days)]
    """Length of the measured window. Responses cover the messages delivered in it; whole days."""
    follow_up: Span | None = None
    """How long after the window messages are followed to their end; by default the longest way through any
    collection scheme of the scenario. Messages keep coming in this time but are not measured."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 1
    """Key of all random draws."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 1
    """Number of independent simulated histories."""
    population: Population
    """Who the citizens are."""
    senders: Annotated[dict[Slug, Sender], Field(min_length=1)]
    """Who writes; at least one."""
    channels: Channels
    """How contacts arrive and are noticed."""
    appraisal: Appraisal
    """What a contact is thought to be worth."""
    suspicion: Suspicion
    """When a contact is taken for phishing."""
    opening: Opening
    """The decision to open."""
    login: Login
    """DigiD."""
    acting: Acting
    """Paying and responding."""
    collections: dict[Slug, Collection]
    """Collection schemes by name."""
    effort: Effort
    """Minutes by activity."""
    opt_out: OptOut
    """Frustration and opting out."""
    counting: Annotated[dict[Slug, CountingRule], Field(min_length=1)]
    """Counting rules by name; at least one."""
    designs: Annotated[dict[Slug, Design], Field(min_length=1)]
    """The designs at hand, by name."""
    compare: Comparison
    """Which designs are compared, with which reference."""
    sources: dict[Slug, Source]
    """Where the figures were read, by key."""
