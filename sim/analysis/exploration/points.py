"""Points over parameter uncertainty: sets that fit published figures, and everything else anywhere in its range."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.exploration.ensemble import Ensemble
from sim.analysis.exploration.space import Numbers, Space
from sim.errors import UsageError


def known_points(space: Space, count: int, seed: int, ensemble: Ensemble | None, least: int = 16) -> Numbers:
    """Points of the unit cube of a space; without an ensemble every factor lies anywhere in its range.

    Raises `UsageError` if `count` is below `least`.
    """
    if count < least:
        raise UsageError(f"A space takes {least} points or more, not {count}.")
    spread = spread_points(count, len(space.factors), seed)
    return spread if ensemble is None else ensemble.points(space, spread)


LEAST_POINTS: Final = 16
"""Least number of points; with fewer, even a share of 100 % is known only to a fifth (Wilson's interval is 81 % to 100
%)."""
BLOCK: Final = 64
"""Number of points that together cover the range of every factor evenly."""


def spread_points(count: int, size: int, seed: int) -> Numbers:
    """Points that fill the unit cube: Latin hypercubes of 64 points each; more points begin with the same.

    A Sobol sequence is not used: in a hundred dimensions and more its columns are far from independent.
    """
    from scipy.stats import qmc  # noqa: PLC0415  (half a second to load)

    # A multiplier well above the number of blocks keeps the block seeds of different studies apart.
    blocks = [
        qmc.LatinHypercube(size, seed=seed * 100_003 + block).random(BLOCK) for block in range(-(-count // BLOCK))
    ]
    points: Numbers = np.vstack(blocks)[:count]
    return points
