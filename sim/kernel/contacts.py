"""Contacts: the sending and arrival of notifications, reminders and letters."""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER
from sim.compilation import compiled
from sim.kernel.booking import book
from sim.kernel.events import schedule
from sim.kernel.memory import (
    clocks_of,
    delivery_days_of,
    following_of,
    journey_at,
    midnights_of,
    moments_of,
    payment_of,
    place_of,
    points_of,
    table_of,
    trip_at,
    working_days_of,
)
from sim.kernel.records import Record
from sim.rules.acting import pays_by_debit
from sim.rules.activity import Activity, Stage
from sim.rules.attention import HELPER, OWN, helper_sees, is_filed, noticed_at, noticed_by
from sim.rules.order import Happening
from sim.rules.parameters import LETTER
from sim.rules.reaching import (
    arrives_at,
    can_reach,
    case_drawn_for,
    is_needed,
    is_recipient,
    is_sent,
    leaves_at,
    planned_at,
)

SENT: Final = Activity.SENT.value
BUNDLED: Final = Activity.BUNDLED.value
SENDING: Final = Happening.SENDING.value
NOTICING: Final = Happening.NOTICING.value
NOT_DELIVERED: Final = Stage.NOT_DELIVERED.value


@compiled
def plan_contact(world: Record, me: Record, message: Record, contact: Record) -> None:
    """A contact of the design for a message just delivered: it leaves now, waits for its moment, or is never sent."""
    if not is_recipient(contact.recipients, message.kind, me.reminder_opt_in != 0):
        return
    at = planned_at(
        contact.when, contact.span, message.kind, message.delivered_at, message.deadline, midnights_of(world)
    )
    if at == NEVER:
        return
    working_days = contact.on_working_days != 0
    moment = leaves_at(moments_of(world, contact), at, working_days, midnights_of(world), working_days_of(world))
    if moment > me.now:
        schedule(world, me, moment, SENDING, message.case, contact.number, 0)
    else:
        send(world, me, message, contact)


@compiled
def send(world: Record, me: Record, message: Record, contact: Record) -> None:
    """A contact of the design at its moment: it is sent if it is still needed."""
    by_debit = pays_by_debit(message.kind, me.direct_debit != 0, payment_of(world, message))
    is_opened, is_settled = message.opened_at < NEVER, message.settled_at < NEVER
    if is_needed(
        contact.when,
        contact.channel,
        me.opted_out != 0,
        is_opened,
        is_settled,
        message.deadline,
        me.now,
        by_debit,
    ):
        travel(world, me, message, contact)


@compiled
def travel(world: Record, me: Record, message: Record, contact: Record) -> None:
    """From sending to the citizen's attention; the contacts of a bundle travel as one, led by its first message."""
    if not is_sent(contact.channel, me.activated != 0, me.registered):
        return
    trip = trip_at(me, place_of(world, message, contact.number))
    alone = not (contact.is_bundled and trip.left_at == me.now)
    activity = SENT if alone else BUNDLED
    book(world, me, message, activity, contact.channel << 8 | contact.number, 0, 0)
    reachable = can_reach(contact.channel, me.activated != 0, me.dormant != 0, me.valid)
    case_of_draws = 0
    if alone:
        case_of_draws = case_drawn_for(message.case, contact.is_bundled != 0, midnights_of(world), me.now)
        leave(world, me, trip, case_of_draws, contact, reachable)
    if reachable:
        message.stage = max(message.stage, NOT_DELIVERED)
    if trip.arrives_at < message.arrived_at:
        message.arrived_at = trip.arrives_at
        message.announcement = contact.number
    if contact.is_bundled:
        following = following_of(me)
        # The array is used again for every citizen, so the end of the chain is written anew.
        following[message.case, contact.number] = 0
        if not alone:
            following[trip.last_case, contact.number] = message.case
        trip.last_case = message.case
    if alone and trip.noticed_at < NEVER:
        schedule(world, me, trip.noticed_at, NOTICING, message.case, contact.number, case_of_draws)


@compiled
def leave(world: Record, me: Record, trip: Record, case: int, contact: Record, reachable: bool) -> None:
    """A contact leaves now; its arrival and the look that notices it are determined by its own draws."""
    trip.left_at = me.now
    trip.arrives_at, trip.noticed_at = NEVER, NEVER
    if not reachable:
        return
    # Another design may have sent the same contact in the same second: the draws are the same, and so is their result.
    # The journey of a bundle is drawn for a day, whose number is no place among the citizen's
    # messages.
    if not contact.is_bundled:
        journey = journey_at(me, case, contact.number)
        # Places are shared by several contacts and never cleared between citizens, so an entry must say whose it is.
        is_remembered = journey.citizen == me.number and journey.contact == contact.number
        is_alike = journey.channel == contact.channel and journey.left_at == me.now
        if is_remembered and is_alike:
            trip.arrives_at, trip.noticed_at = journey.arrives_at, journey.noticed_at
            return
    trip.arrives_at = arrives_at(
        world.seed,
        world.replication,
        me.number,
        case,
        contact.number,
        me.now,
        world.channel_lost[contact.channel],
        table_of(world),
        points_of(world),
        world.channel_delay_row[contact.channel] + me.segment,
        contact.channel == LETTER,
        midnights_of(world),
        delivery_days_of(world),
        world.post_opens,
        world.post_closes,
    )
    if trip.arrives_at < NEVER and not is_filed(contact.channel, me.mail_rule != 0):
        trip.noticed_at = look_that_notices(world, me, case, contact.number, contact.channel, trip.arrives_at)
    if not contact.is_bundled:
        journey = journey_at(me, case, contact.number)
        journey.citizen, journey.contact, journey.channel = me.number, contact.number, contact.channel
        journey.left_at, journey.arrives_at, journey.noticed_at = me.now, trip.arrives_at, trip.noticed_at


@compiled
def look_that_notices(world: Record, me: Record, case: int, number: int, channel: int, arrival: int) -> int:
    """The moment at which something that arrives over a channel is noticed; NEVER if it gets lost among others.

    If a helper sees it first, the citizen hears of it then.
    """
    if me.habit or me.helper or world.busy_lasts > 0:
        at = look_of(world, me, OWN, case, number, channel, arrival)
        if me.helper and helper_sees(channel):
            at = min(at, look_of(world, me, HELPER, case, number, channel, arrival))
        return at
    return noticed_at(
        world.seed,
        world.replication,
        me.number,
        case,
        number,
        channel,
        clocks_of(world),
        me.letterbox_clock if channel == LETTER else me.screen_clock,
        me.look_interval[channel],
        arrival,
        me.notice_chance[channel],
        world.channel_sinking[channel],
        world.channel_looks_before_lost[channel],
        world.end,
    )


@compiled
def look_of(world: Record, me: Record, whose: int, case: int, number: int, channel: int, arrival: int) -> int:
    """The moment at which the citizen or a helper (`whose`) notices something that arrives over a channel."""
    return noticed_by(
        world.seed,
        world.replication,
        me.number,
        case,
        number,
        channel,
        clocks_of(world),
        me.letterbox_clock if channel == LETTER else me.screen_clock,
        me.look_interval[channel],
        arrival,
        me.notice_chance[channel],
        world.channel_sinking[channel],
        world.channel_looks_before_lost[channel],
        world.end,
        whose,
        me.habit != 0,
        world.busy_share,
        world.busy_lasts,
    )
