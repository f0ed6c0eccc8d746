"""Booking: every activity is added to the citizen's tallies, and written to the journal if one is kept."""

from __future__ import annotations

from sim.compilation import compiled, compiled_in_place
from sim.kernel.memory import exposure_of, journal_row_at, kinds_of, row_of, tallied_at
from sim.kernel.records import JOURNAL_TOO_SHORT, Record
from sim.rules.tallies import add


@compiled_in_place
def book(
    world: Record,
    me: Record,
    message: Record,
    activity: int,
    detail: int,
    seconds: int,
    cents: int,
) -> None:
    """Book an activity. `activity` is a constant where this is called, so inlining removes most branches of `add`."""
    if me.journal_count > 0:
        write(me, message.case, activity, detail, seconds, cents)
    add(
        row_of(me),
        tallied_at(me, message.case),
        world.terms,
        kinds_of(world),
        exposure_of(world),
        message.case,
        me.now,
        activity,
        detail,
        seconds,
        cents,
    )


@compiled
def write(me: Record, case: int, activity: int, detail: int, seconds: int, cents: int) -> None:
    """Add a row to the journal."""
    if me.written == me.journal_count:
        # Compiled code cannot lengthen an array whose address it holds. The engine does, and
        # simulates this citizen again.
        me.shortage = JOURNAL_TOO_SHORT
        return
    row = journal_row_at(me, me.written)
    row[0], row[1], row[2], row[3], row[4] = me.number, case, me.now, activity, detail
    # The kind of event is kept so that what the helpdesk's queue adds later can be sorted in among these rows.
    row[5], row[6], row[7] = seconds, cents, me.happening
    me.written += 1
