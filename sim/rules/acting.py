"""Acting on a message: paying a bill or responding to a request, and the fees of collection steps."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled, compiled_inside
from sim.draws import Decision, exponential, uniform
from sim.rules.activity import Lateness
from sim.rules.distributions import Table, cut, quantile, whole
from sim.rules.hours import moment_of, operational
from sim.rules.parameters import DIRECT_DEBIT, INVOICE, Integers

ACT_AT_ONCE: Final = Decision.ACT_AT_ONCE.value
PLANNED_LEAD: Final = Decision.PLANNED_LEAD.value
FORGET: Final = Decision.FORGET.value
PAY_ON_STEP: Final = Decision.PAY_ON_STEP.value
PAY_ON_REMINDER: Final = Decision.PAY_ON_REMINDER.value
UNABLE_TO_PAY: Final = Decision.UNABLE.value
MEANS: Final = Decision.MEANS.value
MEANS_GAP: Final = Decision.MEANS_GAP.value
OBJECTION: Final = Decision.OBJECTION.value
ANSWER_BY_POST: Final = Decision.ANSWER_BY_POST.value
FORGOT: Final = Lateness.FORGOT.value
UNABLE: Final = Lateness.UNABLE.value
AT_ONCE, PLANNED, NOT_AT_ALL = range(3)


@compiled_inside
def plan(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    now: int,
    deadline: int,
    last_minute: int,
    pays_at_once: float,
    forgets: float,
) -> int:
    """The intention on reading: act at once (0), plan to act before the deadline (1), or not act (2).

    Within `last_minute` of the deadline or after it nobody plans: a citizen who would have planned acts now instead.
    """
    if uniform(seed, replication, citizen, case, ACT_AT_ONCE, 0) < pays_at_once:
        return AT_ONCE
    # Forgetting is decided before the deadline is looked at, so that nearness of a deadline makes nobody forget.
    if uniform(seed, replication, citizen, case, FORGET, 0) < forgets:
        return NOT_AT_ALL
    return AT_ONCE if deadline - now <= last_minute else PLANNED


@compiled_inside
def objects(seed: int, replication: int, citizen: int, case: int, objections: float) -> bool:
    """True if the citizen objects to a bill of a type to which the share `objections` of citizens object."""
    return objections > 0.0 and uniform(seed, replication, citizen, case, OBJECTION, 0) < objections


@compiled_inside
def answers_by_post(seed: int, replication: int, citizen: int, case: int, online: float) -> bool:
    """True if an answer has to go by post, where the share `online` of answers can be given online."""
    return online < 1.0 and uniform(seed, replication, citizen, case, ANSWER_BY_POST, 0) >= online


@compiled_inside
def planned_moment(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    now: int,
    deadline: int,
    table: Table,
    points: Table,
    row: int,
    clocks: Integers,
    clock: int,
) -> int:
    """The moment of a planned action: a drawn span of operational time before the deadline, but not before now."""
    # Drawn for the message alone: whichever contact made it known, the plan has the same lead.
    p = uniform(seed, replication, citizen, case, PLANNED_LEAD, 0)
    return max(now, ahead_of(clocks, clock, deadline, max(0, whole(quantile(table, points, row, p)))))


@compiled_inside
def ahead_of(clocks: Integers, clock: int, deadline: int, lead: int) -> int:
    """The moment that lies a span of operational time before a deadline."""
    return moment_of(clocks, clock, operational(clocks, clock, deadline) - lead)


@compiled
def is_unable(seed: int, replication: int, citizen: int, case: int, due_at: int, chance: float, lasts: int) -> bool:
    """True if a bill due at `due_at` cannot be paid in time.

    A citizen's financial means are constant over spells with exponential lengths of mean `lasts` seconds. Each spell
    has one uniform draw, and a bill cannot be paid if the draw lies below its `chance`. So the bills of one spell are
    correlated, while the share `chance` of all bills cannot be paid. With `lasts` 0 each bill has its own draw.
    """
    if lasts == 0:
        return uniform(seed, replication, citizen, case, UNABLE_TO_PAY, 0) < chance
    # The spell in which the due date lies decides, not the moment of reading, so that no design can change it.
    # A renewal process from second 0 on: a spell is known by its number, and the same spells come
    # back for every bill.
    spell, ends_at = 0, cut(lasts * exponential(seed, replication, citizen, 0, MEANS_GAP, 0))
    while ends_at <= due_at:
        spell += 1
        # One second longer at least, so that each spell ends later than the one before and the search ends.
        ends_at += 1 + cut(lasts * exponential(seed, replication, citizen, 0, MEANS_GAP, spell))
    return uniform(seed, replication, citizen, 0, MEANS, spell) < chance


@compiled_inside
def pays_on_reminder(seed: int, replication: int, citizen: int, case: int, contact: int, chance: float) -> bool:
    """True if a bill is paid on opening a reminder around its due date."""
    # Each reminder has a draw of its own: whoever lets one pass may still act on the next.
    return uniform(seed, replication, citizen, case, PAY_ON_REMINDER, contact) < chance


@compiled_inside
def pays_on_step(seed: int, replication: int, citizen: int, case: int, step: int, chance: float) -> bool:
    """True if the citizen pays on opening the letter of a collection step."""
    return uniform(seed, replication, citizen, case, PAY_ON_STEP, step) < chance


@compiled
def charged(amount: int, fee_from: Integers, fee: Integers, multiplied: float, multiplies: float) -> int:
    """Cents that a collection step adds to a bill of `amount`, on top of any fees of earlier steps.

    They are the fee of the highest bracket that the amount reaches (brackets ascend), plus the increase from
    `multiplied` times the amount, which earlier steps have reached, to `multiplies` times the amount.
    """
    due = 0
    # Brackets ascend, so the last one that the amount reaches is the highest.
    for place in range(len(fee_from)):
        if amount >= fee_from[place]:
            due = fee[place]
    # Rounded before subtracting: then the increases of all steps add up to the final multiple exactly.
    return due + max(0, whole(amount * multiplies) - whole(amount * multiplied))


@compiled_inside
def pays_by_debit(kind: int, direct_debit: bool, pay_from_contact: int) -> bool:
    """True if a bill is paid by direct debit: the design collects bills that way, and the citizen gave a mandate."""
    return kind == INVOICE and direct_debit and pay_from_contact == DIRECT_DEBIT


@compiled_inside
def lateness(is_known: bool, stage: int, unable: bool) -> int:
    """The cause of lateness: the furthest stage of its contacts for an unread invoice, else inability or forgetting."""
    if not is_known:
        return stage
    return UNABLE if unable else FORGOT
