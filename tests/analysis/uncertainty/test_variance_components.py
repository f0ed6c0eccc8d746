"""Variance components: sampling error leaves the range over the points, and parameter uncertainty stays in it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.comparison import Contrast, Estimate, Judgement
from sim.analysis.parameter_uncertainty import DifferenceRange, conclude
from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.variance_components import influences, sampling_variance, without_sampling_error

POINTS, FOLDS = 64, 20


def at_points(between: float, common: float, apart: float, seed: int) -> tuple[Vector, Matrix]:
    """Differences at points, and how far each fold moves them: with these standard deviations of the three parts."""
    draws = np.random.default_rng(seed)  # noqa: TID251  (of a test)
    point = between * draws.standard_normal((POINTS, 1))
    fold = common * draws.standard_normal((1, FOLDS))
    cells = point + fold + apart * draws.standard_normal((POINTS, FOLDS))
    means = cells.mean(axis=1)
    return means, cells - means[:, np.newaxis]


def spread(values: Vector) -> float:
    return float(np.subtract(*np.quantile(values, (0.95, 0.05))))


def test_where_nothing_differs_between_points_nearly_nothing_is_left() -> None:
    """Of 400 models without any effect; without the correction every one has a range of 0.7."""
    left, raw = [], []
    for seed in range(400):
        values, moved = at_points(0.0, 1.0, 1.0, seed)
        found, _ = without_sampling_error(values, sampling_variance(moved))
        left.append(spread(found))
        raw.append(spread(values))
    assert float(np.mean(raw)) == pytest.approx(2 * 1.645 / np.sqrt(FOLDS), rel=0.05)
    assert float(np.median(left)) < 0.15 * float(np.mean(raw))
    assert float(np.mean(left)) < 0.3 * float(np.mean(raw))


def test_what_differs_between_points_is_kept() -> None:
    spreads = []
    for seed in range(200):
        values, moved = at_points(0.5, 1.0, 1.0, seed)
        found, share = without_sampling_error(values, sampling_variance(moved))
        assert 0.0 < share < 0.5
        spreads.append(float(found.var(ddof=1)))
    assert float(np.mean(spreads)) == pytest.approx(0.25, rel=0.05)


def test_the_variance_that_sampling_makes_is_found() -> None:
    found = [sampling_variance(at_points(0.3, 2.0, 1.0, seed)[1]) for seed in range(50)]
    assert float(np.mean(found)) == pytest.approx(1.0 / FOLDS, rel=0.02)


def test_numbers_that_change_nothing_give_no_range_at_all() -> None:
    values, moved = at_points(0.0, 1.0, 0.0, 1)
    found, _ = without_sampling_error(values, sampling_variance(moved))
    assert spread(found) == pytest.approx(0.0, abs=1e-12)
    same = np.full(POINTS, 0.25)
    assert without_sampling_error(same, 0.0) == (same, 0.0)


@pytest.mark.parametrize("shape", [(1, 20), (64, 1), (1, 1)])
def test_too_little_to_tell_takes_nothing_out(shape: tuple[int, int]) -> None:
    assert sampling_variance(np.ones(shape)) == 0.0
    values = np.array([0.3])
    assert without_sampling_error(values, 1.0)[0] == values


def test_the_influence_of_a_fold_is_what_leaving_it_out_changes() -> None:
    draws = np.random.default_rng(2)  # noqa: TID251  (of a test)
    above, below = draws.uniform(1.0, 2.0, (3, 200)), draws.uniform(5.0, 6.0, (3, 200))
    found = influences(above, below)
    assert found.mean(axis=1) == pytest.approx(0.0, abs=1e-12)
    ratio = above.sum(axis=1, keepdims=True) / below.sum(axis=1, keepdims=True)
    without = (above.sum(axis=1, keepdims=True) - above) / (below.sum(axis=1, keepdims=True) - below)
    assert found / 199 == pytest.approx(ratio - without, rel=0.02, abs=1e-6)


def test_a_share_of_nothing_has_no_influence() -> None:
    assert np.isnan(influences(np.zeros((1, 4)), np.zeros((1, 4)))).all()


def row(judgement: Judgement | None, low: float, high: float) -> Contrast:
    read = Estimate((low + high) / 2.0, low, high)
    return Contrast("all", "b", "missed_share", 9, read, read, 9, None, together=read, judgement=judgement)


def reach(less: float, same: float) -> DifferenceRange:
    return DifferenceRange("all", "b", "missed_share", 64, -1.0, 1.0, less, same, 1.0 - less - same, 0.0)


@pytest.mark.parametrize(
    ("judgement", "ends", "shares", "standing", "way"),
    [
        ("less", (-3.0, -2.0), (0.96, 0.04), "settled", "less"),
        ("less", (-3.0, -2.0), (0.84, 0.16), "likely", "less"),
        ("unsettled", (-3.0, -0.2), (0.96, 0.04), "likely", "less"),
        ("unsettled", (-3.0, 0.2), (0.96, 0.04), "open", None),
        ("less", (-3.0, -2.0), (0.5, 0.4), "open", None),
        ("less", (-3.0, -2.0), (0.0, 0.9), "open", None),
        ("same", (-0.1, 0.1), (0.0, 1.0), "settled", "same"),
        ("same", (-0.1, 0.1), (0.2, 0.7), "likely", "same"),
    ],
)
def test_one_judgement_needs_both(
    judgement: Judgement, ends: tuple[float, float], shares: tuple[float, float], standing: str, way: str | None
) -> None:
    found = conclude(row(judgement, *ends), reach(*shares))
    assert (found.standing, found.direction) == (standing, way)


def test_without_points_it_is_sampling_error_alone() -> None:
    assert conclude(row("less", -3.0, -2.0), None).standing == "sampled"
    assert conclude(row("unsettled", -3.0, 2.0), None).because == "sampling"
