"""Mails that imitate the notification: when they come, whether they are believed, and what of that is booked.

That one citizen in three hundred loses two hours would be nearly all the variance of a difference in effort, and no
event hangs on it. So a noticed imitation books its expectation: the probability to be believed times what that costs.
Whether it is believed is drawn all the same, and told in the life.

Time stays in whole seconds and money in whole cents. An expectation lies between two of them, and the upper one is
booked with the probability that makes the mean exact. Always the nearest one would err alike for everybody, by up to
half a second, which is as much as designs differ; a finer unit would make all exact sums of squares wider.
"""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER, YEAR
from sim.compilation import compiled
from sim.draws import Decision, exponential, uniform, uniforms
from sim.elementary import logistic
from sim.rules.distributions import Table, cut, quantile, whole

IMITATION_GAP: Final = Decision.IMITATION_GAP.value
IMITATION_BELIEVED: Final = Decision.IMITATION_BELIEVED.value
IMITATION_LOSS: Final = Decision.IMITATION_LOSS.value
IMITATION_ROUNDING: Final = Decision.IMITATION_ROUNDING.value


@compiled
def next_imitation(seed: int, replication: int, citizen: int, number: int, before: int, per_year: float) -> int:
    """When the imitation with this number arrives, the one before it having arrived at `before`: a Poisson process."""
    if per_year <= 0.0:
        return NEVER
    return before + 1 + cut(exponential(seed, replication, citizen, 0, IMITATION_GAP, number) * YEAR / per_year)


@compiled
def is_believed(seed: int, replication: int, citizen: int, number: int, logit: float) -> bool:
    """Whether a noticed imitation is believed."""
    return uniform(seed, replication, citizen, 0, IMITATION_BELIEVED, number) < logistic(logit)


@compiled
def loss_of(seed: int, replication: int, citizen: int, number: int, table: Table, points: Table, row: int) -> int:
    """Cents that an imitation costs if it is believed, from the distribution in a row."""
    return max(0, whole(quantile(table, points, row, uniform(seed, replication, citizen, 0, IMITATION_LOSS, number))))


@compiled
def expected_cost(
    seed: int, replication: int, citizen: int, number: int, logit: float, seconds: int, cents: int
) -> tuple[int, int]:
    """The seconds and cents to book for a noticed imitation that would cost so much if it were believed.

    Their mean over the draws is exactly the probability times the cost.
    """
    believed = logistic(logit)
    up, rise = uniforms(seed, replication, citizen, 0, IMITATION_ROUNDING, number)
    return cut(believed * seconds + up), cut(believed * cents + rise)
