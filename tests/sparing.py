"""What tests spare where nothing is looked for: citizens of a certificate, and most of the effort of a fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

FEWER: Final = 10
"""A block of neighbours. That more of them are compared is seen in tests/experiment/test_certificate.py."""
STEPS: Final = 200
"""The most steps of a chain in a rough fit."""
ROUNDS: Final = 1
"""The most rounds of its least squares."""


@contextmanager
def fewer_certified() -> Iterator[None]:
    """Certifies studies on fewer citizens where no number of them is asked for: SimPy took a third of the time."""
    from sim.experiment.certificate import SAMPLE  # noqa: PLC0415  (some tests look at what is loaded)
    from sim.experiment.engines import Engine, certified_on  # noqa: PLC0415  (as above)

    def certified(engine: Engine, sample: int) -> Engine:
        return certified_on(engine, FEWER if sample == SAMPLE else sample)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.studies.execution.certified_on", certified)
        yield


@contextmanager
def rough_fits() -> Iterator[None]:
    """Calibrates in all its stages, but none takes more citizens than are asked for, or long: the fit is a poor one."""
    from sim.analysis.calibration.posterior import fitting_points  # noqa: PLC0415  (as above)

    def roughly(*arguments: Any, steps: int, **named: Any) -> Any:  # noqa: ANN401  (of any function)
        return fitting_points(*arguments, steps=min(steps, STEPS), **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.analysis.exploration.calibration.fitting_points", roughly)
        patch.setattr("sim.analysis.exploration.question.larger", lambda scenario, _: scenario)
        patch.setattr("sim.analysis.exploration.best_fit.ROUNDS", ROUNDS)
        yield
