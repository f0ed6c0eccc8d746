"""The calendar: whole seconds since the start of a study, and Dutch local dates and times.

Time is a count of seconds that really pass, from midnight in the Netherlands at the start of the first day. On the day
that summer time begins a day has 23 hours, on the day it ends 25; nine o'clock stays nine o'clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
WEEK: Final = 7 * DAY
YEAR: Final = 31_557_600
"""A year of 365.25 days, in seconds: the unit of all rates."""
NEVER: Final = 1 << 62
"""A moment after every other: what does not happen."""
DUTCH: Final = ZoneInfo("Europe/Amsterdam")
UTC: Final = ZoneInfo("UTC")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns seconds since the first midnight of `start` into Dutch local time, and back."""

    start: date
    origin: datetime = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "origin", datetime.combine(self.start, time(), DUTCH).astimezone(UTC))

    def local(self, seconds: int) -> datetime:
        """The Dutch local date and time at this second, with its offset."""
        return (self.origin + timedelta(seconds=seconds)).astimezone(DUTCH)

    def seconds(self, local: datetime) -> int:
        """The second at which Dutch clocks show this local time; negative before the start.

        A time that clocks show twice, when summer time ends, means the first; one that they skip, when it begins, means
        the same span after midnight, which clocks show one hour later.
        """
        aware = local.replace(tzinfo=DUTCH, fold=0) if local.tzinfo is None else local
        return int((aware.astimezone(UTC) - self.origin).total_seconds())

    def midnights(self, days: int) -> list[int]:
        """The seconds at which the first `days` days begin, and the one after them."""
        first = datetime.combine(self.start, time())
        return [self.seconds(first + timedelta(days=day)) for day in range(days + 1)]

    def month_starts(self, until: int) -> tuple[list[int], list[int]]:
        """Seconds at which the stretches of one calendar month begin, up to a last knot at or after `until`.

        The first stretch begins at 0. Returned with the month (1 to 12) of each stretch; the knots are one more.
        """
        knots, months = [0], [self.start.month]
        year, month = self.start.year, self.start.month
        while knots[-1] < until:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            knots.append(self.seconds(datetime(year, month, 1)))  # noqa: DTZ001  (Dutch local time, see `seconds`)
            months.append(month)
        return knots, months[:-1]

    def working_days(self, days: int) -> list[bool]:
        """For the first `days` days: whether it is a weekday that is no Dutch public holiday."""
        import holidays  # noqa: PLC0415  (a third of a second to load, and only simulations need it)

        years = range(self.start.year, (self.start + timedelta(days=days)).year + 1)
        public = holidays.country_holidays("NL", years=years)
        return [
            (day := self.start + timedelta(days=number)).weekday() < 5 and day not in public for number in range(days)
        ]


def second_of_day(time_of_day: str) -> int:
    """Seconds after midnight of a time of day such as `09:30`."""
    hours, minutes = time_of_day.split(":")
    return HOUR * int(hours) + MINUTE * int(minutes)


def span_in_words(seconds: int) -> str:
    """A span as people say it: `3 days 4 h`, `12 min`, `40 s`; at most two units."""
    parts = []
    for unit, size in (("days", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {'day' if unit == 'days' and count == 1 else unit}")
    return " ".join(parts[:2]) if parts else "0 s"
