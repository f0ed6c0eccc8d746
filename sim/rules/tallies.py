"""A citizen's row of the per-citizen table, accumulated from the journal: the only definition of its columns.

Both engines use these functions, one row of the journal after the other: the compiled engine during the simulation, the
SimPy engine when its journal is complete. The survey's grades are computed afterwards, from the finished rows.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from sim.clock import DAY
from sim.compilation import compiled, compiled_in_place
from sim.rules.activity import ACTIVITY, AT, CASE, CENTS, CITIZEN, DETAIL, SECONDS, Activity, Lateness, Stage, Way
from sim.rules.columns import LEDGER, NAMES, NOTICED_WITHIN
from sim.rules.order import FIRST_COLLECTION_LETTER, MAX_DESIGN_CONTACTS
from sim.rules.parameters import ACTION, EMAIL, INVOICE, LETTER, SMS, Integers

CONTACT_BITS: Final = 8
CONTACT: Final = (1 << CONTACT_BITS) - 1
"""Mask of the bits of a detail that hold a contact number, where the channel is in the bits above."""
TALLIED: Final = np.dtype(
    [
        *((name, np.int64) for name in ("number_of_type", "kind", "delivered_at", "measured", "in_box")),
        *((name, np.int64) for name in ("is_read", "is_opened", "is_reminded")),
        ("reminders", np.int64),  # steps of its collection that it has reached
        ("mailed_at", np.int64, (MAX_DESIGN_CONTACTS,)),  # when each contact left as an e-mail of its own, or -1
    ],
    align=True,
)
"""State of a message as far as the journal has been read. The record at place 0 stands for no message."""
Tallied: TypeAlias = Any
"""One element of an array of these records."""


TERMS: Final = np.dtype(
    [
        *((name, np.int64) for name in ("opens", "horizon", "design_contact_count")),
        *((name, np.int64) for name in ("letter_cents", "sms_cents", "collection_step_cents", "call_cents")),
    ],
    align=True,
)
"""The scalars of `Terms`."""
Scalars: TypeAlias = Any
"""One element of an array of these records."""


class Terms(NamedTuple):
    """Inputs of the tallies besides the journal."""

    opens: int
    horizon: int
    """The measured window runs from `opens` (included) to `horizon` (excluded)."""
    design_contact_count: int
    kinds: Integers
    """Kind by type of message."""
    exposure: Integers
    """Contact number by message type: exposure by a contact, in thousandths of a unit weight."""
    letter_cents: int
    sms_cents: int
    collection_step_cents: int
    call_cents: int
    """Cost of an answered call."""

    def scalars(self) -> Scalars:
        """The scalars as an array of one record, whose fields are attributes without a compiler too."""
        return np.array([tuple(getattr(self, name) for name in TERMS.names or ())], dtype=TERMS).view(np.recarray)


NO_COLUMN: Final = -1


def column(name: str) -> int:
    """The place of a column in a row."""
    return NAMES.index(name)


def by_activity(columns: dict[Activity, str]) -> Integers:
    """The place of a column for each activity; `NO_COLUMN` for the others."""
    places = np.full(1 + max(Activity), NO_COLUMN, dtype=np.int64)
    for activity, name in columns.items():
        places[activity] = column(name)
    return places


SECONDS_COLUMN: Final = by_activity({activity: effort.column for effort in LEDGER for activity in effort.activities})
"""By activity: the column of the effort ledger for its time."""
OF_THE_MESSAGE: Final = np.array(
    [any(activity in effort.activities for effort in LEDGER if effort.of_the_message) for activity in range(256)],
    dtype=np.int64,
)
"""By activity: 1 if the message itself requires it; all others are overhead."""
COUNT_COLUMN: Final = by_activity(
    {
        Activity.LOGIN_FAILED: "login_failures",
        Activity.LOGGED_IN: "logins",
        Activity.LOGIN_ABANDONED: "abandoned_logins",
        Activity.LOGIN_WASTED: "wasted_logins",
        Activity.PAID: "payments",
        Activity.RESPONDED: "answers",
        Activity.OBJECTED: "answers",
        Activity.ANSWERED_BY_POST: "answers_by_post",
        Activity.LATE: "late",
        Activity.ACTION_LATE: "actions_late",
        Activity.IMITATION_NOTICED: "imitations_noticed",
        Activity.IMITATION_BELIEVED: "imitations_believed",
        Activity.CALLED: "calls",
        Activity.HUNG_UP: "calls",
    }
)
"""By activity: the column in which it is counted."""
CENTS_COLUMN: Final = by_activity(
    {
        Activity.CHARGED: "fees_cents",
        Activity.ANSWERED_BY_POST: "postage_cents",
        Activity.IMITATION_RISKED: "phishing_losses_cents",
    }
)
"""By activity: the column to which its money is added."""
LATENESS_COLUMN: Final = np.array(
    [
        *(column(f"missed_{stage.name.lower()}") for stage in Stage),
        *(column(f"late_{lateness.name.lower()}") for lateness in Lateness),
    ],
    dtype=np.int64,
)
"""By cause: the column in which a late invoice is counted."""
NOTICED_WITHIN_COLUMN: Final = np.array([column(name) for name in NOTICED_WITHIN], dtype=np.int64)
NOTICED_WITHIN_SECONDS: Final = np.array([seconds for seconds, _ in NOTICED_WITHIN.values()], dtype=np.int64)
"""Columns of e-mails noticed within a span, and these spans in seconds."""
REMINDER_COLUMN: Final = np.array(
    [column(f"{which}_reminders") for which in ("first", "second", "third")], dtype=np.int64
)
"""By step of collection, from 0: the column of invoices that reach it."""
PAID_COLUMN: Final = np.array(
    [
        column("paid_on_first_notice"),
        *(column(f"{which}_reminders_paid") for which in ("first", "second", "later")),
    ],
    dtype=np.int64,
)
"""By number of collection steps before payment: the column of paid invoices; the last includes all later payments."""

DELIVERED: Final = Activity.DELIVERED.value
POSTED: Final = Activity.POSTED.value
SENT: Final = Activity.SENT.value
BUNDLED: Final = Activity.BUNDLED.value
NOTICED: Final = Activity.NOTICED.value
READ_ACTIVITY: Final = Activity.READ.value
LATE: Final = Activity.LATE.value
CHARGED: Final = Activity.CHARGED.value
PAID: Final = Activity.PAID.value
HELPED: Final = Activity.HELPED.value
RESPONDED: Final = Activity.RESPONDED.value
OBJECTED: Final = Activity.OBJECTED.value
ANSWERED_BY_POST: Final = Activity.ANSWERED_BY_POST.value
LOGGED_IN: Final = Activity.LOGGED_IN.value
OPTED_OUT_ACTIVITY: Final = Activity.OPTED_OUT.value
IMITATION_NOTICED: Final = Activity.IMITATION_NOTICED.value
IMITATION_RISKED: Final = Activity.IMITATION_RISKED.value
IMITATION_BELIEVED: Final = Activity.IMITATION_BELIEVED.value
CALLED: Final = Activity.CALLED.value
HUNG_UP: Final = Activity.HUNG_UP.value
FORGOT: Final = Lateness.FORGOT.value
ON_PAPER: Final = Way.ON_PAPER.value

MESSAGES: Final = column("messages")
READ: Final = column("read")
OPENED_WITHIN_21_DAYS: Final = column("opened_within_21_days")
OPENED_WITHIN_42_DAYS: Final = column("opened_within_42_days")
READ_AFTER_SECONDS: Final = column("read_after_seconds")
UNREAD_AT_END: Final = column("unread_at_end")
INVOICES: Final = column("invoices")
MISSED: Final = column("missed")
REMINDED: Final = column("reminded")
PAYMENTS: Final = column("payments")
UNPAID_AT_END: Final = column("unpaid_at_end")
ACTIONS: Final = column("actions")
ANSWERS_WITHOUT_PAPER: Final = column("answers_without_paper")
NOTIFICATIONS: Final = column("notifications")
LETTERS: Final = column("letters")
UNPROMPTED_LOGINS: Final = column("unprompted_logins")
EFFORT_SECONDS: Final = column("effort_seconds")
OVERHEAD_SECONDS: Final = column("overhead_seconds")
UNPROMPTED_SECONDS: Final = column("unprompted_seconds")
STEPS: Final = column("steps")
BOX_DELIVERED: Final = column("box_delivered")
BOX_READ: Final = column("box_read")
WITHOUT_LOGIN: Final = column("without_login")
EMAILS_NOTICED: Final = column("emails_noticed")
OPTED_OUT: Final = column("opted_out")
CALLS_GIVEN_UP: Final = column("calls_given_up")
WAITING_SECONDS: Final = column("waiting_seconds")
EXPOSURE: Final = column("exposure_thousandths")
SENDER_COST_CENTS: Final = column("sender_cost_cents")


@compiled
def begin(row: Integers) -> None:
    """Reset a row to the state in which nothing has happened."""
    for place in range(len(row)):
        row[place] = 0
    row[WITHOUT_LOGIN] = 1


@compiled_in_place
def add(
    row: Integers,
    tallied: Tallied,
    terms: Scalars,
    kinds: Integers,
    exposure: Integers,
    case: int,
    at: int,
    activity: int,
    detail: int,
    seconds: int,
    cents: int,
) -> None:
    """Add a row of the journal to a row of the table, and update the state of its message.

    `terms` are the scalars of `Terms`; `kinds` and `exposure` are the arrays of these names there.
    """
    if activity in (DELIVERED, POSTED):
        begin_tallying(tallied, kinds[detail], terms, activity, at, detail)
    in_window = terms.opens <= at < terms.horizon
    if in_window:
        if activity == OPTED_OUT_ACTIVITY:
            row[OPTED_OUT] = 1
        elif activity == LOGGED_IN:
            row[WITHOUT_LOGIN] = 0
    # What concerns a message is measured with the message, to its own end. Everything else is
    # measured when it happens.
    measured = tallied.measured != 0 if case > 0 else in_window
    if measured:
        add_spent(row, case == 0, activity, seconds, cents)
        if activity in (SENT, BUNDLED):
            add_contact(row, tallied, terms, exposure[detail & CONTACT, tallied.number_of_type], activity, at, detail)
        elif activity == NOTICED:
            add_noticing(row, tallied, at, detail)
        elif activity == READ_ACTIVITY:
            add_reading(row, tallied, at, detail)
        else:
            add_outcome(row, tallied, terms, activity, detail, seconds)


@compiled_in_place
def begin_tallying(tallied: Tallied, kind: int, terms: Scalars, activity: int, at: int, number_of_type: int) -> None:
    """Initialise the state of a message at its delivery."""
    tallied.number_of_type, tallied.kind, tallied.delivered_at = number_of_type, kind, at
    tallied.measured = 1 if terms.opens <= at < terms.horizon else 0
    tallied.in_box = 1 if activity == DELIVERED else 0
    tallied.is_read, tallied.is_opened, tallied.is_reminded, tallied.reminders = 0, 0, 0, 0
    for contact in range(terms.design_contact_count):
        tallied.mailed_at[contact] = -1


@compiled_in_place
def add_spent(row: Integers, apart: bool, activity: int, seconds: int, cents: int) -> None:
    """Count an activity with its time and money; `apart` is True if it concerns no message."""
    # A risked imitation books an expectation, so it adds effort but no step; a believed one is a step without effort.
    if seconds > 0 and activity != IMITATION_RISKED:
        row[STEPS] += 1
    if seconds > 0 and activity != IMITATION_BELIEVED:
        row[EFFORT_SECONDS] += seconds
        row[SECONDS_COLUMN[activity]] += seconds
        if OF_THE_MESSAGE[activity] == 0:
            row[OVERHEAD_SECONDS] += seconds
        # Imitations concern no message either, but take no login.
        if apart and activity not in (IMITATION_NOTICED, IMITATION_RISKED):
            row[UNPROMPTED_SECONDS] += seconds
    if COUNT_COLUMN[activity] >= 0:
        row[COUNT_COLUMN[activity]] += 1
    if CENTS_COLUMN[activity] >= 0:
        row[CENTS_COLUMN[activity]] += cents
    if apart and activity == LOGGED_IN:
        row[UNPROMPTED_LOGINS] += 1


@compiled_in_place
def add_contact(
    row: Integers, tallied: Tallied, terms: Scalars, exposure: int, activity: int, at: int, detail: int
) -> None:
    """Count a contact that leaves, by itself or in the bundle of another message, and the personal data it exposes."""
    row[EXPOSURE] += exposure
    # A bundle is one contact, so its count and cost are those of the message that leads it. It
    # exposes the data of every message in it, which are counted above.
    if activity == BUNDLED:
        return
    channel, number = detail >> CONTACT_BITS, detail & CONTACT
    if channel == LETTER:
        row[LETTERS] += 1
        row[SENDER_COST_CENTS] += terms.letter_cents
    else:
        row[NOTIFICATIONS] += 1
    if channel == SMS:
        row[SENDER_COST_CENTS] += terms.sms_cents
    elif channel == EMAIL:
        # Shares noticed within a span are published of e-mail alone.
        tallied.mailed_at[number] = at
    if number >= FIRST_COLLECTION_LETTER:
        row[SENDER_COST_CENTS] += terms.collection_step_cents
        if tallied.reminders < len(REMINDER_COLUMN):
            row[REMINDER_COLUMN[tallied.reminders]] += 1
        tallied.reminders += 1


@compiled_in_place
def add_noticing(row: Integers, tallied: Tallied, at: int, number: int) -> None:
    """Count a contact that is noticed. Only the first contact of a bundle counts as an e-mail."""
    if number >= MAX_DESIGN_CONTACTS or tallied.mailed_at[number] < 0:
        return
    row[EMAILS_NOTICED] += 1
    waited = at - tallied.mailed_at[number]
    for place in range(len(NOTICED_WITHIN_SECONDS)):
        if waited <= NOTICED_WITHIN_SECONDS[place]:
            row[NOTICED_WITHIN_COLUMN[place]] += 1


@compiled_in_place
def add_reading(row: Integers, tallied: Tallied, at: int, way: int) -> None:
    """Count a message that is read."""
    age = at - tallied.delivered_at
    if not tallied.is_read:
        tallied.is_read = 1
        row[READ] += 1
        row[READ_AFTER_SECONDS] += age
    if way != ON_PAPER and not tallied.is_opened:
        tallied.is_opened = 1
        if age <= 21 * DAY:
            row[OPENED_WITHIN_21_DAYS] += 1
        if age <= 42 * DAY:
            row[OPENED_WITHIN_42_DAYS] += 1
        if tallied.in_box:
            row[BOX_READ] += 1


@compiled_in_place
def add_outcome(row: Integers, tallied: Tallied, terms: Scalars, activity: int, detail: int, seconds: int) -> None:
    """Count messages by their outcome, and calls."""
    if activity in (DELIVERED, POSTED):
        row[MESSAGES] += 1
        row[BOX_DELIVERED] += tallied.in_box
        if tallied.kind == INVOICE:
            row[INVOICES] += 1
        elif tallied.kind == ACTION:
            row[ACTIONS] += 1
    elif activity == PAID:
        row[PAID_COLUMN[min(tallied.reminders, len(PAID_COLUMN) - 1)]] += 1
    elif activity == LATE:
        row[LATENESS_COLUMN[detail]] += 1
        if detail < FORGOT:
            row[MISSED] += 1
    elif activity == CHARGED:
        row[REMINDED] += 1 - tallied.is_reminded
        tallied.is_reminded = 1
    elif activity in (CALLED, HUNG_UP):
        row[WAITING_SECONDS] += seconds
        if activity == HUNG_UP:
            row[CALLS_GIVEN_UP] += 1
    elif activity == HELPED:
        row[SENDER_COST_CENTS] += terms.call_cents
    elif activity in (RESPONDED, OBJECTED):
        row[ANSWERS_WITHOUT_PAPER] += tallied.is_opened
    # The answer itself was counted just before, as given without paper; going by post takes that back.
    elif activity == ANSWERED_BY_POST:
        row[ANSWERS_WITHOUT_PAPER] -= tallied.is_opened


@compiled
def close(row: Integers) -> None:
    """Fill in the columns of messages unread and invoices unpaid at the end of the simulation."""
    row[UNREAD_AT_END] = row[MESSAGES] - row[READ]
    row[UNPAID_AT_END] = row[INVOICES] - row[PAYMENTS]


@compiled_in_place
def add_event(
    row: Integers, tallied: Tallied, terms: Scalars, kinds: Integers, exposure: Integers, event: Integers
) -> None:
    """Add a row of a stored journal."""
    add(
        row,
        tallied,
        terms,
        kinds,
        exposure,
        event[CASE],
        event[AT],
        event[ACTIVITY],
        event[DETAIL],
        event[SECONDS],
        event[CENTS],
    )


def fold(journal: Integers, first: int, terms: Terms, tallied: Tallied, rows: Integers) -> None:
    """Add up the journal of the citizens `first`, `first` + 1, ..., sorted by citizen, to one row for each.

    `tallied` has a record for every case.
    """
    fold_all(journal, first, terms.scalars(), terms.kinds, terms.exposure, tallied, rows)


@compiled
def fold_all(
    journal: Integers,
    first: int,
    scalars: Scalars,
    kinds: Integers,
    exposure: Integers,
    tallied: Tallied,
    rows: Integers,
) -> None:
    """The same, with the inputs that do not come from the journal one by one."""
    # With types of arguments as in the compiled engine, whose translation of `add` serves here too.
    terms = scalars[0]
    # Rows exist for citizens too whose journal is empty.
    for place in range(len(rows)):
        begin(rows[place])
    for number in range(len(journal)):
        event = journal[number]
        add_event(rows[event[CITIZEN] - first], tallied[event[CASE]], terms, kinds, exposure, event)
    for place in range(len(rows)):
        close(rows[place])


def nothing_tallied(cases: int) -> Tallied:
    """Empty records for the messages up to this case."""
    return np.zeros(1 + cases, dtype=TALLIED).view(np.recarray)
