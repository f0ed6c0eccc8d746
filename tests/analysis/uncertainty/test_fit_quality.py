from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.uncertainty.fit_quality import marginal, predicted, trade_offs

EVEN = np.linspace(0.0, 1.0, 1_001)


def test_a_fit_that_taught_nothing_contracts_nothing_and_one_value_is_all() -> None:
    assert marginal("a", 2.0, 6.0, 2.0 + 4.0 * EVEN).contraction == pytest.approx(0.0, abs=0.01)
    assert marginal("a", 2.0, 6.0, np.full(9, 5.0)).contraction == pytest.approx(1.0)
    half = marginal("a", 2.0, 6.0, 2.0 + 2.0 * EVEN)
    assert half.contraction == pytest.approx(0.75, abs=0.01)
    assert half.identified
    assert marginal("a", 2.0, 6.0, np.array([2.0, 6.0])).contraction == pytest.approx(-2.0)


def test_a_logarithmic_range_is_narrowed_down_by_factors() -> None:
    values = 0.01 * 1_000.0**EVEN
    found = marginal("a", 0.01, 10.0, values, logarithmic=True)
    assert found.contraction == pytest.approx(0.0, abs=0.01)
    assert found.places == pytest.approx(EVEN)
    assert [found.at(place) for place in (0.0, 1 / 3, 1.0)] == pytest.approx([0.01, 0.1, 10.0])
    assert marginal("a", 0.01, 10.0, values).contraction > 0.1


def test_points_count_by_their_weight() -> None:
    found = marginal("a", 0.0, 1.0, np.array([0.2, 0.8, 0.9]), np.array([3.0, 3.0, 0.0]))
    assert found.contraction == pytest.approx(1.0 - 12.0 * 0.09)
    assert found.weights.tolist() == [0.5, 0.5, 0.0]
    assert found.middle.high == 0.8


def test_what_trades_off_is_found_and_its_sign() -> None:
    one = marginal("one", 0.0, 1.0, EVEN)
    against = marginal("against", 0.0, 2.0, 2.0 - 2.0 * EVEN)
    loose = marginal("loose", 0.0, 1.0, np.abs(2.0 * EVEN - 1.0))
    fixed = marginal("fixed", 0.0, 1.0, np.full(len(EVEN), 0.3))
    (pair,) = trade_offs([one, loose, fixed, against])
    assert (pair.one.factor, pair.other.factor) == ("one", "against")
    assert pair.correlation == pytest.approx(-1.0)
    assert len(trade_offs([one, loose, fixed, against], least=0.0)) == 6


def test_a_prediction_has_its_range_and_its_distance() -> None:
    found = predicted("read", 0.5, 0.02, 0.5 + 0.1 * EVEN)
    assert found.middle.value == pytest.approx(0.55)
    assert [found.middle.low, found.middle.high] == pytest.approx([0.505, 0.595], abs=1e-3)
    assert found.distance == pytest.approx(2.5)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="outside its range"):
        marginal("a", 0.0, 1.0, np.array([1.5]))
    with pytest.raises(ValueError, match=r"no range from 0.0 to 1.0"):
        marginal("a", 0.0, 1.0, np.array([0.5]), logarithmic=True)
    with pytest.raises(ValueError, match="for each of 2 points"):
        marginal("a", 0.0, 1.0, np.array([0.5, 0.5]), np.array([1.0]))
    with pytest.raises(ValueError, match="above 0, not 0"):
        predicted("read", 0.5, 0.0, EVEN)
