"""What a trial would teach: how far its result narrows numbers that nobody measured.

Each point of what is not known is taken for the truth in turn. A result of the trial is drawn there, and the other
points are weighted by how likely they make it; a number is narrowed by as much as its variance under these weights is
smaller than over all points. Many accounts can tell points apart more sharply than there are points. Then the
likelihood is widened until ten of them count on average, so that what is said is what so many points can tell, and the
trial may teach more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.analysis.ignorance.cube import Matrix, Vector
from sim.draws import Decision, normal, uniform

LEAST: Final = 64
"""Points below which nothing is said of what a trial teaches."""
COUNTING: Final = 10.0
"""Points that count on average, at least: by the effective number of weights, 1 / sum of their squares."""
DRAWN: Final = 4
"""Results drawn at each point."""
SHUFFLES: Final = 20
WIDEST: Final = 1e12
Places: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Taught:
    """How far each of some numbers is narrowed."""

    narrowing: Vector
    """The part of each variance that is gone on average: 0 none, 1 all. By chance it may lie below 0."""
    error: float
    """The standard deviation of that of numbers of which the result says nothing: the same numbers, shuffled."""
    least: float
    """What is more than this is no chance: of all numbers together once in 20 times."""
    widened: float
    """How many times the variance of the result was taken as large; 1 where there are points enough for it."""


def taught(said: Matrix, covariance: Matrix, numbers: Matrix, key: int) -> Taught:
    """What a trial teaches of some numbers: a row for each point, a column for each number.

    `said` are the results that are expected at each point, a column for each, and `covariance` that of their errors.
    Raises `ValueError` below 64 points.
    """
    points = len(said)
    if points < LEAST:
        raise ValueError(f"what a trial teaches takes {LEAST} points, not {points}")
    root = np.linalg.cholesky(covariance + 1e-12 * np.trace(covariance) / len(covariance) * np.eye(len(covariance)))
    scaled = np.linalg.solve(root, said.T).T
    squares = np.concatenate([distances(scaled, drawn(points, said.shape[1], key, each)) for each in range(DRAWN)])
    widened = wide_enough(squares)
    weights = weights_of(squares, widened)
    chances = np.concatenate([narrowing(weights, numbers[shuffled(points, key, each)]) for each in range(SHUFFLES)])
    error = float(chances.std())
    least = error * NormalDist().inv_cdf(1.0 - 0.05 / numbers.shape[1])
    return Taught(narrowing(weights, numbers), error, least, widened)


def narrowing(weights: Matrix, numbers: Matrix) -> Vector:
    """The part of the variance of each number that is gone on average under some weights, without a bias of few."""
    means = weights @ numbers
    spread = np.maximum(weights @ numbers**2 - means**2, 0.0)
    spread /= np.maximum(1.0 - np.square(weights).sum(axis=1, keepdims=True), 1e-12)
    whole = numbers.var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(whole > 0.0, spread.mean(axis=0) / whole, 1.0)
    found: Vector = 1.0 - left
    return found


def shuffled(points: int, key: int, draw: int) -> Places:
    """The points in an order that is drawn."""
    found = [uniform(key, 100 + draw, point, 0, Decision.FITTING_START.value, 0) for point in range(points)]
    return np.argsort(np.array(found))


def drawn(points: int, size: int, key: int, draw: int) -> Matrix:
    """Standard normal errors of the results at each point, each by its address."""
    decision = Decision.FITTING_START.value
    return np.array(
        [[normal(key, 1 + draw, point, place, decision, 0) for place in range(size)] for point in range(points)]
    )


def distances(scaled: Matrix, errors: Matrix) -> Matrix:
    """The squared distance of each result, at the point that is true, from what every other point expects."""
    results = scaled + errors
    found: Matrix = np.square(results[:, None, :] - scaled[None, :, :]).sum(axis=2)
    np.fill_diagonal(found, np.inf)
    return found


def weights_of(squares: Matrix, widened: float) -> Matrix:
    """How much each point counts under each result; a row adds up to 1."""
    found = np.exp(-(squares - squares.min(axis=1, keepdims=True)) / (2.0 * widened))
    weights: Matrix = found / found.sum(axis=1, keepdims=True)
    return weights


def counting(squares: Matrix, widened: float) -> float:
    """How many points count on average."""
    return float((1.0 / np.square(weights_of(squares, widened)).sum(axis=1)).mean())


def wide_enough(squares: Matrix) -> float:
    """The least number of times that the variance must be taken as large for ten points to count on average."""
    if counting(squares, 1.0) >= COUNTING:
        return 1.0
    low, high = 1.0, 2.0
    while counting(squares, high) < COUNTING and high < WIDEST:
        low, high = high, 2.0 * high
    for _ in range(30):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if counting(squares, middle) >= COUNTING else (middle, high)
    return high
