"""Attention: the moments at which a citizen looks at a channel, and the noticing of contacts there.

Looks are the points of a Poisson process in operational time (`sim.rules.hours`) and exist whether or not anything
waits. Operational time is divided into cells as long as the citizen's mean interval between looks. The looks in a cell
are drawn under the address of the cell: their number (Poisson with mean 1), then the place of each. So no contact moves
a look, and only cells in which something waits are ever evaluated.

A citizen of regular habits looks once in each cell, always at the same place. With busy spells, operational time is
also divided into spells of fixed length; each is busy or not by its own draw, and nobody looks in a busy one. A helper
also looks at the citizen's e-mail and letters, with independent draws: the person who looks is part of the address.
"""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER
from sim.compilation import compiled, compiled_inside
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
"""The person who looks, used as the case in the address of the draws."""
EXP_OF_MINUS_ONE: Final = 0.36787944117144233
"""exp(-1), as `sim.elementary.exp` returns it."""
NO_CELL: Final = -(1 << 62)
"""Stands for no cell of operational time."""
MOST_LOOKS: Final = 24
"""Largest number of looks in one cell; a Poisson number of mean 1 exceeds it with probability below 1e-25."""
LONGEST_INTERVAL: Final = 1 << 40
MOST_EMPTY_CELLS: Final = 64
"""After this many cells without a look the search ends; that happens with probability exp(-64), below 1e-27."""
MOST_CELLS: Final = 512
"""The limit where spells may be busy, at most nine in ten of them: 0.9^512 is below 1e-23."""


@compiled
def poisson_of_mean_one(p: float) -> int:
    """The Poisson quantile with mean 1 at probability p in (0, 1)."""
    # The quantile is found by adding up the distribution. The terms and the order of addition are
    # fixed, so that engines and machines agree to the bit.
    term = EXP_OF_MINUS_ONE
    total = term
    count = 0
    # The sum of all terms may round to less than a p close to 1, so the count is limited too.
    while p > total and count < MOST_LOOKS:
        count += 1
        term /= count
        total += term
    return count


@compiled
def next_look(
    seed: int,
    replication: int,
    citizen: int,
    channel: int,
    clocks: Integers,
    clock: int,
    interval: int,
    after: int,
    seen: int,
    count: int,
) -> tuple[int, int, int]:
    """The first second later than `after` at which the citizen looks at the channel, its cell, and the looks in that.

    `interval` is the length of a cell in operational seconds of the clock: the mean time between looks. `seen` and
    `count` are cell and number of looks if `after` is a look that this function returned, else `NO_CELL` and 0.
    """
    # A look is later than `after` on one clock if and only if it is on the other, so only the result is converted.
    passed = operational(clocks, clock, after)
    cell = passed // interval
    for _ in range(MOST_EMPTY_CELLS):
        if cell != seen:
            count = poisson_of_mean_one(uniform(seed, replication, citizen, 0, LOOK_COUNT_EMAIL + channel, cell))
        elif count == 1:
            # The only look of this cell has been, as in 58 % of the cells with any: nothing is drawn here again.
            count = 0
        first = NEVER
        for look in range(count):
            # Thirty-two places for each cell, more than the most looks that a cell can have.
            place = uniform(seed, replication, citizen, 0, LOOK_POSITION_EMAIL + channel, cell * 32 + look)
            at = cell * interval + int(place * interval)
            # Looks of a cell are drawn in no order, so the first after the arrival is searched among all of them.
            if passed < at < first:
                first = at
        if first < NEVER:
            return moment_of(clocks, clock, first), cell, count
        cell += 1
    return NEVER, cell, count


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
    """The moment of the next look as `next_look` finds it, for the citizen or a helper (`whose`), with habits.

    `busy_lasts` is the length of busy spells, 0 if there are none; `interval` is the mean time between looks outside
    of them.
    """
    passed = operational(clocks, clock, after)
    for _ in range(MOST_CELLS):
        if busy_lasts > 0:
            passed = last_busy_second(seed, replication, citizen, whose, busy_share, busy_lasts, passed)
        # The cell of the next second: `passed` may be the last second of a cell, after which no
        # look of that cell can follow.
        cell = (passed + 1) // interval
        first, count = NEVER, 1
        if not habit:
            count = poisson_of_mean_one(uniform(seed, replication, citizen, whose, LOOK_COUNT_EMAIL + channel, cell))
        for look in range(count):
            if habit:
                # The address holds no cell, so that the look has the same place in every cell.
                place = uniform(seed, replication, citizen, whose, LOOK_REGULAR, channel)
            else:
                place = uniform(seed, replication, citizen, whose, LOOK_POSITION_EMAIL + channel, cell * 32 + look)
            at = cell * interval + int(place * interval)
            # A spell may begin within the cell, so each look is asked for itself.
            if passed < at < first and not is_busy(seed, replication, citizen, whose, busy_share, busy_lasts, at):
                first = at
        if first < NEVER:
            return moment_of(clocks, clock, first)
        passed = (cell + 1) * interval - 1
    return NEVER


