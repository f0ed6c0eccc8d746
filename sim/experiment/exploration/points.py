"""Points of what is not known: sets that fit published figures, and everything else anywhere in its range."""

from __future__ import annotations

from sim.experiment.exploration.ensemble import Ensemble
from sim.experiment.exploration.space import Numbers, Space


def known_points(space: Space, count: int, seed: int, ensemble: Ensemble | None) -> Numbers:
    """Points of the unit cube of a space; without an ensemble every factor lies anywhere in its range."""
    spread = spread_points(count, len(space.factors), seed)
    return spread if ensemble is None else ensemble.points(space, spread)


def spread_points(count: int, size: int, seed: int) -> Numbers:
    """Points that fill the unit cube evenly: a scrambled Sobol sequence with this seed.

    Evenly in every direction only if their number is a power of 2; another number is cut from the next one.
    """
    from scipy.stats import qmc  # noqa: PLC0415  (half a second to load)

    exponent = max(count - 1, 1).bit_length()
    points: Numbers = qmc.Sobol(size, scramble=True, seed=seed).random_base2(exponent)[:count]
    return points
