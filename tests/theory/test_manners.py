"""Other ways to look, against exact results: at regular moments, between busy spells, and by a helper as well.

Each test would fail a correct rule with probability FALSE_ALARM.
"""

import math

import numpy as np
import pytest
from scipy import stats

from sim.clock import DAY, NEVER, WEEK
from sim.rules.attention import HELPER, OWN, is_busy, last_busy_second, next_look_of, noticed_at, noticed_by
from sim.rules.login import next_unprompted
from tests.theory.looks import next_look

pytestmark = pytest.mark.theory

FALSE_ALARM = 1e-6
CITIZENS = 20_000
HOUR = 3600
EMAIL = 0
FLAT = np.array([[0, HOUR], [0, 0]])
"""A clock that goes as others do."""
NO_SEASON = (np.array([0, 1000 * DAY]), np.array([0.0, 1000 * DAY / 31_557_600]))


@pytest.mark.parametrize("after", [0, 1800, 3599, 5_000_000])
def test_without_busy_spells_the_general_way_gives_the_usual_looks(after: int) -> None:
    """A share of 0 leaves every spell free, and the search begins anew after each."""
    for citizen in range(500):
        usual = next_look(1, 0, citizen, EMAIL, FLAT, 0, HOUR, after)
        where = (EMAIL, FLAT, 0, HOUR, after)
        assert (
            next_look_of(1, 0, citizen, *where, OWN, False, 0.0, 0)
            == next_look_of(1, 0, citizen, *where, OWN, False, 0.0, 1000)
            == usual
        )
        assert next_look_of(1, 0, citizen, *where, HELPER, False, 0.0, 0) != usual
        contact = (1, 0, citizen, 3, 1, EMAIL, FLAT, 0, HOUR, after, 0.6, 0.75, 6, NEVER)
        assert noticed_by(*contact, OWN, False, 0.0, 0) == noticed_at(*contact)


def test_by_habit_looks_are_an_interval_apart_and_the_wait_for_one_is_uniform() -> None:
    manner = (OWN, True, 0.0, 0)
    found = [next_look_of(1, 0, 7, EMAIL, FLAT, 0, HOUR, at, *manner) for at in range(0, 50 * HOUR, HOUR)]
    assert set(np.diff(found).tolist()) == {HOUR}
    waits = [next_look_of(1, 0, citizen, EMAIL, FLAT, 0, HOUR, 5000, *manner) - 5000 for citizen in range(CITIZENS)]
    assert stats.kstest(np.array(waits) - 0.5, stats.uniform(scale=HOUR).cdf).pvalue > FALSE_ALARM
    assert stats.kstest(waits, stats.expon(scale=HOUR).cdf).pvalue < FALSE_ALARM


@pytest.mark.parametrize("habit", [False, True])
@pytest.mark.parametrize(("share", "lasts"), [(0.5, DAY), (0.9, 2 * HOUR), (0.3, 600)])
def test_nobody_looks_in_a_busy_spell_and_looks_keep_their_mean_interval(share: float, lasts: int, habit: bool) -> None:
    manner = (OWN, habit, share, lasts)
    shortened, days = cell(HOUR, share), 4000
    found, at, citizen = [], 0, 11
    while (at := next_look_of(1, 0, citizen, EMAIL, FLAT, 0, shortened, at, *manner)) < days * DAY:
        found.append(at)
    assert not any(is_busy(1, 0, citizen, OWN, share, lasts, each) for each in found)
    # Of so many spells each is free or not for itself; given the free ones, looks come at the shortened interval.
    spells, expected = days * DAY / lasts, days * DAY / HOUR
    noise = math.sqrt(share / (1 - share) / spells) + 1 / math.sqrt(expected)
    assert abs(len(found) / expected - 1) < stats.norm.isf(FALSE_ALARM / 2) * noise
    gaps = np.diff(found) / HOUR
    assert gaps.max() > min(2 * lasts / HOUR, 5)


def cell(interval: int, share: float) -> int:
    """The interval between looks outside of busy spells."""
    return int(interval * (1.0 - share))


def test_busy_spells_are_as_long_as_they_are_and_end_where_one_is_free() -> None:
    ends = [last_busy_second(1, 0, citizen, OWN, 0.5, DAY, DAY - 1) for citizen in range(CITIZENS)]
    lengths = (np.array(ends) - (DAY - 1)) // DAY
    observed = np.bincount(np.minimum(lengths, 8), minlength=9)
    expected = np.array([*(0.5 ** (n + 1) for n in range(8)), 0.5**8]) * CITIZENS
    assert stats.chisquare(observed, expected).pvalue > FALSE_ALARM
    assert not any(is_busy(1, 0, citizen, OWN, 0.5, DAY, end + 1) for citizen, end in enumerate(ends))


def test_two_look_twice_as_often_as_one() -> None:
    """A certain notice at the first look of either comes after an exponential time of half the mean."""

    def noticed(whose: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        address = (EMAIL, FLAT, 0, HOUR, 1000, 1.0, 1.0, 6, NEVER, whose, False, 0.0, 0)
        return np.array([noticed_by(1, 0, citizen, 1, 0, *address) for citizen in range(CITIZENS)])

    first, second = noticed(OWN), noticed(HELPER)
    assert stats.kstest(np.minimum(first, second) - 1000.5, stats.expon(scale=HOUR / 2).cdf).pvalue > FALSE_ALARM
    assert abs(np.corrcoef(first, second)[0, 1]) < stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(CITIZENS)


@pytest.mark.parametrize(("rate", "weeks"), [(52.0, 1), (2.6, 20), (300.0, 1), (0.5, 104)])
def test_habitual_logins_come_on_one_weekday_every_so_many_weeks(rate: float, weeks: int) -> None:
    def login(number: int) -> int:
        return next_unprompted(1, 0, 5, number, 0.0, rate, *NO_SEASON, FLAT, 0, True)[0]

    moments = [login(number) for number in range(20)]
    assert set(np.diff(moments).tolist()) == {weeks * WEEK}
    assert 0 <= moments[0] < weeks * WEEK
