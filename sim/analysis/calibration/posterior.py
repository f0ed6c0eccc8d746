"""Which points of the space fit the targets, and what the targets say of each factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from sim.analysis.calibration.emulator import Emulator
from sim.analysis.calibration.walk import NOBODY, Numbers, walked
from sim.draws import Decision, uniform

Standing: TypeAlias = Literal["pinned", "narrowed", "open"]
"""What the targets say of a factor: they pin it down, they narrow it, or they leave it open."""
PINNED: Final = 0.75
NARROWED: Final = 0.25
"""The contraction from which a factor is called so: at 0.75 its standard deviation is half of what it was."""
MOST_TIMES: Final = 2.0
"""Nothing is called pinned whose middle 90 % go from a value to this many times as much."""
UNIFORM_VARIANCE: Final = 1.0 / 12.0
TOGETHER: Final = 0.5
"""The correlation from which two factors are said to trade off."""
STATES: Final = 20
"""States kept of each chain, evenly spread over the second half of its walk."""


@dataclass(frozen=True, slots=True)
class Aims:
    """The targets of a fit, in the order of their emulators."""

    emulators: tuple[Emulator, ...]
    variances: Numbers
    """Of each target: its own uncertainty, and the chance in what is simulated."""


def fitting_points(
    start: Numbers, free: Sequence[int], aims: Aims, targets: Numbers, *, group: int, steps: int, key: int
) -> Numbers:
    """Points that fit: state by chain by coordinate, from chains that begin at the rows of `start`.

    `targets` has a row for each chain, or one for all. Chains walk together in groups of so many. Coordinates that are
    not free stay where they are.
    """
    chains = len(start)
    if steps < 2 * STATES:
        raise ValueError(f"a walk takes {2 * STATES} steps or more, not {steps}")
    kept = np.linspace(steps // 2, steps - 1, STATES).astype(np.int64)
    most = max(len(each.places) for each in aims.emulators)
    places = np.full((len(aims.emulators), most), NOBODY, dtype=np.int64)
    coefficients = np.zeros((len(aims.emulators), max(len(each.coefficients) for each in aims.emulators)))
    for row, each in enumerate(aims.emulators):
        places[row, : len(each.places)] = each.places
        coefficients[row, : len(each.coefficients)] = each.coefficients
    return walked(
        start,
        np.array(free, dtype=np.int64),
        group,
        np.ascontiguousarray(np.broadcast_to(targets, (chains, len(aims.emulators)))),
        aims.variances,
        places,
        coefficients,
        np.array([each.share for each in aims.emulators], dtype=np.int64),
        np.array([each.error for each in aims.emulators]),
        key,
        kept,
    )


def anywhere(points: int, size: int, key: int) -> Numbers:
    """Points drawn evenly from the unit cube, each coordinate by its address."""
    decision = Decision.FITTING_START.value
    rows = [[uniform(key, 0, point, place, decision, 0) for place in range(size)] for point in range(points)]
    return np.array(rows)


def contraction(values: Numbers) -> Numbers:
    """How far each coordinate is narrowed from evenly in the unit interval: 0 not at all, 1 to a point."""
    found: Numbers = np.maximum(0.0, 1.0 - values.var(axis=0) / UNIFORM_VARIANCE)
    return found


def standing(contracted: float, low: float, high: float) -> Standing:
    """What a contraction is called, of a factor that lies from `low` to `high` among what fits.

    On a wide logarithmic range a number may be narrowed a lot and still move fourfold: then it is not pinned.
    """
    if contracted >= PINNED and not (low >= 0.0 and high > MOST_TIMES * low):
        return "pinned"
    return "narrowed" if contracted >= NARROWED else "open"


def trading_off(values: Numbers) -> list[tuple[int, int, float]]:
    """Pairs of coordinates that are correlated among the points that fit, the strongest first."""
    moving = values.std(axis=0) > 0.0
    found = np.zeros((values.shape[1], values.shape[1]))
    found[np.ix_(moving, moving)] = np.corrcoef(values[:, moving], rowvar=False)
    pairs = [
        (one, other, float(found[one, other]))
        for one in range(len(found))
        for other in range(one + 1, len(found))
        if abs(found[one, other]) >= TOGETHER
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def disagreement(states: Numbers) -> float:
    """How far chains of one group disagree on where they are: the largest R-hat of any coordinate, 1 if not at all.

    The ratio of the spread of all chains to that within each half of one (Gelman and Rubin, Statistical Science 7,
    1992; halves as in Gelman and others, Bayesian Data Analysis, 3rd edition, 2013). Of chains that stay apart by
    intent, as when some coordinates are held at a value for each, it says nothing.
    """
    half = len(states) // 2
    halves = np.concatenate([states[:half], states[half : 2 * half]], axis=1)
    within = halves.var(axis=0, ddof=1).mean(axis=0)
    between = halves.mean(axis=0).var(axis=0, ddof=1)
    moving = within > 0.0
    ratio = np.sqrt((half - 1) / half + between[moving] / within[moving])
    return float(ratio.max()) if moving.any() else 1.0


def misfit(predicted: Numbers, targets: Numbers, variances: Numbers) -> Numbers:
    """How many standard deviations each prediction is off, signed; predictions have a row for each point."""
    found: Numbers = (predicted - targets) / np.sqrt(variances)
    return found
