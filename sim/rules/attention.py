"""Attention: when a citizen looks at a channel, and whether a contact that lies there is noticed.

Looks are the points of a Poisson process in operational time (`sim.rules.hours`) and exist whether or not anything
waits. That time is cut into cells of the citizen's own mean interval, and the looks in a cell are drawn by the address
of the cell: their number (Poisson with mean 1), then the place of each. So no contact moves a look, and only cells in
which something waits are ever evaluated.
"""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER
from sim.compilation import compiled
from sim.draws import Decision, uniform
from sim.elementary import logistic
from sim.rules.distributions import cut
from sim.rules.hours import moment_of, operational
from sim.rules.order import occurrence
from sim.rules.parameters import Integers

NOTICE: Final = Decision.NOTICE.value
LOOK_COUNT_EMAIL: Final = Decision.LOOK_COUNT_EMAIL.value
LOOK_POSITION_EMAIL: Final = Decision.LOOK_POSITION_EMAIL.value
EXP_OF_MINUS_ONE: Final = 0.36787944117144233
"""What `exp` gives."""
MOST_LOOKS: Final = 24
"""Looks in one cell at most; a Poisson number of mean 1 exceeds it with probability below 1e-25."""
LONGEST_INTERVAL: Final = 1 << 40
MOST_EMPTY_CELLS: Final = 64
"""After this many cells without a look the search ends; that happens with probability exp(-64), below 1e-27."""


@compiled
def poisson_of_mean_one(p: float) -> int:
    """The Poisson quantile with mean 1 at probability p in (0, 1)."""
    term = EXP_OF_MINUS_ONE
    total = term
    count = 0
    while p > total and count < MOST_LOOKS:
        count += 1
        term /= count
        total += term
    return count


@compiled
def next_look(
    seed: int, replication: int, citizen: int, channel: int, clocks: Integers, clock: int, interval: int, after: int
) -> int:
    """The first second later than `after` at which the citizen looks at the channel.

    `interval` is the length of a cell in operational seconds of the clock: the mean time between looks.
    """
    # A look is later than `after` on the one clock just if it is on the other, so only the one found is converted.
    passed = operational(clocks, clock, after)
    cell = passed // interval
    for _ in range(MOST_EMPTY_CELLS):
        count = poisson_of_mean_one(uniform(seed, replication, citizen, 0, LOOK_COUNT_EMAIL + channel, cell))
        first = NEVER
        for look in range(count):
            place = uniform(seed, replication, citizen, 0, LOOK_POSITION_EMAIL + channel, cell * 32 + look)
            at = cell * interval + int(place * interval)
            if passed < at < first:
                first = at
        if first < NEVER:
            return moment_of(clocks, clock, first)
        cell += 1
    return NEVER


@compiled
def noticed_at(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    contact: int,
    channel: int,
    clocks: Integers,
    clock: int,
    interval: int,
    arrived_at: int,
    attention_logit: float,
    visibility: float,
    sinking: float,
    looks_before_lost: int,
    end: int,
) -> int:
    """When a contact that arrived is noticed; NEVER if it is lost among newer ones, or not noticed before `end`.

    `case` is the one under which the contact is drawn for. At the first look it is noticed with probability
    logistic(attention + visibility), at each later look with `sinking` times the probability of the look before.
    """
    chance = logistic(attention_logit + visibility)
    at = arrived_at
    for look in range(looks_before_lost):
        at = next_look(seed, replication, citizen, channel, clocks, clock, interval, at)
        if at >= end:
            return NEVER
        if uniform(seed, replication, citizen, case, NOTICE, occurrence(contact, 0, look)) < chance:
            return at
        chance *= sinking
    return NEVER


@compiled
def interval_between_looks(interval: int, looks_per_interval: float, least: int) -> int:
    """Mean operational seconds between looks at a channel: the citizen's own interval shared by its looks.

    At least `least`, and at most 2^40 seconds, so that no moment of a look leaves a whole number of 64 bits.
    """
    return min(max(least, cut(interval / looks_per_interval)), LONGEST_INTERVAL)
