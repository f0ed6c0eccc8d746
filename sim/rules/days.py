"""Days: which day a moment is in, and the next day of a list on which something may happen."""

from __future__ import annotations

from sim.clock import DAY
from sim.compilation import compiled
from sim.rules.parameters import Integers


@compiled
def day_of(midnights: Integers, at: int) -> int:
    """The day in which a second lies, by its place among the midnights; the last one for all that lies beyond.

    A day has 23 to 25 hours, so that a count of days of 24 hours is at most one day off within a year of clock changes.
    """
    last = len(midnights) - 1
    day = min(max(at // DAY, 0), last)
    if midnights[day] > at and day > 0:
        day -= 1
    elif day < last and midnights[day + 1] <= at:
        day += 1
    return int(day)


@compiled
def later_by(midnights: Integers, at: int, span: int) -> int:
    """The moment that lies a span later, or earlier if it is negative.

    Whole days keep the time of day that clocks show, whether or not they are changed in between.
    """
    if span % DAY != 0 or not 0 <= at < midnights[-1]:
        return at + span
    day = day_of(midnights, at)
    then = day + span // DAY
    if not 0 <= then < len(midnights):
        return at + span
    return int(midnights[then] + at - midnights[day])


@compiled
def on_listed_day(midnights: Integers, listed: Integers, at: int) -> int:
    """The moment itself if its day is listed, else the same time after midnight on the next day that is.

    `listed` has the first listed day from each day on; an empty one lists every day. What lies beyond the last midnight
    is after the end of the study, and stays as it is.
    """
    if len(listed) == 0 or at < 0 or at >= midnights[-1]:
        return at
    day = day_of(midnights, at)
    following = listed[day]
    return at if following == day else int(midnights[following] + at - midnights[day])


@compiled
def on_listed_day_after(midnights: Integers, listed: Integers, at: int, span: int) -> int:
    """The moment that lies a span later, or the same time of day on the first listed day from then on."""
    return on_listed_day(midnights, listed, later_by(midnights, at, span))


@compiled
def due_at(at: int, term: int, runs_on: bool, longest: int, midnights: Integers, listed: Integers) -> int:
    """When a term that begins now ends.

    One that would end on a day on which no term ends runs on to the next day that is listed, if the law lets terms of
    its kind run on (`runs_on`) and it is no longer than `longest`.
    """
    if runs_on and term <= longest:
        return on_listed_day_after(midnights, listed, at, term)
    return later_by(midnights, at, term)


@compiled
def delivered_at(
    midnights: Integers, listed: Integers, ready_at: int, sent_at: int, opens: int, closes: int, p: float
) -> int:
    """When post that could be delivered from `ready_at` on is: on a listed day, between two times of day.

    `p` places it in that stretch. Never before it was sent: then on the next listed day. With an empty list post comes
    at the very moment at which it is ready.
    """
    if len(listed) == 0 or ready_at >= midnights[-1]:
        return ready_at
    within = opens + int(p * (closes - opens))
    day = listed[day_of(midnights, ready_at)]
    if midnights[day] + within <= sent_at:
        day = listed[min(day + 1, len(listed) - 1)]
    return int(midnights[day] + within)
