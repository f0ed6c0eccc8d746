"""Points of the space that fit the targets, and how far the targets constrain each factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from sim.analysis.calibration.emulator import Emulator
from sim.analysis.calibration.walk import NOBODY, Numbers, run_chains
from sim.draws import Decision, uniform

Standing: TypeAlias = Literal["pinned", "narrowed", "open"]
"""How far the targets constrain a factor: they pin it down, they narrow it, or they leave it open."""
PINNED: Final = 0.75
NARROWED: Final = 0.25
"""Least contraction for each name: at 0.75 the standard deviation is half of what it was."""
MOST_TIMES: Final = 2.0
"""A factor is not called pinned if the upper end of its middle 90 % is more than this many times the lower end."""
UNIFORM_VARIANCE: Final = 1.0 / 12.0
TOGETHER: Final = 0.5
"""Least absolute correlation at which two factors are said to trade off."""
STATES: Final = 20
"""States kept of each chain, evenly spread over the second half of its walk; the first half is burn-in."""


@dataclass(frozen=True, slots=True)
class Aims:
    """The targets of a fit, in the order of their emulators."""

    emulators: tuple[Emulator, ...]
    variances: Numbers
    """Variance of each target: its own uncertainty plus the sampling error of the simulation."""


def fitting_points(
    start: Numbers, free: Sequence[int], aims: Aims, targets: Numbers, *, group: int, steps: int, key: int
) -> Numbers:
    """Points that fit, from chains that begin at the rows of `start`: an array of state by chain by coordinate.

    `targets` has one row for each chain, or one row for all. Chains walk together in groups of `group`. Coordinates
    that are not in `free` keep their value. Raises `ValueError` if `steps` is less than twice the number of states
    kept.
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
    return run_chains(
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


def uniform_points(points: int, size: int, key: int) -> Numbers:
    """Points drawn uniformly from the unit cube, each coordinate with its own address."""
    decision = Decision.FITTING_START.value
    rows = [[uniform(key, 0, point, place, decision, 0) for place in range(size)] for point in range(points)]
    return np.array(rows)


def contraction(values: Numbers) -> Numbers:
    """The reduction of each coordinate's variance from that of a uniform distribution: 0 is none, 1 is to a point."""
    found: Numbers = np.maximum(0.0, 1.0 - values.var(axis=0) / UNIFORM_VARIANCE)
    return found


def standing(contracted: float, low: float, high: float) -> Standing:
    """The name of a contraction, for a factor that lies from `low` to `high` among the sets that fit.

    On a wide logarithmic range a number may be narrowed much and still vary fourfold; it is not called pinned then.
    """
    if contracted >= PINNED and not (low >= 0.0 and high > MOST_TIMES * low):
        return "pinned"
    return "narrowed" if contracted >= NARROWED else "open"


def correlated_pairs(values: Numbers) -> list[tuple[int, int, float]]:
    """Pairs of coordinates that are correlated among the points that fit, with the correlation, the strongest first."""
    # A coordinate that does not vary has no correlation: numpy would warn and give nan.
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
    """The largest R-hat of any coordinate, for chains of one group: 1 if they agree completely.

    R-hat is the ratio of the spread of all chains to that within each half of one (Gelman and Rubin, Statistical
    Science 7, 1992; split chains as in Gelman and others, Bayesian Data Analysis, 3rd edition, 2013). It has no meaning
    for chains that are kept apart on purpose, as when some coordinates are held at a different value for each.
    """
    half = len(states) // 2
    halves = np.concatenate([states[:half], states[half : 2 * half]], axis=1)
    within = halves.var(axis=0, ddof=1).mean(axis=0)
    between = halves.mean(axis=0).var(axis=0, ddof=1)
    moving = within > 0.0
    ratio = np.sqrt((half - 1) / half + between[moving] / within[moving])
    return float(ratio.max()) if moving.any() else 1.0


def misfit(predicted: Numbers, targets: Numbers, variances: Numbers) -> Numbers:
    """The error of each prediction in standard deviations, signed; `predicted` has one row for each point."""
    found: Numbers = (predicted - targets) / np.sqrt(variances)
    return found
