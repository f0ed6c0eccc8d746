"""Quantiles of distributions, against an independent library."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.population.prepared import PreparedScenario
from sim.rules.distributions import DistributionShape, beta_quantiles, quantile, whole
from tests.shipped import main_scenario

NO_POINTS = np.zeros((1, 2))


def row(
    shape: DistributionShape, a: float, b: float = 0.0, least: float = -math.inf, most: float = math.inf
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """A table of one distribution."""
    return np.array([[float(shape), a, b, least, most]])


probabilities = st.floats(1e-6, 1 - 1e-6)


@given(probabilities)
def test_shapes(p: float) -> None:
    cases = [
        (row(DistributionShape.CONSTANT, 3.0), 3.0),
        (row(DistributionShape.LOGNORMAL, 5.0, 2.0), stats.lognorm(s=2.0, scale=5.0).ppf(p)),
        (row(DistributionShape.EXPONENTIAL, 4.0), stats.expon(scale=4.0).ppf(p)),
        (row(DistributionShape.NORMAL, 1.0, 2.0), stats.norm(1.0, 2.0).ppf(p)),
        (row(DistributionShape.UNIFORM, 2.0, 6.0), 2.0 + 4.0 * p),
        (row(DistributionShape.LOGIT_NORMAL, 0.8, 1.5), 1 / (1 + math.exp(-(0.8 + 1.5 * stats.norm.ppf(p))))),
    ]
    for table, expected in cases:
        assert quantile(table, NO_POINTS, 0, p) == pytest.approx(float(expected), rel=1e-9, abs=1e-12)


@given(probabilities)
def test_caps_hold(p: float) -> None:
    assert 4.0 <= quantile(row(DistributionShape.LOGNORMAL, 5.0, 2.0, 4.0, 6.0), NO_POINTS, 0, p) <= 6.0


@pytest.mark.parametrize(
    ("a", "b"), [(0.1, 0.9), (0.5, 0.5), (1.0, 1.0), (2.0, 5.0), (0.2, 1.8), (80.0, 20.0), (1e5, 1e5)]
)
def test_beta_quantiles(a: float, b: float) -> None:
    points = beta_quantiles(a, b)
    table = row(DistributionShape.QUANTILES, 0.0, float(len(points)))
    grid = (np.arange(2000) + 0.5) / 2000
    values = np.array([quantile(table, points, 0, p) for p in grid])
    truth = stats.beta(a, b)
    assert np.abs(truth.cdf(values) - grid).max() < 2e-3
    assert values.mean() == pytest.approx(a / (a + b), abs=1e-3)
    assert points[0].tolist() == [0.0, 0.0]
    assert points[-1].tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("value", "nearest"), [(0.5, 1), (1.49, 1), (-0.5, 0), (1e300, 2**60), (-1e300, -(2**60)), (math.inf, 2**60)]
)
def test_whole_numbers(value: float, nearest: int) -> None:
    assert whole(value) == nearest


@pytest.mark.parametrize("median", [0.02, 0.5, 0.7])
def test_a_logit_normal_of_a_scenario_has_the_median_stated(median: float) -> None:
    """Its row holds the logit, as every drawing of it needs."""
    scenario = main_scenario(f"population.forgets={{logit_normal: {{median: {median}, sd: 1.5}}}}")
    prepared = PreparedScenario(scenario)
    table, points = prepared.parameters.table, prepared.parameters.points
    assert quantile(table, points, prepared.rows.forgets, 0.5) == pytest.approx(median, rel=1e-12)
    above = 1 / (1 + math.exp(-(math.log(median / (1 - median)) + 1.5 * stats.norm.ppf(0.9))))
    assert quantile(table, points, prepared.rows.forgets, 0.9) == pytest.approx(above, rel=1e-9)
