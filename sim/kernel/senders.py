"""Senders: the delivery of messages, events at deadlines, and collection step by step."""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER
from sim.compilation import compiled
from sim.draws import Decision, uniform
from sim.kernel.booking import book
from sim.kernel.citizen import is_debited
from sim.kernel.contacts import plan_contact, travel
from sim.kernel.events import NO_EVENT, key_of, schedule
from sim.kernel.memory import (
    brackets_of,
    contact_of,
    content_at,
    fees_of,
    lying_of,
    message_at,
    midnights_of,
    moments_of_post,
    payment_of,
    points_of,
    step_at,
    table_of,
    term_days_of,
    type_at,
    types_of_post,
    working_days_of,
)
from sim.kernel.records import Record
from sim.rules.acting import charged, is_unable, lateness, pays_by_debit
from sim.rules.activity import Activity, Stage
from sim.rules.days import due_at, on_listed_day_after
from sim.rules.distributions import quantile, varies, whole
from sim.rules.opening import appeal
from sim.rules.order import FIRST_COLLECTION_LETTER, ON_PAPER, Happening
from sim.rules.parameters import ANNOUNCEMENT, INVOICE
from sim.rules.reaching import stage_at

DELIVERED: Final = Activity.DELIVERED.value
POSTED: Final = Activity.POSTED.value
LATE: Final = Activity.LATE.value
ACTION_LATE: Final = Activity.ACTION_LATE.value
CHARGED: Final = Activity.CHARGED.value
DELIVERY: Final = Happening.DELIVERY.value
DEADLINE: Final = Happening.DEADLINE.value
COLLECTING: Final = Happening.COLLECTING.value
NO_VALID_ADDRESS: Final = Stage.NO_VALID_ADDRESS.value
WORDS: Final = Decision.WORDS.value
AMOUNT: Final = Decision.AMOUNT.value
ALSO_ON_PAPER: Final = Decision.ALSO_ON_PAPER.value


@compiled
def expect_delivery(me: Record) -> None:
    """Find the next delivery."""
    me.delivery_key = NO_EVENT
    if me.delivered < me.posted:
        me.delivery_key = key_of(moments_of_post(me)[me.delivered], DELIVERY, me.delivered + 1, 0)


@compiled
def deliver(world: Record, me: Record) -> None:
    """Deliver the next message, in the way that the design and the citizen allow."""
    me.delivered += 1
    message = message_at(me, me.delivered)
    number_of_type = types_of_post(me)[me.delivered - 1]
    kind = type_at(world, number_of_type)
    write(me, message, kind, number_of_type)
    in_box = world.design_message_box != 0 and me.opted_out == 0
    book(world, me, message, DELIVERED if in_box else POSTED, message.number_of_type, 0, 0)
    if in_box:
        lying_of(me)[me.unread] = message.case
        me.unread += 1
    # Who has opted out of a box gets the letter below instead of these contacts.
    if in_box or world.design_message_box == 0:
        message.stage = me.first_stage
        for number in range(world.terms.design_contact_count):
            plan_contact(world, me, message, contact_of(world, message, number))
    if not in_box:
        if world.design_message_box != 0:
            travel(world, me, message, contact_of(world, message, ON_PAPER))
    elif content_at(me, message.case).also_on_paper:
        travel(world, me, message, contact_of(world, message, ON_PAPER))
    if message.kind != ANNOUNCEMENT:
        schedule(world, me, message.deadline, DEADLINE, message.case, 0, 0)
    expect_delivery(me)


@compiled
def luck(world: Record, me: Record, case: int, decision: int) -> float:
    """The uniform draw that decides something about a message once."""
    return uniform(world.seed, world.replication, me.number, case, decision, 0)


@compiled
def drawn(world: Record, me: Record, case: int, decision: int, row: int) -> float:
    """A draw for a message from a distribution of the citizen's segment; a constant needs no random number."""
    p = luck(world, me, case, decision) if varies(table_of(world), row + me.segment) else 0.5
    return quantile(table_of(world), points_of(world), row + me.segment, p)


