"""The central fit: the numbers graded calibrated, everything else as the scenarios state it.

Many sets fit about equally well, and the one that fits best may lie at the edge of them all: what no figure tells then
stands for nothing but the luck of the search. So the fit is drawn towards the middle of what fits, as firmly as what
fits is spread: a number that figures tell stays where they put it, any other goes to the middle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.calibration.posterior import Aims, misfit
from sim.analysis.exploration.question import Question
from sim.analysis.exploration.space import Numbers
from sim.outcomes.responses import Counts

Simulate = Callable[[Question, Numbers, str], Mapping[str, Counts]]
"""Simulates the probes of a question at points of the unit cube of its space; told what for."""

LEAST_SPREAD: Final = 0.02
"""In units of a range: no number is drawn to the middle more firmly than this."""
STEP: Final = 0.02
"""The step in units of a range by which the slope at the best fit is measured."""
ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of the sets that fit, in the unit cube of the numbers that are fitted."""

    centre: Numbers
    """The medoid: the one of them with the least distance to all others."""
    spread: Numbers
    """The standard deviation of each number among them."""


def middle_of(places: Numbers, off: Numbers) -> Middle:
    """The middle of sets in the unit cube; `off` has a row for each: how far it is off each figure.

    The medoid is taken from the half that fits better, so that it is a set itself, and one that fits well. Distances
    are sums over the numbers in units of their spread, all sets counted.
    """
    spread = np.maximum(places.std(axis=0), LEAST_SPREAD)
    sizes = (off**2).sum(axis=1)
    better = places[sizes <= np.median(sizes)]
    distances = np.abs(better[:, np.newaxis, :] - places[np.newaxis, :, :]) / spread
    return Middle(better[int(distances.sum(axis=2).mean(axis=1).argmin())], spread)


def best_fit(question: Question, simulate: Simulate, aims: Aims, joint: Numbers, middle: Middle) -> Numbers:
    """The point that fits well and centrally, with everything that is not graded calibrated as the scenarios state it.

    Least squares on what is simulated itself, from the best point that the emulators know. Besides the figures there
    is a term for each number: how far it is from the middle of what fits, in units of its spread there.
    """
    from scipy.optimize import least_squares  # noqa: PLC0415  (half a second to load)

    stated, fitted = question.space.stated(), fitted_places(question)

    def at(rows: Sequence[Numbers] | Numbers) -> Numbers:
        points = np.tile(stated, (len(rows), 1))
        points[:, fitted] = np.clip(rows, 0.0, 1.0)
        return points

    def residuals(answers: Numbers, rows: Numbers) -> Numbers:
        off = misfit(answers, question.published, aims.variances)
        return np.hstack([off, (rows - middle.centre) / middle.spread])

    def simulated(row: Numbers) -> Numbers:
        rows = row[np.newaxis]
        answers = question.answers(simulate(question, at(rows), "best fit"))
        first: Numbers = residuals(answers, rows)[0]
        return first

    def slopes(row: Numbers) -> Numbers:
        steps = np.where(row + STEP > 1.0, -STEP, STEP)
        rows = np.vstack([row, row + np.diag(steps)])
        found = residuals(question.answers(simulate(question, at(rows), "best fit")), rows)
        slope: Numbers = ((found[1:] - found[0]) / steps[:, np.newaxis]).T
        return slope

    def emulated(rows: Numbers) -> Numbers:
        points = at(rows)
        return residuals(np.stack([each.predicted(points) for each in aims.emulators], axis=1), rows)

    rows = joint[:, fitted]
    begin = rows[int((emulated(rows) ** 2).sum(axis=1).argmin())]
    inside = np.clip(begin, 1e-3, 1.0 - 1e-3)
    found = least_squares(simulated, inside, jac=slopes, bounds=(0.0, 1.0), max_nfev=ROUNDS, x_scale=1.0)
    best: Numbers = at(found.x[np.newaxis])[0]
    return best


def fitted_places(question: Question) -> list[int]:
    """The factors that are fitted: those graded calibrated."""
    return [place for place, factor in enumerate(question.space.factors) if factor.grade == "calibrated"]
