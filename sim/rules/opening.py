"""The decision to open, postpone or ignore a contact, and the moment at which a postponed one is reconsidered."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.clock import NEVER
from sim.compilation import compiled, compiled_inside
from sim.draws import GUMBEL_LEAST, GUMBEL_MOST, GUMBEL_SHIFT, Decision, block, gumbel_quantile, normal, uniform
from sim.rules.distributions import Table, quantile, whole
from sim.rules.hours import moment_of, operational
from sim.rules.order import occurrence
from sim.rules.parameters import DEEP, INVOICE, LETTER, NO_LOGIN, PAY_LINK, Integers

MESSAGE_APPEAL: Final = Decision.MESSAGE_APPEAL.value
OPENING: Final = Decision.OPENING.value
REMEMBER: Final = Decision.REMEMBER.value
POSTPONEMENT: Final = Decision.POSTPONEMENT.value
READ_ALONG: Final = Decision.READ_ALONG.value
OPEN, POSTPONE, IGNORE = range(3)


@compiled_inside
def appeal(seed: int, replication: int, citizen: int, case: int, sd_message: float) -> float:
    """The random utility of opening a message, normal with mean 0 and shared by all its contacts."""
    return sd_message * normal(seed, replication, citizen, case, MESSAGE_APPEAL, 0)


@compiled_inside
def is_moot(asks_for_payment: bool, is_settled: bool, is_known: bool) -> bool:
    """True if a contact contains nothing new: it asks for a payment already made, or announces a known message."""
    return is_settled if asks_for_payment else is_known


@compiled_inside
def needs_login(access: int, channel: int, kind: int, pay_from_contact: int) -> bool:
    """True if opening takes a login: not if the contact contains the content, or a link to see and pay the bill."""
    pays_by_link = pay_from_contact == PAY_LINK and kind == INVOICE
    # A link to pay the bill shows it as well, and makes the login needless; in an envelope nobody can follow it.
    return access != NO_LOGIN and not (pays_by_link and channel != LETTER)


@compiled_inside
def navigating(link: int, seconds: int) -> int:
    """Seconds from the login to the message: none with a deep link, which leads directly to it."""
    return 0 if link == DEEP else seconds


@compiled_inside
def utility_of_opening(
    b_value: float,
    belief: float,
    diligence: float,
    appeal: float,
    b_urgency: float,
    urgency: float,
    constant: float,
    b_friction: float,
    minutes: float,
) -> float:
    """The utility of opening: belief about its worth, urgency and diligence, minus the friction of a login.

    `appeal` belongs to the message, `constant` to the way of opening it; `minutes` is 0 where no login is needed.
    """
    return b_value * belief + diligence + appeal + b_urgency * urgency + constant - b_friction * minutes


@compiled
def choice(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    contact: int,
    consideration: int,
    utility_of_opening: float,
    utility_of_postponing: float,
) -> int:
    """The choice to open (0), postpone (1) or ignore (2): the alternative with the largest utility plus Gumbel draw.

    The utility of ignoring is 0. The shares follow a multinomial logit (McFadden 1974). Each alternative has its own
    draw, so that a change in the utility of one never flips a choice between the two others.
    """
    w0, w1, w2, _ = block(seed, replication, citizen, case, OPENING, occurrence(contact, consideration, 0))
    # The first bits of the draws nearly always decide, which saves six logarithms. Rounding is monotonic, so bounds of
    # the draws give bounds of the rounded sums, and the choice is the same as with the exact draws.
    o, p, i = np.int64(w0 >> GUMBEL_SHIFT), np.int64(w1 >> GUMBEL_SHIFT), np.int64(w2 >> GUMBEL_SHIFT)
    least_postponing = GUMBEL_LEAST[p] + utility_of_postponing
    most_postponing = GUMBEL_MOST[p] + utility_of_postponing
    if GUMBEL_LEAST[o] + utility_of_opening > max(most_postponing, GUMBEL_MOST[i]):
        return OPEN
    if GUMBEL_MOST[o] + utility_of_opening < max(least_postponing, GUMBEL_LEAST[i]):
        if least_postponing > GUMBEL_MOST[i]:
            return POSTPONE
        if most_postponing < GUMBEL_LEAST[i]:
            return IGNORE
    opening = gumbel_quantile(w0) + utility_of_opening
    postponing = gumbel_quantile(w1) + utility_of_postponing
    ignoring = gumbel_quantile(w2)
    # Ties go to the first in this order, in both engines and in lives.
    if opening >= postponing and opening >= ignoring:
        return OPEN
    return POSTPONE if postponing >= ignoring else IGNORE


@compiled_inside
def reconsidered_at(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    contact: int,
    consideration: int,
    now: int,
    remembers: float,
    table: Table,
    points: Table,
    postponement_row: int,
    reminded_at: int,
    clocks: Integers,
    clock: int,
) -> int:
    """The moment at which a postponed contact is reconsidered; NEVER if it is forgotten.

    `reminded_at` is the moment at which a disclosed deadline brings it back to mind at the latest; NEVER if none was
    disclosed or that moment has passed. The delay is in operational time.
    """
    number = occurrence(contact, consideration, 0)
    at = NEVER
    if uniform(seed, replication, citizen, case, REMEMBER, number) < remembers:
        p = uniform(seed, replication, citizen, case, POSTPONEMENT, number)
        delay = max(1, whole(quantile(table, points, postponement_row, p)))
        at = moment_of(clocks, clock, operational(clocks, clock, now) + delay)
    # A deadline brings a contact back also if it was forgotten.
    if now < reminded_at < at:
        return reminded_at
    return at


@compiled_inside
def reads_along(
    seed: int, replication: int, citizen: int, case: int, cause: int, contact: int, reads_all: float
) -> bool:
    """True if the unread message `case` is also read in the login caused by contact `contact` of message `cause`."""
    return uniform(seed, replication, citizen, case, READ_ALONG, (cause << 8) | contact) < reads_all
