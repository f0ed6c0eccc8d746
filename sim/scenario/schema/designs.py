"""Notification designs: how a message reaches the citizen."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.forms import invalid
from sim.scenario.quantities import Span
from sim.scenario.schema.parts import Channel, Disclosed, Part, Slug, TimeOfDay, Weekday

MOST_CONTACTS: Final = 60
"""Contacts of a design at most."""


def bundling(found: object) -> str:
    """Which way of sending is meant."""
    if isinstance(found, Weekly) or (isinstance(found, dict) and "weekly" in found):
        return "<weekly>"
    return "<daily>" if isinstance(found, dict | Daily) else "<word>"


class When(Part):
    """A follow-up: exactly one of the three."""

    unread_for: Span | None = None
    """Sent when the message is still unread this long after delivery."""
    unpaid_before_due: Span | None = None
    """Sent this long before the due date when the invoice is still unpaid."""
    unpaid_after_due: Span | None = None
    """Sent this long after the due date when the invoice is still unpaid."""

    @model_validator(mode="after")
    def _is_one_of_three(self) -> When:
        given = [key for key in type(self).model_fields if getattr(self, key) is not None]
        if len(given) != 1:
            raise invalid("a follow-up has exactly one of unread_for, unpaid_before_due and unpaid_after_due")
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
    """Facts that the contact discloses: the sender, the nature of the message, the action asked, the amount, the
    deadline, or the content itself."""
    link: Literal["none", "portal", "deep"] = "none"
    """No link, a link to the portal, or one that opens this message after login."""
    access: Literal["digid", "app_pin", "none"] = "digid"
    """Access required to read the message from this contact. With `none` the content is in the contact."""
    send: Annotated[
        Annotated[Literal["working_days", "immediately"], Tag("<word>")]
        | Annotated[Daily, Tag("<daily>")]
        | Annotated[Weekly, Tag("<weekly>")],
        Discriminator(bundling),
    ] = "working_days"
    """At the same time of day on the next day on which government sends, at once whatever day it is, or bundled."""
    recipients: Annotated[Literal["all", "opted_in", "needs_action"], Field(alias="for")] = "all"
    """Everyone, those who asked for reminders, or only for invoices and actions."""

    @model_validator(mode="after")
    def _content_needs_no_login(self) -> ContactPlan:
        if (self.access == "none") != ("content" in self.discloses):
            key = "access" if self.access == "none" else "discloses"
            raise invalid("a contact discloses the content if and only if its access is none", key)
        if len(set(self.discloses)) < len(self.discloses):
            raise invalid("something is disclosed twice", "discloses")
        return self


class Design(Part):
    """A notification design: how a message reaches the citizen."""

    title: str
    """How tables name it."""
    title_nl: str | None = None
    """The same in Dutch, for letters and mails; where absent they have the title as it is."""
    description: str
    """Where it is or was used."""
    message_box: bool = True
    """True if messages lie in a message box. Without one there is no login, prompted or not."""
    contacts: Annotated[tuple[ContactPlan, ...], Field(max_length=MOST_CONTACTS)]
    """The contacts, in order; a contact is known by its place in this list."""
    return_to_paper_on_opt_out: bool = True
    """True if a citizen who opts out gets later messages on paper. If not, opting out is not possible."""
    compulsory: bool = False
    """True if all messages lie in the box for everybody: nobody can choose paper, or opt out. The grade then has the
    `adaptation` of people without an alternative."""
    pay_from_contact: Literal["none", "link", "direct_debit"] = "none"
    """How a bill can be paid from the contact: not, by a pay link, or by direct debit for those with a mandate."""

    @model_validator(mode="after")
    def _needs_a_box_for_logins(self) -> Design:
        names = [contact.name for contact in self.contacts]
        if len(set(names)) < len(names):
            raise invalid("two contacts have the same name", "contacts")
        if self.compulsory and not self.message_box:
            raise invalid("only a message box can be compulsory", "compulsory")
        barred = [contact.name for contact in self.contacts if contact.access != "none"]
        if not self.message_box and barred:
            raise invalid(
                f"without a message box every contact has access none; {', '.join(barred)} has not", "message_box"
            )
        return self
