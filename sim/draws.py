"""Addressed draws: every random number is a pure function of the address at which it is used.

A draw's address is (seed, replication, citizen, case, decision, occurrence). The address is the counter, and the seed
the key, of the counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
as 1, 2, 3", SC 2011); one block of 128 bits serves one decision. Hence designs are compared on the same citizens with
common random numbers, and no result depends on the order in which anything is simulated.

Layout of the counter, in words of 32 bits: citizen, case, occurrence, and decision (12 bits) above replication
(20 bits). The key is the seed, low word first.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

import numpy as np

from sim.compilation import compiled, compiled_in_place
from sim.elementary import exp, log

MAX_REPLICATIONS: Final = 1 << 20
MAX_CITIZENS: Final = (1 << 32) - 1
WORLD: Final = MAX_CITIZENS
"""The citizen number in the address of draws that belong to no citizen."""


class Decision(IntEnum):
    """The decision of a draw. Its number is part of the address, and is never changed or reused."""

    SEGMENT = 1
    ACTIVATED = 2
    DORMANT = 3
    EMAIL = 4
    APP = 5
    REMINDER_OPT_IN = 6
    CHECK_INTERVAL = 7
    LETTERBOX_INTERVAL = 8
    ATTENTION = 9
    DILIGENCE = 10
    LOGIN_METHOD = 11
    FORGETFULNESS = 12
    DIRECT_DEBIT = 13
    UNPROMPTED_RATE = 14
    PHONE = 15
    HABIT = 16
    HELPER = 17
    MAIL_RULE = 18
    PREFERENCE = 19

    ELIGIBLE = 20
    ARRIVAL_GAP = 21
    ARRIVAL_SPREAD = 22
    BATCH_HOUR = 23
    BATCH_MOMENT = 24
    WORDS = 25
    AMOUNT = 26
    ALSO_ON_PAPER = 27
    MESSAGE_APPEAL = 28
    UNABLE = 29

    LOST = 30
    DELAY = 31  # 32 to 34 are retired: once draws of bundles
    PAPER_CHOICE = 35

    LOOK_COUNT_EMAIL = 40
    LOOK_COUNT_PUSH = 41
    LOOK_COUNT_SMS = 42
    LOOK_COUNT_LETTER = 43
    LOOK_POSITION_EMAIL = 44
    LOOK_POSITION_PUSH = 45
    LOOK_POSITION_SMS = 46
    LOOK_POSITION_LETTER = 47
    LOOK_REGULAR = 48
    BUSY = 49

    NOTICE = 50
    SUSPICION = 51
    SUSPICION_CHECK = 52
    OPENING = 53
    REMEMBER = 54
    POSTPONEMENT = 55

    LOGIN_ATTEMPT = 60
    AFTER_FAILURE = 61
    RECOVERY_DELAY = 62
    READ_ALONG = 63

    ACT_AT_ONCE = 70
    PLANNED_LEAD = 71
    FORGET = 72
    PAY_ON_STEP = 73
    PAY_ON_REMINDER = 74
    MEANS = 75
    MEANS_GAP = 76
    OBJECTION = 77
    ANSWER_BY_POST = 78

    UNPROMPTED_GAP = 80

    OPT_OUT = 90

    OUTAGE_GAP = 100
    OUTAGE_LENGTH = 101
    IMITATION_GAP = 102
    IMITATION_BELIEVED = 103
    IMITATION_LOSS = 104
    IMITATION_ROUNDING = 105

    CALL = 110
    CALL_DELAY = 111
    CALL_MOMENT = 112
    CALL_LENGTH = 113
    CALL_PATIENCE = 114

    SURVEYED = 120
    GRADE = 121

    CERTIFIED = 130

    LARGEST_DIFFERENCE = 140

    FITTING_START = 150
    FITTING_STEP = 151


# Multipliers (M) and Weyl constants (W) of the paper: W0 is the golden ratio and W1 is sqrt(3) - 1, in 32 bits.
M0: Final = np.uint64(0xD2511F53)
M1: Final = np.uint64(0xCD9E8D57)
W0: Final = np.uint64(0x9E3779B9)
W1: Final = np.uint64(0xBB67AE85)
MASK: Final = np.uint64(0xFFFFFFFF)
HALF: Final = np.uint64(32)
ONE: Final = np.uint64(0x3FF0000000000000)
"""The bits of the number 1.0."""
NEARLY_ONE: Final = 1.0 - 2.0**-53


@compiled_in_place
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds of Philox4x32 on a counter and a key, given and returned as 32-bit words in 64-bit integers."""
    # 64-bit integers hold the full product of two 32-bit words, of which Philox uses both halves.
    # Ten rounds, as the authors recommend: seven already pass their tests of randomness, and
    # three are a margin of safety.
    for _ in range(10):
        p0 = M0 * c0
        p1 = M1 * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & MASK, (p0 >> HALF) ^ c3 ^ k1, p0 & MASK
        k0 = (k0 + W0) & MASK
        k1 = (k1 + W1) & MASK
    return c0, c1, c2, c3


