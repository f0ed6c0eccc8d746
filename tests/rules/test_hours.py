"""Operational time: exact both ways, the identity where all hours are alike, and never far from other clocks."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sim.clock import HOUR, WEEK, Calendar
from sim.rules.clocks import FLAT, clock, week_of
from sim.rules.hours import moment_of, operational
from sim.rules.parameters import Integers
from sim.scenario.schema.hours import Pattern

START = date(2016, 3, 21)
"""A Monday in the week at whose end summer time begins."""
HOURS = 24 * 7 * 5
NIGHTS = Pattern(weekday=(0.0,) * 8 + (1.0,) * 15 + (0.25,), saturday=(1.0,) * 24, sunday=(0.0,) * 12 + (3.0,) * 12)
SLEEPY = clock(START, HOURS, week_of(NIGHTS, 1.0))
EVEN = clock(START, HOURS, FLAT)
AUTUMN = clock(date(2016, 10, 27), HOURS, week_of(NIGHTS, 0.7))
"""Begins on a Thursday in the week at whose end summer time ends."""
OFFICE = Pattern(weekday=(0.0,) * 8 + (1.0,) * 8 + (0.01,) * 8, saturday=(0.01,) * 24, sunday=(3.0,) * 24)
EARLY = clock(date(2016, 10, 27), HOURS, week_of(OFFICE, 1.0))
"""The hour that comes twice holds so much that later weeks begin many quiet hours before midnight."""
SHORT = clock(START, 30, week_of(NIGHTS, 1.0))
moments = st.integers(0, 2 * HOURS * HOUR)


@given(moments)
def test_where_all_hours_are_alike_it_is_the_same_as_on_the_clock(at: int) -> None:
    assert operational(EVEN, 0, at) == moment_of(EVEN, 0, at) == at


@given(st.sampled_from((SLEEPY, AUTUMN, EARLY, SHORT)), moments)
def test_a_moment_is_the_first_at_which_so_much_has_passed(clocks: Integers, passed: int) -> None:
    at = moment_of(clocks, 0, passed)
    assert operational(clocks, 0, at) >= passed
    assert at == 0 or operational(clocks, 0, at - 1) < passed


@given(moments, moments)
def test_it_keeps_the_order_of_moments(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert operational(SLEEPY, 0, first) <= operational(SLEEPY, 0, last)
    assert moment_of(SLEEPY, 0, first) <= moment_of(SLEEPY, 0, last)


@given(moments, moments)
def test_what_is_later_on_one_clock_is_later_on_the_other(after: int, passed: int) -> None:
    """So a look can be sought in operational time and converted when it is found."""
    assert (operational(SLEEPY, 0, after) < passed) == (after < moment_of(SLEEPY, 0, passed))


@given(moments)
def test_nothing_happens_in_an_hour_without_weight(passed: int) -> None:
    at = moment_of(SLEEPY, 0, passed + 1)
    if at < HOURS * HOUR:
        local = Calendar(START).local(at - 1)  # the second that has passed by then
        hour = local.hour
        assert (NIGHTS.weekday, NIGHTS.saturday, NIGHTS.sunday)[max(0, local.weekday() - 4)][hour] > 0.0


def test_a_week_passes_as_many_seconds_as_on_the_clock() -> None:
    for share in (0.0, 0.3, 1.0):
        assert sum(week_of(NIGHTS, share)) == WEEK
    assert week_of(NIGHTS, 0.0) == FLAT
    monday = WEEK - HOUR  # summer time began in between, and the hour that it skipped had no weight
    assert operational(SLEEPY, 0, monday) == WEEK
    assert operational(SLEEPY, 0, monday + WEEK) == 2 * WEEK


def test_hours_are_those_of_dutch_clocks_in_summer_and_in_winter() -> None:
    calendar = Calendar(START)
    for day in (1, 8):  # a Tuesday in winter time, and one in summer time
        midnight = calendar.midnights(day + 1)[day]
        assert operational(SLEEPY, 0, midnight + 8 * HOUR) == operational(SLEEPY, 0, midnight)
        assert operational(SLEEPY, 0, midnight + 9 * HOUR) > operational(SLEEPY, 0, midnight + 8 * HOUR)


def test_a_search_never_begins_before_the_study() -> None:
    assert EARLY[1, 0] < -1
    assert moment_of(EARLY, 0, 1) == 8 * HOUR + 1


def test_the_search_for_an_hour_begins_no_later_than_it_and_not_long_before() -> None:
    # Seven hours of a night hold the time of two, and summer time moves them by one.
    for clocks in (AUTUMN, clock(START, HOURS, week_of(NIGHTS, 0.7))):
        for hour, passed in enumerate(clocks[0, :HOURS].tolist()):
            begins = passed // WEEK * 168 + clocks[1, passed % WEEK // HOUR]
            assert begins <= hour <= begins + 8
