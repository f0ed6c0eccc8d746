"""The survey: the selection of respondents, and the grade that a citizen gives depending on the burden."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.clock import HOUR
from sim.compilation import compiled, compiled_with_arrays
from sim.draws import Decision, normal, uniform
from sim.rules.distributions import whole
from sim.rules.parameters import Floats, Integers

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
    login_seconds: Integers,
    burdens: Floats,
    fees: Integers,
    yearly: float,
    share: float,
    base: float,
    per_hour: float,
    per_fee: float,
    sd: float,
    adaptation: float,
) -> tuple[Integers, Integers]:
    """For each citizen 1 if asked, else 0; and the grade given, 0 if not asked.

    A grade is the grade without burden (`base`), minus the points for a year's overhead (`per_hour`) and for invoices
    with a fee (`per_fee`), plus a normal error and the adaptation, which is 0 where there is an alternative. It is
    rounded to an integer from 1 to 10. The time of logins is weighted by each citizen's factor in `burdens`. `yearly`
    scales the measured window to a year.
    """
    asked, given = np.zeros_like(citizens), np.zeros_like(citizens)
    for place in range(len(citizens)):
        citizen = citizens[place]
        # Who is asked does not depend on the design, so that grades are paired.
        if uniform(seed, replication, citizen, 0, SURVEYED, 0) >= share:
            continue
        felt = overhead_seconds[place] + (burdens[place] - 1.0) * login_seconds[place]
        burden = per_hour * yearly * felt / HOUR
        burden += per_fee * yearly * fees[place]
        points = base - burden + sd * normal(seed, replication, citizen, 0, GRADE, 0)
        asked[place] = 1
        given[place] = grade(points + adaptation)
    return asked, given
