"""The long recovery: all shipped figures and all numbers that move them, from a hundred truths.

Not part of the ordinary tests, for it simulates a thousand points of five scenarios: `pytest -n0 -s
tests/theory/long_recovery.py`.
"""

from __future__ import annotations

import numpy as np

from sim.analysis.exploration.calibration import MATTERS, CalibrationSize, screened
from sim.analysis.exploration.question import question_of, sampling_errors, scenarios_of
from sim.analysis.exploration.space import space_of
from sim.scenario.targets import read_targets
from tests.shipped import SCENARIOS
from tests.theory.recovery import recovered, simulated

CITIZENS = 2_000


def test_every_identified_number_is_recovered() -> None:
    targets = read_targets(SCENARIOS / "parts" / "targets.yaml").fit
    question = question_of(space_of(scenarios_of(targets, CITIZENS, fitted=False)), targets)
    deviations = np.sqrt(np.array([each.uncertainty for each in targets]) ** 2 + sampling_errors(question) ** 2)
    moved = screened(question, lambda each, places, _: simulated(each, places), deviations, CalibrationSize())
    chosen = [factor for factor, row in zip(question.space.factors, moved, strict=True) if row.max() >= MATTERS]
    active = question.within(question.space.only(chosen))
    ranks = np.stack([row for row in moved if row.max() >= MATTERS])
    found = recovered(active, points=2_048, repetitions=100, chains=60, steps=3_000, moved=ranks)
    order = np.argsort(-found.contraction)
    for place in order:
        print(f"{found.names[place]}: {found.held[place]:.0f} of 100, contraction {found.contraction[place]:.2f}")  # noqa: T201
    narrowed = found.contraction > 0.5
    assert narrowed.any()
    assert (found.held[narrowed] >= 85).all()
