"""Arrivals against exact results. Each test would fail a correct program with probability FALSE_ALARM.

A message that is ready on a day goes with a batch of the next working day, that day included. So what is delivered on a
working day was ready on it or on the days off just before it, and its number is Poisson with the mass of those days.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from sim.clock import DAY, YEAR, Calendar, working_days
from sim.model.engine import Simulation
from sim.rules.arrivals import post
from sim.rules.parameters import Floats, Integers
from tests.shipped import main_scenario

pytestmark = pytest.mark.theory

FALSE_ALARM = 1e-6
CITIZENS = 3_000
RATE = 6.0
WEIGHTS = (1, 2, 4, 1, 1, 0, 1, 1, 3, 1, 1, 2)
SENDER = "senders.uwv"
TYPE = "payment-specification"
AT_A_RATE = f"{SENDER}.message_types.{TYPE}.arrival={{per_year: {RATE} / year}}"
BY_MONTH = f"{SENDER}.message_types.{TYPE}.arrival={{per_year: {RATE} / year, monthly_weights: {list(WEIGHTS)}}}"
FOR_ALL = f"{SENDER}.message_types.{TYPE}.eligible=1"
BATCHES = (f"{SENDER}.batch_hours=[7, 12, 18]", f"{SENDER}.batch_spread=2 h")


class Post:
    """All messages of one type to many citizens."""

    def __init__(self, *settings: str) -> None:
        scenario = main_scenario(*settings)
        names = [kind for sender in scenario.senders.values() for kind in sender.message_types]
        simulation = Simulation(scenario)
        self.calendar = Calendar(scenario.start)
        self.works = working_days(*scenario.calendar.sending_rule, scenario.start, 366)
        self.types, self.delivered_at = [], []
        for citizen in range(CITIZENS):
            types, delivered_at = messages(simulation, citizen)
            self.types.append(types)
            self.delivered_at.append(delivered_at[types == names.index(TYPE)])
        self.all = np.concatenate(self.delivered_at)

    def per_day(self, days: int) -> Integers:
        """The number delivered on each of the first days."""
        midnights = np.array(self.calendar.midnights(days))
        return np.histogram(self.all, bins=midnights)[0].astype(np.int64)


def messages(simulation: Simulation, citizen: int, room: int = 512) -> tuple[Integers, Integers]:
    """Types and delivery times of all messages of a citizen."""
    parameters = simulation.parameters
    types, delivered_at = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    arguments = (0, parameters.arrivals, parameters.table, parameters.points, parameters.end, types, delivered_at)
    found = post(parameters.seed, 0, citizen, *arguments)
    assert found <= room
    return types[:found], delivered_at[:found]


def mass_of_days(calendar: Calendar, days: int, weights: tuple[float, ...]) -> Floats:
    """Expected number of messages ready on each of the first days, for one citizen."""
    midnights = calendar.midnights(days)
    months = [(calendar.start + timedelta(days=day)).month for day in range(days)]
    per_second = [RATE / YEAR * weight * 12 / sum(weights) for weight in weights]
    return np.array([per_second[month - 1] for month in months]) * np.diff(midnights)


def mass_of_working_days(found: Post, weights: tuple[float, ...]) -> Floats:
    """Expected number of messages delivered on each day of 2016, for one citizen; 0 on days off."""
    ready, delivered, waiting = mass_of_days(found.calendar, len(found.works), weights), np.zeros(len(found.works)), 0.0
    for day, works in enumerate(found.works):
        waiting += ready[day]
        if works:
            delivered[day], waiting = waiting, 0.0
    return delivered


def misfit(found: Integers, expected: Floats) -> float:
    """The p-value of independent Poisson numbers with these means, each of at least 5."""
    assert expected.min() >= 5
    statistic = ((found - expected) ** 2 / expected).sum()
    return float(stats.chi2.sf(statistic, len(expected)))


def by_month(calendar: Calendar, per_day: Floats | Integers) -> Floats:
    """Sums over the months of the first year."""
    months = [(calendar.start + timedelta(days=day)).month - 1 for day in range(len(per_day))]
    return np.bincount(months, weights=per_day, minlength=12).astype(np.float64)


@pytest.mark.parametrize(("settings", "weights"), [(AT_A_RATE, (1,) * 12), (BY_MONTH, WEIGHTS)])
def test_the_number_delivered_on_each_working_day_is_poisson(settings: str, weights: tuple[float, ...]) -> None:
    found = Post(settings, FOR_ALL, *BATCHES)
    expected = mass_of_working_days(found, weights) * CITIZENS
    counts = found.per_day(366)
    assert not counts[expected == 0].any()
    some = expected > 5
    assert expected[some].sum() > 0.98 * expected.sum()
    assert misfit(counts[some], expected[some]) > FALSE_ALARM
    assert misfit(counts[some], expected[some] * 1.1) < FALSE_ALARM  # the test can fail


def test_months_get_their_weight_of_a_year_that_keeps_its_rate() -> None:
    found = Post(BY_MONTH, FOR_ALL, *BATCHES)
    expected = by_month(found.calendar, mass_of_working_days(found, WEIGHTS) * CITIZENS)
    counts = by_month(found.calendar, found.per_day(366)).astype(np.int64)
    some = expected > 0
    assert not counts[~some].any()
    assert misfit(counts[some], expected[some]) > FALSE_ALARM
    flat = by_month(found.calendar, mass_of_working_days(found, (1,) * 12) * CITIZENS)
    assert misfit(counts, flat) < FALSE_ALARM  # the test can fail


def test_the_number_of_a_citizen_is_poisson() -> None:
    found = Post(AT_A_RATE, FOR_ALL, *BATCHES)
    first, last = 4, 361  # Tuesday 5 January and Tuesday 27 December 2016, after a working day each
    midnights = found.calendar.midnights(366)
    counts = [((at >= midnights[first]) & (at < midnights[last])).sum() for at in found.delivered_at]
    assert [(date(2016, 1, 1) + timedelta(days=day)).strftime("%a") for day in (first, last)] == ["Tue", "Tue"]
    mean = RATE * (midnights[last] - midnights[first]) / YEAR
    most = 14
    chances = np.append(stats.poisson(mean).pmf(range(most)), stats.poisson(mean).sf(most - 1))
    binned = np.bincount(np.minimum(counts, most), minlength=most + 1)
    assert stats.chisquare(binned, chances * CITIZENS).pvalue > FALSE_ALARM
    wrong = np.append(stats.poisson(mean * 1.1).pmf(range(most)), stats.poisson(mean * 1.1).sf(most - 1))
    assert stats.chisquare(binned, wrong * CITIZENS).pvalue < FALSE_ALARM  # the test can fail


def test_the_eligible_get_it_and_the_others_do_not() -> None:
    share = 0.3
    found = Post(f"{SENDER}.message_types.{TYPE}.arrival={{per_year: 60 / year}}", f"{FOR_ALL[:-1]}{share}", *BATCHES)
    getting = sum(len(at) > 0 for at in found.delivered_at)  # at 60 a year nobody who is eligible gets none
    assert stats.binomtest(getting, CITIZENS, share).pvalue > FALSE_ALARM
    assert stats.binomtest(getting, CITIZENS, share * 1.2).pvalue < FALSE_ALARM  # the test can fail


def test_times_of_day_are_uniform_in_the_windows_of_the_batches() -> None:
    found = Post(AT_A_RATE, FOR_ALL, *BATCHES)
    local = [found.calendar.local(int(at)) for at in found.all]
    seconds = np.array([3600 * moment.hour + 60 * moment.minute + moment.second for moment in local])
    batch = np.searchsorted(np.array([7, 12, 18]) * 3600, seconds, side="right") - 1
    within = seconds - np.array([7, 12, 18])[batch] * 3600
    assert batch.min() == 0
    assert within.min() >= 0
    assert within.max() < 7200
    assert stats.chisquare(np.bincount(batch)).pvalue > FALSE_ALARM
    assert stats.kstest(within + 0.5, stats.uniform(0, 7200).cdf).pvalue > FALSE_ALARM
    assert stats.kstest(within + 0.5, stats.uniform(0, 7800).cdf).pvalue < FALSE_ALARM  # the test can fail
    assert all(moment.weekday() < 5 for moment in local)


def test_around_a_date_messages_are_ready_evenly_over_the_spread() -> None:
    spread = 56
    arrival = f"{SENDER}.message_types.{TYPE}.arrival={{on: [02-01], spread: {spread} days}}"
    found = Post(arrival, FOR_ALL, *BATCHES)
    assert all(len(at[at < 366 * DAY]) == 1 for at in found.delivered_at)
    works = found.works
    expected, waiting = np.zeros(366), 0.0
    for day in range(31, 366):
        waiting += CITIZENS / spread if day < 31 + spread else 0.0
        if works[day]:
            expected[day], waiting = waiting, 0.0
    counts = found.per_day(366)
    assert not counts[expected == 0].any()
    assert stats.chisquare(counts[expected > 0], expected[expected > 0]).pvalue > FALSE_ALARM
    wrong = np.roll(expected[expected > 0], 1)
    assert stats.chisquare(counts[expected > 0], wrong).pvalue < FALSE_ALARM  # the test can fail


def test_messages_come_in_order_and_ties_by_type() -> None:
    names = ("belastingdienst", "uwv", "rdw", "svb", "municipality")
    at_nine = [f"senders.{name}.batch_hours=[9]" for name in names]
    together = [f"senders.{name}.batch_spread=0 s" for name in names]
    simulation = Simulation(main_scenario(*at_nine, *together))
    ties = 0
    for citizen in range(200):
        types, delivered_at = messages(simulation, citizen)
        assert (np.diff(delivered_at) >= 0).all()
        tied = np.diff(delivered_at) == 0
        assert (np.diff(types)[tied] >= 0).all()
        ties += int((np.diff(types)[tied] > 0).sum())
    assert ties > 50  # so many that the order among them was tested
    apart = Simulation(main_scenario())
    scattered = [np.diff(messages(apart, citizen)[1]) for citizen in range(200)]
    assert sum(int((gaps == 0).sum()) for gaps in scattered) <= 3
