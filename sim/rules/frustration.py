"""Frustration with digital post, and giving it up."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.draws import Decision, uniform
from sim.elementary import exp

OPT_OUT: Final = Decision.OPT_OUT.value
LN2 = 0.6931471805599453
FRUSTRATION_SHIFT: Final = 24
"""Draws of opting out are numbered by what frustrated, and below it by the contact, step or login concerned."""


@compiled
def begins_on_paper(chooses_paper: bool, message_box: bool, compulsory: bool) -> bool:
    """Whether somebody has letters from the beginning of a design on: who wants them, where that is a choice."""
    return chooses_paper and message_box and not compulsory


@compiled
def remaining(frustration: float, elapsed: int, half_life: int) -> float:
    """What is left of frustration after `elapsed` seconds; none at once if the half-life is 0."""
    if half_life <= 0:
        return 0.0 if elapsed > 0 else frustration
    return frustration * exp(-LN2 * elapsed / half_life)


@compiled
def opts_out(
    seed: int, replication: int, citizen: int, case: int, number: int, hazard: float, frustration: float
) -> bool:
    """Whether the citizen gives up digital post at this moment: with probability 1 - exp(-hazard * frustration)."""
    return uniform(seed, replication, citizen, case, OPT_OUT, number) < 1.0 - exp(-hazard * frustration)
