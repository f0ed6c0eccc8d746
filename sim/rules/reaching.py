"""Reaching: which contacts a message brings about, when they leave, and whether they can get to the citizen."""

from __future__ import annotations

from sim.clock import NEVER
from sim.compilation import compiled
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


@compiled
def is_recipient(recipients: int, kind: int, reminder_opt_in: bool) -> bool:
    """Whether a contact is meant for this citizen and a message of this kind at all."""
    if recipients == OPTED_IN:
        return reminder_opt_in
    return recipients != NEEDS_ACTION or kind != ANNOUNCEMENT


@compiled
def planned_at(when: int, span: int, kind: int, delivered_at: int, deadline: int, midnights: Integers) -> int:
    """When a contact would be sent, if it is still needed then; NEVER if it makes no sense for this message."""
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
    """When a contact that is ready at `at` leaves: at once, on the next working day, or with the next of its bundles.

    `bundle_moments` ascend; there are none for a contact that is not bundled. NEVER after the last.
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
    """The case under which a contact that leaves now is drawn for, on its way and when it is judged.

    It is that of its message. A bundle is nobody's in particular, and who is in it depends on the design: its draws are
    addressed by its Dutch day, of which `midnights` has the beginnings.
    """
    return FIRST_BUNDLE + day_of(midnights, now) if is_bundled else case


@compiled
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
    """Whether a contact still makes sense at its moment, as far as its sender can see.

    A bill that will be collected by direct debit needs nobody's attention until its deadline; after it, what is still
    unpaid shows that the debit failed.
    """
    if opted_out and channel != LETTER:
        return False
    if when in (ON_DELIVERY, UNREAD_FOR):
        return not is_opened
    too_late = when == UNPAID_BEFORE_DUE and now >= deadline
    awaits_debit = by_debit and now <= deadline
    return not is_settled and not too_late and not awaits_debit


@compiled
def is_sent(channel: int, activated: bool, registered: int) -> bool:
    """Whether there is any address to send to; an address out of date counts, a letter always has one.

    `registered` has a bit for each channel over which the citizen has an address.
    """
    return channel == LETTER or (activated and (registered >> channel) & 1 != 0)


@compiled
def can_reach(channel: int, activated: bool, dormant: bool, valid: int) -> bool:
    """Whether a contact over this channel can reach the citizen at all.

    `valid` has a bit for each electronic channel over which the citizen has a valid address.
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
    """When a contact that leaves now arrives; NEVER if it is lost on the way, with probability `lost`.

    A letter comes with the post, on a day of `delivery_days` between the times of day `opens` and `closes`.
    `case` is the one under which the contact is drawn for.
    """
    number = occurrence(contact, 0, 0)
    if uniform(seed, replication, citizen, case, LOST, number) < lost:
        return NEVER
    p, place = 0.5, 0.5
    if is_letter or varies(table, delay_row):
        p, place = uniforms(seed, replication, citizen, case, DELAY, number)
    ready_at = now + max(0, whole(quantile(table, points, delay_row, p)))
    return delivered_at(midnights, delivery_days, ready_at, now, opens, closes, place) if is_letter else ready_at


@compiled
def first_stage(activated: bool, dormant: bool, valid: int, message_box: bool, channels: int) -> int:
    """How far a message comes if no contact for it ever leaves, under a design with contacts over these channels."""
    has_letter = (channels >> LETTER) & 1 != 0
    if has_letter and not message_box:
        return NOT_SENT
    if not activated:
        return NOT_ACTIVATED
    if dormant:
        return DORMANT
    return NOT_SENT if has_letter or channels == 0 or valid & channels != 0 else NO_VALID_ADDRESS


@compiled
def stage_at(stage: int, arrived_at: int, put_off: int, now: int) -> int:
    """The furthest stage that the contacts of a message have reached now.

    `stage` is the furthest of those that are over and done with, `arrived_at` the moment at which the first contact
    arrives, and `put_off` the number of contacts that were postponed and are still to come back to mind.
    """
    if put_off > 0:
        return max(stage, POSTPONED)
    return max(stage, NOT_NOTICED) if arrived_at <= now else stage
