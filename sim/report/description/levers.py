"""The compared designs with their contacts, and the types of message, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sim.report.description.markdown import code, plain, table
from sim.scenario.paths import known_in
from sim.scenario.schema import ContactPlan, Design, MessageType, Scenario
from sim.scenario.writing import explicit, inline

ACCESS: Final = {"digid": "DigiD", "app_pin": "code of the app", "none": "nothing: the content is in the contact"}
RECIPIENTS: Final = {"all": "everyone", "opted_in": "who asked for reminders", "needs_action": "bills and requests"}


def design_tables(scenario: Scenario) -> str:
    """The tables of all compared designs: description, overall properties, and contacts in order."""
    return "\n\n".join(design_table(scenario, name) for name in scenario.compare.designs)


def design_table(scenario: Scenario, name: str) -> str:
    """One design."""
    design = scenario.designs[name]
    reference = " (reference)" if name == scenario.compare.reference else ""
    rows = [contact_row(contact) for contact in design.contacts]
    headings = ("contact", "when", "channel", "tells", "link", "to read it takes", "for", "leaves")
    contacts = table(headings, rows) if rows else "It has no contacts."
    heading = f"**{plain(design.title)}**, {code(name)}{reference}."
    return f"{heading} {plain(design.description)} {whole(design)}\n\n{contacts}"


def whole(design: Design) -> str:
    """The properties of a design as a whole, in sentences."""
    if not design.message_box:
        return "There is no message box, so nobody logs in."
    paying = {
        "none": "",
        "link": " Bills can be paid by a link.",
        "direct_debit": " Bills are debited under a mandate.",
    }
    leaving = "Who opts out gets later messages on paper."
    if design.compulsory:
        leaving = "It is compulsory: nobody has a choice, or opts out."
    elif not design.return_to_paper_on_opt_out:
        leaving = "Nobody can opt out."
    return leaving + paying[design.pay_from_contact]


def contact_row(contact: ContactPlan) -> tuple[str, ...]:
    """One contact of a design."""
    disclosed = ", ".join(contact.discloses) or "nothing"
    link = {"none": "none", "portal": "to the portal", "deep": "to the message"}[contact.link]
    send = contact.send if isinstance(contact.send, str) else plain(inline(explicit(contact.send)).strip("{}"))
    channel, access = contact.channel, ACCESS[contact.access]
    return (code(contact.name), moment(contact), channel, disclosed, link, access, RECIPIENTS[contact.recipients], send)


def moment(contact: ContactPlan) -> str:
    """The time at which a contact is due, in words."""
    if isinstance(contact.when, str):
        return "on delivery"
    spans = (
        ("unread for", contact.when.unread_for),
        ("unpaid, before the due date:", contact.when.unpaid_before_due),
        ("unpaid, after the due date:", contact.when.unpaid_after_due),
    )
    return next(f"{words} {quantity_text(span)}" for words, span in spans if span is not None)


def message_table(scenario: Scenario) -> str:
    """The types of message by sender: kind, arrival, eligible share, importance, and term for paying or answering."""
    headings = ("sender", "message", "kind", "arrives", "eligible share", "importance", "term")
    return table(headings, message_rows(scenario))


def message_rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """A row for each type of message."""
    for sender in scenario.senders.values():
        for kind in sender.message_types.values():
            term = kind.payment_term or kind.response_term
            to_whom, worth = quantity_text(kind.eligible), quantity_text(kind.importance)
            until = "" if term is None else quantity_text(term)
            yield (plain(sender.title), plain(kind.title), kind.kind, arrival(kind), to_whom, worth, until)


def arrival(kind: MessageType) -> str:
    """The arrival of a type of message, in words."""
    when = kind.arrival
    if when.per_year is not None:
        weighed = ", weighed by month" if when.monthly_weights is not None else ""
        return f"at random, {quantity_text(when.per_year)}{weighed}"
    spread = "" if when.spread is None else f", within {quantity_text(when.spread)} after it"
    return f"on {', '.join(when.on or ())}{spread}"


def quantity_text(value: object) -> str:
    """A quantity in the notation of scenarios if it is the same for everyone; else a note that it varies."""
    known = known_in(value)
    return "varies between citizens" if known is None else plain(inline(known.dimension.write(known.value)))
