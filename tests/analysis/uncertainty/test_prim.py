from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import qmc

from sim.analysis.uncertainty.cube import Matrix
from sim.analysis.uncertainty.prim import Limit, Rule, cloud_of, peeled, rule, unless
from sim.analysis.uncertainty.robustness import Mask

NAMES = ("dormant", "interval", "remembers", "idle")
DAY = 86_400.0


def evenly(count: int = 512) -> Matrix:
    """A share, seconds, a share, and a number that does nothing."""
    places: Matrix = qmc.Sobol(4, scramble=False).random(count)
    points: Matrix = places * np.array([0.5, 10.0 * DAY, 1.0, 100.0])
    return points


def mostly(points: Matrix) -> Mask:
    """Lost where much is dormant and mail is seldom looked at, but for each twelfth point."""
    lost: Mask = (points[:, 0] > 0.25) & (points[:, 1] > 6.0 * DAY)
    lost[::12] ^= True
    return lost


def seconds(factor: str, value: float) -> float:
    return DAY if factor == "interval" else 1.0


def text(factor: str, value: float) -> str:
    return f"{value / DAY:g} days" if factor == "interval" else f"{100.0 * value:g} %"


def found(points: Matrix, lost: Mask) -> Rule:
    one = rule(NAMES, points, lost, unit=seconds)
    assert one is not None
    return one


def test_the_box_in_which_points_are_lost_is_found() -> None:
    points = evenly()
    one = found(points, mostly(points))
    assert [each.factor for each in one.limits] == ["dormant", "interval"]
    (dormant, interval) = one.limits
    assert dormant.low == pytest.approx(0.25, abs=0.02)
    assert interval.low == pytest.approx(6.0 * DAY, abs=0.5 * DAY)
    assert dormant.high is None
    assert interval.high is None
    assert one.density > 0.85
    assert one.share == pytest.approx(0.2, abs=0.04)


def test_the_shares_are_those_of_the_rounded_limits() -> None:
    points = evenly()
    lost = mostly(points)
    one = found(points, lost)
    inside = (points[:, 0] > (one.limits[0].low or 0.0)) & (points[:, 1] > (one.limits[1].low or 0.0))
    assert np.array_equal(one.holds(NAMES, points), inside)
    assert one.share == pytest.approx(inside.mean())
    assert one.density == pytest.approx(lost[inside].mean())
    assert one.coverage == pytest.approx((inside & lost).sum() / lost.sum())
    assert one.density != pytest.approx(lost[~inside].mean(), abs=0.1)


def test_a_band_in_the_middle_has_two_limits_and_is_said_so() -> None:
    points = evenly()
    one = found(points, (points[:, 2] > 0.3) & (points[:, 2] < 0.5))
    (limit,) = one.limits
    assert limit.factor == "remembers"
    assert [limit.low, limit.high] == pytest.approx([0.3, 0.5], abs=0.02)
    assert one.density > 0.95
    assert one.coverage > 0.95
    assert unless(Rule((Limit("remembers", 0.3, 0.5),), 1.0, 1.0, 0.2), text) == "unless 30 % < remembers < 50 %"


def test_a_rule_is_a_sentence_in_the_units_of_people() -> None:
    limits = (Limit("dormant", 0.25, None), Limit("interval", None, 3.0 * DAY))
    one = Rule(limits, 0.8, 0.9, 0.2)
    assert unless(one, text) == "unless dormant > 25 % and interval < 3 days"
    assert unless(one, text, {"dormant": "sleepers", "interval": "a look"}.__getitem__) == (
        "unless sleepers > 25 % and a look < 3 days"
    )
    points = evenly()
    said = unless(found(points, mostly(points)), text)
    assert said.startswith("unless dormant > 2")
    assert len(said) < 45  # round numbers only


def test_no_more_limits_than_allowed_and_the_best_ones() -> None:
    points = evenly()
    lost = (points[:, 0] > 0.3) & (points[:, 1] > 2.0 * DAY) & (points[:, 2] < 0.6)
    three, two = (rule(NAMES, points, lost, most=most) for most in (3, 2))
    assert three is not None
    assert two is not None
    assert [each.factor for each in three.limits] == ["dormant", "interval", "remembers"]
    assert [each.factor for each in two.limits] == ["dormant", "remembers"]
    assert two.density < three.density


def test_where_luck_decides_there_is_no_rule() -> None:
    points = evenly()
    lost = np.zeros(len(points), dtype=np.bool_)
    lost[::3] = True
    assert rule(NAMES, points, lost) is None
    assert rule(NAMES, points, np.zeros(len(points), dtype=np.bool_)) is None
    assert rule(NAMES, points, np.ones(len(points), dtype=np.bool_)) is None


def test_a_point_of_weight_two_is_two_points_and_one_of_none_is_none() -> None:
    points = evenly(256)
    lost = mostly(points)
    weights = np.where(points[:, 3] < 50.0, 2.0, 0.0)
    heavy = points[:, 3] < 50.0
    weighted = rule(NAMES, points, lost, weights)
    assert weighted is not None
    assert weighted == rule(NAMES, points[heavy], lost[heavy])
    assert weighted != rule(NAMES, points, lost)


def test_equal_values_stay_on_one_side_of_a_cut() -> None:
    points = np.floor(evenly() * np.array([10.0, 1.0, 1.0, 1.0]))  # the share in whole steps from 0 to 4
    one = rule(NAMES, points, points[:, 0] >= 3.0)
    assert one is not None
    assert one.limits[0].low is not None
    assert 2.0 < one.limits[0].low < 3.0
    assert [one.coverage, one.density] == pytest.approx([1.0, 1.0])


def test_each_peeling_takes_a_thin_slice_until_only_lost_points_are_left() -> None:
    points = evenly()
    cloud = cloud_of(NAMES, points, mostly(points), None)
    inside = [cloud.inside(box) for box in peeled(cloud)]
    assert len(inside) > 10
    for before, after in pairwise(inside):
        assert not (after & ~before).any()
        assert 0.05 <= 1.0 - cloud.mass(after) / cloud.mass(before) < 0.05 + 1.5 / before.sum()
    assert cloud.density(inside[20]) > 2.0 * cloud.density(inside[0])
    assert cloud.lost[inside[-1]].all()
    assert not cloud.lost[inside[-2]].all()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"4 columns of points .* not \(8, 3\)"):
        rule(NAMES, np.ones((8, 3)), np.ones(8, dtype=np.bool_))
    with pytest.raises(ValueError, match="no point has a weight"):
        rule(NAMES, evenly(8), np.ones(8, dtype=np.bool_), np.zeros(8))
