"""The helpdesk of a replication whose citizens are simulated piece by piece: all calls first, then their answers.

Who calls, when and for how long hangs on no answer (`sim.kernel.queue`). So the citizens are simulated once for their
calls alone, and again for everything else. That takes twice the time, and memory for the calls of all citizens instead
of all that happens to them. Threads that wait for the answers find the calls together.
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
"""Citizens whose calls are found at a time."""

CallsOf: TypeAlias = Callable[[range], Sequence[Integers]]
"""The calls of some citizens, by design."""


class SharedDesk:
    """What the helpdesk does under some designs for all citizens of one replication."""

    def __init__(self, everybody: range, calls_of: CallsOf, queue: Callable[[Integers], Answers]) -> None:
        starts = range(everybody.start, everybody.stop, PIECE)
        self.waiting = deque(range(start, min(start + PIECE, everybody.stop)) for start in starts)
        self.pieces = len(self.waiting)
        self.calls_of, self.queue = calls_of, queue
        self.found: dict[int, Sequence[Integers]] = {}
        self.given: list[Answers] | None = None
        self.changed = threading.Condition()

    def answers(self) -> list[Answers]:
        """What became of all calls, by design; finds what is left of them."""
        while self.given is None:
            with self.changed:
                piece = self.waiting.popleft() if self.waiting else None
                if piece is None and self.given is None:
                    self.changed.wait()
            if piece is not None:
                self.find(piece)
        return self.given

    def find(self, piece: range) -> None:
        """Finds the calls of some citizens; after the last of them nobody waits any more."""
        try:
            calls = self.calls_of(piece)
        except BaseException:
            with self.changed:
                self.waiting.append(piece)  # somebody else tries, who would wait for ever otherwise
                self.changed.notify_all()
            raise
        with self.changed:
            self.found[piece.start] = calls
            if len(self.found) == self.pieces:
                in_order = [self.found[start] for start in sorted(self.found)]
                self.given = [self.queue(np.concatenate(of_design)) for of_design in zip(*in_order, strict=True)]
                self.found.clear()
                self.changed.notify_all()
