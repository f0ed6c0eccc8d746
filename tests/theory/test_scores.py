"""Scores of a prediction and the power of a check against exact values."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from sim.analysis.exploration.validation import (
    CONFIDENCE,
    Prediction,
    crps,
    crps_of_any_share,
    joint,
    power,
    prediction,
)
from sim.draws import Decision, normal
from sim.scenario.targets import Correlated, Target

NORMAL = NormalDist()
POINTS = 4_000
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
    values = error + np.array([normal(1, 0, place, 0, Decision.FITTING_START.value, 0) for place in range(DRAWS)])
    noticed = int((np.abs(values) > limit).sum())
    assert abs(noticed - DRAWS * exact) < CONFIDENT * math.sqrt(DRAWS * exact * (1.0 - exact)) + 1.0


def test_the_power_at_its_ends() -> None:
    assert power(0.0, 1.0) == pytest.approx(1.0 - CONFIDENCE)  # what is right is taken for wrong as often
    assert power(0.1, 0.0) == 1.0
    assert power(-2.0, 1.0) == pytest.approx(power(2.0, 1.0))


def test_an_interval_is_as_much_harder_to_miss_as_it_is_wide() -> None:
    limit = NORMAL.inv_cdf((1.0 + CONFIDENCE) / 2.0) + 0.5
    assert power(2.0, 1.0, 0.5) == pytest.approx(1.0 - NORMAL.cdf(limit - 2.0) + NORMAL.cdf(-limit - 2.0))
    assert power(0.1, 0.0, 0.2) == 0.0


def predicted(name: str, values: list[float], figure: float, low: float | None = None) -> Prediction:
    """What a model says of a share, beside a figure or an interval up to it."""
    high = None if low is None else figure
    target = Target(name, name, "validate", "s", Path("s"), "d", None, "missed_share", figure, 0.01, (), None, None,
                    low=low, high=high)  # fmt: skip
    return prediction(target, np.array(values), 0.0, share=True)


def test_a_model_that_says_less_than_an_interval_is_off_by_its_nearer_end() -> None:
    values = [0.20 + 0.0001 * place for place in range(100)]
    inside, outside = predicted("a", values, 0.40, low=0.21), predicted("a", values, 0.40, low=0.30)
    assert inside.is_inside
    assert inside.distance_outside == 0.0
    assert not outside.is_inside
    assert outside.distance_outside == pytest.approx(0.30 - outside.high)
    assert not predicted("a", values, 0.40).is_inside


def drawn(key: int, place: int, which: int) -> float:
    return normal(key, 0, place, which, Decision.FITTING_START.value, 0)


def test_the_region_of_figures_whose_errors_go_together_holds_as_often_as_it_says() -> None:
    """Figures are drawn with the covariance that is meant; a right program fails once in ten thousand times."""
    spread, own, correlation, studies = 0.02, 0.01, 0.95, 500
    values = 0.4 + spread * np.array([[drawn(3, place, which) for which in range(2)] for place in range(POINTS)])
    held = 0
    for study in range(studies):
        common = math.sqrt(correlation) * drawn(4, study, 2)
        errors = [common + math.sqrt(1.0 - correlation) * drawn(4, study, 3 + which) for which in range(2)]
        figures = [0.4 + spread * drawn(4, study, which) + own * errors[which] for which in range(2)]
        members = [predicted(str(which), values[:, which].tolist(), figures[which]) for which in range(2)]
        held += joint(members, Correlated("both", "both", ("0", "1"), correlation)).is_inside
    reach = NORMAL.inv_cdf(1.0 - 1e-4 / 2.0) * math.sqrt(studies * CONFIDENCE * (1.0 - CONFIDENCE))
    assert abs(held - studies * CONFIDENCE) < reach


def test_a_rise_that_is_far_off_is_noticed_only_where_errors_go_together() -> None:
    """Two figures half a deviation off, in opposite directions: unlikely only if their errors are nearly the same."""
    noise = [0.0002 * drawn(3, place, 0) for place in range(200)]
    members = [predicted(name, [said + each for each in noise], said + off)
               for name, said, off in (("0", 0.4, 0.005), ("1", 0.5, -0.005))]  # fmt: skip
    found = joint(members, Correlated("both", "both", ("0", "1"), 0.98))
    by_hand = (0.5**2 + 0.5**2 + 2 * 0.98 * 0.25) / (1 - 0.98**2)  # of z = (1/2, -1/2)
    assert found.distance**2 == pytest.approx(by_hand, rel=0.05)
    assert not found.is_inside
    assert found.probability_apart > 0.5
