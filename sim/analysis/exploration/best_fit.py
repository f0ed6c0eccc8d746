"""The central fit of the calibrated numbers, with everything else as the scenarios state it.

Many sets fit about equally well, and the one that fits best may lie at the edge of them all, where only the noise of
the search put it. So the fit is penalised for its distance from the middle of the sets that fit, in units of their
spread: a number that the figures determine stays where they put it, and any other moves to the middle.
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
"""Simulates the probes of a question at points of the unit cube of its space; the text names the stage."""

LEAST_SPREAD: Final = 0.02
"""Least spread of a number in the penalty, as a fraction of its range, so that no penalty is stiffer than this allows.
"""
STEP: Final = 0.02
"""Step of the finite differences at the best fit, as a fraction of the range."""
ROUNDS: Final = 12


@dataclass(frozen=True, slots=True)
class CentralPoint:
    """The middle of the sets that fit, in the unit cube of the fitted numbers."""

    centre: Numbers
    """Medoid: the set with the least mean distance to all others."""
    spread: Numbers
    """Standard deviation of each number over the sets."""


def central_point(places: Numbers, off: Numbers) -> CentralPoint:
    """The middle of sets in the unit cube; `off` has one row for each set: its standardised error at each figure.

    The medoid is taken from the half that fits better, so that it is itself a set that fits well. Distances are sums
    over the numbers in units of their spread; all sets count.
    """
    spread = np.maximum(places.std(axis=0), LEAST_SPREAD)
    sizes = (off**2).sum(axis=1)
    better = places[sizes <= np.median(sizes)]
    distances = np.abs(better[:, np.newaxis, :] - places[np.newaxis, :, :]) / spread
    return CentralPoint(better[int(distances.sum(axis=2).mean(axis=1).argmin())], spread)


def best_fit(question: Question, simulate: Simulate, aims: Aims, joint: Numbers, middle: CentralPoint) -> Numbers:
    """The point that fits well and centrally, with everything that is not graded calibrated as the scenarios state it.

    Least squares on the simulation itself, from the best point of the emulators. The residuals are those of the
    figures, and one for each number: its distance from the middle of the sets that fit, in units of its spread there.
    Returns one point of the unit cube, with all factors of the space.
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
        # One-sided differences, inward at the upper end of a range. The same random draws at each point make them exact
        # enough.
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
    # `least_squares` needs a start strictly within its bounds.
    inside = np.clip(begin, 1e-3, 1.0 - 1e-3)
    # All numbers are coordinates of the unit cube, and so have one scale.
    found = least_squares(simulated, inside, jac=slopes, bounds=(0.0, 1.0), max_nfev=ROUNDS, x_scale=1.0)
    best: Numbers = at(found.x[np.newaxis])[0]
    return best


def fitted_places(question: Question) -> list[int]:
    """Indices of the factors that are fitted: those graded calibrated."""
    return [place for place, factor in enumerate(question.space.factors) if factor.grade == "calibrated"]
