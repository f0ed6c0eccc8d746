"""Seconds and Dutch local time."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import DAY, HOUR, Calendar, span_in_words

CALENDAR = Calendar(date(2016, 1, 1))


def test_the_study_begins_at_dutch_midnight() -> None:
    assert CALENDAR.local(0).isoformat() == "2016-01-01T00:00:00+01:00"


def test_summer_time_shifts_the_seconds_and_not_the_clock() -> None:
    before, after = datetime(2016, 3, 26, 9), datetime(2016, 3, 27, 9)
    assert CALENDAR.seconds(after) - CALENDAR.seconds(before) == 23 * HOUR
    assert CALENDAR.seconds(datetime(2016, 10, 30, 9)) - CALENDAR.seconds(datetime(2016, 10, 29, 9)) == 25 * HOUR


@given(st.integers(0, 3660 * DAY))
def test_local_times_lead_back_to_their_second(seconds: int) -> None:
    assert CALENDAR.seconds(CALENDAR.local(seconds)) == seconds


@given(st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1)))
def test_clock_times_that_exist_once_lead_back(local: datetime) -> None:
    local = local.replace(microsecond=0)
    found = CALENDAR.local(CALENDAR.seconds(local)).replace(tzinfo=None)
    skipped = local.month == 3 and local.hour == 2 and local.day >= 25
    assert found == local or (skipped and found == local + timedelta(hours=1))


def test_midnights_and_months_begin_where_clocks_say() -> None:
    midnights = CALENDAR.midnights(400)
    assert [CALENDAR.local(second).hour for second in midnights] == [0] * 401
    knots, months = CALENDAR.month_starts(366 * DAY)
    assert months == [*range(1, 13)]
    assert [CALENDAR.local(second).day for second in knots] == [1] * 13
    assert len(CALENDAR.month_starts(366 * DAY + 1)[1]) == 13


def test_a_study_may_begin_in_the_middle_of_a_month() -> None:
    knots, months = Calendar(date(2016, 11, 15)).month_starts(60 * DAY)
    assert months == [11, 12, 1]
    assert knots[:2] == [0, 16 * DAY]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2016, 1, 1), False),  # New Year's Day, a Friday
        (date(2016, 1, 4), True),  # a Monday
        (date(2016, 1, 2), False),  # a Saturday
        (date(2016, 3, 28), False),  # Easter Monday
        (date(2016, 4, 27), False),  # King's Day, a Wednesday
        (date(2016, 12, 27), True),
    ],
)
def test_working_days_leave_out_weekends_and_dutch_holidays(day: date, working: bool) -> None:
    assert CALENDAR.working_days(366)[(day - date(2016, 1, 1)).days] is working


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (90, "1 min 30 s"), (DAY, "1 day"), (3 * DAY + 4 * HOUR + 5, "3 days 4 h")],
)
def test_spans_read_as_people_say_them(seconds: int, words: str) -> None:
    assert span_in_words(seconds) == words
