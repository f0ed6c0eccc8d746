"""Factors of one scenario, or of several that share some."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.exploration.points import known_points, spread_points
from sim.analysis.exploration.space import space_of
from sim.scenario.resolution import resolve
from tests.analysis.exploration.spaces import NAMES, small_space
from tests.shipped import SCENARIOS, main_scenario


def test_values_lie_in_their_ranges_and_the_stated_ones_come_back() -> None:
    space = small_space()
    assert set(space.names) == set(NAMES)
    stated = space.values(space.stated()[np.newaxis])[0]
    assert stated == pytest.approx([factor.value for factor in space.factors])
    values = space.values(spread_points(64, 3, 1))
    for column, factor in enumerate(space.factors):
        assert factor.low <= values[:, column].min() <= values[:, column].max() <= factor.high


def test_a_scenario_at_a_point_has_its_values_and_all_others_as_stated() -> None:
    space = small_space()
    (name,) = space.scenarios
    values = space.values(np.full((1, 3), 0.25))[0]
    dormant = list(space.names).index("population.dormant")
    found = space.scenario_at(name, values)
    assert found.population.dormant.everyone.value.value == pytest.approx(values[dormant])  # type: ignore[union-attr]
    assert found.opening.b0 == space.scenarios[name].opening.b0


def test_what_two_scenarios_state_alike_is_one_factor() -> None:
    one, other = (resolve(SCENARIOS / f"{name}.yaml").scenario for name in ("mijnoverheid-2016", "flanders-road-tax"))
    space = space_of({"one": one, "other": other})
    place = space.names.index("opening.b_value")
    assert place in space.held["one"]
    assert place in space.held["other"]
    own = next(place for place, factor in enumerate(space.factors) if "vlabel" in factor.name)
    assert own not in space.held["one"]
    assert len(set(space.names)) == len(space.names)


def test_what_two_scenarios_state_differently_is_a_factor_of_each() -> None:
    one = main_scenario()
    other = main_scenario("opening.b_value={value: 2, low: 1, high: 3}")
    space = space_of({"one": one, "other": other})
    places = [place for place, factor in enumerate(space.factors) if "opening.b_value" in factor.name]
    assert [space.names[place] for place in places] == ["opening.b_value", "other:opening.b_value"]
    values = space.values(np.full((1, len(space.factors)), 1.0))[0]
    assert space.scenario_at("one", values).opening.b_value.value == 6.0
    assert space.scenario_at("other", values).opening.b_value.value == 3.0


def test_points_fill_the_cube_and_more_begin_with_the_same() -> None:
    points = spread_points(128, 3, 1)
    assert points.shape == (128, 3)
    assert (spread_points(64, 3, 1) == points[:64]).all()
    assert (spread_points(20, 3, 1) == points[:20]).all()
    assert (spread_points(128, 3, 2) != points).any()
    assert (known_points(small_space(), 128, 1, None) == points).all()
    for block in (points[:64], points[64:]):
        assert (np.sort((block * 64).astype(int), axis=0) == np.arange(64)[:, np.newaxis]).all()


def test_no_two_of_many_columns_go_together() -> None:
    """In as many dimensions as a scenario has, correlations are as small as those of independent columns."""
    together = np.array(np.corrcoef(spread_points(512, 160, 1), rowvar=False))
    np.fill_diagonal(together, 0.0)
    assert float(abs(together).max()) < 5.0 / np.sqrt(512)
