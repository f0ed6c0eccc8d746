"""Nothing happens at an hour or on a day on which it cannot, in the lives of citizens under every shipped design.

The events are read from journals and checked against the calendar in other words than those of the rules: dates, local
times and weekdays of the standard library.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

import pytest

from sim.clock import NEVER, Calendar
from sim.model.decisions import Travelled
from sim.outcomes.biography import life_pair
from sim.outcomes.simulation import compiled_journal, ready
from sim.rules.activity import ACTIVITY, AT, DETAIL, Activity
from sim.rules.order import FIRST_COLLECTION_LETTER
from sim.rules.parameters import EMAIL, LETTER
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from sim.scenario.schema.calendar import WorkingDays
from tests.shipped import SCENARIOS

STUDIES: Final = sorted(file.stem for file in SCENARIOS.glob("*.yaml"))
CITIZENS: Final = range(150)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def days_off(scenario: Scenario, listed: WorkingDays, years: range) -> set[date]:
    """The public days that a list leaves out."""
    rules = [scenario.calendar.days[name].rule for name in listed.closed]
    return {day for rule in rules for year in years if (day := rule.within(year)) is not None}


def events(scenario: Scenario, design: str, *wanted: Activity) -> Iterator[tuple[datetime, Activity, int]]:
    """Events of a kind in Dutch local time, with their details."""
    calendar = Calendar(scenario.begins)
    for row in compiled_journal(scenario, design, 0, CITIZENS).journal.tolist():
        if (activity := Activity(row[ACTIVITY])) in wanted:
            yield calendar.local(row[AT]), activity, row[DETAIL]


@pytest.mark.long
@pytest.mark.parametrize("study", STUDIES)
def test_nothing_happens_at_an_hour_or_on_a_day_on_which_it_cannot(study: str) -> None:
    scenario = resolve(SCENARIOS / f"{study}.yaml", settings=("population.size=500", "warm_up=0 days")).scenario
    hours, calendar = scenario.hours, scenario.calendar
    assert hours is not None
    years = range(scenario.start.year, scenario.start.year + 6)
    no_sending = days_off(scenario, calendar.sending, years)
    no_end = set() if calendar.terms is None else days_off(scenario, calendar.terms, years)
    looked = dict.fromkeys((Activity.SENT, Activity.NOTICED, Activity.LATE, Activity.CHARGED), 0)
    for name in scenario.compare.designs:
        design, plans = scenario.designs[name], ready(scenario).prepared.design(name)
        channels = {plan.number: plan.channel for plan in (*plans.contacts, plans.paper, *plans.collection_letters)}
        for at, activity, detail in events(scenario, name, *looked):
            looked[activity] += 1
            if activity is Activity.NOTICED and channels[detail] == LETTER:
                day = {5: hours.letterbox.saturday, 6: hours.letterbox.sunday}.get(
                    at.weekday(), hours.letterbox.weekday
                )
                assert day[(at - timedelta(seconds=1)).hour] > 0.0, (name, at)
            elif activity is Activity.LATE:
                assert calendar.terms is None or at.weekday() < 5, (name, at)
                assert at.date() not in no_end, (name, at)
            elif activity is Activity.CHARGED or (activity is Activity.SENT and not bundled(design, detail & 0xFF)):
                assert WEEKDAYS[at.weekday()] in calendar.sending.weekdays, (name, at)
                assert at.date() not in no_sending, (name, at)
                assert 6 <= at.hour < 22, (name, at)
    assert looked[Activity.SENT] > 50
    assert looked[Activity.NOTICED] > 20


def bundled(design: object, number: int) -> bool:
    """Whether a contact of a design waits for a bundle."""
    contacts = getattr(design, "contacts")  # noqa: B009
    return number < min(len(contacts), FIRST_COLLECTION_LETTER) and not isinstance(contacts[number].send, str)


@pytest.mark.parametrize("citizen", range(6))
def test_letters_arrive_with_the_post(citizen: int) -> None:
    scenario = resolve(SCENARIOS / "mijnoverheid-2016.yaml", settings=("warm_up=0 days",)).scenario
    assert scenario.calendar.delivery is not None
    no_post = days_off(scenario, scenario.calendar.delivery, range(2016, 2019))
    life = life_pair(scenario, citizen, ("paper", "opaque")).lives[0]
    trips = [trip for story in life.stories for each in story.moments if (trip := each.reason(Travelled)) is not None]
    arrivals = [trip.arrives_at for trip in trips if trip.channel == LETTER and trip.arrives_at < NEVER]
    assert len(arrivals) > 5
    for moment in arrivals:
        at = Calendar(scenario.start).local(moment)
        assert at.weekday() not in {0, 6}, at
        assert at.date() not in no_post, at
        assert 10 <= at.hour < 17, at


@pytest.mark.long
def test_hardly_anybody_looks_at_mail_at_night_and_as_many_as_the_weights_say() -> None:
    scenario = resolve(SCENARIOS / "mijnoverheid-2016.yaml", settings=("population.size=4000",)).scenario
    calendar, night, noticed = Calendar(scenario.start), 0, 0
    plans = ready(scenario).prepared.design("opaque")
    channels = {plan.number: plan.channel for plan in (*plans.contacts, plans.paper, *plans.collection_letters)}
    for row in compiled_journal(scenario, "opaque", 0, range(4000)).journal.tolist():
        if row[ACTIVITY] == Activity.NOTICED and channels[row[DETAIL]] == EMAIL:
            noticed += 1
            night += 1 <= calendar.local(row[AT]).hour < 5
    assert noticed > 10_000
    assert 0.0 < night / noticed < 0.012  # 4 of 24 hours, 0.21 of the 21.5 hours' worth of weight that a weekday has
