"""From the journal to one row per citizen: a fold, and the only definition of the per-citizen columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.clock import DAY, NEVER
from sim.model.engine import Chunk, Simulation
from sim.outcomes.consequences import added_up, exposure, sender_cost, survey
from sim.rules.activity import ACTIVITY, AT, CASE, CENTS, CITIZEN, DETAIL, SECONDS, Activity, Lateness, Stage, Way
from sim.rules.columns import LEDGER, NAMES, NOTICED_WITHIN
from sim.rules.order import FIRST_COLLECTION_LETTER, MAX_CASES
from sim.rules.parameters import ACTION, EMAIL, INVOICE, LETTER, Integers, Parameters

Flags = npt.NDArray[np.bool_]
CONTACT_NUMBER: Final = 0xFF
"""The bits of a detail that hold the number of a contact, where its channel stands above them."""
LATENESS: Final = {**{int(stage): f"missed_{stage.name.lower()}" for stage in Stage}} | {
    int(lateness): f"late_{lateness.name.lower()}" for lateness in Lateness
}
"""Column of each reason in a journal row of an invoice that is late."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a journal, in order of citizen and case."""

    key: Integers
    """Citizen and case in one number, ascending."""
    citizen: Integers
    """Place of the citizen in the chunk."""
    number_of_type: Integers
    kind: Integers
    delivered_at: Integers
    in_box: Flags
    measured: Flags
    """Delivered in the measured window."""


def citizen_rows(chunk: Chunk, simulation: Simulation, design: str, replication: int) -> dict[str, Integers]:
    """One row per citizen of the chunk, in order: an array of 64-bit integers for each of the per-citizen columns."""
    parameters = simulation.parameters
    journal, count = chunk.journal.copy(), len(chunk.citizens)
    journal[:, CITIZEN] -= chunk.citizens.first
    messages = delivered(journal, parameters)
    of_message = np.searchsorted(messages.key, journal[:, CITIZEN] * MAX_CASES + journal[:, CASE])
    has_message = journal[:, CASE] > 0
    of_message[~has_message] = 0
    measured = journal[:, AT] < parameters.horizon
    measured[has_message] = messages.measured[of_message[has_message]]
    numbers = messages.number_of_type[of_message[measured]] if len(messages.key) else of_message[measured]
    rows = {
        "replication": np.full(count, replication, dtype=np.int64),
        "citizen": np.arange(count, dtype=np.int64) + chunk.citizens.first,
        "segment": chunk.citizens.segment,
        "reachable": chunk.citizens.reachable.astype(np.int64),
        **per_message(journal[measured], of_message[measured], messages, count),
        **per_reminder(journal[measured], of_message[measured], messages, count),
        **per_email(journal[measured], of_message[measured], count),
        **per_activity(journal[measured], count),
        "without_login": 1 - within_window(journal, Activity.LOGGED_IN, parameters.horizon, count),
        "opted_out": within_window(journal, Activity.OPTED_OUT, parameters.horizon, count),
        "exposure_thousandths": exposure(simulation.scenario, design, journal[measured], numbers, count),
        "sender_cost_cents": sender_cost(simulation.scenario, journal[measured], count),
    }
    rows |= survey(simulation.scenario, parameters.seed, replication, rows)
    return {name: rows[name] for name in NAMES}


def delivered(journal: Integers, parameters: Parameters) -> Messages:
    """All messages, from their first journal row. `journal` holds places of citizens, not their numbers."""
    posted = journal[np.isin(journal[:, ACTIVITY], (Activity.DELIVERED, Activity.POSTED))]
    kinds = np.array([message_type.kind for message_type in parameters.types], dtype=np.int64)
    return Messages(
        key=posted[:, CITIZEN] * MAX_CASES + posted[:, CASE],
        citizen=posted[:, CITIZEN],
        number_of_type=posted[:, DETAIL],
        kind=kinds[posted[:, DETAIL]],
        delivered_at=posted[:, AT],
        in_box=posted[:, ACTIVITY] == Activity.DELIVERED,
        measured=posted[:, AT] < parameters.horizon,
    )


def per_message(journal: Integers, of_message: Integers, messages: Messages, count: int) -> dict[str, Integers]:
    """Counts of measured messages by what became of them. `of_message` is the place of each row's message."""
    activity, detail = journal[:, ACTIVITY], journal[:, DETAIL]

    def with_row(rows: Flags) -> Flags:
        """Which messages have at least one of these rows."""
        flags = np.zeros(len(messages.key), dtype=np.bool_)
        flags[of_message[rows & (journal[:, CASE] > 0)]] = True
        return flags

    def counted(flags: Flags) -> Integers:
        return np.bincount(messages.citizen[flags & messages.measured], minlength=count)

    age = journal[:, AT] - (messages.delivered_at[of_message] if len(messages.key) else 0)
    is_read = activity == Activity.READ
    opened = is_read & (detail != Way.ON_PAPER)
    is_late = activity == Activity.LATE
    read = with_row(is_read)
    everything = np.ones(len(messages.key), dtype=np.bool_)
    invoices = messages.kind == INVOICE
    read_at = np.full(len(messages.key), NEVER, dtype=np.int64)
    np.minimum.at(read_at, of_message[is_read], journal[is_read, AT])
    waited = np.where(read & messages.measured, read_at - messages.delivered_at, 0)
    columns = {
        "messages": counted(everything),
        "read": counted(read),
        "read_after_seconds": added_up(messages.citizen, waited, count),
        "unread_at_end": counted(~read),
        "opened_within_21_days": counted(with_row(opened & (age <= 21 * DAY))),
        "opened_within_42_days": counted(with_row(opened & (age <= 42 * DAY))),
        "invoices": counted(invoices),
        "late": counted(with_row(is_late)),
        "missed": counted(with_row(is_late & (detail < Lateness.FORGOT))),
        "reminded": counted(with_row(activity == Activity.CHARGED)),
        "unpaid_at_end": counted(invoices & ~with_row(activity == Activity.PAID)),
        "actions": counted(messages.kind == ACTION),
        "actions_late": counted(with_row(activity == Activity.ACTION_LATE)),
        "box_delivered": counted(messages.in_box),
        "box_read": counted(messages.in_box & with_row(opened)),
    }
    for reason, name in LATENESS.items():
        columns[name] = counted(with_row(is_late & (detail == reason)))
    return columns


