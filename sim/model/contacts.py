"""Contacts: the sending and arrival of notifications, reminders and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.clock import NEVER
from sim.model.message_box import Message, Trip
from sim.model.world import Story, World
from sim.rules.activity import Activity, Stage
from sim.rules.attention import is_filed
from sim.rules.order import Happening
from sim.rules.parameters import LETTER, ContactNumbers
from sim.rules.reaching import arrives_at, can_reach, case_drawn_for, is_needed, is_sent, leaves_at

if TYPE_CHECKING:
    from sim.model.citizen import Citizen


def send_contact(world: World, citizen: Citizen, message: Message, plan: ContactNumbers, at: int) -> Story:
    """A contact of the design: it waits for its moment, and is sent if it is still needed then."""
    days = world.parameters.arrivals
    moment = leaves_at(plan.bundle_moments, at, plan.on_working_days, days.midnights, days.sending_days)
    # A contact that leaves at once goes on within the event that caused it, as in the compiled engine.
    if moment > world.now:
        yield citizen.at(moment, Happening.SENDING, message.case, plan.number)
    if still_needed(citizen, message, plan, world.now):
        yield from travel(world, citizen, message, plan)


def send_letter(world: World, citizen: Citizen, message: Message, plan: ContactNumbers) -> Story:
    """A letter that leaves now: the message itself, or a step of its collection."""
    yield from travel(world, citizen, message, plan)


def travel(world: World, citizen: Citizen, message: Message, plan: ContactNumbers) -> Story:
    """From sending to the citizen's attention; the contacts of a bundle travel as one, led by its first message."""
    if not is_sent(plan.channel, citizen.activated, citizen.registered):
        return
    # By identity: after a change of design two contacts may have the same number.
    key = (id(plan), world.now)
    trip = citizen.bundles.get(key)
    leads = trip is None
    if trip is None:
        trip = leave(world, citizen, message, plan)
        if plan.is_bundled:
            citizen.bundles[key] = trip
    else:
        trip.messages.append(message)
        world.journal.write(citizen.number, message.case, world.now, Activity.BUNDLED, plan.channel << 8 | plan.number)
    if reaches(citizen, plan):
        message.reaches(Stage.NOT_DELIVERED)
    if trip.arrives_at < NEVER:
        message.announced(plan, trip.arrives_at)
    # What travels together is noticed once, so only the message that leads waits for the look.
    if leads and trip.noticed_at < NEVER:
        yield citizen.at(trip.noticed_at, Happening.NOTICING, message.case, plan.number)
        yield from citizen.attend(trip, plan)


def leave(world: World, citizen: Citizen, message: Message, plan: ContactNumbers) -> Trip:
    """A contact leaves now; its arrival and the look that notices it are determined by its own draws."""
    world.journal.write(citizen.number, message.case, world.now, Activity.SENT, plan.channel << 8 | plan.number)
    case = case_drawn_for(message.case, plan.is_bundled, world.parameters.arrivals.midnights, world.now)
    arrival = arrival_of(world, citizen, plan, case)
    noticed_at = NEVER
    if arrival < NEVER and not is_filed(plan.channel, citizen.mail_rule):
        noticed_at = citizen.looks_until_noticed(case, plan.number, plan.channel, arrival)
    trip = Trip([message], case, arrival, noticed_at)
    citizen.observer.sends(citizen, plan, trip)
    return trip


def still_needed(citizen: Citizen, message: Message, plan: ContactNumbers, now: int) -> bool:
    """True if a contact is still useful at its moment, as far as its sender can know."""
    return is_needed(
        plan.when,
        plan.channel,
        citizen.opted_out,
        message.is_opened,
        message.is_settled,
        message.deadline,
        now,
        citizen.pays_by_debit(message),
    )


def reaches(citizen: Citizen, plan: ContactNumbers) -> bool:
    """True if a contact over this channel can reach the citizen at all."""
    return can_reach(plan.channel, citizen.activated, citizen.dormant, citizen.valid)


def arrival_of(world: World, citizen: Citizen, plan: ContactNumbers, case: int) -> int:
    """The arrival of a contact that leaves now; NEVER if it cannot reach the citizen or is lost on the way."""
    if not reaches(citizen, plan):
        return NEVER
    channel, post = world.parameters.channels[plan.channel], world.parameters.post
    return arrives_at(
        *citizen.address,
        case,
        plan.number,
        world.now,
        channel.lost,
        world.parameters.table,
        world.parameters.points,
        channel.delay_row + citizen.segment,
        plan.channel == LETTER,
        world.parameters.arrivals.midnights,
        post.delivery_days,
        post.opens,
        post.closes,
    )
