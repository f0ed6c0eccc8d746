from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.robustness import Better, Robustness, loses_at, robustness, wilson

OUTPUTS = {
    "paper": np.array([1.0, 5.0, 3.0, 9.0]),
    "opaque": np.array([3.0, 5.5, 2.0, 1.0]),
    "action": np.array([4.0, 6.0, 2.5, 1.0]),
}
"""With a margin of 1: paper wins the first, the second is within it, the third is paper's by just the margin."""


def shares(found: Robustness) -> dict[str, tuple[float | None, float | None, float | None]]:
    return {each.design: (each.wins.value, each.as_good.value, each.loses.value) for each in found.performances}


def test_who_wins_is_as_good_and_loses() -> None:
    found = robustness(OUTPUTS, "lower", 1.0)
    assert shares(found) == {
        "paper": (0.25, 0.5, 0.25),
        "opaque": (0.0, 0.75, 0.25),
        "action": (0.0, 0.75, 0.25),
    }
    assert (found.points, found.effective, found.dropped) == (4, 4.0, 0)


def test_where_more_is_better_the_signs_turn() -> None:
    turned = {design: -values for design, values in OUTPUTS.items()}
    assert robustness(turned, "higher", 1.0).performances == robustness(OUTPUTS, "lower", 1.0).performances
    assert shares(robustness(OUTPUTS, "higher", 0.0))["action"] == (0.5, 0.0, 0.5)


def test_regret_is_how_far_a_design_is_behind_the_best() -> None:
    regrets = {each.design: each.regret for each in robustness(OUTPUTS, "lower", 1.0).performances}
    assert (regrets["paper"].mean, regrets["paper"].largest, regrets["paper"].worst) == (9.0 / 4.0, 8.0, 3)
    assert (regrets["action"].mean, regrets["action"].largest, regrets["action"].worst) == (4.5 / 4.0, 3.0, 0)
    many = {"here": np.arange(1.0, 101.0), "best": np.zeros(100)}
    assert robustness(many, "lower", 0.0).performances[0].regret.high == 90.0
    assert robustness(many, "lower", 0.0).performances[1].regret.largest == 0.0


def test_two_designs_are_compared_by_themselves_and_both_ways() -> None:
    found = robustness(OUTPUTS, "lower", 1.0)
    assert len(found.duels) == 6
    here, there = found.duel("paper", "opaque"), found.duel("opaque", "paper")
    assert (here.better.value, here.within.value, here.worse.value) == (0.25, 0.5, 0.25)
    assert (here.better, here.within, here.worse) == (there.worse, there.within, there.better)
    with pytest.raises(KeyError):
        found.duel("paper", "paper")


def test_a_point_of_double_weight_counts_as_two() -> None:
    weighted = robustness(OUTPUTS, "lower", 1.0, np.array([2.0, 1.0, 0.0, 1.0]))
    repeated = robustness({name: values[[0, 0, 1, 3]] for name, values in OUTPUTS.items()}, "lower", 1.0)
    assert shares(weighted) == shares(repeated)
    assert [each.regret.mean for each in weighted.performances] == [each.regret.mean for each in repeated.performances]
    assert weighted.effective == pytest.approx(16.0 / 6.0)
    assert weighted.performances[0].regret.worst == 3
    wide, narrow = weighted.performances[0].wins.half_width, repeated.performances[0].wins.half_width
    assert wide is not None
    assert narrow is not None
    assert wide > narrow


def test_a_point_without_an_output_of_every_design_is_left_out_and_said() -> None:
    broken = {**OUTPUTS, "action": np.array([np.nan, 6.0, 2.5, 1.0])}
    found = robustness(broken, "lower", 1.0)
    assert (found.points, found.dropped) == (3, 1)
    assert found.performances[0].wins.value == 0.0
    assert found.performances[0].regret.worst == 3
    assert not loses_at(broken, "opaque", "lower", 1.0)[0]


@given(
    some.lists(some.tuples(*[some.integers(-3, 3)] * 3), min_size=1, max_size=20),
    some.sampled_from([0.0, 0.5, 1.0]),
    some.sampled_from(["lower", "higher"]),
)
def test_shares_add_up_and_at_most_one_design_wins(rows: list[tuple[int, ...]], margin: float, better: Better) -> None:
    outputs = dict(zip("abc", np.array(rows, dtype=np.float64).T, strict=True))
    found = robustness(outputs, better, margin)
    for one in shares(found).values():
        assert sum(value or 0.0 for value in one) == pytest.approx(1.0)
    assert sum(each.wins.value or 0.0 for each in found.performances) <= 1.0 + 1e-12
    for each in found.performances:
        assert each.loses.value == pytest.approx(loses_at(outputs, each.design, better, margin).mean())
        assert 0.0 <= each.regret.mean <= each.regret.largest
        assert each.regret.high <= each.regret.largest
        beaten = max(
            found.duel(each.design, one.other).worse.value or 0.0 for one in found.duels if one.other != each.design
        )
        assert beaten <= (each.loses.value or 0.0) + 1e-12


@pytest.mark.parametrize(("wins", "count"), [(0, 12), (3, 12), (12, 12), (50, 400)])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_the_interval_is_wilsons(wins: int, count: int, confidence: float) -> None:
    found, known = wilson(wins / count, count, confidence), binomtest(wins, count).proportion_ci(confidence, "wilson")
    assert [found.low, found.high] == pytest.approx([known.low, known.high], abs=1e-12)
    assert found != Estimate(wins / count, known.low + 0.01, known.high)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="two designs or more"):
        robustness({"paper": np.ones(3)}, "lower", 0.0)
    with pytest.raises(ValueError, match="as many as every other"):
        robustness({"paper": np.ones(3), "opaque": np.ones(2)}, "lower", 0.0)
    with pytest.raises(ValueError, match="0 or more, not -1"):
        robustness(OUTPUTS, "lower", -1.0)
    with pytest.raises(ValueError, match="a weight of 0 or more for each of 4"):
        robustness(OUTPUTS, "lower", 0.0, np.array([1.0, -1.0, 1.0, 1.0]))
    with pytest.raises(ValueError, match="at no point"):
        robustness(OUTPUTS, "lower", 0.0, np.zeros(4))