def per_reminder(journal: Integers, of_message: Integers, messages: Messages, count: int) -> dict[str, Integers]:
    """Counts of measured invoices by the steps of their collection, told by the letters, and by when they were paid.

    No step follows a payment, so an invoice was paid on the last step that it reached.
    """
    activity, place = journal[:, ACTIVITY], journal[:, DETAIL] & CONTACT_NUMBER
    letters = (activity == Activity.SENT) & (place >= FIRST_COLLECTION_LETTER)
    steps = np.bincount(of_message[letters], minlength=len(messages.key))
    paid = np.zeros(len(messages.key), dtype=np.bool_)
    paid[of_message[activity == Activity.PAID]] = True

    def counted(flags: Flags) -> Integers:
        return np.bincount(messages.citizen[flags & messages.measured], minlength=count)

    return {
        "paid_on_first_notice": counted(paid & (steps == 0)),
        "first_reminders": counted(steps >= 1),
        "second_reminders": counted(steps >= 2),
        "third_reminders": counted(steps >= 3),
        "first_reminders_paid": counted(paid & (steps == 1)),
        "second_reminders_paid": counted(paid & (steps == 2)),
        "later_reminders_paid": counted(paid & (steps >= 3)),
    }


def per_email(journal: Integers, of_message: Integers, count: int) -> dict[str, Integers]:
    """Counts of e-mails noticed, by the time since they were sent; only the first contact of a bundle is an e-mail."""
    activity, detail = journal[:, ACTIVITY], journal[:, DETAIL]
    contact = of_message * (CONTACT_NUMBER + 1) + (detail & CONTACT_NUMBER)
    sent = journal[(activity == Activity.SENT) & (detail >> 8 == EMAIL)]
    keys = contact[(activity == Activity.SENT) & (detail >> 8 == EMAIL)]
    order = np.argsort(keys)
    of_an_email = (activity == Activity.NOTICED) & np.isin(contact, keys)
    noticed = journal[of_an_email]
    mail = order[np.searchsorted(keys, contact[of_an_email], sorter=order)]
    waited = noticed[:, AT] - sent[mail, AT]
    spans = {"emails_noticed": NEVER} | {name: seconds for name, (seconds, _) in NOTICED_WITHIN.items()}
    return {name: np.bincount(noticed[waited <= seconds, CITIZEN], minlength=count) for name, seconds in spans.items()}


def per_activity(journal: Integers, count: int) -> dict[str, Integers]:
    """Counts of what happened, and sums of time and money, over measured rows."""
    activity = journal[:, ACTIVITY]
    imitation = np.isin(activity, (Activity.IMITATION_NOTICED, Activity.IMITATION_BELIEVED))
    unprompted = (journal[:, CASE] == 0) & ~imitation
    sent, logins = activity == Activity.SENT, activity == Activity.LOGGED_IN
    by_letter = journal[:, DETAIL] >> 8 == LETTER
    of_the_message = [activity for effort in LEDGER if effort.of_the_message for activity in effort.activities]
    overhead = ~np.isin(activity, of_the_message)
    waiting = np.isin(activity, (Activity.CALLED, Activity.HUNG_UP))
    believed = activity == Activity.IMITATION_BELIEVED

    def counted(rows: Flags) -> Integers:
        return np.bincount(journal[rows, CITIZEN], minlength=count)

    def summed(field: int, rows: Flags) -> Integers:
        # Sums of whole numbers below 2^53 are exact in floating point.
        return added_up(journal[rows, CITIZEN], journal[rows, field], count)

    return {
        "fees_cents": summed(CENTS, activity == Activity.CHARGED),
        "notifications": counted(sent & ~by_letter),
        "letters": counted(sent & by_letter),
        "logins": counted(logins),
        "unprompted_logins": counted(logins & unprompted),
        "wasted_logins": counted(activity == Activity.LOGIN_WASTED),
        "login_failures": counted(activity == Activity.LOGIN_FAILED),
        "abandoned_logins": counted(activity == Activity.LOGIN_ABANDONED),
        "effort_seconds": summed(SECONDS, np.ones(len(journal), dtype=np.bool_)),
        "overhead_seconds": summed(SECONDS, overhead),
        "unprompted_seconds": summed(SECONDS, unprompted),
        **{effort.column: summed(SECONDS, np.isin(activity, effort.activities)) for effort in LEDGER},
        "steps": counted(journal[:, SECONDS] > 0),
        "payments": counted(activity == Activity.PAID),
        "calls": counted(waiting),
        "calls_given_up": counted(activity == Activity.HUNG_UP),
        "waiting_seconds": summed(SECONDS, waiting),
        "imitations_noticed": counted(activity == Activity.IMITATION_NOTICED),
        "imitations_believed": counted(believed),
        "phishing_losses_cents": summed(CENTS, believed),
    }


def within_window(journal: Integers, activity: Activity, horizon: int, count: int) -> Integers:
    """Whether something happened to each citizen in the measured window, whatever message it was about."""
    rows = (journal[:, ACTIVITY] == activity) & (journal[:, AT] < horizon)
    return np.minimum(np.bincount(journal[rows, CITIZEN], minlength=count), 1)
