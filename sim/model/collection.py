"""Events at and after deadlines: late invoices, their collection step by step, and requests not answered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.contacts import send_letter
from sim.model.message_box import Message
from sim.model.world import Story, World
from sim.rules.acting import charged, lateness
from sim.rules.activity import Activity
from sim.rules.days import on_listed_day_after
from sim.rules.order import Happening
from sim.rules.parameters import StepNumbers

if TYPE_CHECKING:
    from sim.model.citizen import Citizen


def collect(world: World, citizen: Citizen, message: Message) -> Story:
    """An invoice from its due date on: debited, or late and collected step by step until paid or out of steps."""
    yield citizen.at(message.deadline, Happening.DEADLINE, message.case)
    if citizen.pays_by_debit(message) and not message.is_settled and not message.unable:
        citizen.is_debited(message)
    if message.is_settled:
        return
    # Asked at the due date itself: a contact that comes back to mind later cannot have saved the bill.
    reason = lateness(message.is_known, message.stage_at(world.now), message.unable)
    world.journal.write(citizen.number, message.case, world.now, Activity.LATE, reason)
    deadline, arrivals = message.deadline, world.parameters.arrivals
    for place, step in enumerate(world.parameters.collections[message.type.collection].steps):
        at = on_listed_day_after(arrivals.midnights, arrivals.sending_days, deadline, step.after)
        yield citizen.at(at, Happening.COLLECTING, message.case, place)
        if message.is_settled:
            return
        charge(world, citizen, message, place, step)
        # A process of its own, so that the next step of collection does not wait for the letter to be noticed.
        world.begin(send_letter(world, citizen, message, message.design.collection_letters[place]))
        deadline = world.ends_at(step.term, runs_on=message.type.term_runs_on)


def charge(world: World, citizen: Citizen, message: Message, place: int, step: StepNumbers) -> None:
    """Add the fee of a step to the bill; a fee on a bill that the citizen does not know will come as a surprise."""
    # By the original amount alone: an increase that took earlier fees for part of the amount would take them back.
    fee = charged(message.amount, step.fee_from, step.fee, step.multiplied, step.multiplies)
    if fee == 0:
        return
    message.charged += fee
    world.journal.write(citizen.number, message.case, world.now, Activity.CHARGED, place, 0, fee)
    # Whether the fee is a surprise is settled now, since the letter that tells of it makes the bill known.
    if not message.is_known:
        message.surprises.add(place)


def expect_response(world: World, citizen: Citizen, message: Message) -> Story:
    """A request at its deadline: answered, or late."""
    yield citizen.at(message.deadline, Happening.DEADLINE, message.case)
    if not message.is_settled:
        world.journal.write(citizen.number, message.case, world.now, Activity.ACTION_LATE, int(message.is_known))
