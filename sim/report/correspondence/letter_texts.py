"""The text of notifications and letters: exactly the facts that the contact discloses, and nothing more.

The texts are original. They follow the genre of Dutch government post and copy none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.notation import printable
from sim.population.personas import Persona
from sim.report.correspondence.language import Language, day, money, titles
from sim.report.correspondence.occasion import Occasion

BOX: Final[dict[Language, str]] = {"nl": "Berichtenbox", "en": "message box"}
PORTAL: Final = "https://box.example.org"
"""Addresses use a domain reserved for examples (RFC 2606)."""
PAYMENTS: Final = "https://pay.example.org"
ACCOUNT: Final = "NL00 TEST 0000 0000 00"
"""A bank account that cannot exist: its check digits are 00."""


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and paragraphs."""

    subject: str
    paragraphs: tuple[str, ...]


def text_of(one: Occasion, reader: Persona, language: Language) -> Text:
    """The text of one item."""
    if one.step is not None:
        return collection_letter(one, reader, language)
    if one.discloses_all:
        return letter(one, reader, language)
    return notification(one, reader, language)


def notification(one: Occasion, reader: Persona, language: Language) -> Text:
    """A mail, a push message or a text message that announces a message."""
    dutch = language == "nl"
    paragraphs = [
        f"{'Beste' if dutch else 'Dear'} {reader.name},",
        opening(one, language),
        *disclosed(one, language),
        access_text(one, language),
    ]
    if one.pays_by_link:
        paragraphs.append(f"{'Direct betalen' if dutch else 'Pay at once'}: {PAYMENTS}/{one.case}")
    return Text(subject(one, language), tuple(paragraph for paragraph in paragraphs if paragraph))


def subject(one: Occasion, language: Language) -> str:
    """The subject: a new message or a reminder; the sender and the nature only if they are disclosed."""
    dutch, box = language == "nl", BOX[language]
    if one.follow_up:
        begins = "Herinnering: ongelezen bericht" if dutch else "Reminder: unread message"
        if "unpaid" in one.reminds_of:
            begins = "Herinnering: nog niet betaald" if dutch else "Reminder: not paid yet"
    else:
        begins = "Nieuw bericht" if dutch else "New message"
    whose = f" {'van' if dutch else 'from'} {printable(one.sender[language])}" if "sender" in one.discloses else ""
    what = f": {printable(one.title[language])}" if "nature" in one.discloses else ""
    return f"{begins}{whose} {'in uw' if dutch else 'in your'} {box}{what}"


def opening(one: Occasion, language: Language) -> str:
    """The first sentence."""
    dutch, box = language == "nl", BOX[language]
    sender = printable(one.sender[language]) if "sender" in one.discloses else ""
    if dutch:
        whose = f" van {sender}" if sender else ""
        ends = {"": "", "unread": " dat u niet hebt gelezen", "unpaid": " waarvoor nog niet is betaald"}[one.reminds_of]
        return f"Er is {'nog een bericht' if one.follow_up else 'een nieuw bericht'}{whose} in uw {box}{ends}."
    whose = f" from {sender}" if sender else ""
    ends = {"": "", "unread": " that you have not read", "unpaid": " that has not been paid"}[one.reminds_of]
    return f"There is {'still a message' if one.follow_up else 'a new message'}{whose} in your {box}{ends}."


def disclosed(one: Occasion, language: Language) -> tuple[str, ...]:
    """A sentence for each fact about the message that the contact discloses."""
    dutch = language == "nl"
    kinds = {
        "announcement": ("een mededeling", "an announcement"),
        "action": ("een verzoek", "a request"),
        "invoice": ("een rekening", "a bill"),
    }
    actions = {
        "announcement": ("U hoeft niets te doen.", "You need not do anything."),
        "action": ("Wij vragen u te reageren.", "You are asked to respond."),
        "invoice": ("U moet betalen.", "You have to pay."),
    }
    found = []
    if "nature" in one.discloses:
        kind = kinds[one.kind][0 if dutch else 1]
        found.append(f"{'Het is' if dutch else 'It is'} {kind}: {printable(one.title[language])}.")
    if "action" in one.discloses:
        found.append(actions[one.kind][0 if dutch else 1])
    if "amount" in one.discloses and one.amount:
        found.append(f"{'Bedrag' if dutch else 'Amount'}: {money(one.amount, language)}.")
    if "deadline" in one.discloses and one.deadline is not None:
        found.append(f"{'Uiterlijk op' if dutch else 'By'} {day(one.deadline, language)}.")
    return tuple(found)


