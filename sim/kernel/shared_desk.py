"""The helpdesk of a replication whose citizens are simulated in pieces: first all calls, then their outcomes.

Calls do not depend on the outcome of earlier calls (`sim.kernel.queue`). So the citizens are simulated once for their
calls alone, and again for everything else. That takes twice the time, but memory only for the calls of all citizens
and not for all their events. Threads that wait for the outcomes share the work of finding the calls.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np

from sim.kernel.queue import Answers
from sim.rules.parameters import Integers

PIECE: Final = 5_000
"""Number of citizens in a piece."""

CallsOf: TypeAlias = Callable[[range], Sequence[Integers]]
"""A function from citizens to their calls, by design."""


class SharedDesk:
    """The helpdesk of one replication, for all its citizens and some designs."""

    def __init__(self, everybody: range, calls_of: CallsOf, queue: Callable[[Integers], Answers]) -> None:
        starts = range(everybody.start, everybody.stop, PIECE)
        self.waiting = deque(range(start, min(start + PIECE, everybody.stop)) for start in starts)
        self.pieces = len(self.waiting)
        self.calls_of, self.queue = calls_of, queue
        self.found: dict[int, Sequence[Integers]] = {}
        self.given: list[Answers] | None = None
        self.changed = threading.Condition()

    def answers(self) -> list[Answers]:
        """The outcomes of all calls, by design; helps to find the calls that are still missing."""
        while self.given is None:
            with self.changed:
                piece = self.waiting.popleft() if self.waiting else None
                if piece is None and self.given is None:
                    self.changed.wait()
            if piece is not None:
                self.find(piece)
        return self.given

    def find(self, piece: range) -> None:
        """Find the calls of a piece; after the last piece, simulate the queue and wake all waiting threads."""
        try:
            calls = self.calls_of(piece)
        except BaseException:
            # Put back before the error goes on.
            with self.changed:
                self.waiting.append(piece)  # left to another thread, which would wait for ever otherwise
                self.changed.notify_all()
            raise
        with self.changed:
            self.found[piece.start] = calls
            if len(self.found) == self.pieces:
                # Citizens are put in order first: threads find the pieces in any order, and a
                # result must not depend on that.
                in_order = [self.found[start] for start in sorted(self.found)]
                self.given = [self.queue(np.concatenate(of_design)) for of_design in zip(*in_order, strict=True)]
                # Calls take memory, and nobody asks for those of a piece again.
                self.found.clear()
                self.changed.notify_all()
