"""Mails that imitate the notification: their arrival, whether they are believed, and the cost that is booked.

If the actual loss were booked, one citizen in three hundred who loses two hours would cause nearly all the variance of
a difference in effort, although no later event depends on it. So a noticed imitation books its expectation: the
probability of being believed times the cost. Belief is drawn all the same, and shown in the story of a life.

Time stays in whole seconds and money in whole cents. An expectation lies between two integers, and the upper one is
booked with the probability that makes the mean exact (stochastic rounding). Rounding to the nearest integer would give
all citizens the same error of up to half a second, which is as much as designs differ. A finer unit would make all
exact sums of squares wider.
"""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER, YEAR
from sim.compilation import compiled_inside
from sim.draws import Decision, exponential, uniform, uniforms
from sim.elementary import logistic
from sim.rules.distributions import Table, cut, quantile, whole

IMITATION_GAP: Final = Decision.IMITATION_GAP.value
IMITATION_BELIEVED: Final = Decision.IMITATION_BELIEVED.value
IMITATION_LOSS: Final = Decision.IMITATION_LOSS.value
IMITATION_ROUNDING: Final = Decision.IMITATION_ROUNDING.value


@compiled_inside
def next_imitation(seed: int, replication: int, citizen: int, number: int, before: int, per_year: float) -> int:
    """The arrival of the imitation with this number in a Poisson process; the previous one arrived at `before`."""
    if per_year <= 0.0:
        return NEVER
    # At least a second after the last one, so that two imitations never share a second.
    return before + 1 + cut(exponential(seed, replication, citizen, 0, IMITATION_GAP, number) * YEAR / per_year)


@compiled_inside
def is_believed(seed: int, replication: int, citizen: int, number: int, logit: float) -> bool:
    """True if a noticed imitation is believed."""
    return uniform(seed, replication, citizen, 0, IMITATION_BELIEVED, number) < logistic(logit)


@compiled_inside
def loss_of(seed: int, replication: int, citizen: int, number: int, table: Table, points: Table, row: int) -> int:
    """Cents lost to an imitation if it is believed, drawn from the distribution in a row."""
    return max(0, whole(quantile(table, points, row, uniform(seed, replication, citizen, 0, IMITATION_LOSS, number))))


@compiled_inside
def expected_cost(
    seed: int, replication: int, citizen: int, number: int, logit: float, seconds: int, cents: int
) -> tuple[int, int]:
    """The seconds and cents to book for a noticed imitation that would cost `seconds` and `cents` if believed.

    Their mean over the draws is exactly the probability of belief times the cost.
    """
    believed = logistic(logit)
    # floor(x + u) with u uniform is the lower integer or the upper one, with mean x.
    up, rise = uniforms(seed, replication, citizen, 0, IMITATION_ROUNDING, number)
    return cut(believed * seconds + up), cut(believed * cents + rise)
