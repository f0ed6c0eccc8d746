"""DigiD: attempts, failures, recovery and outages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantities import Instant, Rate, Share, Span, VariedSpan
from sim.scenario.schema.parts import Part, Weights


class MethodUse(Part):
    """One attempt with a login method: how likely it is to succeed, and the time it takes."""

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


class RandomOutages(Part):
    """Outages that come at random, besides the dated ones."""

    per_year: Rate
    """Mean number in a year."""
    lasts: VariedSpan
    """How long each lasts."""


class Login(Part):
    """DigiD: attempts, failures, recovery and outages."""

    methods: LoginMethods
    """Success and time by method."""
    retries: Share
    """Probability to try again after a failed attempt."""
    recovers: Share
    """Probability to recover the credentials after a failed attempt. What remains gives up."""
    max_attempts: Annotated[int, Field(ge=1, le=8)]
    """After this many failed attempts the citizen gives up; with credentials asked for after the last of them, one more
    is made."""
    recovery_minutes: Span
    """Time that asking for new credentials takes."""
    recovery_delay: VariedSpan
    """Waiting time until the new credentials arrive."""
    outages: tuple[Outage, ...] = ()
    """Dated outages."""
    random_outages: RandomOutages | None = None
    """Outages at random moments, the same for all citizens and designs."""
    season: Weights
    """Relative intensity of unprompted logins in the twelve months from January on."""
