"""Contacts: how a notification, a reminder or a letter leaves and arrives."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

from sim.clock import DAY, NEVER, Calendar
from sim.draws import Decision, uniform
from sim.model.message_box import Message, Trip
from sim.model.world import Story, World
from sim.rules.activity import Activity, Stage
from sim.rules.distributions import quantile, whole
from sim.rules.order import Happening, occurrence
from sim.rules.parameters import (
    DAILY,
    IMMEDIATELY,
    LETTER,
    NO_ADDRESS,
    ON_DELIVERY,
    PUSH,
    UNPAID_BEFORE_DUE,
    UNREAD_FOR,
    VALID,
    ContactNumbers,
)

if TYPE_CHECKING:
    from sim.model.citizen import Citizen

SINGLE_DRAWS: Final = (Decision.LOST, Decision.DELAY, Decision.NOTICE)
BUNDLE_DRAWS: Final = (Decision.BUNDLE_LOST, Decision.BUNDLE_DELAY, Decision.BUNDLE_NOTICE)


def send_contact(world: World, citizen: Citizen, message: Message, plan: ContactNumbers, at: int) -> Story:
    """A contact of the design: it waits for its moment, is dropped if no longer needed, and goes its way."""
    leaves_at = bundled_moment(world.calendar, plan, at)
    if leaves_at > world.now:
        yield citizen.at(leaves_at, Happening.SENDING, message.case, plan.number)
    if is_needed(citizen, message, plan, world.now):
        yield from travel(world, citizen, message, plan)


def send_letter(world: World, citizen: Citizen, message: Message, plan: ContactNumbers) -> Story:
    """A letter that leaves now: the message itself, or a step of its collection."""
    yield from travel(world, citizen, message, plan)


def travel(world: World, citizen: Citizen, message: Message, plan: ContactNumbers) -> Story:
    """From sending to the citizen's attention; contacts of one bundle travel as one."""
    if not is_sent(citizen, plan):
        return
    key = (plan.number, world.now)
    trip = citizen.bundles.get(key)
    if trip is None:
        trip = leave(world, citizen, message, plan)
        if plan.bundle != IMMEDIATELY:
            citizen.bundles[key] = trip
    else:
        world.journal.write(citizen.number, message.case, world.now, Activity.BUNDLED, plan.channel << 8 | plan.number)
    if can_reach(citizen, plan):
        message.reaches(Stage.NOT_DELIVERED)
    if trip.arrives_at < NEVER:
        message.announced(plan, trip.arrives_at)
    if trip.noticed_at < NEVER:
        yield citizen.at(trip.noticed_at, Happening.NOTICING, message.case, plan.number)
        yield from citizen.attend(message, plan, leads=trip.case == message.case)


def leave(world: World, citizen: Citizen, message: Message, plan: ContactNumbers) -> Trip:
    """A contact leaves now; its arrival and the look at which it is noticed are settled by its own draws.

    A bundle is nobody's in particular, and who is in it depends on the design: its draws are addressed by its day.
    """
    world.journal.write(citizen.number, message.case, world.now, Activity.SENT, plan.channel << 8 | plan.number)
    bundled = plan.bundle != IMMEDIATELY
    case = world.now // DAY if bundled else message.case
    lost, delay, notice = BUNDLE_DRAWS if bundled else SINGLE_DRAWS
    arrives_at = arrival_of(world, citizen, plan, case, lost, delay)
    noticed_at = NEVER
    if arrives_at < NEVER:
        noticed_at = citizen.looks_until_noticed(case, notice, plan.number, plan.channel, arrives_at)
    return Trip(message.case, arrives_at, noticed_at)


def is_needed(citizen: Citizen, message: Message, plan: ContactNumbers, now: int) -> bool:
    """Whether a contact still makes sense at its moment, as far as its sender can see."""
    if citizen.opted_out and plan.channel != LETTER:
        return False
    if plan.when in {ON_DELIVERY, UNREAD_FOR}:
        return not message.is_opened
    too_late = plan.when == UNPAID_BEFORE_DUE and now >= message.deadline
    return not message.is_settled and not too_late and not citizen.pays_by_debit(message)


def is_sent(citizen: Citizen, plan: ContactNumbers) -> bool:
    """Whether there is any address to send to; an address out of date counts, a letter always has one."""
    if plan.channel == LETTER:
        return True
    if not citizen.activated:
        return False
    return citizen.app if plan.channel == PUSH else citizen.email != NO_ADDRESS


def can_reach(citizen: Citizen, plan: ContactNumbers) -> bool:
    """Whether a contact over this channel can reach the citizen at all."""
    if plan.channel == LETTER:
        return True
    if not citizen.activated or citizen.dormant:
        return False
    return citizen.app if plan.channel == PUSH else citizen.email == VALID


def arrival_of(world: World, citizen: Citizen, plan: ContactNumbers, case: int, lost: Decision, delay: Decision) -> int:
    """When a contact that leaves now arrives; NEVER if it cannot reach the citizen or is lost on the way."""
    if not can_reach(citizen, plan):
        return NEVER
    parameters = world.parameters
    channel = parameters.channels[plan.channel]
    number = occurrence(plan.number, 0, 0)
    if uniform(*citizen.address, case, int(lost), number) < channel.lost:
        return NEVER
    p = uniform(*citizen.address, case, int(delay), number)
    row = channel.delay_row + citizen.segment
    return world.now + max(0, whole(quantile(parameters.table, parameters.points, row, p)))


def bundled_moment(calendar: Calendar, plan: ContactNumbers, at: int) -> int:
    """When a contact that is ready at `at` leaves: at once, or with the next daily or weekly bundle."""
    if plan.bundle == IMMEDIATELY:
        return at
    ready = calendar.local(at)
    day = ready.replace(hour=0, minute=0, second=0, tzinfo=None)
    for ahead in count():
        leaves = day + timedelta(days=ahead, seconds=plan.bundle_second)
        moment = calendar.seconds(leaves)
        if moment >= at and (plan.bundle == DAILY or leaves.weekday() == plan.bundle_weekday):
            break
    return moment
