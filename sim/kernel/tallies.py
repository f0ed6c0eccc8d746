"""Running tallies: a citizen's row of the per-citizen table, kept while the citizen lives.

They equal what the journal adds up to (`sim.outcomes.rows`, which the SimPy engine uses); tests compare the two on
every scenario. The survey's grades are given afterwards, from the finished rows.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.clock import DAY
from sim.compilation import compiled
from sim.kernel.memory import journal_row_at
from sim.kernel.records import JOURNAL_TOO_SHORT, Record
from sim.rules.activity import Activity, Lateness, Stage, Way
from sim.rules.columns import LEDGER, NAMES, NOTICED_WITHIN
from sim.rules.order import FIRST_COLLECTION_LETTER
from sim.rules.parameters import ACTION, EMAIL, INVOICE, LETTER, SMS, Integers

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
"""Where each activity's time is booked in the ledger."""
OF_THE_MESSAGE: Final = np.array(
    [any(activity in effort.activities for effort in LEDGER if effort.of_the_message) for activity in range(256)],
    dtype=np.int64,
)
"""Whether an activity is asked for by the message itself; all others are overhead."""
COUNT_COLUMN: Final = by_activity(
    {
        Activity.LOGIN_FAILED: "login_failures",
        Activity.LOGGED_IN: "logins",
        Activity.LOGIN_ABANDONED: "abandoned_logins",
        Activity.LOGIN_WASTED: "wasted_logins",
        Activity.PAID: "payments",
        Activity.LATE: "late",
        Activity.ACTION_LATE: "actions_late",
        Activity.IMITATION_NOTICED: "imitations_noticed",
        Activity.IMITATION_BELIEVED: "imitations_believed",
        Activity.CALLED: "calls",
        Activity.HUNG_UP: "calls",
    }
)
"""What is counted for each activity."""
CENTS_COLUMN: Final = by_activity(
    {Activity.CHARGED: "fees_cents", Activity.IMITATION_BELIEVED: "phishing_losses_cents"}
)
"""Where the money of each activity is added up."""
LATENESS_COLUMN: Final = np.array(
    [
        *(column(f"missed_{stage.name.lower()}") for stage in Stage),
        *(column(f"late_{lateness.name.lower()}") for lateness in Lateness),
    ],
    dtype=np.int64,
)
"""Where an invoice that is late is counted, by reason."""
NOTICED_WITHIN_COLUMN: Final = np.array([column(name) for name in NOTICED_WITHIN], dtype=np.int64)
NOTICED_WITHIN_SECONDS: Final = np.array([seconds for seconds, _ in NOTICED_WITHIN.values()], dtype=np.int64)
"""Where an e-mail is counted that is noticed within so many seconds."""
REMINDER_COLUMN: Final = np.array(
    [column(f"{which}_reminders") for which in ("first", "second", "third")], dtype=np.int64
)
"""Where an invoice is counted that reaches this step of its collection, from 0."""
PAID_COLUMN: Final = np.array(
    [
        column("paid_on_first_notice"),
        *(column(f"{which}_reminders_paid") for which in ("first", "second", "later")),
    ],
    dtype=np.int64,
)
"""Where an invoice is counted that is paid after so many steps of its collection; the last also counts what is paid
after more."""

LOGGED_IN: Final = Activity.LOGGED_IN.value
OPTED_OUT_ACTIVITY: Final = Activity.OPTED_OUT.value
IMITATION_NOTICED: Final = Activity.IMITATION_NOTICED.value
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
def begin_row(row: Integers) -> None:
    """Nothing has happened yet."""
    for place in range(len(row)):
        row[place] = 0
    row[WITHOUT_LOGIN] = 1


@compiled
def book(
    world: Record,
    me: Record,
    message: Record,
    activity: int,
    detail: int,
    seconds: int,
    cents: int,
) -> None:
    """Something happened: writes the journal's row, if one is kept, and adds it to the tallies if it is measured."""
    if me.journal_count > 0:
        write(me, message.case, activity, detail, seconds, cents)
    if me.now < world.horizon:
        if activity == OPTED_OUT_ACTIVITY:
            me.row[OPTED_OUT] = 1
        elif activity == LOGGED_IN:
            me.row[WITHOUT_LOGIN] = 0
    measured = message.measured if message.case > 0 else me.now < world.horizon
    if measured:
        tally(me.row, message.case == 0, activity, seconds, cents)


@compiled
def write(me: Record, case: int, activity: int, detail: int, seconds: int, cents: int) -> None:
    """Adds a row to the journal."""
    if me.written == me.journal_count:
        me.shortage = JOURNAL_TOO_SHORT
        return
    row = journal_row_at(me, me.written)
    row[0], row[1], row[2], row[3], row[4] = me.number, case, me.now, activity, detail
    row[5], row[6], row[7] = seconds, cents, me.happening
    me.written += 1