@compiled
def compose(world: Record, me: Record, case: int) -> None:
    """Fill in what no design influences of a message: deadline, appeal, length, amount, inability, letter."""
    # Called before anything happens, and for all designs at once.
    kind, content = type_at(world, types_of_post(me)[case - 1]), content_at(me, case)
    content.deadline = NEVER
    if kind.kind != ANNOUNCEMENT:
        content.deadline = deadline_of(world, moments_of_post(me)[case - 1], kind.term, kind.term_runs_on != 0)
    content.appeal = appeal(world.seed, world.replication, me.number, case, world.opening_sd_message)
    content.also_on_paper = 1 if luck(world, me, case, ALSO_ON_PAPER) < kind.also_on_paper else 0
    content.words = max(0.0, drawn(world, me, case, WORDS, kind.words_row))
    content.amount, content.unable = 0, 0
    if kind.kind == INVOICE:
        content.amount = max(0, whole(drawn(world, me, case, AMOUNT, kind.amount_row)))
        address = (world.seed, world.replication, me.number, case)
        content.unable = 1 if is_unable(*address, content.deadline, kind.unable, world.acting_inability_lasts) else 0


@compiled
def write(me: Record, message: Record, kind: Record, number_of_type: int) -> None:
    """Initialise the record of a message at its delivery."""
    case, content = me.delivered, content_at(me, me.delivered)
    message.case = case
    message.number_of_type = number_of_type
    message.kind = kind.kind
    message.delivered_at = me.now
    message.deadline, message.appeal, message.words = content.deadline, content.appeal, content.words
    message.amount, message.unable, message.charged, message.surprises = content.amount, content.unable, 0, 0
    message.stage, message.announcement, message.put_off = NO_VALID_ADDRESS, -1, 0
    message.arrived_at, message.opened_at, message.known_at, message.settled_at = NEVER, NEVER, NEVER, NEVER


@compiled
def deadline_of(world: Record, now: int, term: int, runs_on: bool) -> int:
    """The moment at which a term that begins at `now` ends."""
    return due_at(now, term, runs_on, world.post_longest_term, midnights_of(world), term_days_of(world))


@compiled
def meet_deadline(world: Record, me: Record, message: Record) -> None:
    """A deadline: an invoice is debited, settled, or late, and its collection begins; a request is answered or late."""
    if message.kind == INVOICE:
        by_debit = pays_by_debit(message.kind, me.direct_debit != 0, payment_of(world, message))
        if by_debit and message.settled_at == NEVER and not message.unable:
            is_debited(world, me, message)
    if message.settled_at < NEVER:
        return
    is_known = message.known_at < NEVER
    if message.kind != INVOICE:
        book(world, me, message, ACTION_LATE, 1 if is_known else 0, 0, 0)
        return
    # Asked at the due date itself: a contact that comes back to mind later cannot have saved the bill.
    stage = stage_at(message.stage, message.arrived_at, message.put_off, me.now)
    reason = lateness(is_known, stage, message.unable != 0)
    book(world, me, message, LATE, reason, 0, 0)
    expect_step(world, me, message, 0, message.deadline)


@compiled
def expect_step(world: Record, me: Record, message: Record, place: int, deadline: int) -> None:
    """Schedule the next step of collection after a deadline, if there is one."""
    kind = type_at(world, message.number_of_type)
    if place < kind.steps:
        after = step_at(world, kind.first_step + place).after
        at = on_listed_day_after(midnights_of(world), working_days_of(world), deadline, after)
        schedule(world, me, at, COLLECTING, message.case, place, 0)


@compiled
def collect(world: Record, me: Record, message: Record, place: int) -> None:
    """A step of collection: the fee is charged, a letter leaves, and the next step follows unless the bill is paid."""
    if message.settled_at < NEVER:
        return
    kind = type_at(world, message.number_of_type)
    step = step_at(world, kind.first_step + place)
    charge(world, me, message, place, step)
    expect_step(world, me, message, place + 1, deadline_of(world, me.now, step.term, kind.term_runs_on != 0))
    travel(world, me, message, contact_of(world, message, FIRST_COLLECTION_LETTER + place))


@compiled
def charge(world: Record, me: Record, message: Record, place: int, step: Record) -> None:
    """Add the fee of a step to the bill; a fee on a bill that the citizen does not know will come as a surprise."""
    brackets, fees = brackets_of(world, step), fees_of(world, step)
    # By the original amount alone: an increase that took earlier fees for part of the amount would take them back.
    fee = charged(message.amount, brackets, fees, step.multiplied, step.multiplies)
    if fee == 0:
        return
    message.charged += fee
    book(world, me, message, CHARGED, place, 0, fee)
    # Whether the fee is a surprise is settled now, since the letter that tells of it makes the bill known.
    if message.known_at == NEVER:
        message.surprises |= 1 << place
