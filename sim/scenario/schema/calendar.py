"""The calendar: which days public life stands still, and on which days that matters for what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from sim.clock import (
    DAY,
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_CLOSURE,
    WEEKDAYS,
    YearlyDay,
    longest_closure,
    working_days,
)
from sim.scenario.forms import invalid
from sim.scenario.quantities import Span
from sim.scenario.schema.parts import DayOfYear, Part, Slug, TimeOfDay, Weekday

EVER: Final = (EARLIEST_YEAR, LATEST_YEAR)
Year = Annotated[int, Field(ge=EARLIEST_YEAR, le=LATEST_YEAR)]


class PublicDay(Part):
    """A day of every year, by its date or by its distance from Easter Sunday. Exactly one of the two."""

    title: str
    """Name of the day."""
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
    """Remarks for the reader."""

    @model_validator(mode="after")
    def _is_one_of_two(self) -> PublicDay:
        if (self.on is None) == (self.after_easter is None):
            raise invalid("a day has exactly one of on and after_easter")
        if self.on is None and self.on_sunday is not None:
            raise invalid("on_sunday goes with on, not with after_easter", "on_sunday")
        first, last = self.years
        if first > last:
            raise invalid(f"the first year, {first}, comes after the last, {last}", "first_year")
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
    """Evidence for the list: measured or assumed."""
    source: tuple[Slug, ...] = ()
    """Keys of the sources that it was read in."""
    note: str | None = None
    """Purpose of the list, and the reason for these days."""


class TermDays(WorkingDays):
    """Days on which a term may end; one that would end on another day runs on to the next of them."""

    up_to: Span
    """Terms longer than this end on any day."""


class EarlierWeekdays(Part):
    """The weekdays of an earlier time."""

    last_year: Year
    """The last year in which it was so."""
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    """The days of the week then."""
    source: tuple[Slug, ...] = ()
    """Keys of the sources that they were read in."""


class DeliveryDays(WorkingDays):
    """Days on which post is delivered, and when on such a day."""

    before: tuple[EarlierWeekdays, ...] = ()
    """Weekdays of earlier times, the earliest first."""
    opens: TimeOfDay
    """The time of day from which post is delivered."""
    closes: TimeOfDay
    """The time of day until which it is; each moment between them is as likely."""

    @model_validator(mode="after")
    def _is_in_order(self) -> DeliveryDays:
        if self.opens >= self.closes:
            raise invalid("the delivery of post begins before it ends", "closes")
        years = [earlier.last_year for earlier in self.before]
        if years != sorted(set(years)):
            raise invalid("earlier weekdays are listed by their last year, the earliest first", "before")
        return self


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
    batch of the next one; so do reminders, unless their design says otherwise, and collection letters."""
    terms: TermDays | None = None
    """Days on which a term may end; without it a term ends on any day."""
    delivery: DeliveryDays | None = None
    """Days on which post is delivered; without it a letter arrives at any moment of any day."""

    @model_validator(mode="after")
    def _always_goes_on(self) -> WorkCalendar:
        if self.first_year > self.last_year:
            raise invalid(f"the first year, {self.first_year}, comes after the last, {self.last_year}", "first_year")
        for name, what in (
            ("sending", "government sends"),
            ("terms", "a term may end"),
            ("delivery", "post is delivered"),
        ):
            listed: WorkingDays | None = getattr(self, name)
            closure = 0 if listed is None else longest_closure(*self.rule_of(listed), self.first_year, self.last_year)
            if closure > LONGEST_CLOSURE:
                raise invalid(
                    f"{what} at least once in {LONGEST_CLOSURE + 1} days; it does not for {closure} on end", name
                )
        return self

    @property
    def longest_wait(self) -> int:
        """Seconds for which a moment can be put off at most by a list of days, in any year."""
        listed = [each for each in (self.sending, self.terms, self.delivery) if each is not None]
        return DAY * max(longest_closure(*self.rule_of(each), self.first_year, self.last_year) for each in listed)

    @property
    def sending_rule(self) -> tuple[tuple[int, ...], tuple[YearlyDay, ...]]:
        """The sending days as plain numbers: weekdays from Monday on, and the days that are none."""
        return self.rule_of(self.sending)

    def rule_of(self, listed: WorkingDays) -> tuple[tuple[int, ...], tuple[YearlyDay, ...]]:
        """Some days as plain numbers: weekdays from Monday on, and the public days that are none of them."""
        return weekday_numbers(listed.weekdays), tuple(
            self.days[each].rule for each in listed.closed if each in self.days
        )

    def delivery_days(self, first: date, days: int) -> list[bool]:
        """For each of some days from the first on: whether post is delivered."""
        listed = self.delivery
        if listed is None:
            return [True] * days
        _, closed = self.rule_of(listed)
        flags: list[bool] = []
        eras = [*((each.last_year, each.weekdays) for each in listed.before), (LATEST_YEAR, listed.weekdays)]
        for last_year, weekdays in eras:
            begins = first + timedelta(days=len(flags))
            count = min(days - len(flags), (date(last_year, 12, 31) - begins).days + 1)
            if count > 0:
                flags.extend(working_days(weekday_numbers(weekdays), closed, begins, count))
        return flags


def weekday_numbers(names: Sequence[Weekday]) -> tuple[int, ...]:
    """Days of the week as numbers; Monday is 0."""
    return tuple(WEEKDAYS.index(name) for name in names)


def month_and_day(text: str | None) -> tuple[int, int] | None:
    """A day of the year as numbers."""
    return None if text is None else (int(text[:2]), int(text[3:]))
