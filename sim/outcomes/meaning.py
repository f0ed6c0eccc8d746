"""Decoding the detail of a journal row, the number that packs the particulars of its activity.

Stories and event logs put the decoded fields into words. The fold that adds up all rows at once, `sim.rules.tallies`,
decodes the same numbers itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Final, NamedTuple, TypeVar

from sim.rules.activity import Activity, Frustration, Lateness, Reason, Stage, Way
from sim.rules.order import FIRST_COLLECTION_LETTER

Value = TypeVar("Value")


class Choice(IntEnum):
    """A decision about a contact: open the message, postpone it or ignore it."""

    OPEN = 0
    POSTPONE = 1
    IGNORE = 2


class Settlement(IntEnum):
    """The way in which a message came to be paid or answered."""

    AFTER_READING = 0
    AS_PLANNED = 1
    ON_LETTER = 2
    BY_DEBIT = 3


class Meaning(NamedTuple):
    """A decoded detail. Each activity sets a few of the fields; the others are None."""

    message_type: int | None = None
    """Place of the type among those of all senders."""
    contact: int | None = None
    """Number, within its message, of the contact that the row is about or that led to it."""
    channel: int | None = None
    """Place of the channel among `sim.rules.parameters.CHANNELS`."""
    choice: Choice | None = None
    occurrence: int | None = None
    """Ordinal of the unprompted login or phishing mail within its citizen, from 0 on."""
    in_login: bool = False
    """True if it happened during a login: the one caused by `contact`, or the unprompted one of `occurrence`."""
    way: Way | None = None
    settlement: Settlement | None = None
    cause: Stage | Lateness | None = None
    """The cause of an invoice being late."""
    was_read: bool | None = None
    """True if a request for action had been read when it became late."""
    objects: bool | None = None
    """True if an answer is an objection to a bill, and not a response."""
    step: int | None = None
    """Place of the step in the collection of the bill."""
    frustration: Frustration | None = None
    call: Reason | None = None
    """The reason for a call to the helpdesk."""


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
"""By activity, the function that decodes the detail of a row about a message."""


def meaning_of(activity: Activity, detail: int, case: int) -> Meaning:
    """The decoded detail of a row; `case` is 0 where the row is about no message."""
    meaning = MEANINGS[activity](detail)
    if meaning.in_login and not case:  # the same bits then number the unprompted login instead of a contact
        return Meaning(occurrence=detail, in_login=True)
    return meaning


def known(value: Value | None) -> Value:
    """The value of a field that the row's activity always sets; raises `ValueError` if it is None."""
    if value is None:
        raise ValueError("a journal row does not tell what its activity always tells")
    return value
