"""Days: moments that wait for a listed one, terms that run on, and post that comes in daytime."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import DAY, HOUR, Calendar
from sim.rules.days import day_of, delivered_at, due_at, later_by, on_listed_day
from sim.scenario.resolution import resolve
from tests.shipped import MAIN

START = date(2016, 3, 1)
DAYS = 400
MIDNIGHTS = np.array(Calendar(START).midnights(DAYS), dtype=np.int64)
WEEKDAY = [(START + timedelta(days=day)).weekday() for day in range(DAYS + 1)]
WORKING = np.array(
    [next((later for later in range(day, DAYS + 1) if WEEKDAY[later] < 5), DAYS) for day in range(DAYS + 1)]
)
NONE = np.zeros(0, dtype=np.int64)


@given(st.integers(0, DAYS * DAY - 2 * HOUR))
def test_the_day_of_a_moment_is_the_one_that_dutch_clocks_show(at: int) -> None:
    assert START + timedelta(days=day_of(MIDNIGHTS, at)) == Calendar(START).local(at).date()


@given(st.integers(0, (DAYS - 10) * DAY))
def test_a_moment_waits_for_the_next_listed_day_and_keeps_its_time(at: int) -> None:
    found = on_listed_day(MIDNIGHTS, WORKING, at)
    before, after = Calendar(START).local(at), Calendar(START).local(found)
    assert after.weekday() < 5
    assert found == at or before.weekday() >= 5
    assert (after.date() - before.date()).days == {5: 2, 6: 1}.get(before.weekday(), 0)
    assert on_listed_day(MIDNIGHTS, NONE, at) == at


def test_what_lies_beyond_the_calendar_stays_as_it_is() -> None:
    beyond = int(MIDNIGHTS[-1]) + 5
    assert on_listed_day(MIDNIGHTS, WORKING, beyond) == beyond
    assert delivered_at(MIDNIGHTS, WORKING, beyond, 0, HOUR, 2 * HOUR, 0.5) == beyond


def test_whole_days_keep_the_time_of_day_when_clocks_are_changed() -> None:
    at = int(MIDNIGHTS[25]) + 6 * HOUR  # 26 March 2016, the day before summer time
    assert Calendar(START).local(later_by(MIDNIGHTS, at, 3 * DAY)).hour == 6
    assert later_by(MIDNIGHTS, at, 3 * DAY) == at + 3 * DAY - HOUR
    assert later_by(MIDNIGHTS, later_by(MIDNIGHTS, at, 3 * DAY), -3 * DAY) == at
    assert later_by(MIDNIGHTS, at, 3 * DAY + 1) == at + 3 * DAY + 1
    assert later_by(MIDNIGHTS, at, -30 * DAY) == at - 30 * DAY  # before the start


def test_a_term_runs_on_if_the_law_says_so_and_it_is_short() -> None:
    on_saturday = int(MIDNIGHTS[4]) + 9 * HOUR  # 5 March 2016
    began, monday = on_saturday - 4 * DAY, on_saturday + 2 * DAY
    assert due_at(began, 4 * DAY, True, 90 * DAY, MIDNIGHTS, WORKING) == monday
    assert due_at(began, 4 * DAY, False, 90 * DAY, MIDNIGHTS, WORKING) == on_saturday
    assert due_at(began, 4 * DAY, True, 3 * DAY, MIDNIGHTS, WORKING) == on_saturday
    assert due_at(began, 3 * DAY, True, 90 * DAY, MIDNIGHTS, WORKING) == on_saturday - DAY


@given(st.integers(0, (DAYS - 20) * DAY), st.integers(0, 3 * DAY), st.floats(0.0, 1.0, exclude_max=True))
def test_post_comes_in_daytime_on_a_listed_day_and_after_it_was_sent(sent_at: int, delay: int, p: float) -> None:
    at = delivered_at(MIDNIGHTS, WORKING, sent_at + delay, sent_at, 10 * HOUR, 17 * HOUR, p)
    local = Calendar(START).local(at)
    assert at > sent_at
    assert local.weekday() < 5
    assert 10 <= local.hour < 17
    assert at <= sent_at + delay + 5 * DAY
    assert delivered_at(MIDNIGHTS, NONE, sent_at + delay, sent_at, 0, 0, p) == sent_at + delay


@pytest.mark.parametrize(("first", "monday_post"), [(date(2013, 12, 1), True), (date(2014, 1, 2), False)])
def test_no_post_comes_on_mondays_from_2014_on(first: date, monday_post: bool) -> None:
    calendar = resolve(MAIN).scenario.calendar
    flags = calendar.delivery_days(first, 25)
    days = [first + timedelta(days=day) for day in range(25)]
    mondays = [flag for day, flag in zip(days, flags, strict=True) if day.weekday() == 0]
    assert len(flags) == 25
    assert mondays == [monday_post] * len(mondays)
    assert not any(flag for day, flag in zip(days, flags, strict=True) if day.weekday() == 6)


def test_weekdays_change_within_a_study_that_crosses_the_year() -> None:
    flags = resolve(MAIN).scenario.calendar.delivery_days(date(2013, 12, 23), 21)
    assert [flags[0], flags[7], flags[14]] == [True, True, False]  # three Mondays
    assert not flags[2]  # Christmas Day


def test_shipped_terms_end_on_no_saturday_sunday_or_public_day() -> None:
    scenario = resolve(MAIN).scenario
    assert scenario.calendar.terms is not None
    assert scenario.calendar.terms.weekdays == ("monday", "tuesday", "wednesday", "thursday", "friday")
    assert "good-friday" in scenario.calendar.terms.closed
    assert "good-friday" not in scenario.calendar.sending.closed
