"""Mails that imitate the notification: when they come, and whether they are believed."""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER, YEAR
from sim.compilation import compiled
from sim.draws import Decision, exponential, uniform
from sim.elementary import logistic
from sim.rules.distributions import LARGEST

IMITATION_GAP: Final = Decision.IMITATION_GAP.value
IMITATION_BELIEVED: Final = Decision.IMITATION_BELIEVED.value


@compiled
def next_imitation(seed: int, replication: int, citizen: int, number: int, before: int, per_year: float) -> int:
    """When the imitation with this number arrives, the one before it having arrived at `before`: a Poisson process."""
    if per_year <= 0.0:
        return NEVER
    return (
        before
        + 1
        + int(min(exponential(seed, replication, citizen, 0, IMITATION_GAP, number) * YEAR / per_year, LARGEST))
    )


@compiled
def is_believed(seed: int, replication: int, citizen: int, number: int, logit: float) -> bool:
    """Whether a noticed imitation is believed."""
    return uniform(seed, replication, citizen, 0, IMITATION_BELIEVED, number) < logistic(logit)
