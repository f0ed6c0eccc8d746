"""The calendar: which days public life stands still, and on which days that matters for what."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from sim.clock import EARLIEST_YEAR, LATEST_YEAR, LONGEST_CLOSURE, WEEKDAYS, YearlyDay, longest_closure
from sim.scenario.forms import wrong
from sim.scenario.schema.parts import DayOfYear, Part, Slug, Weekday

EVER: Final = (EARLIEST_YEAR, LATEST_YEAR)
Year = Annotated[int, Field(ge=EARLIEST_YEAR, le=LATEST_YEAR)]


class PublicDay(Part):
    """A day of every year, by its date or by its distance from Easter Sunday. Exactly one of the two."""

    title: str
    """What the day is called."""
    on: DayOfYear | None = None
    """Its month and day."""
    on_sunday: DayOfYear | None = None
    """The month and day on which it is kept instead in a year in which `on` is a Sunday. Only with `on`."""
    after_easter: Annotated[int, Field(ge=-70, le=250)] | None = None
    """Days after Easter Sunday of the western churches; before it if negative."""
    first_year: Year | None = None
    """The first year that has the day; by default every year has it."""
    last_year: Year | None = None
    """The last year that has the day; by default every year has it."""
    source: tuple[Slug, ...] = ()
    """Keys of the sources that it was read in."""
    note: str | None = None
    """What a reader must know about it."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> PublicDay:
        if (self.on is None) == (self.after_easter is None):
            raise wrong("a day has exactly one of on and after_easter")
        if self.on is None and self.on_sunday is not None:
            raise wrong("on_sunday goes with on, not with after_easter", "on_sunday")
        first, last = self.years
        if first > last:
            raise wrong(f"the first year, {first}, comes after the last, {last}", "first_year")
        return self

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year that have the day."""
        return self.first_year or EVER[0], self.last_year or EVER[1]

    @property
    def rule(self) -> YearlyDay:
        """The day as plain numbers."""
        return YearlyDay(month_and_day(self.on), month_and_day(self.on_sunday), self.after_easter or 0, *self.years)


class WorkingDays(Part):
    """Some weekdays but for some public days."""

    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    """The days of the week."""
    closed: tuple[Slug, ...] = ()
    """The public days that are none of them."""
    grade: Literal["measured", "assumed"] | None = None
    """What the list rests on."""
    source: tuple[Slug, ...] = ()
    """Keys of the sources that it was read in."""
    note: str | None = None
    """What the list is used for, and why it is these days."""


class WorkCalendar(Part):
    """Public days, the years for which they are known, and the lists that say which of them matter for what.

    Each list is for one use, since the days on which government works, those to which the law lets terms run on, and
    those on which post is delivered are not the same.
    """

    title: str
    """Whose calendar it is."""
    first_year: Year
    """The first year for which it holds. A study that begins before it is refused."""
    last_year: Year
    """The last year for which it holds. A study that follows citizens beyond it is refused."""
    days: dict[Slug, PublicDay]
    """Public days by name; whether one is a day off is for the lists to say."""
    sending: WorkingDays
    """Days on which government sends, and on which its helpdesk is open. What is written on another day goes with a
    batch of the next one."""

    @model_validator(mode="after")
    def _always_goes_on(self) -> WorkCalendar:
        if self.first_year > self.last_year:
            raise wrong(f"the first year, {self.first_year}, comes after the last, {self.last_year}", "first_year")
        closure = longest_closure(*self.sending_rule, self.first_year, self.last_year)
        if closure > LONGEST_CLOSURE:
            raise wrong(
                f"government sends at least once in {LONGEST_CLOSURE + 1} days; it sends nothing for {closure} on end",
                "sending",
            )
        return self

    @property
    def sending_rule(self) -> tuple[tuple[int, ...], tuple[YearlyDay, ...]]:
        """The sending days as plain numbers: weekdays from Monday on, and the days that are none."""
        weekdays = tuple(WEEKDAYS.index(name) for name in self.sending.weekdays)
        return weekdays, tuple(self.days[name].rule for name in self.sending.closed if name in self.days)


def month_and_day(text: str | None) -> tuple[int, int] | None:
    """A day of the year as numbers."""
    return None if text is None else (int(text[:2]), int(text[3:]))
