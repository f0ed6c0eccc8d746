"""Scores of a prediction and the power of a check against exact values."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from sim.analysis.exploration.validation import CONFIDENCE, crps, crps_of_any_share, power
from sim.draws import Decision, normal

NORMAL = NormalDist()
DRAWS = 40_000
CONFIDENT = NORMAL.inv_cdf(1.0 - 1e-6 / 2)
"""Of a count of draws: a right program fails here once in a million times."""

pytestmark = pytest.mark.theory


@pytest.mark.parametrize("observed", [-2.0, 0.0, 0.3, 5.0])
@pytest.mark.parametrize("spread", [0.1, 1.0, 7.0])
def test_the_crps_of_a_normal(spread: float, observed: float) -> None:
    """The closed form of Gneiting and Raftery, Journal of the American Statistical Association 102, 2007."""
    z = (observed - 1.0) / spread
    exact = spread * (z * (2.0 * NORMAL.cdf(z) - 1.0) + 2.0 * NORMAL.pdf(z) - 1.0 / math.sqrt(math.pi))
    assert crps(np.array([1.0]), spread, observed) == pytest.approx(exact, abs=1e-12)


def test_the_crps_of_values_without_error() -> None:
    """Of two values, 0 and 1, as likely: the integral of (1/2)^2 from 0 to 1, wherever between them the figure lies."""
    for observed in (0.0, 0.2, 1.0):
        assert crps(np.array([0.0, 1.0]), 0.0, observed) == pytest.approx(0.25)
    assert crps(np.array([3.0]), 0.0, 5.0) == pytest.approx(2.0)
    even = np.linspace(0.0, 1.0, 2001)
    assert crps(even, 0.0, 0.3) == pytest.approx(crps_of_any_share(0.3), abs=1e-3)


def test_a_mixture_of_normals_scores_as_its_integral() -> None:
    values, spread, observed = np.array([0.1, 0.4, 0.45]), 0.07, 0.2
    grid = np.linspace(-1.0, 2.0, 300_001)
    below = np.mean([[NORMAL.cdf((x - each) / spread) for x in grid[::100]] for each in values], axis=0)
    exact = np.trapezoid((below - (grid[::100] >= observed)) ** 2, grid[::100])
    assert crps(values, spread, observed) == pytest.approx(exact, abs=1e-3)


@pytest.mark.parametrize("error", [0.0, 0.5, 1.645, 4.0])
def test_the_power_of_a_normal_test(error: float) -> None:
    limit = NORMAL.inv_cdf((1.0 + CONFIDENCE) / 2.0)
    exact = 1.0 - NORMAL.cdf(limit - error) + NORMAL.cdf(-limit - error)
    assert power(3.0 * error, 3.0) == pytest.approx(exact, abs=1e-12)
    drawn = error + np.array([normal(1, 0, place, 0, Decision.FITTING_START.value, 0) for place in range(DRAWS)])
    noticed = int((np.abs(drawn) > limit).sum())
    assert abs(noticed - DRAWS * exact) < CONFIDENT * math.sqrt(DRAWS * exact * (1.0 - exact)) + 1.0


def test_the_power_at_its_ends() -> None:
    assert power(0.0, 1.0) == pytest.approx(1.0 - CONFIDENCE)  # what is right is taken for wrong as often
    assert power(0.1, 0.0) == 1.0
    assert power(-2.0, 1.0) == pytest.approx(power(2.0, 1.0))
