from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.screening import effects, ranked, shares, trajectories

NAMES = ("a", "b", "c", "idle")


def linear(points: Matrix) -> Vector:
    return 5.0 + 4.0 * points[:, 0] - 2.0 * points[:, 1] + 1.0 * points[:, 2]


def curved(points: Matrix) -> Vector:
    """The first factor works only through the second."""
    return points[:, 0] * (points[:, 1] - 0.5)


def test_a_trajectory_moves_each_factor_once_and_stays_in_the_cube() -> None:
    points = trajectories(NAMES, 10, seed=3)
    assert points.shape == (50, 4)
    assert points.min() >= 0.0
    assert points.max() <= 1.0
    for walk in points.reshape(10, 5, 4):
        moved = np.diff(walk, axis=0) != 0.0
        assert moved.sum(axis=0).tolist() == [1, 1, 1, 1]
        assert moved.sum(axis=1).tolist() == [1, 1, 1, 1]


def test_the_points_are_those_of_the_seed() -> None:
    assert np.array_equal(trajectories(NAMES, 5, seed=0), trajectories(NAMES, 5, seed=0))
    assert not np.array_equal(trajectories(NAMES, 5, seed=0), trajectories(NAMES, 5, seed=1))


@pytest.mark.parametrize("levels", [4, 6])
def test_the_effects_of_a_linear_function_are_its_slopes_without_spread(levels: int) -> None:
    points = trajectories(NAMES, 8, seed=1, levels=levels)
    found = effects(NAMES, points, linear(points), seed=1, levels=levels)
    assert [each.factor for each in found] == list(NAMES)
    assert [each.mu for each in found] == pytest.approx([4.0, -2.0, 1.0, 0.0])
    assert [each.mu_star.value for each in found] == pytest.approx([4.0, 2.0, 1.0, 0.0])
    assert [each.sigma for each in found] == pytest.approx([0.0] * 4, abs=1e-12)
    assert all(each.mu_star.low == pytest.approx(each.mu_star.value) for each in found)
    assert all(abs(each.mu) == pytest.approx(each.mu_star.value) for each in found)
    assert {name: share.value for name, share in shares(found).items()} == pytest.approx(
        {"a": 16 / 21, "b": 4 / 21, "c": 1 / 21, "idle": 0.0}
    )


def test_a_factor_that_works_both_ways_has_spread_and_an_interval() -> None:
    points = trajectories(NAMES, 40, seed=2)
    first, second, *idle = effects(NAMES, points, curved(points), seed=2)
    assert first.mu_star.value is not None
    assert abs(first.mu) < first.mu_star.value * (1.0 - 1e-9)
    assert abs(second.mu) == pytest.approx(second.mu_star.value)
    assert first.sigma > 0.2
    for each in (first, second):
        assert each.mu_star.low is not None
        assert each.mu_star.high is not None
        assert each.mu_star.value is not None
        assert 0.0 <= each.mu_star.low < each.mu_star.value < each.mu_star.high
    assert [each.mu_star.value for each in idle] == [0.0, 0.0]
    assert [each.factor for each in ranked((*idle, first, second))][:2] == [
        each.factor for each in sorted((first, second), key=lambda one: -(one.mu_star.value or 0.0))
    ]


def test_more_confidence_is_a_wider_interval_and_the_seed_decides_it() -> None:
    points = trajectories(NAMES, 20, seed=2)
    wide, narrow = (effects(NAMES, points, curved(points), seed=0, confidence=one)[0] for one in (0.99, 0.8))
    assert wide.mu_star.half_width is not None
    assert narrow.mu_star.half_width is not None
    assert wide.mu_star.half_width > 1.5 * narrow.mu_star.half_width
    assert effects(NAMES, points, curved(points), seed=0) == effects(NAMES, points, curved(points), seed=0)
    assert effects(NAMES, points, curved(points), seed=0) != effects(NAMES, points, curved(points), seed=1)


def test_a_trajectory_with_an_output_that_is_no_number_is_left_out_whole() -> None:
    points = trajectories(NAMES, 12, seed=4)
    outputs = curved(points)
    broken = outputs.copy()
    broken[7] = np.nan
    rest = np.r_[0:5, 10:60]
    found = effects(NAMES, points, broken, seed=5)
    assert found == effects(NAMES, points[rest], outputs[rest], seed=5)
    assert {each.trajectories for each in found} == {11}
    assert effects(NAMES, points, np.where(np.arange(60) < 55, np.nan, outputs), seed=5) == ()


def test_nothing_moves_nothing() -> None:
    points = trajectories(NAMES, 4, seed=4)
    found = effects(NAMES, points, np.ones(len(points)), seed=5)
    assert {each.mu_star.value for each in found} == {0.0}
    assert shares(found) == {}


@pytest.mark.parametrize("count", [2, 7, 8])
def test_few_trajectories_have_no_interval(count: int) -> None:
    points = trajectories(NAMES, count, seed=4)
    found = effects(NAMES, points, curved(points), seed=5)
    assert {each.trajectories for each in found} == {count}
    assert {each.mu_star.low is not None for each in found} == {count >= 8}
    assert any(each.low is not None for each in shares(found).values()) == (count >= 8)
    assert sum(each.value or 0.0 for each in shares(found).values()) == pytest.approx(1.0)


def test_one_trajectory_is_refused() -> None:
    with pytest.raises(ValueError, match="2 trajectories or more, not 1: of one there is no spread"):
        trajectories(NAMES, 1, seed=4)


def test_what_does_not_fit_is_refused() -> None:
    points = trajectories(NAMES, 4, seed=4)
    with pytest.raises(ValueError, match="has 5 rows"):
        effects(NAMES, points, np.ones(len(points) - 1), seed=5)
    with pytest.raises(ValueError, match="even number of levels, not 3"):
        trajectories(NAMES, 4, seed=4, levels=3)
    with pytest.raises(ValueError, match="by its own name, not a, a"):
        trajectories(("a", "a"), 4, seed=4)
