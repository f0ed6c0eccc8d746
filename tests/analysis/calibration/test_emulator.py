"""Emulators of a response."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.calibration.emulator import Numbers, emulator, most_factors, terms, terms_of
from sim.analysis.calibration.posterior import uniform_points
from sim.analysis.calibration.walk import polynomial


def cubic(points: Numbers) -> Numbers:
    x = 2.0 * points - 1.0
    found: Numbers = 1.0 + 2.0 * x[:, 0] - x[:, 1] ** 3 + 0.5 * x[:, 0] * x[:, 2] + x[:, 2] ** 2
    return found


def test_a_polynomial_is_learnt_exactly() -> None:
    points = uniform_points(200, 4, 1)
    found = emulator("cubic", points, cubic(points), [0, 1, 2], share=False)
    fresh = uniform_points(50, 4, 2)
    assert found.predicted(fresh) == pytest.approx(cubic(fresh), abs=1e-9)
    assert found.explained == pytest.approx(1.0)
    assert found.error < 1e-9


def test_the_error_is_that_at_points_it_has_not_seen() -> None:
    points = uniform_points(300, 3, 1)
    noise = 0.3 * (uniform_points(300, 1, 9)[:, 0] - 0.5) * np.sqrt(12.0)
    found = emulator("noisy", points, cubic(points) + noise, [0, 1, 2], share=False)
    assert found.error == pytest.approx(0.3, rel=0.15)
    fresh = uniform_points(2000, 3, 3)
    off = found.predicted(fresh) - cubic(fresh)
    assert float(np.sqrt((off**2).mean() + 0.3**2)) == pytest.approx(found.error, rel=0.15)


def test_what_moves_nothing_is_not_taken_for_knowledge() -> None:
    points = uniform_points(300, 3, 1)
    found = emulator("luck", points, uniform_points(300, 1, 9)[:, 0], [0, 1, 2], share=False)
    assert found.explained < 0.05


def test_a_share_stays_a_share() -> None:
    points = uniform_points(200, 2, 1)
    shares = 1.0 / (1.0 + np.exp(-8.0 * (points[:, 0] - 0.5)))
    found = emulator("share", points, shares, [0, 1], share=True)
    everywhere = found.predicted(uniform_points(500, 2, 5))
    assert ((everywhere > 0.0) & (everywhere < 1.0)).all()


def test_few_points_take_few_factors() -> None:
    points = uniform_points(40, 6, 1)
    found = emulator("few", points, points[:, 3], [3, 5, 0, 1, 2, 4], share=False)
    assert len(found.places) == most_factors(40) < 6
    assert {3, 5} <= set(found.places)


@pytest.mark.parametrize("factors", [1, 2, 5])
def test_the_compiled_polynomial_has_the_same_terms_in_the_same_order(factors: int) -> None:
    points = uniform_points(5, factors + 1, 3)
    coefficients = uniform_points(1, terms_of(factors), 4)[0] - 0.5
    places = np.array([*range(1, factors + 1), -1], dtype=np.int64)
    expected = terms(points[:, 1:]) @ coefficients
    found = [polynomial(point, places, coefficients) for point in points]
    assert found == pytest.approx(expected.tolist())
