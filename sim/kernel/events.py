"""Pending events: a heap in the declared order, with two integers for each event.

The first is the key: second, kind of event, case and contact number, packed so that a smaller key comes first. The
second begins with the number of events scheduled before, which breaks ties as SimPy does, and ends with 28 bits for the
handler of the event.
"""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.kernel.memory import heap_of
from sim.kernel.records import HEAP_TOO_SHORT, Record

SECOND_SHIFT: Final = 32
HAPPENING_SHIFT: Final = 28
CASE_SHIFT: Final = 8
NOTE_BITS: Final = 28
NOTE: Final = (1 << NOTE_BITS) - 1
NO_EVENT: Final = (1 << 63) - 1
"""A key after all others."""


@compiled
def key_of(at: int, happening: int, case: int, contact: int) -> int:
    """The sort key of an event: by second, kind, case and contact number. `at` is below 2^31."""
    return at << SECOND_SHIFT | happening << HAPPENING_SHIFT | case << CASE_SHIFT | contact


@compiled
def schedule(world: Record, me: Record, at: int, happening: int, case: int, contact: int, note: int) -> None:
    """Put an event into the heap; one at or after the end of the simulation is dropped."""
    # This comes before packing: a moment such as `NEVER` does not fit into a key.
    if at >= world.end:
        return
    heap = heap_of(me)
    if me.pending == len(heap):
        me.shortage = HEAP_TOO_SHORT
        return
    key, rest = key_of(at, happening, case, contact), me.scheduled << NOTE_BITS | note
    me.scheduled += 1
    place = me.pending
    me.pending += 1
    # Larger events move into the gap, which costs half the writes of swapping them.
    while place > 0:
        parent = (place - 1) >> 1
        if heap[parent, 0] < key or (heap[parent, 0] == key and heap[parent, 1] < rest):
            break
        heap[place, 0] = heap[parent, 0]
        heap[place, 1] = heap[parent, 1]
        place = parent
    heap[place, 0] = key
    heap[place, 1] = rest


@compiled
def take_first(me: Record) -> int:
    """Remove the first event of the heap, which is not empty; returns its note."""
    heap = heap_of(me)
    first = heap[0, 1]
    me.pending -= 1
    size = me.pending
    key, rest = heap[size, 0], heap[size, 1]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        other = child + 1
        if other < size and (
            heap[other, 0] < heap[child, 0] or (heap[other, 0] == heap[child, 0] and heap[other, 1] < heap[child, 1])
        ):
            child = other
        if key < heap[child, 0] or (key == heap[child, 0] and rest < heap[child, 1]):
            break
        heap[place, 0] = heap[child, 0]
        heap[place, 1] = heap[child, 1]
        place = child
    heap[place, 0] = key
    heap[place, 1] = rest
    return int(first & NOTE)
