"""The compared designs in words: the information in each contact, and the way to read the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.analysis.study_analysis import Analysis
from sim.clock import span_in_words
from sim.report.block import Head, Row, words
from sim.scenario.schema.designs import ContactPlan, Daily, Design, Weekly, When
from sim.scenario.usage import can_opt_out

COLUMNS: Final = ("contact", "when", "channel", "tells", "to read the message", "for")
ACCESS: Final = {"digid": "log in with DigiD", "app_pin": "the app's own code", "none": "nothing: the message is in it"}
LINKS: Final = {"none": "", "portal": "; links to the portal", "deep": "; links to this message"}
PAYING: Final = {"none": "", "link": "pay link in the contact", "direct_debit": "direct debit"}
RECIPIENTS: Final = {
    "all": "everyone",
    "opted_in": "who asked for reminders",
    "needs_action": "invoices and actions only",
}


@dataclass(frozen=True, slots=True)
class DesignDescription:
    """A design in words."""

    name: str
    title: str
    description: str
    remarks: tuple[str, ...]
    """The properties of the design as a whole."""
    contacts: tuple[Row, ...]
    columns: tuple[str, ...] = COLUMNS


def described(analysis: Analysis) -> tuple[DesignDescription, ...]:
    """Every compared design, in the order of the tables."""
    designs = analysis.scenario.designs
    return tuple(
        DesignDescription(
            name,
            designs[name].title,
            designs[name].description,
            remarks(designs[name], reference=name == analysis.reference),
            tuple(contact_row(contact) for contact in designs[name].contacts),
        )
        for name in analysis.designs
    )


def remarks(design: Design, *, reference: bool) -> tuple[str, ...]:
    """The properties of a design as a whole."""
    found = (
        "the reference" if reference else "",
        "" if design.message_box else "no message box",
        PAYING[design.pay_from_contact],
        "compulsory" if design.compulsory else "",
        "" if can_opt_out(design) else "no opting out",
    )
    return tuple(filter(None, found))


def contact_row(contact: ContactPlan) -> Row:
    """One contact."""
    tells = ", ".join(contact.discloses) or "nothing"
    cells = (
        moment(contact),
        "letter on paper" if contact.channel == "letter" else contact.channel,
        tells + LINKS[contact.link],
        ACCESS[contact.access],
        RECIPIENTS[contact.recipients],
    )
    return Row(Head(contact.name), tuple(words(cell) for cell in cells))


def moment(contact: ContactPlan) -> str:
    """The time at which a contact is sent, and its bundling."""
    return f"{occasion(contact.when)}{bundling(contact)}"


def occasion(when: str | When) -> str:
    """The event that triggers a contact."""
    if not isinstance(when, When):
        return "on delivery"
    if when.unread_for is not None:
        return f"unread for {span_in_words(when.unread_for.value)}"
    if when.unpaid_before_due is not None:
        return f"unpaid {span_in_words(when.unpaid_before_due.value)} before the due date"
    assert when.unpaid_after_due is not None  # noqa: S101  (a follow-up has one of the three)
    return f"unpaid {span_in_words(when.unpaid_after_due.value)} after the due date"


def bundling(contact: ContactPlan) -> str:
    """The bundling of contacts; empty if they are not bundled."""
    if isinstance(contact.send, Daily):
        return f", gathered daily at {contact.send.daily}"
    if isinstance(contact.send, Weekly):
        return f", gathered weekly on {contact.send.weekly.day} at {contact.send.weekly.at}"
    return ""
