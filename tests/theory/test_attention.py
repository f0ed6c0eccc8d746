"""Looks and noticing against exact results. Each test would fail a correct rule with probability FALSE_ALARM."""

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.clock import NEVER, Calendar
from sim.rules.attention import noticed_at, poisson_of_mean_one
from sim.rules.clocks import clock, week_of
from sim.rules.hours import operational
from sim.scenario.schema.hours import Pattern
from tests.theory.looks import next_look

pytestmark = pytest.mark.theory

FALSE_ALARM = 1e-6
CITIZENS = 20_000
HOUR = 3600
EMAIL = 0
FLAT = np.array([[0, HOUR], [0, 0]])
"""A clock that goes as others do."""


def test_the_number_of_looks_in_a_cell_is_poisson() -> None:
    steps = (np.arange(100_000) + 0.5) / 100_000
    counts = np.bincount([poisson_of_mean_one(p) for p in steps])
    expected = stats.poisson(1).pmf(np.arange(len(counts))) * len(steps)
    assert np.abs(counts - expected).max() <= 1.0


@pytest.mark.parametrize("after", [0, 1, 1800, 3599, 3600, 5_000_000])
def test_the_time_to_the_next_look_is_exponential_from_any_moment(after: int) -> None:
    waits = np.array([next_look(1, 0, citizen, EMAIL, FLAT, 0, HOUR, after) - after for citizen in range(CITIZENS)])
    assert waits.min() > 0
    assert stats.kstest(waits - 0.5, stats.expon(scale=HOUR).cdf).pvalue > FALSE_ALARM
    assert stats.kstest(waits * 1.1, stats.expon(scale=HOUR).cdf).pvalue < FALSE_ALARM  # the test can fail


def test_looks_do_not_depend_on_what_waits() -> None:
    looks = []
    at = 0
    for _ in range(200):
        at = next_look(1, 0, 7, EMAIL, FLAT, 0, HOUR, at)
        looks.append(at)
    for moment in range(0, looks[-1], 997):
        following = next_look(1, 0, 7, EMAIL, FLAT, 0, HOUR, moment)
        assert following == next(look for look in looks if look > moment)


def test_looks_in_successive_gaps_are_independent() -> None:
    gaps = []
    at = 0
    for _ in range(CITIZENS):
        following = next_look(1, 0, 3, EMAIL, FLAT, 0, HOUR, at)
        gaps.append(following - at)
        at = following
    correlation = np.corrcoef(gaps[:-1], gaps[1:])[0, 1]
    assert abs(correlation) < stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(CITIZENS)


def looks_until_noticed(chance: float, sinking: float, most: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """How often each number of looks was needed; the last place counts contacts that were lost."""
    counts = np.zeros(most + 1, dtype=np.int64)
    for citizen in range(CITIZENS):
        at = noticed_at(1, 0, citizen, 1, 0, EMAIL, FLAT, 0, HOUR, 1000, chance, sinking, most, NEVER)
        look, looked_at = 0, 1000
        if at == NEVER:
            counts[most] += 1
            continue
        while (looked_at := next_look(1, 0, citizen, EMAIL, FLAT, 0, HOUR, looked_at)) < at:
            look += 1
        assert looked_at == at
        counts[look] += 1
    return counts


@pytest.mark.parametrize(("chance", "sinking", "most"), [(0.5, 1.0, 5), (0.6, 0.75, 6), (0.2, 0.9, 3)])
def test_noticing_is_geometric_and_sinks(chance: float, sinking: float, most: int) -> None:
    chances = chance * sinking ** np.arange(most)
    missed_before = np.concatenate([[1.0], np.cumprod(1 - chances)])
    expected = np.append(missed_before[:-1] * chances, missed_before[-1]) * CITIZENS
    assert stats.chisquare(looks_until_noticed(chance, sinking, most), expected).pvalue > FALSE_ALARM
    wrong = np.roll(expected, 1)
    assert stats.chisquare(looks_until_noticed(chance, sinking, most), wrong).pvalue < FALSE_ALARM


def test_who_notices_everything_notices_at_the_first_look() -> None:
    for citizen in range(100):
        at = noticed_at(1, 0, citizen, 1, 0, EMAIL, FLAT, 0, HOUR, 1000, 1.0, 0.75, 6, NEVER)
        assert at == next_look(1, 0, citizen, EMAIL, FLAT, 0, HOUR, 1000)


def test_nothing_is_noticed_at_or_after_the_end() -> None:
    at = noticed_at(1, 0, 5, 1, 0, EMAIL, FLAT, 0, HOUR, 1000, 1.0, 1.0, 6, NEVER)
    assert noticed_at(1, 0, 5, 1, 0, EMAIL, FLAT, 0, HOUR, 1000, 1.0, 1.0, 6, at) == NEVER
    assert noticed_at(1, 0, 5, 1, 0, EMAIL, FLAT, 0, HOUR, 1000, 1.0, 1.0, 6, at + 1) == at


AWAKE = Pattern(weekday=(0.0,) * 7 + (1.0,) * 10 + (2.0,) * 5 + (0.5, 0.5), saturday=(1.0,) * 24, sunday=(1.0,) * 24)
WEEKS = 400


def looks_of_years(interval: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """All looks of a citizen in some years, on a clock with nights."""
    start, hours = date(2018, 1, 1), WEEKS * 7 * 24
    rows, at, looks = clock(start, hours, week_of(AWAKE, 1.0)), 0, []
    while (at := next_look(1, 0, 11, EMAIL, rows, 0, interval, at)) < hours * HOUR:
        looks.append(at)
    return np.array(looks, dtype=np.int64)


def test_looks_are_spread_over_the_hours_of_the_week_as_the_weights_are() -> None:
    looks = looks_of_years(2 * HOUR)
    calendar, hours = Calendar(date(2018, 1, 1)), np.zeros(7 * 24, dtype=np.int64)
    for at in looks.tolist():
        local = calendar.local(at - 1)
        hours[24 * local.weekday() + local.hour] += 1
    weights = np.array(week_of(AWAKE, 1.0))
    assert hours[weights == 0].sum() == 0
    expected = len(looks) * weights[weights > 0] / weights.sum()
    assert stats.chisquare(hours[weights > 0], expected).pvalue > FALSE_ALARM
    assert stats.chisquare(np.roll(hours[weights > 0], 3), expected).pvalue < FALSE_ALARM  # the test can fail


def test_looks_are_a_poisson_process_in_operational_time() -> None:
    rows = clock(date(2018, 1, 1), WEEKS * 7 * 24, week_of(AWAKE, 1.0))
    passed = [operational(rows, 0, at) for at in looks_of_years(2 * HOUR).tolist()]
    gaps = np.diff(passed)
    assert stats.kstest(gaps - 0.5, stats.expon(scale=2 * HOUR).cdf).pvalue > FALSE_ALARM
    assert stats.kstest(gaps * 1.1, stats.expon(scale=2 * HOUR).cdf).pvalue < FALSE_ALARM  # the test can fail
