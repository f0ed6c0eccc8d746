"""Screening: the change of an output when one factor at a time is moved, from few points (Morris, 1991).

A trajectory is a walk of k + 1 points through the unit hypercube that moves each of its k factors once. The change of
the output over a step is an elementary effect. The mean absolute effect ranks the factors (Campolongo and others,
Environmental Modelling & Software 22, 2007), with far fewer points than shares of the variance need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import CONFIDENCE, Estimate
from sim.analysis.uncertainty.cube import RESAMPLED, Matrix, Vector, cube

LEVELS: Final = 4
"""Levels of a factor that trajectories go through, as Morris proposes; an even number."""
RESAMPLES: Final = 1_000
LEAST: Final = 2
"""Least number of trajectories: effects of a single one have no spread."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Elementary effects of one factor on an output, in the output's unit, scaled to the factor's whole range."""

    factor: str
    mu: float
    """Mean effect; where it is as large as `mu_star`, the factor moves the output one way only."""
    mu_star: Estimate
    """Mean absolute effect, with an interval for the finite number of trajectories if there are enough."""
    sigma: float
    """Standard deviation of the effect: it is large if the factor interacts with others, or acts nonlinearly."""
    trajectories: int
    """Number of trajectories that this rests on."""


def trajectories(names: Sequence[str], count: int, seed: int, levels: int = LEVELS) -> Matrix:
    """The points of `count` trajectories, one after the other: count * (k + 1) rows of k places in [0, 1].

    Raises `ValueError` for fewer than two trajectories, or an odd number of levels.
    """
    require_trajectories(count)
    if levels < 2 or levels % 2:
        raise ValueError(f"trajectories go through an even number of levels, not {levels}")
    from SALib.sample import morris  # noqa: PLC0415  (a second to load, and only some studies need it)

    points: Matrix = morris.sample(cube(names), count, num_levels=levels, seed=seed)
    return points


def require_trajectories(count: int) -> None:
    """Raises `ValueError` for fewer than two trajectories."""
    if count < LEAST:
        raise ValueError(f"A screening takes {LEAST} trajectories or more, not {count}: of one there is no spread")


def effects(
    names: Sequence[str],
    points: Matrix,
    outputs: Vector,
    seed: int,
    levels: int = LEVELS,
    confidence: float = CONFIDENCE,
) -> tuple[Effect, ...]:
    """The effect of every factor on an output, in the order of the names.

    `points` are those of `trajectories` with the same names and levels, and `outputs` has a number for each. A
    trajectory with an output that is not a number is left out as a whole; fewer than two that are left give no effects.
    The intervals have this confidence and come from a bootstrap over trajectories with this seed; with too few there
    are none. Raises `ValueError` if numbers of rows do not match.
    """
    kept = whole_trajectories(len(names), points, outputs)
    count = len(kept) // (len(names) + 1)
    if count < LEAST:
        return ()
    from SALib.analyze import morris  # noqa: PLC0415  (a second to load)

    found = morris.analyze(
        cube(names), points[kept], np.asarray(outputs, dtype=np.float64)[kept],
        num_resamples=RESAMPLES, conf_level=confidence, num_levels=levels, seed=seed,
    )  # fmt: skip
    return tuple(
        Effect(
            name,
            float(found["mu"][place]),
            around(float(found["mu_star"][place]), float(found["mu_star_conf"][place]), count),
            float(found["sigma"][place]),
            count,
        )
        for place, name in enumerate(names)
    )


def around(size: float, half: float, count: int) -> Estimate:
    """A size of 0 or more, with its interval if there are enough trajectories for one."""
    if count < RESAMPLED:
        return Estimate(size)
    return Estimate(size, max(0.0, size - half), size + half)


def whole_trajectories(factors: int, points: Matrix, outputs: Vector) -> NDArray[np.intp]:
    """The rows of the trajectories in which every output is a number."""
    steps = factors + 1
    if points.shape != (len(outputs), factors) or len(outputs) % steps:
        raise ValueError(f"a trajectory has {steps} rows; found {points.shape} points and {len(outputs)} outputs")
    whole = np.isfinite(np.asarray(outputs, dtype=np.float64)).reshape(-1, steps).all(axis=1)
    return np.flatnonzero(np.repeat(whole, steps))


def ranked(found: Iterable[Effect]) -> tuple[Effect, ...]:
    """The effects by size, the largest first; ties keep their order."""
    return tuple(sorted(found, key=lambda each: -(each.mu_star.value or 0.0)))


def shares(found: Sequence[Effect]) -> dict[str, Estimate]:
    """The share of each factor in the sum of all mean squared effects.

    For an output that is linear in the factors it is the share of the variance. For any other it approximates the total
    index, which mean squares bound (Sobol and Kucherenko, Mathematics and Computers in Simulation 79, 2009). The
    interval has the relative width of the squared mean absolute effect; it ignores the uncertainty of the sum. Empty if
    no factor has any effect.
    """
    squares = {each.factor: each.mu**2 + each.sigma**2 for each in found}
    whole = sum(squares.values())
    if whole == 0.0:
        return {}

    def part(each: Effect) -> Estimate:
        share, size = squares[each.factor] / whole, each.mu_star
        if not size.value or size.low is None or size.high is None:
            return Estimate(share)
        return Estimate(share, share * (size.low / size.value) ** 2, min(1.0, share * (size.high / size.value) ** 2))

    return {each.factor: part(each) for each in found}
