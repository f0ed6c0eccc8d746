"""Phishing mails that imitate the notification: they arrive, are noticed like any mail, and are sometimes believed."""

from __future__ import annotations

from itertools import count

from sim.clock import NEVER
from sim.model.citizen import Citizen
from sim.model.world import Story, World
from sim.rules.activity import Activity
from sim.rules.appraisal import logit_from_looks
from sim.rules.order import Happening
from sim.rules.parameters import EMAIL, PhishingNumbers
from sim.rules.phishing import expected_cost, is_believed, loss_of, next_imitation
from sim.rules.reaching import can_reach


def receive_imitations(world: World, citizen: Citizen) -> Story:
    """All imitations that one citizen gets; none while no electronic contacts are sent or no mail can arrive."""
    numbers = world.parameters.phishing
    has_mail = can_reach(EMAIL, citizen.activated, citizen.dormant, citizen.valid)
    if numbers is None or not has_mail:
        return
    arrived_at = 0
    for number in count():
        arrived_at = next_imitation(*citizen.address, number, arrived_at, numbers.per_year)
        if arrived_at >= world.parameters.end:
            return
        yield citizen.at(arrived_at, Happening.IMITATION, 0, number & 0xFF)
        # Numbers go on where a design sends nothing, so that imitations of another design keep their draws.
        if world.design.notifies:
            world.begin(meet_imitation(world, citizen, number, numbers))


def meet_imitation(world: World, citizen: Citizen, number: int, numbers: PhishingNumbers) -> Story:
    """One imitation from its arrival on: the expected cost of belief is booked, and actual belief is recorded."""
    parameters = world.parameters
    noticed_at = citizen.looks_until_noticed(0, number, EMAIL, world.now)
    if noticed_at == NEVER:
        return
    yield citizen.at(noticed_at, Happening.NOTICING, 0, number & 0xFF)
    citizen.spends(0, Activity.IMITATION_NOTICED, number, parameters.effort.triage)
    design = world.design
    credibility = logit_from_looks(numbers, design.imitated_link, tells_details=design.imitated_details)
    address = (*citizen.address, number)
    loss = loss_of(*address, parameters.table, parameters.points, numbers.loss_row + citizen.segment)
    # The expectation is booked and the draw below only told: rare large losses were nearly all
    # the variance between designs.
    citizen.spends(
        0, Activity.IMITATION_RISKED, number, *expected_cost(*address, credibility, numbers.sorting_out, loss)
    )
    if is_believed(*address, credibility):
        citizen.spends(0, Activity.IMITATION_BELIEVED, number, numbers.sorting_out, loss)
