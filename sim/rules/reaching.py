"""Reaching: the contacts that a message causes, the moments at which they leave, and whether they can arrive."""

from __future__ import annotations

from sim.clock import NEVER
from sim.compilation import compiled, compiled_inside
from sim.draws import Decision, uniform, uniforms
from sim.rules.activity import Stage
from sim.rules.days import day_of, delivered_at, later_by, on_listed_day
from sim.rules.distributions import Table, quantile, varies, whole
from sim.rules.order import FIRST_BUNDLE, occurrence
from sim.rules.parameters import (
    ANNOUNCEMENT,
    INVOICE,
    LETTER,
    NEEDS_ACTION,
    ON_DELIVERY,
    OPTED_IN,
    UNPAID_BEFORE_DUE,
    UNREAD_FOR,
    Integers,
)

LOST = Decision.LOST.value
DELAY = Decision.DELAY.value
NOT_ACTIVATED = Stage.NOT_ACTIVATED.value
DORMANT = Stage.DORMANT.value
NO_VALID_ADDRESS = Stage.NO_VALID_ADDRESS.value
NOT_SENT = Stage.NOT_SENT.value
NOT_NOTICED = Stage.NOT_NOTICED.value
POSTPONED = Stage.POSTPONED.value


@compiled_inside
def is_recipient(recipients: int, kind: int, reminder_opt_in: bool) -> bool:
    """True if a contact is intended for this citizen and for messages of this kind."""
    if recipients == OPTED_IN:
        return reminder_opt_in
    return recipients != NEEDS_ACTION or kind != ANNOUNCEMENT


@compiled
def planned_at(when: int, span: int, kind: int, delivered_at: int, deadline: int, midnights: Integers) -> int:
    """The moment at which a contact would be sent if still needed; NEVER if it does not apply to this message."""
    if when == ON_DELIVERY:
        return delivered_at
    if when == UNREAD_FOR:
        return later_by(midnights, delivered_at, span)
    if kind != INVOICE:
        return NEVER
    if when == UNPAID_BEFORE_DUE:
        at = later_by(midnights, deadline, -span)
        return at if at >= delivered_at else NEVER
    return later_by(midnights, deadline, span)


@compiled
def leaves_at(bundle_moments: Integers, at: int, on_working_days: bool, midnights: Integers, sending: Integers) -> int:
    """The moment at which a contact ready at `at` leaves: then, on the next working day, or with its next bundle.

    `bundle_moments` ascend, and are empty for a contact that is not bundled. The result is NEVER after the last bundle.
    """
    if len(bundle_moments) == 0:
        return on_listed_day(midnights, sending, at) if on_working_days else at
    low, high = 0, len(bundle_moments)
    while low < high:
        middle = (low + high) // 2
        if bundle_moments[middle] < at:
            low = middle + 1
        else:
            high = middle
    return int(bundle_moments[low]) if low < len(bundle_moments) else NEVER


@compiled
def case_drawn_for(case: int, is_bundled: bool, midnights: Integers, now: int) -> int:
    """The case in the address of the draws for a contact that leaves now.

    It is the case of its message. A bundle belongs to no single message, and its messages depend on the design: its
    draws are addressed by its Dutch day, whose beginnings are in `midnights`.
    """
    return FIRST_BUNDLE + day_of(midnights, now) if is_bundled else case


@compiled_inside
def is_needed(
    when: int,
    channel: int,
    opted_out: bool,
    is_opened: bool,
    is_settled: bool,
    deadline: int,
    now: int,
    by_debit: bool,
) -> bool:
    """True if a contact is still useful at its moment, as far as its sender can know.

    A bill to be collected by direct debit needs no reminder until its deadline; if it is still unpaid after that, the
    debit has failed.
    """
    if opted_out and channel != LETTER:
        return False
    if when in (ON_DELIVERY, UNREAD_FOR):
        return not is_opened
    too_late = when == UNPAID_BEFORE_DUE and now >= deadline
    # At the deadline itself the debit is still to come: contacts of a second leave before its deadlines.
    awaits_debit = by_debit and now <= deadline
    return not is_settled and not too_late and not awaits_debit


@compiled_inside
def is_sent(channel: int, activated: bool, registered: int) -> bool:
    """True if there is any address to send to; an outdated address counts, and a letter always has one.

    `registered` is a bit mask of the channels over which the citizen has an address.
    """
    return channel == LETTER or (activated and (registered >> channel) & 1 != 0)


@compiled_inside
def can_reach(channel: int, activated: bool, dormant: bool, valid: int) -> bool:
    """True if a contact over this channel can reach the citizen at all.

    `valid` is a bit mask of the electronic channels over which the citizen has a valid address.
    """
    return channel == LETTER or (activated and not dormant and (valid >> channel) & 1 != 0)


@compiled
def arrives_at(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    contact: int,
    now: int,
    lost: float,
    table: Table,
    points: Table,
    delay_row: int,
    is_letter: bool,
    midnights: Integers,
    delivery_days: Integers,
    opens: int,
    closes: int,
) -> int:
    """The arrival of a contact that leaves now; NEVER if it is lost on the way, which has probability `lost`.

    A letter is delivered by post, on a day of `delivery_days` between the times of day `opens` and `closes`. `case` is
    the case in the address of the contact's draws.
    """
    number = occurrence(contact, 0, 0)
    if uniform(seed, replication, citizen, case, LOST, number) < lost:
        return NEVER
    # A distribution of one value needs no draw: its quantiles are all the same, and that of 0.5 stands for them.
    p, place = 0.5, 0.5
    if is_letter or varies(table, delay_row):
        p, place = uniforms(seed, replication, citizen, case, DELAY, number)
    ready_at = now + max(0, whole(quantile(table, points, delay_row, p)))
    return delivered_at(midnights, delivery_days, ready_at, now, opens, closes, place) if is_letter else ready_at


@compiled_inside
def first_stage(activated: bool, dormant: bool, valid: int, message_box: bool, channels: int) -> int:
    """The stage of a message for which no contact leaves, under a design with contacts over these channels."""
    has_letter = (channels >> LETTER) & 1 != 0
    if has_letter and not message_box:
        return NOT_SENT
    if not activated:
        return NOT_ACTIVATED
    if dormant:
        return DORMANT
    return NOT_SENT if has_letter or channels == 0 or valid & channels != 0 else NO_VALID_ADDRESS


@compiled_inside
def stage_at(stage: int, arrived_at: int, put_off: int, now: int) -> int:
    """The furthest stage that the contacts of a message have reached at `now`.

    `stage` is the furthest stage of contacts already dealt with, `arrived_at` the moment at which the first contact
    arrives, and `put_off` the number of postponed contacts that are still to be reconsidered.
    """
    # What has not come back to mind by the due date was lost by postponing.
    if put_off > 0:
        return max(stage, POSTPONED)
    return max(stage, NOT_NOTICED) if arrived_at <= now else stage
