"""Seconds and Dutch local time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import clock
from sim.clock import (
    DAY,
    EARLIEST_YEAR,
    HOUR,
    LATEST_YEAR,
    Calendar,
    YearlyDay,
    clocks_digest,
    easter_sunday,
    longest_closure,
    span_in_words,
    working_days,
)

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


# Well-known dates, among them the latest and one of the earliest that there can be.
@pytest.mark.parametrize(
    "day",
    ["1943-04-25", "1954-04-18", "1981-04-19", "2008-03-23", "2011-04-24", "2016-03-27", "2019-04-21", "2027-03-28"],
)
def test_easter_is_when_it_is(day: str) -> None:
    assert easter_sunday(int(day[:4])).isoformat() == day


@given(st.integers(EARLIEST_YEAR, LATEST_YEAR))
def test_easter_is_a_sunday_from_22_march_to_25_april(year: int) -> None:
    day = easter_sunday(year)
    assert day.isoweekday() == 7
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_a_day_moves_where_it_is_a_sunday_and_is_only_in_its_years() -> None:
    day = YearlyDay((4, 27), (4, 26), 0, 2014, 2199)
    assert [day.within(year) for year in (2013, 2014, 2016)] == [None, date(2014, 4, 26), date(2016, 4, 27)]
    assert day._replace(on_sunday=None).within(2014) == date(2014, 4, 27)


def test_working_days_leave_out_weekends_and_closed_days() -> None:
    whit_monday = YearlyDay(None, None, 50, EARLIEST_YEAR, LATEST_YEAR)
    found = working_days((0, 1, 2, 3, 4), (whit_monday,), date(2016, 5, 13), 6)
    assert found == (True, False, False, False, True, True)


def test_the_longest_closure_is_counted_over_the_turn_of_years() -> None:
    last, first = YearlyDay((12, 31), None, 0, 2000, 2199), YearlyDay((1, 1), None, 0, 2000, 2199)
    every_day = tuple(range(7))
    assert longest_closure(every_day, (), 2001, 2002) == 0
    assert longest_closure(every_day, (last, first), 2001, 2002) == 2
    assert longest_closure((), (), 2001, 2001) == 365


def test_what_clocks_show_is_known_by_what_they_show(monkeypatch: pytest.MonkeyPatch) -> None:
    own = clocks_digest.__wrapped__()
    monkeypatch.setattr(clock, "DUTCH", ZoneInfo("Europe/London"))
    assert clocks_digest.__wrapped__() != own


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (90, "1 min 30 s"), (DAY, "1 day"), (3 * DAY + 4 * HOUR + 5, "3 days 4 h")],
)
def test_spans_read_as_people_say_them(seconds: int, words: str) -> None:
    assert span_in_words(seconds) == words
