"""Attention: when a citizen looks at a channel, and whether a contact that lies there is noticed.

Looks are the points of a Poisson process in operational time (`sim.rules.hours`) and exist whether or not anything
waits. That time is cut into cells of the citizen's own mean interval, and the looks in a cell are drawn by the address
of the cell: their number (Poisson with mean 1), then the place of each. So no contact moves a look, and only cells in
which something waits are ever evaluated.

A person of habit looks once in each cell, always at the same place. Where there are busy spells, that time is cut into
spells of a length as well, each of them busy or not by its own address, and in a busy one nobody looks. Who helps looks
at the citizen's e-mail and letters besides, with looks and luck of their own: whose a look is, is part of its address.
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
from sim.rules.parameters import EMAIL, LETTER, Integers

NOTICE: Final = Decision.NOTICE.value
LOOK_COUNT_EMAIL: Final = Decision.LOOK_COUNT_EMAIL.value
LOOK_POSITION_EMAIL: Final = Decision.LOOK_POSITION_EMAIL.value
LOOK_REGULAR: Final = Decision.LOOK_REGULAR.value
BUSY: Final = Decision.BUSY.value
OWN, HELPER = range(2)
"""Whose look it is: the case of its address."""
EXP_OF_MINUS_ONE: Final = 0.36787944117144233
"""What `exp` gives."""
MOST_LOOKS: Final = 24
"""Looks in one cell at most; a Poisson number of mean 1 exceeds it with probability below 1e-25."""
LONGEST_INTERVAL: Final = 1 << 40
MOST_EMPTY_CELLS: Final = 64
"""After this many cells without a look the search ends; that happens with probability exp(-64), below 1e-27."""
MOST_CELLS: Final = 512
"""The same where spells may be busy, at most nine in ten of them: 0.9^512 is below 1e-23."""


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
def next_look_of(
    seed: int,
    replication: int,
    citizen: int,
    channel: int,
    clocks: Integers,
    clock: int,
    interval: int,
    after: int,
    whose: int,
    habit: bool,
    busy_share: float,
    busy_lasts: int,
) -> int:
    """The same for anybody: the citizen or who helps them (`whose`), by habit or not, and with busy spells or without.

    Busy spells last `busy_lasts`, or 0 where there are none; `interval` is that between looks outside of them.
    """
    passed = operational(clocks, clock, after)
    for _ in range(MOST_CELLS):
        if busy_lasts > 0:
            passed = last_busy_second(seed, replication, citizen, whose, busy_share, busy_lasts, passed)
        cell = (passed + 1) // interval
        first, count = NEVER, 1
        if not habit:
            count = poisson_of_mean_one(uniform(seed, replication, citizen, whose, LOOK_COUNT_EMAIL + channel, cell))
        for look in range(count):
            if habit:
                place = uniform(seed, replication, citizen, whose, LOOK_REGULAR, channel)
            else:
                place = uniform(seed, replication, citizen, whose, LOOK_POSITION_EMAIL + channel, cell * 32 + look)
            at = cell * interval + int(place * interval)
            if passed < at < first and not is_busy(seed, replication, citizen, whose, busy_share, busy_lasts, at):
                first = at
        if first < NEVER:
            return moment_of(clocks, clock, first)
        passed = (cell + 1) * interval - 1
    return NEVER


@compiled
def is_busy(
    seed: int, replication: int, citizen: int, whose: int, busy_share: float, busy_lasts: int, passed: int
) -> bool:
    """Whether an operational second lies in a busy spell, in which nothing is looked at."""
    if busy_lasts <= 0:
        return False
    return uniform(seed, replication, citizen, whose, BUSY, passed // busy_lasts) < busy_share


@compiled
def last_busy_second(
    seed: int, replication: int, citizen: int, whose: int, busy_share: float, busy_lasts: int, passed: int
) -> int:
    """The last second of the busy spells that follow an operational second at once; that second if none do."""
    while is_busy(seed, replication, citizen, whose, busy_share, busy_lasts, passed + 1):
        passed = ((passed + 1) // busy_lasts + 1) * busy_lasts - 1
    return passed


@compiled
def helper_sees(channel: int) -> bool:
    """Whether who helps looks at a channel too: at mail and the letterbox, and not at another's telephone."""
    return channel in (EMAIL, LETTER)


@compiled
def is_filed(channel: int, mail_rule: bool) -> bool:
    """Whether a rule of the mail program files a notification away, where nobody sees it."""
    return mail_rule and channel == EMAIL


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
def noticed_by(
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
    whose: int,
    habit: bool,
    busy_share: float,
    busy_lasts: int,
) -> int:
    """The same for anybody, as in `next_look_of`. `noticed_at` is this for the usual way to look, and quicker."""
    chance = logistic(attention_logit + visibility)
    manner = (whose, habit, busy_share, busy_lasts)
    at = arrived_at
    for look in range(looks_before_lost):
        at = next_look_of(seed, replication, citizen, channel, clocks, clock, interval, at, *manner)
        if at >= end:
            return NEVER
        if uniform(seed, replication, citizen, case, NOTICE, occurrence(contact, whose, look)) < chance:
            return at
        chance *= sinking
    return NEVER


@compiled
def interval_between_looks(interval: int, looks_per_interval: float, least: int) -> int:
    """Mean operational seconds between looks at a channel: the citizen's own interval shared by its looks.

    At least `least`, and at most 2^40 seconds, so that no moment of a look leaves a whole number of 64 bits.
    """
    return min(max(least, cut(interval / looks_per_interval)), LONGEST_INTERVAL)
