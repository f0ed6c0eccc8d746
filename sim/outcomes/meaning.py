"""What the number in the detail of a journal row means: the one place where it is taken apart.

Stories and event logs choose words for what is found here. The fold that adds up all rows at once, `sim.outcomes.rows`,
reads the same numbers as arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, NamedTuple, TypeVar

from sim.rules.activity import Activity, Frustration, Lateness, Reason, Stage, Way
from sim.rules.order import FIRST_COLLECTION_LETTER

Value = TypeVar("Value")


class Choice(IntEnum):
    """What somebody decided to do with a contact."""

    OPEN = 0
    POSTPONE = 1
    IGNORE = 2


class Settlement(IntEnum):
    """How a message came to be paid or answered."""

    AFTER_READING = 0
    AS_PLANNED = 1
    ON_LETTER = 2
    BY_DEBIT = 3


class Meaning(NamedTuple):
    """What a detail tells. Each activity tells of a few of these, and the others are None."""

    message_type: int | None = None
    """Place of the type among those of all senders."""
    contact: int | None = None
    """Number, within its message, of the contact that the row is about or that led to it."""
    channel: int | None = None
    """Place of the channel among `sim.rules.parameters.CHANNELS`."""
    choice: Choice | None = None
    occurrence: int | None = None
    """Which unprompted login or phishing mail of its citizen it is, from 0 on."""
    in_login: bool = False
    """Whether it happened in a login, which the contact caused or which is the occurrence."""
    way: Way | None = None
    settlement: Settlement | None = None
    cause: Stage | Lateness | None = None
    """Why an invoice was late."""
    was_read: bool | None = None
    """Whether something to do had been read when it became late."""
    objects: bool | None = None
    """Whether an answer is an objection to a bill, and no response."""
    step: int | None = None
    """Place of the step in the collection of the bill."""
    frustration: Frustration | None = None
    call: Reason | None = None
    """Why the helpdesk was called."""


MEANINGS: Final[Mapping[Activity, Callable[[int], Meaning]]] = {
    **dict.fromkeys((Activity.DELIVERED, Activity.POSTED), lambda detail: Meaning(message_type=detail)),
    **dict.fromkeys(
        (Activity.SENT, Activity.BUNDLED), lambda detail: Meaning(contact=detail & 0xFF, channel=detail >> 8)
    ),
    **dict.fromkeys(
        (Activity.NOTICED, Activity.DOUBTED, Activity.TAKEN_FOR_PHISHING, Activity.FORGOTTEN),
        lambda detail: Meaning(contact=detail),
    ),
    Activity.CHOSE: lambda detail: Meaning(contact=detail >> 4, choice=Choice(detail & 0xF)),
    **dict.fromkeys(
        (
            Activity.LOGIN_FAILED,
            Activity.CREDENTIALS_REQUESTED,
            Activity.LOGGED_IN,
            Activity.LOGIN_ABANDONED,
            Activity.NAVIGATED,
            Activity.LOGIN_WASTED,
        ),
        lambda detail: Meaning(contact=detail, in_login=True),
    ),
    **dict.fromkeys((Activity.OPENED, Activity.READ), lambda detail: Meaning(way=Way(detail))),
    **dict.fromkeys((Activity.PAID, Activity.RESPONDED), lambda detail: Meaning(settlement=Settlement(detail))),
    Activity.LATE: lambda detail: Meaning(cause=Stage(detail) if detail < Lateness.FORGOT else Lateness(detail)),
    Activity.ACTION_LATE: lambda detail: Meaning(was_read=bool(detail)),
    Activity.CHARGED: lambda detail: Meaning(step=detail),
    Activity.REMINDER_HANDLED: lambda detail: Meaning(step=detail, contact=FIRST_COLLECTION_LETTER + detail),
    Activity.OPTED_OUT: lambda detail: Meaning(frustration=Frustration(detail)),
    **dict.fromkeys((Activity.OBJECTED, Activity.ANSWERED_BY_POST), lambda detail: Meaning(objects=bool(detail))),
    **dict.fromkeys((Activity.CALLED, Activity.HUNG_UP, Activity.HELPED), lambda detail: Meaning(call=Reason(detail))),
    **dict.fromkeys(
        (Activity.IMITATION_NOTICED, Activity.IMITATION_RISKED, Activity.IMITATION_BELIEVED),
        lambda detail: Meaning(occurrence=detail),
    ),
}
"""What the detail means by activity, in a row about a message."""


def meaning_of(activity: Activity, detail: int, case: int) -> Meaning:
    """What the detail of a row means; the case is 0 where the row is about no message."""
    meaning = MEANINGS[activity](detail)
    if meaning.in_login and not case:  # no contact caused it
        return Meaning(occurrence=detail, in_login=True)
    return meaning


def known(value: Value | None) -> Value:
    """What a row tells for certain; raises `ValueError` if it does not."""
    if value is None:
        raise ValueError("a journal row does not tell what its activity always tells")
    return value
