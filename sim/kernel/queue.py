"""The queue of the helpdesk, for all citizens of a replication at once.

The behaviour of citizens does not depend on their waiting: a call takes its caller's time and has no further effect. So
every call is known, with its moment, patience and length, before the queue is simulated, and one pass through the queue
gives the same waits as the SimPy engine. If behaviour depended on waits, the two would have to be iterated until they
agree; here the first pass is already the fixed point.

Pending events, the ends of calls and of patience, are a heap of integers: second, kind of event, and the rank of the
call by citizen, case and contact, packed so that a smaller number comes first.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sim.compilation import compiled
from sim.errors import UsageError
from sim.kernel.events import HAPPENING_SHIFT, SECOND_SHIFT
from sim.kernel.helpdesk import (
    CALL_CASE,
    CALL_CONTACT,
    CALL_MEASURED,
    CALL_REASON,
    CALLED_AT,
    CALLER,
    PATIENCE,
    TALK,
)
from sim.rules.activity import CITIZEN, Activity
from sim.rules.order import Happening
from sim.rules.parameters import Integers
from sim.rules.tallies import Scalars, Tallied, Terms, add_event, nothing_tallied

CALL_ENDING: Final = Happening.CALL_ENDING.value
HANGING_UP: Final = Happening.HANGING_UP.value
CALLING: Final = Happening.CALLING.value
CALLED: Final = Activity.CALLED.value
HELPED: Final = Activity.HELPED.value
HUNG_UP: Final = Activity.HUNG_UP.value
KINDS: Final = (1 << (SECOND_SHIFT - HAPPENING_SHIFT)) - 1
RANKS: Final = (1 << HAPPENING_SHIFT) - 1
WAITING, ANSWERED, GONE = range(3)
CALL, AT, ACTIVITY, SECONDS, HAPPENING = range(5)
"""The fields of a note: call, second, activity, seconds it took, and the kind of event that caused it."""
PENDING, NOTED = range(2)


class Desk(NamedTuple):
    """Calls in the order in which they are made, and the state of the helpdesk."""

    calls: Integers
    rank_of: Integers
    """By call: its place by citizen, case and contact."""
    call_of: Integers
    """By rank."""
    outcomes: Integers
    """By call: waiting, answered or gone."""
    pending: Integers
    """The heap."""
    notes: Integers
    """Events of calls, in order."""
    counts: Integers
    """Number of entries in the heap, and in the notes."""


def desk_of(calls: Integers) -> Desk:
    """A helpdesk before the first call. Each call has at most two notes: answered and ended, or given up."""
    if len(calls) > RANKS:
        raise UsageError(f"The helpdesk of one replication is called {len(calls):,} times, and {RANKS:,} is the most.")
    # The declared order of calls: second, citizen, case, contact. `lexsort` takes its last key first.
    calls = calls[np.lexsort((calls[:, CALL_CONTACT], calls[:, CALL_CASE], calls[:, CALLER], calls[:, CALLED_AT]))]
    count = len(calls)
    call_of = np.lexsort((calls[:, CALL_CONTACT], calls[:, CALL_CASE], calls[:, CALLER])).astype(np.int64)
    rank_of = np.empty(count, dtype=np.int64)
    rank_of[call_of] = np.arange(count)
    # A call puts at most two events into the heap: the end of its patience, and the end of its talk.
    outcomes, pending = np.full(count, WAITING), np.zeros(2 * count, dtype=np.int64)
    return Desk(
        calls, rank_of, call_of, outcomes, pending, np.zeros((2 * count, 5), dtype=np.int64), np.zeros(2, np.int64)
    )


@compiled
def serve(desk: Desk, agents: int, end: int) -> int:
    """Simulate the queue: agents answer calls in order, and callers hang up; returns the number of notes.

    A call that has been made and is `WAITING` is in the queue. Calls come before all other events of their second.
    """
    calls, free, longest_waiting = desk.calls, agents, 0
    # One round more than there are calls handles what is still pending after the last of them.
    for call in range(len(calls) + 1):
        until = calls[call, CALLED_AT] if call < len(calls) else end
        while desk.counts[PENDING] > 0 and desk.pending[0] >> SECOND_SHIFT < until:
            key = take_first(desk)
            at, other = key >> SECOND_SHIFT, desk.call_of[key & RANKS]
            if key >> HAPPENING_SHIFT & KINDS == CALL_ENDING:
                note(desk, other, at, HELPED, calls[other, TALK], CALL_ENDING)
                # Callers leave anywhere in the queue, but none joins before this place. So it
                # only moves on, and all searches together take linear time.
                while longest_waiting < call and desk.outcomes[longest_waiting] != WAITING:
                    longest_waiting += 1
                if longest_waiting < call:
                    answer(desk, longest_waiting, at, CALL_ENDING, end)
                else:
                    free += 1
            # The end of patience of a call already answered stays in the heap and is passed over
            # here. Removing it would take a search.
            elif desk.outcomes[other] == WAITING:
                desk.outcomes[other] = GONE
                note(desk, other, at, HUNG_UP, at - calls[other, CALLED_AT], HANGING_UP)
        if call < len(calls):
            schedule(desk, until + calls[call, PATIENCE], HANGING_UP, call, end)
            if free > 0:
                free -= 1
                answer(desk, call, until, CALLING, end)
    return int(desk.counts[NOTED])


@compiled
def answer(desk: Desk, call: int, now: int, happening: int, end: int) -> None:
    """An agent answers a call."""
    desk.outcomes[call] = ANSWERED
    note(desk, call, now, CALLED, now - desk.calls[call, CALLED_AT], happening)
    schedule(desk, now + desk.calls[call, TALK], CALL_ENDING, call, end)


@compiled
def note(desk: Desk, call: int, at: int, activity: int, seconds: int, happening: int) -> None:
    """Add a note about a call."""
    row = desk.notes[desk.counts[NOTED]]
    row[CALL], row[AT], row[ACTIVITY], row[SECONDS], row[HAPPENING] = call, at, activity, seconds, happening
    desk.counts[NOTED] += 1


@compiled
def schedule(desk: Desk, at: int, kind: int, call: int, end: int) -> None:
    """Put an event into the heap; one at or after the end is dropped."""
    if at >= end:
        return
    pending, place = desk.pending, desk.counts[PENDING]
    key = at << SECOND_SHIFT | kind << HAPPENING_SHIFT | desk.rank_of[call]
    desk.counts[PENDING] += 1
    while place > 0 and pending[(place - 1) >> 1] > key:
        pending[place] = pending[(place - 1) >> 1]
        place = (place - 1) >> 1
    pending[place] = key


@compiled
def take_first(desk: Desk) -> int:
    """Remove and return the first event of the heap, which is not empty."""
    pending = desk.pending
    first = pending[0]
    desk.counts[PENDING] -= 1
    size, place = desk.counts[PENDING], 0
    key = pending[size]
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and pending[child + 1] < pending[child]:
            child += 1
        if pending[child] >= key:
            break
        pending[place] = pending[child]
        place = child
    pending[place] = key
    return int(first)


class Answers(NamedTuple):
    """The outcomes of the calls of some citizens, by citizen."""

    journal: Integers
    """Rows of the journal, each followed by the kind of event that wrote it, as in the journal of the event loop."""
    measured: Integers
    """By row: 1 if its message is measured."""

    def of(self, citizens: range) -> Answers:
        """The outcomes of some citizens only."""
        begin, end = np.searchsorted(self.journal[:, CITIZEN], [citizens.start, citizens.stop])
        return Answers(self.journal[begin:end], self.measured[begin:end])


def answered(calls: Integers, agents: int, end: int) -> Answers:
    """Simulate the queue; returns the outcomes of all calls."""
    desk = desk_of(calls)
    notes = desk.notes[: serve(desk, agents, end)]
    of_call = desk.calls[notes[:, CALL]]
    who, why, cents = (of_call[:, CALLER], of_call[:, CALL_CASE]), of_call[:, CALL_REASON], np.zeros_like(notes[:, AT])
    happened = notes[:, AT], notes[:, ACTIVITY]
    journal = np.column_stack((*who, *happened, why, notes[:, SECONDS], cents, notes[:, HAPPENING]))
    # Stable, since events of one citizen keep the order in which they happened.
    order = np.argsort(journal[:, CITIZEN], kind="stable")
    return Answers(journal[order], of_call[order, CALL_MEASURED])


def add_answers(answers: Answers, first: int, terms: Terms, rows: Integers) -> None:
    """Add the outcomes of calls to the callers' rows; `first` is the number of the citizen in the first row."""
    inputs = (terms.scalars(), terms.kinds, terms.exposure)
    add_up(answers.journal, answers.measured, first, *inputs, nothing_tallied(0), rows)


@compiled
def add_up(
    journal: Integers,
    measured: Integers,
    first: int,
    terms: Scalars,
    kinds: Integers,
    exposure: Integers,
    tallied: Tallied,
    rows: Integers,
) -> None:
    """Add rows of the journal to rows of citizens; `measured` states for each whether its message is measured."""
    # A row does not say whether its message is measured, so one record takes the flag of each row in turn.
    nothing = tallied[0]
    for number in range(len(journal)):
        nothing.measured = measured[number]
        add_event(rows[journal[number, CITIZEN] - first], nothing, terms[0], kinds, exposure, journal[number])
