"""The queue of the helpdesk, for all citizens of a replication at once.

What citizens do hangs on none of their waiting: a call takes its caller's time and nothing else follows from it. So
every call is known, with its moment, patience and length, before the queue is simulated, and one pass through the
queue gives the waits that the SimPy engine gives. Had behaviour depended on waits, the two would have had to be
iterated until they agree; here the first pass already is the fixed point.
"""

from __future__ import annotations

import heapq
from collections import deque
from typing import Final

import numpy as np

from sim.compilation import compiled
from sim.kernel.helpdesk import (
    CALL_CASE,
    CALL_CONTACT,
    CALL_MEASURED,
    CALL_REASON,
    CALLED_AT,
    CALLER,
    PATIENCE,
    PLACE,
    TALK,
)
from sim.rules.activity import Activity
from sim.rules.order import Happening
from sim.rules.parameters import Integers
from sim.rules.tallies import Terms, Told, add_event, nothing_told

CALL_ENDING: Final = int(Happening.CALL_ENDING)
HANGING_UP: Final = int(Happening.HANGING_UP)
CALLING: Final = int(Happening.CALLING)


class Queue:
    """Agents who answer calls in the order in which they come in, and callers who hang up."""

    def __init__(self, calls: Integers, agents: int, end: int) -> None:
        order = np.lexsort((calls[:, CALL_CONTACT], calls[:, CALL_CASE], calls[:, CALLER], calls[:, CALLED_AT]))
        self.calls = calls[order]
        self.free = agents
        self.end = end
        self.waiting: deque[int] = deque()
        self.gone: set[int] = set()
        """Calls that hung up in the queue."""
        self.answered: set[int] = set()
        self.pending: list[tuple[int, int, int, int, int, int, int]] = []
        """Ends of calls and of patience: second, kind, citizen, case, contact, order of scheduling, call."""
        self.scheduled = 0
        self.rows: list[tuple[int, int, Activity, int, int]] = []
        """What happened: call, second, activity, seconds it took, and the kind of event in which it was noted."""

    def run(self) -> None:
        """Answers all calls until the end of the simulation."""
        for call in range(len(self.calls)):
            self._go_on_until(int(self.calls[call, CALLED_AT]))
            self._call(call)
        self._go_on_until(self.end)

    def _go_on_until(self, second: int) -> None:
        """Handles what happens before this second: calls come before all else in their second."""
        while self.pending and self.pending[0][0] < second:
            at, kind, *_, call = heapq.heappop(self.pending)
            if kind == CALL_ENDING:
                talk = int(self.calls[call, TALK])
                self.rows.append((call, at, Activity.HELPED, talk, CALL_ENDING))
                self._free_agent(at)
            elif call not in self.answered:
                self.gone.add(call)
                self.rows.append((call, at, Activity.HUNG_UP, at - int(self.calls[call, CALLED_AT]), HANGING_UP))

    def _call(self, call: int) -> None:
        now = int(self.calls[call, CALLED_AT])
        self._schedule(now + int(self.calls[call, PATIENCE]), HANGING_UP, call)
        if self.free > 0:
            self.free -= 1
            self._answer(call, now, CALLING)
        else:
            self.waiting.append(call)

    def _free_agent(self, now: int) -> None:
        while self.waiting:
            call = self.waiting.popleft()
            if call not in self.gone:
                self._answer(call, now, CALL_ENDING)
                return
        self.free += 1

    def _answer(self, call: int, now: int, happening: int) -> None:
        self.answered.add(call)
        self.rows.append((call, now, Activity.CALLED, now - int(self.calls[call, CALLED_AT]), happening))
        self._schedule(now + int(self.calls[call, TALK]), CALL_ENDING, call)

    def _schedule(self, at: int, kind: int, call: int) -> None:
        citizen, case, contact = (int(self.calls[call, field]) for field in (CALLER, CALL_CASE, CALL_CONTACT))
        self.scheduled += 1
        heapq.heappush(self.pending, (at, kind, citizen, case, contact, self.scheduled, call))


def answer(calls: Integers, agents: int, end: int, terms: Terms, rows: Integers) -> Integers:
    """Simulates the queue and adds what its callers went through to their rows; returns rows for the journal.

    Each row of the journal is followed by the kind of event that wrote it, as in the journal of the event loop.
    """
    queue = Queue(calls, agents, end)
    queue.run()
    number, at, activity, seconds, happening = np.array(queue.rows, dtype=np.int64).reshape(-1, 5).T
    calls, cents = queue.calls[number], np.zeros_like(at)
    who, why = (calls[:, CALLER], calls[:, CALL_CASE]), calls[:, CALL_REASON]
    journal = np.column_stack((*who, at, activity, why, seconds, cents, happening))
    add_up(journal, calls, terms, nothing_told(0), rows)
    return journal


@compiled
def add_up(journal: Integers, calls: Integers, terms: Terms, told: Told, rows: Integers) -> None:
    """Adds rows of the journal, each of the call at the same place, to the rows of the callers."""
    nothing = told[0]
    for number in range(len(journal)):
        nothing.measured = calls[number, CALL_MEASURED]
        add_event(rows[calls[number, PLACE]], nothing, terms, journal[number])
