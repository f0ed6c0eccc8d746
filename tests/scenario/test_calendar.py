"""The shipped calendar: what the rules of service of the Dutch state say, for the years of the shipped studies."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest

from sim.clock import working_days
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.shipped import SCENARIOS

# Days off that are no weekend, from a printed calendar and art. 21 of the Algemeen Rijksambtenarenreglement.
DAYS_OFF = {
    2013: "01-01 04-01 04-30 05-09 05-20 12-25 12-26",
    2014: "01-01 04-21 05-05 05-29 06-09 12-25 12-26",
    2015: "01-01 04-06 04-27 05-05 05-14 05-25 12-25",
    2016: "01-01 03-28 04-27 05-05 05-16 12-26",
    2017: "04-17 04-27 05-05 05-25 06-05 12-25 12-26",
    2019: "01-01 04-22 05-30 06-10 12-25 12-26",
    2020: "01-01 04-13 04-27 05-05 05-21 06-01 12-25",
    2022: "04-18 04-27 05-05 05-26 06-06 12-26",
    2025: "01-01 04-21 05-05 05-29 06-09 12-25 12-26",
    2027: "01-01 03-29 04-27 05-05 05-06 05-17",
}


# The fourteen days of the Flemish government that are no weekend, from a printed calendar.
FLEMISH_DAYS_OFF = {
    2022: "04-18 05-26 06-06 07-11 07-21 08-15 11-01 11-02 11-11 11-15 12-26",
    2024: "01-01 04-01 05-01 05-09 05-20 07-11 08-15 11-01 11-11 11-15 12-25 12-26",
}


@cache
def shipped(study: str = "mijnoverheid-2016") -> Scenario:
    return resolve(SCENARIOS / f"{study}.yaml").scenario


def sends_on(day: date, study: str = "mijnoverheid-2016") -> bool:
    return working_days(*shipped(study).calendar.sending_rule, day, 1)[0]


@pytest.mark.parametrize(
    ("study", "year", "days_off"),
    [
        *(("mijnoverheid-2016", year, days) for year, days in DAYS_OFF.items()),
        *(("flanders-road-tax", year, days) for year, days in FLEMISH_DAYS_OFF.items()),
    ],
)
def test_government_sends_on_weekdays_but_for_its_days_off(study: str, year: int, days_off: str) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    off = [f"{day:%m-%d}" for day in days if day.isoweekday() < 6 and not sends_on(day, study)]
    assert off == days_off.split()
    assert not any(sends_on(day, study) for day in days if day.isoweekday() > 5)


def test_flemish_post_comes_from_monday_to_friday_and_terms_end_on_any_day() -> None:
    calendar = shipped("flanders-road-tax").calendar
    first = date(2022, 7, 11)  # a Monday on which the Flemish government is closed, and nobody else
    assert calendar.delivery_days(first, 7) == [True] * 5 + [False] * 2
    assert calendar.delivery_days(date(2022, 7, 21), 1) == [False]
    assert calendar.terms is None


def test_good_friday_is_listed_for_what_it_is_and_closes_nothing() -> None:
    calendar = shipped().calendar
    assert calendar.days["good-friday"].rule.within(2016) == date(2016, 3, 25)
    assert "good-friday" not in calendar.sending.closed
    assert sends_on(date(2016, 3, 25))


@pytest.mark.parametrize("study", ["mijnoverheid-2016", "flanders-road-tax"])
def test_every_public_day_and_the_list_have_sources(study: str) -> None:
    scenario = shipped(study)
    named = [*(day.source for day in scenario.calendar.days.values()), scenario.calendar.sending.source]
    assert all(keys and set(keys) <= set(scenario.sources) for keys in named)
