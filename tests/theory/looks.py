"""The looks of a citizen one by one, each searched anew."""

from sim.rules import attention
from sim.rules.parameters import Integers


def next_look(
    seed: int, replication: int, citizen: int, channel: int, clocks: Integers, clock: int, interval: int, after: int
) -> int:
    """The first look later than `after`, without knowing anything of the looks before."""
    where = (channel, clocks, clock, interval, after)
    return attention.next_look(seed, replication, citizen, *where, attention.NO_CELL, 0)[0]