@compiled
def tally(row: Integers, apart: bool, activity: int, seconds: int, cents: int) -> None:
    """Adds a measured row of the journal to the tallies, as far as its activity alone tells.

    `apart` says that it concerns no message.
    """
    if seconds > 0:
        row[STEPS] += 1
        row[EFFORT_SECONDS] += seconds
        row[SECONDS_COLUMN[activity]] += seconds
        if OF_THE_MESSAGE[activity] == 0:
            row[OVERHEAD_SECONDS] += seconds
        if apart and activity not in (IMITATION_NOTICED, IMITATION_BELIEVED):
            row[UNPROMPTED_SECONDS] += seconds
    if COUNT_COLUMN[activity] >= 0:
        row[COUNT_COLUMN[activity]] += 1
    if CENTS_COLUMN[activity] >= 0:
        row[CENTS_COLUMN[activity]] += cents
    if activity == LOGGED_IN and apart:
        row[UNPROMPTED_LOGINS] += 1
    if activity in (CALLED, HUNG_UP):
        row[WAITING_SECONDS] += seconds
        if activity == HUNG_UP:
            row[CALLS_GIVEN_UP] += 1


@compiled
def tally_delivery(me: Record, message: Record) -> None:
    """A message is delivered."""
    if not message.measured:
        return
    me.row[MESSAGES] += 1
    if message.kind == INVOICE:
        me.row[INVOICES] += 1
    elif message.kind == ACTION:
        me.row[ACTIONS] += 1
    if message.in_box:
        me.row[BOX_DELIVERED] += 1


@compiled
def tally_sending(world: Record, me: Record, message: Record, contact: Record, exposure: int, alone: bool) -> None:
    """A contact leaves, `alone` or in the bundle of another message, and lays personal data open."""
    if not message.measured:
        return
    me.row[EXPOSURE] += exposure
    if not alone:
        return
    if contact.channel == LETTER:
        me.row[LETTERS] += 1
        me.row[SENDER_COST_CENTS] += world.letter_cents
    else:
        me.row[NOTIFICATIONS] += 1
    if contact.channel == SMS:
        me.row[SENDER_COST_CENTS] += world.sms_cents
    if contact.number >= FIRST_COLLECTION_LETTER:
        me.row[SENDER_COST_CENTS] += world.collection_step_cents


@compiled
def tally_noticing(me: Record, message: Record, contact: Record, waited: int) -> None:
    """A contact that leads its bundle, or travels alone, is noticed so many seconds after it was sent."""
    if not message.measured or contact.channel != EMAIL:
        return
    me.row[EMAILS_NOTICED] += 1
    for place in range(len(NOTICED_WITHIN_SECONDS)):
        if waited <= NOTICED_WITHIN_SECONDS[place]:
            me.row[NOTICED_WITHIN_COLUMN[place]] += 1


@compiled
def tally_reading(me: Record, message: Record, way: int, first_opened: bool) -> None:
    """A message is read; `first_opened` tells that it has not been opened in the box or in a contact before."""
    if not message.measured:
        return
    age = me.now - message.delivered_at
    if not message.is_read:
        me.row[READ] += 1
        me.row[READ_AFTER_SECONDS] += age
        message.is_read = 1
    if way != ON_PAPER and first_opened:
        if age <= 21 * DAY:
            me.row[OPENED_WITHIN_21_DAYS] += 1
        if age <= 42 * DAY:
            me.row[OPENED_WITHIN_42_DAYS] += 1
        if message.in_box:
            me.row[BOX_READ] += 1


@compiled
def tally_lateness(me: Record, message: Record, reason: int) -> None:
    """An invoice is late."""
    if message.measured:
        me.row[LATENESS_COLUMN[reason]] += 1
        if reason < FORGOT:
            me.row[MISSED] += 1


@compiled
def tally_charge(me: Record, message: Record) -> None:
    """A fee is charged."""
    if message.measured and not message.is_reminded:
        message.is_reminded = 1
        me.row[REMINDED] += 1


@compiled
def tally_reminder(me: Record, message: Record) -> None:
    """An invoice reaches the next step of its collection."""
    if message.measured and message.reminders < len(REMINDER_COLUMN):
        me.row[REMINDER_COLUMN[message.reminders]] += 1
    message.reminders += 1


@compiled
def tally_payment(me: Record, message: Record) -> None:
    """An invoice is paid."""
    if message.measured:
        me.row[PAID_COLUMN[min(message.reminders, len(PAID_COLUMN) - 1)]] += 1


@compiled
def close(me: Record) -> None:
    """What is left open at the end of the simulation."""
    me.row[UNREAD_AT_END] = me.row[MESSAGES] - me.row[READ]
    me.row[UNPAID_AT_END] = me.row[INVOICES] - me.row[PAYMENTS]
