"""A Markov chain Monte Carlo walk through the points that fit: many chains, compiled, each draw with its address.

Each chain is a Metropolis walk over the unit cube. Its steps are differences between two other chains, taken in some of
the coordinates (differential evolution: ter Braak, Statistics and Computing 16, 2006; with a subset of coordinates:
Vrugt and others, International Journal of Nonlinear Sciences and Numerical Simulation 10, 2009). The steps so adapt to
the shape of the target distribution without tuning. A step beyond a face of the cube is reflected.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.compilation import compiled_with_arrays
from sim.draws import Decision, normal, uniform
from sim.elementary import exp, log, logistic
from sim.outcomes.responses import Counts

Numbers: TypeAlias = npt.NDArray[np.float64]
DECISION: Final = Decision.FITTING_STEP.value
LARGE_STEPS: Final = 10
"""Every so many steps the whole difference is taken, which lets a chain jump from one mode to another."""
JITTER: Final = 1e-3
NOBODY: Final = -1


@compiled_with_arrays
def polynomial(point: Numbers, places: Counts, coefficients: Numbers) -> float:
    """The value of an emulator's polynomial at a point; its terms are in the order of `emulator.terms`."""
    size = 0
    while size < len(places) and places[size] != NOBODY:
        size += 1
    total = float(coefficients[0])
    for one in range(size):
        x = 2.0 * point[places[one]] - 1.0
        total += coefficients[1 + one] * x
        total += coefficients[1 + size + one] * x * x
        total += coefficients[1 + 2 * size + one] * x * x * x
    at = 1 + 3 * size
    for one in range(size):
        x = 2.0 * point[places[one]] - 1.0
        for other in range(one + 1, size):
            total += coefficients[at] * x * (2.0 * point[places[other]] - 1.0)
            at += 1
    return total


@compiled_with_arrays
def fitting(
    point: Numbers,
    targets: Numbers,
    variances: Numbers,
    places: Counts,
    coefficients: Numbers,
    shares: Counts,
    errors: Numbers,
) -> float:
    """The log likelihood of the targets at a point, up to a constant.

    Each target is normal around the prediction of its emulator. Its variance is the target's own plus that of the
    emulator's error.
    """
    total = 0.0
    for target in range(len(targets)):
        value = polynomial(point, places[target], coefficients[target])
        error = errors[target]
        if shares[target] == 1:
            value = logistic(value)
            error = error * value * (1.0 - value)
        variance = variances[target] + error * error
        off = targets[target] - value
        total -= 0.5 * (off * off / variance + log(variance))
    return total


@compiled_with_arrays
def reflected(x: float) -> float:
    """A coordinate folded back into the unit interval, as if reflected at its ends."""
    x = abs(x) % 2.0
    return 2.0 - x if x > 1.0 else x


@compiled_with_arrays
def propose(state: Numbers, chain: int, free: Counts, group: int, key: int, step: int, proposal: Numbers) -> int:
    """Writes the proposed next state of a chain into `proposal`; returns the number of coordinates that move, or 0."""
    first = chain - chain % group
    one = first + int(uniform(key, 0, chain, step, DECISION, 0) * group)
    other = first + int(uniform(key, 0, chain, step, DECISION, 1) * group)
    crossing = uniform(key, 0, chain, step, DECISION, 2)
    # Both others must differ from this chain and from each other; else the chain stays where it is, which is symmetric.
    if one in (chain, other) or other == chain:
        return 0
    moving = 0
    for coordinate in range(len(free)):
        if uniform(key, 0, chain, step, DECISION, 3 + coordinate) < crossing:
            moving += 1
    # 2.38 / sqrt(2 d) is the optimal scale for a normal target in d dimensions (ter Braak 2006).
    length = 1.0 if step % LARGE_STEPS == 0 else 2.38 / math.sqrt(2.0 * max(moving, 1))
    for place in range(len(proposal)):
        proposal[place] = state[chain, place]
    for coordinate in range(len(free)):
        if uniform(key, 0, chain, step, DECISION, 3 + coordinate) < crossing:
            place = free[coordinate]
            difference = state[one, place] - state[other, place]
            tremble = JITTER * normal(key, 1, chain, step, DECISION, coordinate)
            proposal[place] = reflected(proposal[place] + length * difference + tremble)
    return moving


@compiled_with_arrays
def run_chains(
    points: Numbers,
    free: Counts,
    group: int,
    targets: Numbers,
    variances: Numbers,
    places: Counts,
    coefficients: Numbers,
    shares: Counts,
    errors: Numbers,
    key: int,
    kept: Counts,
) -> Numbers:
    """The states of all chains after each of the steps in `kept` (ascending): an array of state by chain by coordinate.

    `points` holds the first state of each chain, one row for each. Only the `free` coordinates move. Each `group`
    chains in a row walk together: steps are differences between chains of the same group. `targets` has one row for
    each chain.
    """
    chains, size = points.shape
    state = points.copy()
    found = np.zeros((len(kept), chains, size))
    likely = np.zeros(chains)
    for chain in range(chains):
        likely[chain] = fitting(state[chain], targets[chain], variances, places, coefficients, shares, errors)
    proposal = np.zeros(size)
    taken = 0
    for step in range(kept[-1] + 1):
        for chain in range(chains):
            if propose(state, chain, free, group, key, step, proposal) == 0:
                continue
            value = fitting(proposal, targets[chain], variances, places, coefficients, shares, errors)
            gain = value - likely[chain]
            if gain >= 0.0 or uniform(key, 2, chain, step, DECISION, 0) < exp(gain):
                likely[chain] = value
                for place in range(size):
                    state[chain, place] = proposal[place]
        if kept[taken] == step:
            found[taken] = state
            taken += 1
    return found
