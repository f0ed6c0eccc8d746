"""The survey: who is asked for a grade, and what grade a burden leaves."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.clock import HOUR
from sim.compilation import compiled, compiled_with_arrays
from sim.draws import Decision, normal, uniform
from sim.rules.distributions import whole
from sim.rules.parameters import Integers

SURVEYED: Final = Decision.SURVEYED.value
GRADE: Final = Decision.GRADE.value


@compiled
def grade(points: float) -> int:
    """The nearest whole grade from 1 to 10."""
    return min(max(whole(points), 1), 10)


@compiled_with_arrays
def grades(
    seed: int,
    replication: int,
    citizens: Integers,
    overhead_seconds: Integers,
    fees: Integers,
    yearly: float,
    share: float,
    base: float,
    per_hour: float,
    per_fee: float,
    sd: float,
    adaptation: float,
) -> tuple[Integers, Integers, Integers]:
    """Whether each citizen is asked, and the grade given where the box is free and where it is mandatory.

    A grade is what is given without burden (`base`), less the points for a year's overhead (`per_hour`) and for
    invoices with a fee (`per_fee`), plus a normal term, and where there is no alternative plus the adaptation; rounded
    to a whole grade from 1 to 10, and 0 for who is not asked. `yearly` goes from the measured window to a year.
    """
    asked, free, mandatory = np.zeros_like(citizens), np.zeros_like(citizens), np.zeros_like(citizens)
    for place in range(len(citizens)):
        citizen = citizens[place]
        if uniform(seed, replication, citizen, 0, SURVEYED, 0) >= share:
            continue
        burden = per_hour * yearly * overhead_seconds[place] / HOUR
        burden += per_fee * yearly * fees[place]
        points = base - burden + sd * normal(seed, replication, citizen, 0, GRADE, 0)
        asked[place] = 1
        free[place] = grade(points)
        mandatory[place] = grade(points + adaptation)
    return asked, free, mandatory
