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


@cache
def shipped() -> Scenario:
    return resolve(SCENARIOS / "mijnoverheid-2016.yaml").scenario


def sends_on(day: date) -> bool:
    return working_days(*shipped().calendar.sending_rule, day, 1)[0]


@pytest.mark.parametrize("year", DAYS_OFF)
def test_government_sends_on_weekdays_but_for_its_days_off(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    off = [f"{day:%m-%d}" for day in days if day.isoweekday() < 6 and not sends_on(day)]
    assert off == DAYS_OFF[year].split()
    assert not any(sends_on(day) for day in days if day.isoweekday() > 5)


def test_good_friday_is_listed_for_what_it_is_and_closes_nothing() -> None:
    calendar = shipped().calendar
    assert calendar.days["good-friday"].rule.within(2016) == date(2016, 3, 25)
    assert "good-friday" not in calendar.sending.closed
    assert sends_on(date(2016, 3, 25))


def test_every_public_day_and_the_list_have_sources() -> None:
    scenario = shipped()
    named = [*(day.source for day in scenario.calendar.days.values()), scenario.calendar.sending.source]
    assert all(keys and set(keys) <= set(scenario.sources) for keys in named)
