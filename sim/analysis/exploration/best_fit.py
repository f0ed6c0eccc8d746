"""The best fit: the numbers graded calibrated, everything else as the scenarios state it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from sim.analysis.calibration.posterior import Aims, misfit
from sim.analysis.exploration.question import Question
from sim.analysis.exploration.space import Numbers
from sim.outcomes.responses import Counts

Simulate = Callable[[Question, Numbers, str], Mapping[str, Counts]]
"""Simulates the probes of a question at points of the unit cube of its space; told what for."""

HELD: Final = 0.5
"""How far the best fit may wander from what the scenario states, in units of a range, where no target holds it."""
STEP: Final = 0.02
"""The step in units of a range by which the slope at the best fit is measured."""
ROUNDS: Final = 12


def best_fit(question: Question, simulate: Simulate, aims: Aims, joint: Numbers) -> Numbers:
    """The point that fits best with everything that is not graded calibrated as the scenarios state it.

    Least squares on what is simulated itself, from the best point that the emulators know; weakly held to what the
    scenarios state, so that what no target tells does not wander.
    """
    from scipy.optimize import least_squares  # noqa: PLC0415  (half a second to load)

    stated, fitted = question.space.stated(), fitted_places(question)

    def at(rows: Sequence[Numbers] | Numbers) -> Numbers:
        points = np.tile(stated, (len(rows), 1))
        points[:, fitted] = np.clip(rows, 0.0, 1.0)
        return points

    def residuals(answers: Numbers, rows: Numbers) -> Numbers:
        off = misfit(answers, question.published, aims.variances)
        return np.hstack([off, (rows - stated[fitted]) / HELD])

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
