"""Phishing mails that imitate the notification: they arrive, are noticed like any mail, and are sometimes believed."""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER
from sim.compilation import compiled
from sim.kernel.booking import book
from sim.kernel.contacts import look_that_notices
from sim.kernel.events import NO_EVENT, key_of, schedule
from sim.kernel.memory import message_at, points_of, table_of
from sim.kernel.records import Record
from sim.rules.activity import Activity
from sim.rules.order import Happening
from sim.rules.parameters import EMAIL
from sim.rules.phishing import expected_cost, is_believed, loss_of, next_imitation

IMITATION: Final = Happening.IMITATION.value
NOTICING: Final = Happening.NOTICING.value
IMITATION_NOTICED: Final = Activity.IMITATION_NOTICED.value
IMITATION_RISKED: Final = Activity.IMITATION_RISKED.value
IMITATION_BELIEVED: Final = Activity.IMITATION_BELIEVED.value


@compiled
def expect_imitation(world: Record, me: Record) -> None:
    """Find the next imitation from now on; there is none if the design has no electronic contacts to imitate."""
    me.imitation_key = NO_EVENT
    if not (world.has_phishing and world.design_notifies):
        return
    me.imitation_at = moment_of_imitation(world, me)
    while me.imitation_at < me.now:
        me.imitation_number += 1
        me.imitation_at = moment_of_imitation(world, me)
    if me.imitation_at < world.end:
        me.imitation_key = key_of(me.imitation_at, IMITATION, 0, me.imitation_number & 0xFF)


@compiled
def moment_of_imitation(world: Record, me: Record) -> int:
    """The arrival of the imitation with the current number."""
    number, before = me.imitation_number, me.imitation_at
    return next_imitation(world.seed, world.replication, me.number, number, before, world.phishing_per_year)


@compiled
def receive_imitation(world: Record, me: Record) -> None:
    """An imitation arrives."""
    number = me.imitation_number
    me.imitation_number += 1
    expect_imitation(world, me)
    noticed_at = look_that_notices(world, me, 0, number, EMAIL, me.now)
    if noticed_at < NEVER:
        schedule(world, me, noticed_at, NOTICING, 0, number & 0xFF, number)


@compiled
def meet_imitation(world: Record, me: Record, number: int) -> None:
    """An imitation is noticed: the expected cost of belief is booked, and actual belief is recorded."""
    nothing = message_at(me, 0)
    book(world, me, nothing, IMITATION_NOTICED, number, world.effort_triage, 0)
    address = (world.seed, world.replication, me.number, number)
    logit, sorting_out = world.imitation_logit, world.phishing_sorting_out
    loss = loss_of(*address, table_of(world), points_of(world), world.phishing_loss_row + me.segment)
    seconds, cents = expected_cost(*address, logit, sorting_out, loss)
    # The expectation is booked and the draw below only told: rare large losses were nearly all
    # the variance between designs.
    book(world, me, nothing, IMITATION_RISKED, number, seconds, cents)
    if is_believed(*address, logit):
        book(world, me, nothing, IMITATION_BELIEVED, number, sorting_out, loss)