@compiled_inside
def is_busy(
    seed: int, replication: int, citizen: int, whose: int, busy_share: float, busy_lasts: int, passed: int
) -> bool:
    """True if an operational second lies in a busy spell, in which nobody looks at anything."""
    if busy_lasts <= 0:
        return False
    return uniform(seed, replication, citizen, whose, BUSY, passed // busy_lasts) < busy_share


@compiled
def last_busy_second(
    seed: int, replication: int, citizen: int, whose: int, busy_share: float, busy_lasts: int, passed: int
) -> int:
    """The last second of the busy spells that directly follow an operational second; that second itself if none do."""
    while is_busy(seed, replication, citizen, whose, busy_share, busy_lasts, passed + 1):
        # To the last second of that spell. Whole spells are skipped, for a look within them cannot happen.
        passed = ((passed + 1) // busy_lasts + 1) * busy_lasts - 1
    return passed


@compiled_inside
def helper_sees(channel: int) -> bool:
    """True for the channels that a helper looks at too: e-mail and the letterbox, but not somebody else's telephone."""
    return channel in (EMAIL, LETTER)


@compiled_inside
def is_filed(channel: int, mail_rule: bool) -> bool:
    """True if a rule of the mail program files a notification away, so that nobody sees it."""
    return mail_rule and channel == EMAIL


@compiled_inside
def chance_of_notice(attention_logit: float, visibility: float) -> float:
    """The probability that a citizen notices something at the first look at its channel."""
    return logistic(attention_logit + visibility)


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
    chance: float,
    sinking: float,
    looks_before_lost: int,
    end: int,
) -> int:
    """The second in which an arrived contact is noticed; NEVER if it is lost among newer ones or not noticed by `end`.

    `case` is the case in the address of the contact's draws. At the first look the contact is noticed with probability
    `chance`, at each later look with `sinking` times the probability of the previous look.
    """
    at, cell, count = arrived_at, NO_CELL, 0
    for look in range(looks_before_lost):
        where = (channel, clocks, clock, interval)
        at, cell, count = next_look(seed, replication, citizen, *where, at, cell, count)
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
    chance: float,
    sinking: float,
    looks_before_lost: int,
    end: int,
    whose: int,
    habit: bool,
    busy_share: float,
    busy_lasts: int,
) -> int:
    """As `noticed_at`, for any way of looking that `next_look_of` describes; `noticed_at` is the faster common case."""
    manner = (whose, habit, busy_share, busy_lasts)
    at = arrived_at
    for look in range(looks_before_lost):
        at = next_look_of(seed, replication, citizen, channel, clocks, clock, interval, at, *manner)
        if at >= end:
            return NEVER
        # The person takes the place of the consideration in the number, so that a helper has draws of their own.
        if uniform(seed, replication, citizen, case, NOTICE, occurrence(contact, whose, look)) < chance:
            return at
        chance *= sinking
    return NEVER


@compiled_inside
def interval_between_looks(interval: int, looks_per_interval: float, least: int) -> int:
    """Mean operational seconds between looks at a channel: the citizen's own interval divided by the looks in it.

    At least `least`, and at most 2^40 seconds, so that the moment of a look always fits a 64-bit integer.
    """
    return min(max(least, cut(interval / looks_per_interval)), LONGEST_INTERVAL)