def access_text(one: Occasion, language: Language) -> str:
    """The way to reach the message."""
    dutch = language == "nl"
    by = {
        ("digid", True): "Log in met DigiD om het te lezen",
        ("digid", False): "Log in with DigiD to read it",
        ("app_pin", True): "Open de app en toets uw pincode in om het te lezen",
        ("app_pin", False): "Open the app and enter your PIN to read it",
    }[one.access, dutch]
    where = {"none": "", "portal": f": {PORTAL}", "deep": f": {PORTAL}/{one.case}"}[one.link]
    # A full stop behind an address would be taken for a part of it.
    return f"{by}{where}." if not where else f"{by}{where}"


def letter(one: Occasion, reader: Persona, language: Language) -> Text:
    """The message itself: on paper, in the box, or whole in a mail."""
    dutch = language == "nl"
    sender = printable(one.sender[language])
    asked: tuple[str, ...]
    if one.kind == "invoice" and one.deadline is not None:
        by, total = day(one.deadline, language), money(one.amount, language)
        asked = (
            f"U moet {total} betalen. Zorg dat het bedrag uiterlijk op {by} op rekening {ACCOUNT} staat."
            if dutch
            else f"You have to pay {total}. Make sure that it is in account {ACCOUNT} by {by}.",
            "Betaalt u te laat, dan kunnen er kosten bij komen." if dutch else "If you pay late, costs may be added.",
        )
    elif one.kind == "action" and one.deadline is not None:
        by = day(one.deadline, language)
        asked = (f"Wij vragen u uiterlijk op {by} te reageren." if dutch else f"Please respond by {by}.",)
    else:
        asked = ("U hoeft niets te doen." if dutch else "You need not do anything.",)
    return Text(
        printable(one.title[language]),
        (
            f"{'Geachte' if dutch else 'Dear'} {reader.name},",
            f"{sender} stuurt u dit bericht over: {printable(one.title[language])}."
            if dutch
            else f"{sender} sends you this message about: {printable(one.title[language])}.",
            *asked,
            f"{'Uw burgerservicenummer (test)' if dutch else 'Your citizen service number (test)'}: {reader.bsn}.",
            f"{'Met vriendelijke groet' if dutch else 'Yours sincerely'}, {sender}",
        ),
    )


def collection_letter(one: Occasion, reader: Persona, language: Language) -> Text:
    """A payment reminder, a writ or a similar letter."""
    dutch, step = language == "nl", one.step
    if step is None:
        raise ValueError("a collection letter belongs to a step of a collection scheme")
    sender, title, fee = printable(one.sender[language]), printable(one.title[language]), one.due - one.amount
    since = day(one.deadline, language) if one.deadline is not None else ""
    late = (
        f"Wij hebben uw betaling niet ontvangen: {title}, {money(one.amount, language)}. "
        f"U moest uiterlijk op {since} betalen."
        if dutch
        else f"You have not paid {title} of {money(one.amount, language)}, which was due by {since}."
    )
    costs = f"{'Kosten' if dutch else 'Costs'}: {money(fee, language)}. " if fee else ""
    total = f"{'Te betalen' if dutch else 'To pay'}: {money(one.due, language)}"
    by = (
        f", {'uiterlijk op' if dutch else 'by'} {day(one.step_deadline, language)}"
        if one.step_deadline is not None
        else ""
    )
    return Text(
        f"{printable(titles(step)[language])}: {printable(one.title[language])}",
        (
            f"{'Geachte' if dutch else 'Dear'} {reader.name},",
            late,
            f"{costs}{total}{by}, {'op rekening' if dutch else 'to account'} {ACCOUNT}.",
            f"{'Met vriendelijke groet' if dutch else 'Yours sincerely'}, {sender}",
        ),
    )
