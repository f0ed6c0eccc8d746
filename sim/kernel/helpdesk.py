"""Calls to the helpdesk, as far as the citizen determines them: the decision, moment, patience and length."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.draws import Decision
from sim.kernel.memory import CALL_FIELDS, call_at, midnights_of, points_of, table_of, tallied_at, working_days_of
from sim.kernel.records import CALLS_TOO_SHORT, Record
from sim.rules.helpdesk import REASON_SHIFT, call_moment, calls, drawn_span

CALL_DELAY: Final = Decision.CALL_DELAY.value
CALL_LENGTH: Final = Decision.CALL_LENGTH.value
CALL_PATIENCE: Final = Decision.CALL_PATIENCE.value
CALLED_AT, CALLER, CALL_CASE, CALL_CONTACT, CALL_MEASURED, CALL_REASON, PATIENCE, TALK = range(len(CALL_FIELDS))


@compiled
def may_call(world: Record, me: Record, message: Record, reason: int, place: int) -> None:
    """An event that makes some citizens call, if there is a helpdesk; `place` distinguishes such events."""
    if not world.has_helpdesk:
        return
    number = reason << REASON_SHIFT | place
    address = (world.seed, world.replication, me.number, message.case)
    if not calls(*address, number, world.helpdesk_after[reason]):
        return
    wanted = me.now + drawn_span(
        *address, CALL_DELAY, number, table_of(world), points_of(world), world.helpdesk_calls_after_row + me.segment
    )
    called_at = call_moment(
        *address,
        number,
        wanted,
        world.helpdesk_opens,
        world.helpdesk_closes,
        midnights_of(world),
        working_days_of(world),
    )
    # The SimPy engine ends before such a call, so it must not enter the queue here either.
    if called_at >= world.end:
        return
    if me.called == me.calls_count:
        me.shortage = CALLS_TOO_SHORT
        return
    call = call_at(me, me.called)
    me.called += 1
    call[CALLED_AT], call[CALLER], call[CALL_CASE], call[CALL_CONTACT] = (
        called_at,
        me.number,
        message.case,
        # Only the bits that the SimPy engine puts into the priority of the same event, so that
        # both order calls alike.
        number & 0xFF,
    )
    call[CALL_MEASURED], call[CALL_REASON] = tallied_at(me, message.case).measured, reason
    call[PATIENCE] = drawn_span(
        *address, CALL_PATIENCE, number, table_of(world), points_of(world), world.helpdesk_patience_row + me.segment
    )
    call[TALK] = drawn_span(
        *address, CALL_LENGTH, number, table_of(world), points_of(world), world.helpdesk_talks_row + me.segment
    )
