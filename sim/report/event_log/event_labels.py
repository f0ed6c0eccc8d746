"""The words of an event log for activities, their details, and contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from sim.outcomes.meaning import Choice, Meaning, Settlement
from sim.rules.activity import Activity, Frustration, Lateness, Reason, Stage, Way
from sim.rules.order import FIRST_COLLECTION_LETTER, ON_PAPER
from sim.scenario.schema import Design

ACTIVITIES: Final[Mapping[Activity, str]] = {
    Activity.DELIVERED: "message delivered to the box",
    Activity.POSTED: "message sent without the box",
    Activity.SENT: "contact sent",
    Activity.BUNDLED: "contact bundled with another",
    Activity.NOTICED: "contact noticed",
    Activity.DOUBTED: "contact checked for phishing",
    Activity.TAKEN_FOR_PHISHING: "contact taken for phishing",
    Activity.CHOSE: "choice made",
    Activity.FORGOTTEN: "postponed contact forgotten",
    Activity.LOGIN_FAILED: "login failed",
    Activity.CREDENTIALS_REQUESTED: "credentials requested",
    Activity.LOGGED_IN: "logged in",
    Activity.LOGIN_ABANDONED: "login abandoned",
    Activity.NAVIGATED: "went to the message box",
    Activity.LOGIN_WASTED: "login brought only announcements",
    Activity.OPENED: "opened",
    Activity.READ: "read",
    Activity.PAID: "paid",
    Activity.RESPONDED: "responded",
    Activity.LATE: "invoice became late",
    Activity.ACTION_LATE: "response became late",
    Activity.CHARGED: "fee charged",
    Activity.REMINDER_HANDLED: "collection letter handled",
    Activity.OBJECTED: "objected",
    Activity.ANSWERED_BY_POST: "answer sent by post",
    Activity.OPTED_OUT: "opted out of digital post",
    Activity.IMITATION_NOTICED: "phishing mail noticed",
    Activity.IMITATION_RISKED: "expected cost of a phishing mail booked",
    Activity.IMITATION_BELIEVED: "phishing mail believed (its cost counts as expected)",
    Activity.CALLED: "waited for the helpdesk",
    Activity.HUNG_UP: "gave up waiting for the helpdesk",
    Activity.HELPED: "helped by the helpdesk",
}
OF_THE_SENDER: Final = frozenset(
    {
        Activity.DELIVERED,
        Activity.POSTED,
        Activity.SENT,
        Activity.BUNDLED,
        Activity.LATE,
        Activity.ACTION_LATE,
        Activity.CHARGED,
    }
)
"""Activities of senders; all others are activities of the citizen."""
CHOICES: Final[Mapping[Choice, str]] = {
    Choice.OPEN: "open",
    Choice.POSTPONE: "postpone",
    Choice.IGNORE: "ignore",
}
WAYS: Final[Mapping[int, str]] = {
    Way.DRAWN: "in the box, drawn by its own contact",
    Way.ALONG: "in the box, beside another message",
    Way.UNPROMPTED: "in the box, in an unprompted login",
    Way.IN_CONTACT: "in the contact itself",
    Way.ON_PAPER: "on paper",
}
SETTLEMENTS: Final[Mapping[int, str]] = {
    Settlement.AFTER_READING: "after reading",
    Settlement.AS_PLANNED: "as planned",
    Settlement.ON_LETTER: "on a collection letter",
    Settlement.BY_DEBIT: "by direct debit",
}
STAGES: Final[Mapping[Stage, str]] = {
    Stage.NOT_ACTIVATED: "no account",
    Stage.DORMANT: "dormant account",
    Stage.NO_VALID_ADDRESS: "no valid address",
    Stage.NOT_SENT: "no contact sent",
    Stage.NOT_DELIVERED: "contact not delivered",
    Stage.NOT_NOTICED: "contact not noticed",
    Stage.TAKEN_FOR_PHISHING: "contact taken for phishing",
    Stage.IGNORED: "contact ignored",
    Stage.POSTPONED: "contact postponed",
    Stage.LOGIN_ABANDONED: "login abandoned",
}
CAUSES: Final[Mapping[int, str]] = {
    **{int(stage): f"unread: {words}" for stage, words in STAGES.items()},
    int(Lateness.FORGOT): "read, but forgotten",
    int(Lateness.UNABLE): "read, but unable to pay",
}
"""The causes of a late invoice."""
FRUSTRATIONS: Final[Mapping[int, str]] = {
    Frustration.FEE_FOR_UNSEEN_BILL: "fee for a bill never seen",
    Frustration.ABANDONED_LOGIN: "abandoned login",
    Frustration.OPENED_ANNOUNCEMENT: "login for mere announcements",
}
CALLS: Final[Mapping[int, str]] = {
    Reason.ABANDONED_LOGIN: "about an abandoned login",
    Reason.RECOVERY: "about new credentials",
    Reason.FEE_FOR_UNSEEN_BILL: "about a fee for a bill never seen",
}
DETAILS: Final[Mapping[str, Mapping[int, str]]] = {
    "way": WAYS,
    "settlement": SETTLEMENTS,
    "cause": CAUSES,
    "was_read": {False: "unread", True: "read"},
    "objects": {False: "to what is asked", True: "to the bill"},
    "frustration": FRUSTRATIONS,
    "call": CALLS,
}
"""The words for the fields of a meaning, by field."""


class Contact(NamedTuple):
    """A contact by its name in a design or in the collection of a bill, with its channel."""

    name: str
    channel: str

    def __str__(self) -> str:
        """The contact as a detail: its name, and its channel unless the name contains that."""
        return self.name if self.channel in self.name else f"{self.name} by {self.channel}"


def contact_of(design: Design, number: int) -> Contact:
    """The contact with this number. Contacts that no design lists have names with spaces, unlike all others."""
    if number >= FIRST_COLLECTION_LETTER:
        return Contact(f"collection letter {number - FIRST_COLLECTION_LETTER + 1}", "letter")
    if number == ON_PAPER:
        return Contact("the message itself", "letter")
    plan = design.contacts[number]
    return Contact(plan.name, plan.channel)


def explained(meaning: Meaning, contact: Contact | None, steps: tuple[str, ...], about: str) -> str:
    """The detail of a row in words.

    It is never empty, and begins with a name or a fixed word, never with a title. `steps` are the titles of the
    collection steps of the row's bill, `about` is the type of its message.
    """
    for field, words in DETAILS.items():
        code = getattr(meaning, field)
        # Not by its truth, because 0 and False are codes as well.
        if code is not None:
            return words[code]
    if meaning.message_type is not None:
        return about
    if meaning.step is not None:
        return f"step {meaning.step + 1}: {steps[meaning.step]}"
    if contact is not None:
        return f"{CHOICES[meaning.choice]}: {contact}" if meaning.choice is not None else str(contact)
    return "unprompted login" if meaning.in_login else "imitates a notification"
