"""Building the clocks of operational time from weights by hour of the week."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final

import numpy as np

from sim.clock import HOUR, WEEK, Calendar
from sim.rules.hours import HOURS_OF_WEEK
from sim.rules.parameters import ClockNumbers, Integers
from sim.scenario.schema import Scenario
from sim.scenario.schema.hours import Pattern

HOURS_OF_YEAR: Final = 366 * 24
FLAT: Final = (HOUR,) * HOURS_OF_WEEK
"""Operational seconds by hour of the week if all hours are equal."""


def clocks_of(scenario: Scenario, end: int) -> ClockNumbers:
    """The clocks of a scenario, without duplicates; `end` is the second at which the simulation ends."""
    segments = list(scenario.population.segments)
    hours = scenario.hours
    weeks: dict[tuple[int, ...], int] = {}

    def row(week: tuple[int, ...]) -> int:
        return 2 * weeks.setdefault(week, len(weeks))

    if hours is None:
        screens = letterbox = [row(FLAT)] * len(segments)
    else:
        share = hours.follows.value
        screens = [row(week_of((hours.screens_by_segment or {}).get(name, hours.screens), share)) for name in segments]
        letterbox = [row(week_of(hours.letterbox, 1.0))] * len(segments)
    return ClockNumbers(
        knots=np.concatenate([clock(scenario.begins, end // HOUR + 1, week) for week in weeks]),
        screens=np.array(screens, dtype=np.int64),
        letterbox=np.array(letterbox, dtype=np.int64),
    )


@cache
def week_of(pattern: Pattern, share: float) -> tuple[int, ...]:
    """Operational seconds of each hour of the week, from Monday 0:00 on: 604,800 in all.

    The fraction `share` of them is spread in proportion to the weights of the pattern, the rest evenly. Fractions are
    rounded by largest remainder, so that each week has exactly as many operational seconds as real ones.
    """
    weights = (*(pattern.weekday * 5), *pattern.saturday, *pattern.sunday)
    total = math.fsum(weights)
    exact = [(1.0 - share) * HOUR + share * weight * WEEK / total for weight in weights]
    whole = [math.floor(each) for each in exact]
    # Ties go to the earlier hour, so that equal remainders are rounded in the same way everywhere.
    by_remainder = sorted(range(HOURS_OF_WEEK), key=lambda hour: (whole[hour] - exact[hour], hour))
    for hour in by_remainder[: WEEK - sum(whole)]:
        whole[hour] += 1
    return tuple(whole)


@lru_cache(maxsize=64)
def clock(start: date, hours: int, week: Sequence[int]) -> Integers:
    """The two rows of a clock (see `sim.rules.hours`) for `hours` hours from midnight of `start` on."""
    # The second row has room for a week however short the study is.
    hours = max(hours, HOURS_OF_WEEK)
    knots = np.zeros(hours + 1, dtype=np.int64)
    of_week = hours_of_week(start, -(-hours // HOURS_OF_YEAR))[:hours]
    np.cumsum(np.array(week, dtype=np.int64)[of_week], out=knots[1:])
    # For each operational hour the last hour of the study that begins no later, in hours since its week began.
    # `moment_of` searches on from the earliest in any week: they differ by summer time.
    passed = np.arange(knots[-1] // HOUR + 1, dtype=np.int64)
    begins = np.minimum(np.searchsorted(knots, passed * HOUR, side="right") - 1, hours - 1)
    earliest = np.full_like(knots, hours)
    np.minimum.at(earliest, passed % HOURS_OF_WEEK, begins - passed // HOURS_OF_WEEK * HOURS_OF_WEEK)
    rows = np.stack([knots, earliest])
    # Shared by all points that have the same hours, so nobody may write to it.
    rows.flags.writeable = False
    return rows


@lru_cache(maxsize=8)
def hours_of_week(start: date, years: int) -> Integers:
    """The hour of the week, 0 for the one after Monday 0:00, of each hour of some years from midnight of `start` on.

    Dutch clocks change by whole hours, so that each hour of the study lies within one hour of the clock. Cached,
    because studies need it at every point, and time zone look-ups take longer than the rest of the preparation. For
    whole years, because points end at moments of their own.
    """
    calendar = Calendar(start)
    found = (calendar.local(hour * HOUR) for hour in range(years * HOURS_OF_YEAR))
    hours = np.array([24 * local.weekday() + local.hour for local in found], dtype=np.int64)
    hours.flags.writeable = False
    return hours
