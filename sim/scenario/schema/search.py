"""The space of designs that a search looks through."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.forms import invalid
from sim.scenario.quantities import Money, NonNegativeNumber, Span
from sim.scenario.schema.designs import MOST_CONTACTS, Daily, Weekly, When, bundling
from sim.scenario.schema.parts import Channel, Disclosed, Part, Slug

Objective = Literal[
    "missed_share", "effort_minutes", "overhead_minutes", "prompted_effort_minutes", "logins", "reminder_share",
    "paid_on_first_notice_share", "fees_eur", "exposure", "sender_cost_eur",
]  # fmt: skip
"""Responses by which designs can be judged: those of which less, or more, is better."""


class ContactChoices(Part):
    """Alternatives for one contact of a design. Keys that are not named here stay as in the base design."""

    absent: bool = False
    """True if designs may omit the contact. A contact that the base design lacks may always be left out."""
    channel: tuple[Channel, ...] = ()
    """How it may travel."""
    when: tuple[
        Annotated[
            Annotated[Literal["delivery"], Tag("<word>")] | Annotated[When, Tag("<follow-up>")],
            Discriminator(lambda found: "<follow-up>" if isinstance(found, dict | When) else "<word>"),
        ],
        ...,
    ] = ()
    """When it may be sent: on delivery, or as a follow-up."""
    discloses: tuple[tuple[Disclosed, ...], ...] = ()
    """Facts that it may disclose: each alternative is a list, empty for an opaque contact."""
    link: tuple[Literal["none", "portal", "deep"], ...] = ()
    """Which link it may have."""
    access: tuple[Literal["digid", "app_pin", "none"], ...] = ()
    """The access that reading the message may require."""
    send: tuple[
        Annotated[
            Annotated[Literal["working_days", "immediately"], Tag("<word>")]
            | Annotated[Daily, Tag("<daily>")]
            | Annotated[Weekly, Tag("<weekly>")],
            Discriminator(bundling),
        ],
        ...,
    ] = ()
    """When it may leave, or how it may be bundled."""
    recipients: Annotated[tuple[Literal["all", "opted_in", "needs_action"], ...], Field(alias="for")] = ()
    """For whom it may be."""

    @model_validator(mode="after")
    def _names_nothing_twice(self) -> ContactChoices:
        for key, field in type(self).model_fields.items():
            named = getattr(self, key)
            if isinstance(named, tuple) and any(each in named[:place] for place, each in enumerate(named)):
                raise invalid("an alternative is named twice", field.alias or key)
        return self


class MayTell(Part):
    """All that contacts may disclose over each channel, such as `email: [sender]`; a channel not named here is free."""

    email: tuple[Disclosed, ...] | None = None
    """The most that an e-mail may disclose."""
    push: tuple[Disclosed, ...] | None = None
    """The most that a push message may disclose."""
    sms: tuple[Disclosed, ...] | None = None
    """The most that a text message may disclose."""
    letter: tuple[Disclosed, ...] | None = None
    """The most that a letter may disclose."""


class SearchLimits(Part):
    """Limits that a design must respect; a design beyond a limit is no candidate."""

    contacts: Annotated[int, Field(ge=0, le=MOST_CONTACTS, strict=True)] | None = None
    """The most contacts that a design may have."""
    discloses: MayTell | None = None
    """All that contacts may tell, by channel."""
    sender_cost_eur: Money | None = None
    """The most that a design may cost the senders, per citizen and year, on average over what is not known."""
    effort_minutes: Span | None = None
    """The most effort that it may ask of a citizen in a year."""
    exposure: NonNegativeNumber | None = None
    """The most personal data that it may lay open, per citizen and year."""


class Search(Part):
    """A space of designs: one design, and what may be different about its contacts."""

    base: Slug
    """The design that candidates differ from; it is the first candidate, and what the others are compared with."""
    vary: Annotated[dict[Slug, ContactChoices], Field(min_length=1)]
    """By the name of a contact, what it may be. A name that the base design does not have is a further contact, and
    needs a channel. What the base design has is always among the alternatives."""
    pay_from_contact: tuple[Literal["none", "link", "direct_debit"], ...] = ()
    """How a bill may be paid from a contact, beside what the base design says."""
    limits: SearchLimits | None = None
    """Limits that every candidate respects."""
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1)] = (
        "missed_share",
        "effort_minutes",
        "sender_cost_eur",
        "exposure",
    )
    """The responses by which designs are judged: one beats another if it is nowhere worse by more than the margin, and
    somewhere better by more. A response that the scenario does not have is left out."""
