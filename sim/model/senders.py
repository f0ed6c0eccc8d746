"""Senders: the delivery of messages, and the contacts that go with each message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.clock import NEVER
from sim.draws import Decision, uniform
from sim.model.collection import collect, expect_response
from sim.model.contacts import send_contact, send_letter
from sim.model.message_box import Message
from sim.model.world import Story, World
from sim.rules.acting import is_unable
from sim.rules.activity import Activity
from sim.rules.distributions import quantile, whole
from sim.rules.opening import appeal
from sim.rules.order import Happening
from sim.rules.parameters import ANNOUNCEMENT, INVOICE, Integers
from sim.rules.reaching import is_recipient, planned_at

if TYPE_CHECKING:
    from sim.model.citizen import Citizen


def deliver_post(world: World, citizen: Citizen, types: Integers, delivered_at: Integers) -> Story:
    """The messages of one citizen, each delivered at its own time, in the way that the design and the citizen allow."""
    for place, (number_of_type, at) in enumerate(zip(types.tolist(), delivered_at.tolist(), strict=True)):
        # Numbers of cases begin at 1, for 0 stands for no message.
        yield citizen.at(at, Happening.DELIVERY, place + 1)
        message = written(world, citizen, place + 1, number_of_type)
        citizen.observer.receives(citizen, message)
        if citizen.takes_digital_post:
            put_in_box(world, citizen, message)
        else:
            post(world, citizen, message)
        if message.is_invoice:
            world.begin(collect(world, citizen, message))
        elif message.is_action:
            world.begin(expect_response(world, citizen, message))


def written(world: World, citizen: Citizen, case: int, number_of_type: int) -> Message:
    """A message with the attributes that no design influences: length, appeal, amount, and whether it can be paid."""
    parameters = world.parameters
    numbers = parameters.types[number_of_type]
    table, points, segment = parameters.table, parameters.points, citizen.segment

    def luck(decision: Decision) -> float:
        return uniform(*citizen.address, case, int(decision), 0)

    message = Message(
        case=case,
        number_of_type=number_of_type,
        numbers=numbers,
        delivered_at=world.now,
        deadline=NEVER if numbers.kind == ANNOUNCEMENT else world.ends_at(numbers.term, runs_on=numbers.term_runs_on),
        appeal=appeal(*citizen.address, case, parameters.opening.sd_message),
        words=max(0.0, quantile(table, points, numbers.words_row + segment, luck(Decision.WORDS))),
        design=world.design,
    )
    if numbers.kind == INVOICE:
        message.amount = max(0, whole(quantile(table, points, numbers.amount_row + segment, luck(Decision.AMOUNT))))
        chance, lasts = parameters.collections[numbers.collection].unable, parameters.acting.inability_lasts
        message.unable = is_unable(*citizen.address, case, message.deadline, chance, lasts)
    return message


def put_in_box(world: World, citizen: Citizen, message: Message) -> None:
    """Put a message in the box and start the contacts of the design; some messages are also sent on paper."""
    world.journal.write(citizen.number, message.case, world.now, Activity.DELIVERED, message.number_of_type)
    citizen.box.receive(message)
    send_as_designed(world, citizen, message)
    if uniform(*citizen.address, message.case, int(Decision.ALSO_ON_PAPER), 0) < message.type.also_on_paper:
        world.begin(send_letter(world, citizen, message, world.design.paper))


def post(world: World, citizen: Citizen, message: Message) -> None:
    """Send a message without a box: as the design defines if it has none, or as a letter if the citizen opted out."""
    world.journal.write(citizen.number, message.case, world.now, Activity.POSTED, message.number_of_type)
    if world.design.message_box:
        world.begin(send_letter(world, citizen, message, world.design.paper))
    else:
        send_as_designed(world, citizen, message)


def send_as_designed(world: World, citizen: Citizen, message: Message) -> None:
    """Start the contacts of the design, each at its own time."""
    message.stage = citizen.first_stage
    for plan in world.design.contacts:
        if not is_recipient(plan.recipients, message.kind, citizen.reminder_opt_in):
            continue
        span = (message.delivered_at, message.deadline, world.parameters.arrivals.midnights)
        at = planned_at(plan.when, plan.span, message.kind, *span)
        if at < NEVER:
            world.begin(send_contact(world, citizen, message, plan, at))
