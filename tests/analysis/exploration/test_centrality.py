"""What is central among the sets that fit, and what lies at their edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.calibration.emulator import emulator
from sim.analysis.calibration.posterior import Aims
from sim.analysis.exploration.best_fit import LEAST_SPREAD, CentralPoint, best_fit, central_point
from sim.analysis.exploration.centrality import ends_words, outlying, outlying_words, percentile
from sim.analysis.exploration.ensemble import Ensemble
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.question import Question
from sim.analysis.exploration.space import Numbers
from sim.outcomes.responses import Counts
from sim.scenario.resolution import resolve
from tests.analysis.exploration.spaces import small_space
from tests.shipped import SCENARIOS


def test_the_middle_is_a_set_that_fits_well() -> None:
    """Of three close sets and two far ones the middle of the close ones; never one that fits worse than half do."""
    places = np.array([[0.4, 0.4], [0.5, 0.5], [0.6, 0.6], [0.0, 1.0], [1.0, 0.0]])
    off = np.array([[0.1], [0.1], [0.1], [2.0], [2.0]])
    found = central_point(places, off)
    assert found.centre.tolist() == [0.5, 0.5]
    assert found.spread == pytest.approx(places.std(axis=0))
    worse = central_point(places, np.array([[0.1], [3.0], [0.1], [0.1], [2.0]]))
    assert worse.centre.tolist() != [0.5, 0.5]
    assert central_point(np.full((4, 2), 0.3), np.zeros((4, 1))).spread.tolist() == [LEAST_SPREAD] * 2


BILLION = 10**9


class Line(Question):
    """A question whose answer is the sum of two numbers of the space."""

    @property
    def published(self) -> Numbers:
        """The one figure."""
        return np.array([0.8])

    def answers(self, sums: Mapping[str, Counts]) -> Numbers:
        """The sum, as the simulation below gives it."""
        return sums["sum"] / BILLION


def test_the_fit_goes_to_the_middle_where_no_figure_tells() -> None:
    """Of all pairs with the published sum, which fit equally well, the one nearest to the middle of what fits."""
    space = small_space()
    space = replace(space, factors=tuple(replace(each, grade="calibrated") for each in space.factors[:2]))
    question = Line(space, (), ())

    def simulate(_: Question, points: Numbers, __: str) -> Mapping[str, Counts]:
        return {"sum": np.round(BILLION * points[:, :2].sum(axis=1, keepdims=True)).astype(np.int64)}

    points = spread_points(128, 2, 1)
    known = emulator("sum", points, points.sum(axis=1), [0, 1], share=False)
    aims = Aims((known,), np.array([1e-6]))
    for centre, expected in (([0.5, 0.3], [0.5, 0.3]), ([0.6, 0.4], [0.5, 0.3])):
        middle = CentralPoint(np.array(centre), np.array([0.2, 0.2]))
        assert best_fit(question, simulate, aims, points, middle) == pytest.approx(expected, abs=1e-3)


def test_a_number_at_the_edge_of_what_fits_is_told() -> None:
    scenario = resolve(SCENARIOS / "mijnoverheid-2016.yaml", fitted=False).scenario
    space = small_space()
    dormant = next(each for each in space.factors if each.name == "population.dormant")
    sets = Ensemble((dormant,), np.linspace(0.0, 0.4, 101)[:, np.newaxis], "")
    assert outlying(scenario, scenario, sets) == ()  # 0.18 is near the middle
    changed = resolve(SCENARIOS / "mijnoverheid-2016.yaml", settings=["population.dormant.value=0.02"], fitted=False)
    (found,) = outlying(changed.scenario, scenario, sets)
    assert found.share == pytest.approx(5.5 / 101)
    assert (found.low, found.high) == pytest.approx((0.04, 0.36))
    assert "dormant 0.02 (0.04 to 0.36 in 80 % of the sets that fit)" in outlying_words([found])
    assert outlying_words([]) == ""
    assert outlying(changed.scenario, scenario, None) == ()


def test_a_percentile_counts_equals_half() -> None:
    values = np.array([1.0, 2.0, 2.0, 3.0])
    assert [percentile(values, each) for each in (0.0, 2.0, 3.0, 4.0)] == [0.0, 0.5, 0.875, 1.0]
    assert (ends_words(0.96), ends_words(0.04)) == ("the lower 96 %", "the upper 96 %")
