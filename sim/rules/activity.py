"""The codes in a journal row: activities, causes of lateness, ways of reading.

A row is (citizen, case, at, activity, detail, seconds, cents): the citizen's number, the message's case number (0 if no
message is concerned), the second, one `Activity`, a number whose meaning depends on the activity, the time taken, and
the money that moved.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

FIELDS: Final = ("citizen", "case", "at", "activity", "detail", "seconds", "cents")
"""The fields of a journal row, all of them integers."""
CITIZEN, CASE, AT, ACTIVITY, DETAIL, SECONDS, CENTS = range(len(FIELDS))


class Activity(IntEnum):
    """Kinds of activity. Behind the semicolon stands the content of `detail`."""

    DELIVERED = 1
    """A message was put in the box; its type."""
    POSTED = 2
    """A message was sent by letter only; its type."""
    SENT = 3
    """A contact was sent; 256 times the channel plus the contact number."""
    NOTICED = 4
    """A contact was noticed; the contact number."""
    DOUBTED = 5
    """A contact was suspected and checked; the contact number."""
    TAKEN_FOR_PHISHING = 6
    """A contact was taken for phishing and dropped; the contact number."""
    CHOSE = 7
    """A choice was made; 16 times the contact number plus 0 open, 1 postpone, 2 ignore."""
    FORGOTTEN = 8
    """A postponed contact did not come back to mind; the contact number."""
    LOGIN_FAILED = 9
    """An attempt failed; the contact number, or the number of the unprompted login."""
    CREDENTIALS_REQUESTED = 10
    """New credentials were asked for; as above."""
    LOGGED_IN = 11
    """An attempt succeeded; as above."""
    LOGIN_ABANDONED = 12
    """The citizen gave up; as above."""
    NAVIGATED = 13
    """From the login to the message box; as above."""
    LOGIN_WASTED = 14
    """A login that a contact caused brought nothing but announcements; the contact number."""
    OPENED = 15
    """A message or an envelope was opened; one `Way`."""
    READ = 16
    """A message was read; one `Way`."""
    PAID = 17
    """A bill was paid; 0 after reading, 1 as planned, 2 on a collection letter, 3 by direct debit."""
    RESPONDED = 18
    """What was asked was done; 0 after reading, 1 as planned."""
    LATE = 19
    """An invoice was unpaid at its due date; one `Lateness`."""
    ACTION_LATE = 20
    """What was asked was not done in time; 1 if it had been read, else 0."""
    CHARGED = 21
    """A collection step charged a fee; the place of the step."""
    REMINDER_HANDLED = 22
    """A collection letter was dealt with; the place of the step."""
    OPTED_OUT = 23
    """The citizen gave up digital post; one `Frustration`."""
    IMITATION_NOTICED = 24
    """A phishing mail that imitates a notification was noticed; its number."""
    IMITATION_BELIEVED = 25
    """It was believed; its number. Its time and money are for the life story only: rows count their expectation."""
    CALLED = 26
    """The citizen called the helpdesk and waited in the queue; one `Reason`."""
    HUNG_UP = 27
    """The caller lost patience, having waited in vain; one `Reason`."""
    HELPED = 28
    """The caller talked to an agent; one `Reason`."""
    BUNDLED = 29
    """A message travels in the contact of another one's bundle; as for SENT."""
    IMITATION_RISKED = 30
    """A noticed imitation might be believed: the cost times the probability is booked; its number."""
    OBJECTED = 31
    """The citizen objected to a bill; 1."""
    ANSWERED_BY_POST = 32
    """A response or an objection had to go by post, which cost time and postage; 0, or 1 of an objection."""


class Way(IntEnum):
    """Ways in which a message is opened and read."""

    DRAWN = 0
    """In the box, drawn by one of its own contacts."""
    ALONG = 1
    """In the box, in a login that another message's contact caused."""
    UNPROMPTED = 2
    """In the box, in a login that no contact caused."""
    IN_CONTACT = 3
    """In the electronic contact itself."""
    ON_PAPER = 4
    """As a letter."""


class Stage(IntEnum):
    """The furthest stage reached by the contacts of a message, ascending; for a missed message, where it was lost."""

    NOT_ACTIVATED = 0
    DORMANT = 1
    NO_VALID_ADDRESS = 2
    NOT_SENT = 3
    NOT_DELIVERED = 4
    NOT_NOTICED = 5
    TAKEN_FOR_PHISHING = 6
    IGNORED = 7
    POSTPONED = 8
    LOGIN_ABANDONED = 9


class Lateness(IntEnum):
    """Causes of lateness of an invoice that was read; for an unread one it is a `Stage`."""

    FORGOT = 10
    UNABLE = 11


class Frustration(IntEnum):
    """Sources of frustration."""

    FEE_FOR_UNSEEN_BILL = 0
    ABANDONED_LOGIN = 1
    OPENED_ANNOUNCEMENT = 2


class Reason(IntEnum):
    """Reasons for calling the helpdesk."""

    ABANDONED_LOGIN = 0
    RECOVERY = 1
    FEE_FOR_UNSEEN_BILL = 2
