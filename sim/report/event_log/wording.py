"""What the numbers of a journal row mean in words: the activity, what its detail tells, which contact it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

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
    Activity.OPTED_OUT: "opted out of digital post",
    Activity.IMITATION_NOTICED: "phishing mail noticed",
    Activity.IMITATION_BELIEVED: "phishing mail believed",
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
"""What a body does or establishes; all else is done by the citizen."""
OF_A_LOGIN: Final = frozenset(
    {
        Activity.LOGIN_FAILED,
        Activity.CREDENTIALS_REQUESTED,
        Activity.LOGGED_IN,
        Activity.LOGIN_ABANDONED,
        Activity.NAVIGATED,
        Activity.LOGIN_WASTED,
    }
)
"""What happens in a login; the detail is the number of the contact that caused it, or of the unprompted login."""
OF_A_CONTACT: Final = frozenset(
    {Activity.NOTICED, Activity.DOUBTED, Activity.TAKEN_FOR_PHISHING, Activity.FORGOTTEN, *OF_A_LOGIN}
)
"""What follows from a contact; the detail is its number."""
CHOICES: Final = ("open", "postpone", "ignore")
WAYS: Final[Mapping[Way, str]] = {
    Way.DRAWN: "in the box, drawn by its own contact",
    Way.ALONG: "in the box, beside another message",
    Way.UNPROMPTED: "in the box, in an unprompted login",
    Way.IN_CONTACT: "in the contact itself",
    Way.ON_PAPER: "on paper",
}
IN_THE_BOX: Final = frozenset({Way.DRAWN, Way.ALONG, Way.UNPROMPTED})
SETTLEMENTS: Final = ("after reading", "as planned", "on a collection letter", "by direct debit")
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
REASONS: Final[Mapping[int, str]] = {
    **{int(stage): f"unread: {words}" for stage, words in STAGES.items()},
    int(Lateness.FORGOT): "read, but forgotten",
    int(Lateness.UNABLE): "read, but unable to pay",
}
"""Why an invoice was late."""
FRUSTRATIONS: Final[Mapping[Frustration, str]] = {
    Frustration.FEE_FOR_UNSEEN_BILL: "fee for a bill never seen",
    Frustration.ABANDONED_LOGIN: "abandoned login",
    Frustration.OPENED_ANNOUNCEMENT: "login for mere announcements",
}
CALLS: Final[Mapping[Reason, str]] = {
    Reason.ABANDONED_LOGIN: "about an abandoned login",
    Reason.RECOVERY: "about new credentials",
    Reason.FEE_FOR_UNSEEN_BILL: "about a fee for a bill never seen",
}
OF_AN_IMITATION: Final = frozenset({Activity.IMITATION_NOTICED, Activity.IMITATION_BELIEVED})
EXPLANATIONS: Final[Mapping[Activity, Callable[[int], str]]] = {
    Activity.OPENED: lambda detail: WAYS[Way(detail)],
    Activity.READ: lambda detail: WAYS[Way(detail)],
    Activity.PAID: lambda detail: SETTLEMENTS[detail],
    Activity.RESPONDED: lambda detail: SETTLEMENTS[detail],
    Activity.LATE: lambda detail: REASONS[detail],
    Activity.ACTION_LATE: lambda detail: ("unread", "read")[detail],
    Activity.OPTED_OUT: lambda detail: FRUSTRATIONS[Frustration(detail)],
    Activity.CALLED: lambda detail: CALLS[Reason(detail)],
    Activity.HUNG_UP: lambda detail: CALLS[Reason(detail)],
    Activity.HELPED: lambda detail: CALLS[Reason(detail)],
    Activity.IMITATION_NOTICED: lambda _: "imitates a notification",
    Activity.IMITATION_BELIEVED: lambda _: "imitates a notification",
}
"""What the detail tells where it tells it alone."""


class Contact(NamedTuple):
    """A contact as a design, or the collection of a bill, knows it."""

    name: str
    channel: str

    def __str__(self) -> str:
        """As a detail tells it: with its channel, if its name does not say it."""
        return self.name if self.channel in self.name else f"{self.name} by {self.channel}"


def contact_number(activity: Activity, detail: int, case: int) -> int | None:
    """The number, within its message, of the contact that a row is about; None if it is about none."""
    if activity in {Activity.SENT, Activity.BUNDLED}:
        return detail & 0xFF
    if activity == Activity.CHOSE:
        return detail >> 4
    if activity == Activity.REMINDER_HANDLED:
        return FIRST_COLLECTION_LETTER + detail
    return detail if activity in OF_A_CONTACT and case else None


def contact_of(design: Design, number: int) -> Contact:
    """The contact with this number; those that no design lists have names with spaces, unlike all others."""
    if number >= FIRST_COLLECTION_LETTER:
        return Contact(f"collection letter {number - FIRST_COLLECTION_LETTER + 1}", "letter")
    if number == ON_PAPER:
        return Contact("the message itself", "letter")
    plan = design.contacts[number]
    return Contact(plan.name, plan.channel)


def explained(activity: Activity, detail: int, contact: Contact | None, steps: tuple[str, ...], about: str) -> str:
    """What the detail of a row tells; never empty, and beginning with a name or a word of ours, never with a title.

    `steps` are the titles of the collection steps of the bill that the row is about, `about` the type of the message.
    """
    if activity in EXPLANATIONS:
        return EXPLANATIONS[activity](detail)
    if activity in {Activity.DELIVERED, Activity.POSTED}:
        return about
    if activity in {Activity.CHARGED, Activity.REMINDER_HANDLED}:
        return f"step {detail + 1}: {steps[detail]}"
    if contact is None:
        return "unprompted login"
    return f"{CHOICES[detail & 0xF]}: {contact}" if activity == Activity.CHOSE else str(contact)


def occurrence(activity: Activity, detail: int, case: int) -> int | None:
    """Which unprompted login or phishing mail of its citizen a row is about, from 1 on; None if it is about neither."""
    is_unprompted = activity in OF_A_LOGIN and not case
    return detail + 1 if is_unprompted or activity in OF_AN_IMITATION else None
