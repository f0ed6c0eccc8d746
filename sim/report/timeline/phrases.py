"""Numbers, times, names and set phrases of a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sim.clock import DAY, HOUR, MINUTE, Calendar, span_in_words
from sim.notation import listed
from sim.outcomes.life import UNNAMED
from sim.outcomes.meaning import Choice, Settlement
from sim.report.layout import number, printable
from sim.rules.activity import Lateness, Stage, Way
from sim.rules.order import FIRST_COLLECTION_LETTER, ON_PAPER
from sim.scenario.schema import ContactPlan, Design, MessageType, Scenario

TIED: Final = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit on one line."""
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOUNS: Final[Mapping[str, str]] = {
    "email": "e-mail",
    "push": "push message",
    "sms": "text message",
    "letter": "letter",
}
ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
CHOICES: Final[Mapping[Choice, str]] = {
    Choice.OPEN: "decided to open it",
    Choice.POSTPONE: "put it off",
    Choice.IGNORE: "ignored it",
}
SETTLEMENTS: Final[Mapping[Settlement, str]] = {
    Settlement.AFTER_READING: "at once",
    Settlement.AS_PLANNED: "as planned",
    Settlement.ON_LETTER: "on this letter",
}
WAYS: Final[Mapping[Way, str]] = {
    Way.DRAWN: "Read it in the box",
    Way.ALONG: "Read it in the box as well",
    Way.UNPROMPTED: "Read it in the box, in a login that nothing had prompted",
    Way.IN_CONTACT: "Read it there and then",
    Way.ON_PAPER: "Read the letter",
}
LOST: Final[Mapping[Stage, str]] = {
    Stage.NOT_ACTIVATED: "the account was never activated",
    Stage.DORMANT: "the account is dormant, and nothing reaches its owner",
    Stage.NO_VALID_ADDRESS: "no valid address was known",
    Stage.NOT_SENT: "nothing had been sent that was meant for this citizen",
    Stage.NOT_DELIVERED: "what was sent had not come through",
    Stage.NOT_NOTICED: "what had arrived was not noticed",
    Stage.TAKEN_FOR_PHISHING: "it had been taken for phishing",
    Stage.IGNORED: "it had been seen and ignored",
    Stage.POSTPONED: "it had been put off",
    Stage.LOGIN_ABANDONED: "the login had not worked",
}
KNOWN: Final[Mapping[Lateness, str]] = {
    Lateness.UNABLE: "it had been read, but could not be paid",
    Lateness.FORGOT: "it had been read, but was forgotten",
}
"""The cause of a late bill, if it had not been read (`LOST`) and if it had (`KNOWN`)."""


def date(calendar: Calendar, at: int, year: int | None = None) -> str:
    """A date such as `Tue 12 Jan`, followed by the year unless it is `year`."""
    local = calendar.local(at)
    text = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"
    return text if local.year == year else f"{text} {local.year}"


def moment(calendar: Calendar, at: int, year: int | None = None) -> str:
    """A date and a time, such as `Tue 12 Jan 19:43`."""
    return f"{date(calendar, at, year)} {calendar.local(at):%H:%M}"


def part_of_day(calendar: Calendar, at: int) -> str:
    """`morning`, `afternoon`, `evening` or `night`."""
    hour = calendar.local(at).hour
    return "night" if hour < 6 else "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def percent(share: float) -> str:
    """A probability in per cent; small and large ones have a decimal."""
    decimals = 0 if 0.015 <= share < 0.985 or share in {0.0, 1.0} else 1
    return f"{share * 100:.{decimals}f}{TIED}%"


def plain(value: float, decimals: int = 2) -> str:
    """A number with a real minus sign."""
    return number(value, decimals)


def money(cents: int) -> str:
    """An amount, without decimals if it is a whole number of euros."""
    return f"EUR{TIED}{cents / 100:,.2f}" if cents % 100 else f"EUR{TIED}{cents // 100:,}"


def roughly(seconds: int) -> str:
    """A mean duration in one unit, such as `5 hours` or `2 days`."""
    for name, size in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if seconds >= 0.95 * size:
            count = seconds / size
            text = f"{count:.0f}" if count >= 9.5 or abs(count - round(count)) < 0.05 else f"{count:.1f}"
            return name if text == "1" else f"{text} {name}s"
    return span_in_words(seconds)


def ordinal(count: int) -> str:
    """An ordinal, such as `first`; counted from 1."""
    return ORDINALS[count - 1] if count <= len(ORDINALS) else f"{count}th"


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def contact_plan(design: Design, contact: int) -> ContactPlan | None:
    """The plan of a contact; None for a letter that no design plans."""
    return design.contacts[contact] if contact < ON_PAPER else None


def contact_noun(design: Design, contact: int) -> str:
    """The kind of a contact, such as `e-mail` or `letter`."""
    plan = contact_plan(design, contact)
    return NOUNS[plan.channel] if plan else NOUNS["letter"]


def contact_name(scenario: Scenario, design: Design, message_type: MessageType, contact: int) -> str:
    """The name of a contact in a story, such as `e-mail`, `second notice by e-mail` or `letter "Writ"`."""
    noun, plan = contact_noun(design, contact), contact_plan(design, contact)
    if plan is not None:
        name, bare = plan.name.replace("-", " "), noun.replace("-", " ")
        if name in UNNAMED | {plan.channel, bare}:
            return noun
        # A name that contains the channel does not get it a second time.
        return name if {plan.channel, bare} & {name, *name.split()} else f"{name} by {noun}"
    if contact < FIRST_COLLECTION_LETTER:
        return f"{noun} with the message"
    return f'{noun} "{step_title(scenario, message_type, contact - FIRST_COLLECTION_LETTER)}"'


def step_title(scenario: Scenario, message_type: MessageType, step: int) -> str:
    """The title of a step in the collection of a bill."""
    scheme = scenario.collections[message_type.collection or ""]
    return printable(scheme.taken[step].title)


def disclosed(plan: ContactPlan, message_type: MessageType) -> tuple[str, ...]:
    """The fields that a contact discloses about a message of this type.

    Fields that such a message lacks are left out: no deadline or amount of an announcement, no amount of an action.
    """
    lacking = {"announcement": {"deadline", "amount"}, "action": {"amount"}, "invoice": set[str]()}[message_type.kind]
    return tuple(field for field in plan.discloses if field not in lacking)


def disclosed_by(design: Design, message_type: MessageType, contact: int) -> str:
    """The disclosure of a contact in words, such as `disclosed sender and deadline`."""
    plan = contact_plan(design, contact)
    if plan is None or "content" in plan.discloses:
        return "held the message itself"
    fields = disclosed(plan, message_type)
    return f"disclosed {listed(fields)}" if fields else "disclosed nothing"
