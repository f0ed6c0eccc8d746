"""How contacts are noticed, appraised and opened, what that takes, and what it does to the citizen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.distributions import Known
from sim.scenario.quantities import KnownForm, NonNegativeNumber, Number, PositiveSpan, Share, Span, VariedSpan
from sim.scenario.schema.parts import Part
from sim.scenario.units import NUMBER


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
    looks_per_interval: Annotated[Known[float], KnownForm(NUMBER, least=0.001, most=1000)]
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
    """The worth that a citizen expects of a contact: its expected importance given what it discloses."""

    initial_belief: Share
    """Expected worth of a government contact at the start, whatever its class."""
    learning_rate: Share
    """How far a belief moves, after each opened message, towards what the message turned out to be worth."""
    envelope: tuple[Literal["sender", "nature", "action", "amount", "deadline"], ...] = ("sender", "nature")
    """Facts that the outside of a letter discloses: who sent it, and by its looks the kind of letter."""
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


class Acting(Part):
    """How a citizen acts on a bill or a request that has been read."""

    pays_at_once: Share
    """Probability to act at the moment of reading; otherwise the citizen plans to act shortly before the deadline."""
    planned_lead: VariedSpan
    """How long before the deadline a planned payment or response is made."""
    last_minute: Span
    """Read within this span of the deadline, or after it: act now or not at all."""
    pays_on_reminder: Share
    """Probability that who can pay does so on opening a reminder around the due date. Who does not keeps to a plan that
    was made before, if any."""
    inability_lasts: Span
    """How long, on average, means stay as they are: who cannot pay one bill cannot pay others of that time either. With
    0 days it is drawn anew for every bill. The share of bills is that of the collection scheme all the same."""


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
    words_per_minute: Annotated[Known[float], KnownForm(NUMBER, least=1, most=10_000)]
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
