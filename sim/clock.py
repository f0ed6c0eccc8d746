"""The calendar: whole seconds since the start of a study, and Dutch local dates and times.

Time is the number of elapsed seconds since midnight in the Netherlands at the start of the first day. The day on which
summer time begins has 23 hours, and the day on which it ends has 25; times of day follow Dutch clocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
WEEK: Final = 7 * DAY
YEAR: Final = 31_557_600
"""A year of 365.25 days, in seconds: the unit of all rates."""
NEVER: Final = 1 << 62
"""A moment after all others, for events that do not happen."""
DUTCH: Final = ZoneInfo("Europe/Amsterdam")
UTC: Final = ZoneInfo("UTC")
EARLIEST_YEAR: Final = 1941
"""Dutch clocks differ from UTC by whole hours since 16 May 1940; for earlier offsets results would depend on the time
zone database of the machine, which may lack them."""
LATEST_YEAR: Final = 2199
LONGEST_CLOSURE: Final = 14
"""Largest number of consecutive days on which government may send nothing."""
SLACK_DAYS: Final = LONGEST_CLOSURE + 7
"""Calendar days beyond the end of a study, so that the next working day always exists."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Converts seconds since the first midnight of `start` to Dutch local time, and back."""

    start: date
    origin: datetime = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # The origin is kept in UTC, where adding seconds never meets a change of clocks.
        object.__setattr__(self, "origin", datetime.combine(self.start, time(), DUTCH).astimezone(UTC))

    def local(self, seconds: int) -> datetime:
        """The Dutch local date and time at this second, with its offset."""
        return (self.origin + timedelta(seconds=seconds)).astimezone(DUTCH)

    def seconds(self, local: datetime) -> int:
        """The second at which Dutch clocks show this local time; negative before the start.

        An ambiguous time, which clocks show twice when summer time ends, means the first. A time that clocks skip when
        summer time begins means the same span after midnight, at which clocks show one hour more.
        """
        aware = local.replace(tzinfo=DUTCH, fold=0) if local.tzinfo is None else local
        return int((aware.astimezone(UTC) - self.origin).total_seconds())

    def midnights(self, days: int) -> list[int]:
        """The seconds at which the first `days` days begin, and the one after them."""
        first = datetime.combine(self.start, time())
        return [self.seconds(first + timedelta(days=day)) for day in range(days + 1)]

    def month_starts(self, until: int) -> tuple[list[int], list[int]]:
        """Seconds at which calendar months begin, up to a last knot at or after `until`; the first knot is 0.

        Also returns the month (1 to 12) of each interval between knots, of which there is one fewer than knots.
        """
        knots, months = [0], [self.start.month]
        # Knots go beyond the end, so that a search in the masses always finds an interval.
        year, month = self.start.year, self.start.month
        while knots[-1] < until:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            knots.append(self.seconds(datetime(year, month, 1)))  # noqa: DTZ001  (Dutch local time, see `seconds`)
            months.append(month)
        return knots, months[:-1]


class YearlyDay(NamedTuple):
    """A day of every year from `first_year` to `last_year`, as month and day or counted from Easter Sunday."""

    on: tuple[int, int] | None
    on_sunday: tuple[int, int] | None
    """Substitute date where `on` is a Sunday; None if the day stays on the Sunday."""
    after_easter: int
    """Without `on`: days after Easter Sunday, negative for days before it."""
    first_year: int
    last_year: int

    def within(self, year: int) -> date | None:
        """The day in a year; None in a year that does not have it."""
        if not self.first_year <= year <= self.last_year:
            return None
        if self.on is None:
            return easter_sunday(year) + timedelta(days=self.after_easter)
        day = date(year, *self.on)
        return date(year, *self.on_sunday) if self.on_sunday is not None and day.isoweekday() == 7 else day


def easter_sunday(year: int) -> date:
    """Easter Sunday of the western churches: the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8).

    >>> easter_sunday(2016)
    datetime.date(2016, 3, 27)
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def working_days(weekdays: tuple[int, ...], closed: tuple[YearlyDay, ...], first: date, days: int) -> Sequence[bool]:
    """For each of `days` days from the first on: True if it is one of the weekdays (0 is Monday) and not closed."""
    week = [(first.weekday() + number) % 7 in weekdays for number in range(7)]
    works = (week * (days // 7 + 1))[:days]
    for year in range(first.year - 1, (first + timedelta(days=days)).year + 1):
        for day in closed:
            off = day.within(year)
            if off is not None and 0 <= (number := (off - first).days) < days:
                works[number] = False
    return tuple(works)


@cache
def longest_closure(weekdays: tuple[int, ...], closed: tuple[YearlyDay, ...], first_year: int, last_year: int) -> int:
    """The largest number of consecutive days without a working day between the starts and ends of two years."""
    first = date(first_year, 1, 1)
    works = working_days(weekdays, closed, first, (date(last_year, 12, 31) - first).days + 1)
    return max(map(len, bytes(works).split(b"\1")))


@cache
def clocks_digest() -> str:
    """A hash of the Dutch UTC offsets at all times from `EARLIEST_YEAR` to `LATEST_YEAR`.

    It identifies the time zone database in use by its content, whatever its version and packaging.
    """
    # Weekly steps and bisection find every change, because clocks never change twice within a week.
    shifts, before, week = [], None, timedelta(weeks=1)
    moment, end = datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC), datetime(LATEST_YEAR + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        offset = moment.astimezone(DUTCH).utcoffset()
        if offset != before:
            low, high = moment - week, moment
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                low, high = (low, middle) if middle.astimezone(DUTCH).utcoffset() == offset else (middle, high)
            shifts.append(f"{high:%Y-%m-%d %H:%M} {offset}")
            before = offset
        moment += week
    return hashlib.sha256("\n".join(shifts).encode()).hexdigest()


def second_of_day(time_of_day: str) -> int:
    """Seconds after midnight of a time of day such as `09:30`."""
    hours, minutes = time_of_day.split(":")
    return HOUR * int(hours) + MINUTE * int(minutes)


def span_in_words(seconds: int) -> str:
    """A span in words, with at most two units: `3 days 4 h`, `12 min`, `40 s`."""
    parts = []
    for unit, size in (("days", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {'day' if unit == 'days' and count == 1 else unit}")
    return " ".join(parts[:2]) if parts else "0 s"
