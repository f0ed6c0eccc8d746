"""Frustration with digital post, and opting out of it."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled_inside
from sim.draws import Decision, uniform
from sim.elementary import exp

OPT_OUT: Final = Decision.OPT_OUT.value
LN2 = 0.6931471805599453
ROUNDING: Final = 1e-15
"""More than the exponential of a number near 0 can err."""
FRUSTRATION_SHIFT: Final = 24
"""Draws of opting out are numbered by the source of frustration, and below it by contact, step or login."""


@compiled_inside
def begins_on_paper(chooses_paper: bool, message_box: bool, compulsory: bool) -> bool:
    """True if a citizen gets letters from the beginning of a design on, by own choice where the design allows it."""
    return chooses_paper and message_box and not compulsory


@compiled_inside
def remaining(frustration: float, elapsed: int, half_life: int) -> float:
    """The frustration left after `elapsed` seconds of exponential decay; with half-life 0 it vanishes immediately."""
    if half_life <= 0:
        return 0.0 if elapsed > 0 else frustration
    return frustration * exp(-LN2 * elapsed / half_life)


@compiled_inside
def opts_out(
    seed: int, replication: int, citizen: int, case: int, number: int, hazard: float, frustration: float
) -> bool:
    """True if the citizen opts out at this moment, which has probability 1 - exp(-hazard * frustration)."""
    draw, mean = uniform(seed, replication, citizen, case, OPT_OUT, number), hazard * frustration
    # The probability of at least one event of a Poisson process with this mean: it stays below 1 however large
    # frustration grows. It is also below the mean, which nearly always decides without an exponential.
    return draw < mean + ROUNDING and draw < 1.0 - exp(-mean)