@compiled_in_place
def block(
    seed: int, replication: int, citizen: int, case: int, decision: int, occurrence: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """The four 32-bit words at an address. `seed` is the signed 64-bit form of the key (see `signed`)."""
    key = np.uint64(seed)
    return philox(
        np.uint64(citizen) & MASK,
        np.uint64(case) & MASK,
        np.uint64(occurrence) & MASK,
        # Twelve bits of decision above twenty of replication fill the last word, which `MAX_REPLICATIONS` relies on.
        np.uint64((decision << 20) | replication) & MASK,
        key & MASK,
        key >> HALF,
    )


@compiled
def between_zero_and_one(high: np.uint64, low: np.uint64) -> float:
    """The middle of one of 2^52 equal parts of (0, 1), selected by the upper bits of two 32-bit words."""
    # The bits become the fraction of a number in [1, 2), from which nearly 1 is subtracted: exact, and no conversion.
    fraction = ((high << HALF) | low) >> np.uint64(12)
    return float((fraction | ONE).view(np.float64) - NEARLY_ONE)


@compiled
def uniform(seed: int, replication: int, citizen: int, case: int, decision: int, occurrence: int) -> float:
    """A uniform draw on the open interval (0, 1), with 52 random bits: never 0 and never 1."""
    w0, w1, _, _ = block(seed, replication, citizen, case, decision, occurrence)
    return between_zero_and_one(w0, w1)


@compiled
def uniforms(
    seed: int, replication: int, citizen: int, case: int, decision: int, occurrence: int
) -> tuple[float, float]:
    """Two independent uniform draws on (0, 1) from one block, such as one for an event and one for its probability."""
    w0, w1, w2, w3 = block(seed, replication, citizen, case, decision, occurrence)
    return between_zero_and_one(w0, w1), between_zero_and_one(w2, w3)


@compiled
def exponential(seed: int, replication: int, citizen: int, case: int, decision: int, occurrence: int) -> float:
    """An exponential draw with mean 1."""
    # The open interval keeps the logarithm finite.
    return -log(uniform(seed, replication, citizen, case, decision, occurrence))


@compiled
def normal_quantile(p: float) -> float:
    """The standard normal quantile of p in (0, 1).

    Algorithm AS 241, routine PPND16 (Wichura, Applied Statistics 37, 1988): relative accuracy about 1e-16.
    """
    q = p - 0.5
    # Three rational approximations: the centre, the tails up to about p = 1e-11, and beyond them.
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        numerator = (
            (
                (
                    (
                        ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                        + 45921.953931549871457
                    )
                    * r
                    + 13731.693765509461125
                )
                * r
                + 1971.5909503065514427
            )
            * r
            + 133.14166789178437745
        ) * r + 3.387132872796366608
        denominator = (
            (
                (
                    (
                        ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                        + 21213.794301586595867
                    )
                    * r
                    + 5394.1960214247511077
                )
                * r
                + 687.1870074920579083
            )
            * r
            + 42.313330701600911252
        ) * r + 1.0
        return q * numerator / denominator
    # By the nearer tail, whose probability has all its digits.
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        numerator = (
            (
                (
                    (
                        ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                        + 1.27045825245236838258
                    )
                    * r
                    + 3.64784832476320460504
                )
                * r
                + 5.7694972214606914055
            )
            * r
            + 4.6303378461565452959
        ) * r + 1.42343711074968357734
        denominator = (
            (
                (
                    (
                        ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                        + 0.14810397642748007459
                    )
                    * r
                    + 0.68976733498510000455
                )
                * r
                + 1.6763848301838038494
            )
            * r
            + 2.05319162663775882187
        ) * r + 1.0
    else:
        r -= 5.0
        numerator = (
            (
                (
                    (
                        ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                        + 0.026532189526576123093
                    )
                    * r
                    + 0.29656057182850489123
                )
                * r
                + 1.7848265399172913358
            )
            * r
            + 5.4637849111641143699
        ) * r + 6.6579046435011037772
        denominator = (
            (
                (
                    (
                        ((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                        + 7.868691311456132591e-4
                    )
                    * r
                    + 0.0148753612908506148525
                )
                * r
                + 0.13692988092273580531
            )
            * r
            + 0.59983220655588793769
        ) * r + 1.0
    return -(numerator / denominator) if q < 0.0 else numerator / denominator


@compiled
def normal(seed: int, replication: int, citizen: int, case: int, decision: int, occurrence: int) -> float:
    """A standard normal draw, by inversion."""
    return normal_quantile(uniform(seed, replication, citizen, case, decision, occurrence))


@compiled
def lognormal(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    decision: int,
    occurrence: int,
    median: float,
    sigma: float,
) -> float:
    """A lognormal draw with this median, and this standard deviation of its logarithm."""
    return median * exp(sigma * normal(seed, replication, citizen, case, decision, occurrence))


@compiled
def gumbel_quantile(word: np.uint64) -> float:
    """The standard Gumbel quantile of the middle of one of 2^32 equal parts of (0, 1)."""
    # One word for each alternative, so that one block serves a whole choice.
    return -log(-log((np.float64(word) + 0.5) * 2.0**-32))


GUMBEL_SHIFT: Final = np.uint64(22)
_SLACK: Final = 1e-9
"""Margin of the bounds, far larger than the error of any logarithm."""
# Mathematical functions of the machine are good enough for bounds: the slack covers their last bits.
_EDGES: Final = (-math.inf, *(-math.log(-math.log(part / 1024)) for part in range(1, 1024)), math.inf)
GUMBEL_LEAST: Final = np.array(_EDGES[:-1]) - _SLACK
GUMBEL_MOST: Final = np.array(_EDGES[1:]) + _SLACK
"""Bounds of the Gumbel quantile of a word, indexed by its first ten bits, which remain after `GUMBEL_SHIFT`."""


@compiled
def gumbels(
    seed: int, replication: int, citizen: int, case: int, decision: int, occurrence: int
) -> tuple[float, float, float]:
    """Three independent standard Gumbel variates from one block: one for each alternative of a choice."""
    w0, w1, w2, _ = block(seed, replication, citizen, case, decision, occurrence)
    return gumbel_quantile(w0), gumbel_quantile(w1), gumbel_quantile(w2)


def signed(seed: int) -> int:
    """The signed 64-bit integer with the bits of a seed in [0, 2^64), as compiled functions take it."""
    # Compiled functions are made for signed integers. `block` takes the bits as an unsigned key again.
    if not 0 <= seed < 1 << 64:
        raise ValueError(f"a seed lies in [0, 2^64), not at {seed}")
    return seed - (1 << 64) if seed >= 1 << 63 else seed
