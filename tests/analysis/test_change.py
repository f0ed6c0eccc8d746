from __future__ import annotations

from dataclasses import replace

import pytest
from scipy import stats

from sim.analysis.change import Change, independent, welch, with_simultaneous_intervals
from sim.analysis.comparison import Contrast, Estimate

LEVELS = {"one": (4.0, 6.0, 20), "other": (7.0, 9.5, 35)}
"""Mean, standard deviation and number of citizens of two samples."""


def measured(mean: float, deviation: float, citizens: int) -> Contrast:
    """A level with the interval of Student's t."""
    reach = float(stats.t.ppf(0.975, citizens - 1)) * deviation / citizens**0.5
    level = Estimate(mean, mean - reach, mean + reach)
    return Contrast("all", "opaque", "logins", citizens, level, None, 0, None)


def test_the_difference_of_independent_levels_is_that_of_welch() -> None:
    (one, other), counts = (measured(*LEVELS[name]) for name in LEVELS), (20, 35)
    found = independent(one, other, counts)
    tested = stats.ttest_ind_from_stats(7.0, 9.5, 35, 4.0, 6.0, 20, equal_var=False)
    assert found.difference.value == 3.0
    assert found.error is not None
    assert found.error == pytest.approx(3.0 / tested.statistic, rel=1e-9)
    assert found.freedom is not None
    assert 2.0 * float(stats.t.sf(3.0 / found.error, found.freedom)) == pytest.approx(tested.pvalue, rel=0.02)
    exact = float(stats.t.ppf(0.975, found.freedom)) * found.error
    assert found.difference.half_width == pytest.approx(exact, rel=1e-9)
    back = independent(other, one, (35, 20))
    assert back.difference.value == -3.0
    assert back.difference.half_width == pytest.approx(found.difference.half_width, rel=1e-12)


def test_a_level_without_spread_gives_no_interval() -> None:
    bare = replace(measured(*LEVELS["one"]), level=Estimate(0.0))
    found = independent(bare, measured(*LEVELS["other"]), (20, 35))
    assert (found.difference.value, found.difference.low, found.freedom) == (7.0, None, None)
    nothing = replace(bare, level=Estimate(None))
    assert independent(nothing, bare, (20, 20)).difference.value is None


def test_welch_has_as_many_degrees_of_freedom_as_both_or_as_the_wider_one() -> None:
    assert welch([1.0, 1.0], [9, 9]) == 18
    assert welch([1.0, 1e-9], [9, 99]) == 9


def change(response: str, value: float) -> Change:
    """A change of a response with a standard error of 1."""
    level = Estimate(0.0)
    return Change("all", "opaque", response, level, level, Estimate(value), (50, 50), "citizen", True, 1.0, 49, 50)


def test_intervals_that_are_read_together_are_those_of_bonferroni() -> None:
    listed = (change("logins", 5.0), change("effort_minutes", 0.5), change("steps", 5.0))
    logins, effort, steps = with_simultaneous_intervals(listed, {"effort_minutes": 1.0, "logins": 1.0})
    assert logins.together is not None
    assert logins.together.half_width == pytest.approx(float(stats.t.ppf(1 - 0.05 / 4, 49)), rel=1e-9)
    assert (logins.judgement, effort.judgement) == ("more", "unsettled")
    assert (steps.together, steps.judgement) == (None, None)


def test_too_few_is_said_of_what_differs_and_has_no_interval() -> None:
    found = replace(change("logins", 5.0), freedom=None, differing=3)
    assert found.too_few
    assert not replace(found, differing=0).too_few
    assert not replace(found, paired=False).too_few
