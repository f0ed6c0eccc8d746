"""Days: the day that contains a moment, and the next listed day, such as a working day."""

from __future__ import annotations

from sim.clock import DAY
from sim.compilation import compiled
from sim.rules.parameters import Integers


@compiled
def day_of(midnights: Integers, at: int) -> int:
    """The day that contains a second, as its place among the midnights; the last day for any later second."""
    # Days have 23, 24 or 25 hours, and the changes of a year cancel: counting days of 24 hours errs by one at most.
    last = len(midnights) - 1
    day = min(max(at // DAY, 0), last)
    if midnights[day] > at and day > 0:
        day -= 1
    elif day < last and midnights[day + 1] <= at:
        day += 1
    return int(day)


@compiled
def later_by(midnights: Integers, at: int, span: int) -> int:
    """The moment that lies a span later, or earlier if the span is negative.

    Spans of whole days keep the time of day on the clock, even across a change to or from summer time.
    """
    # Spans of hours are spans of real time, and a moment outside of the known days has no midnight to count from.
    if span % DAY != 0 or not 0 <= at < midnights[-1]:
        return at + span
    day = day_of(midnights, at)
    then = day + span // DAY
    if not 0 <= then < len(midnights):
        return at + span
    return int(midnights[then] + at - midnights[day])


@compiled
def on_listed_day(midnights: Integers, listed: Integers, at: int) -> int:
    """The moment itself if its day is listed, else the same time after midnight on the next listed day.

    `listed` contains for each day the first listed day from it on; if empty, every day is listed. A moment beyond the
    last midnight is after the end of the study, and is returned unchanged.
    """
    if len(listed) == 0 or at < 0 or at >= midnights[-1]:
        return at
    day = day_of(midnights, at)
    following = listed[day]
    return at if following == day else int(midnights[following] + at - midnights[day])


@compiled
def on_listed_day_after(midnights: Integers, listed: Integers, at: int, span: int) -> int:
    """The moment that lies a span later, moved to the same time on the next listed day if its day is not listed."""
    return on_listed_day(midnights, listed, later_by(midnights, at, span))


@compiled
def due_at(at: int, term: int, runs_on: bool, longest: int, midnights: Integers, listed: Integers) -> int:
    """The moment at which a term that begins at `at` ends.

    A term that would end on an unlisted day runs on to the next listed day, if the law extends terms of its kind
    (`runs_on`) and it is no longer than `longest`.
    """
    if runs_on and term <= longest:
        return on_listed_day_after(midnights, listed, at, term)
    return later_by(midnights, at, term)


@compiled
def delivered_at(
    midnights: Integers, listed: Integers, ready_at: int, sent_at: int, opens: int, closes: int, p: float
) -> int:
    """The moment of delivery of post that is ready from `ready_at` on: on a listed day, between two times of day.

    `p` from 0 to 1 is its place between `opens` and `closes`. If that is not after `sent_at`, it is delivered on the
    next listed day. With an empty list post is delivered at the moment when it is ready.
    """
    if len(listed) == 0 or ready_at >= midnights[-1]:
        return ready_at
    # The time of day is drawn before the day is known, so that it is the same whichever day it becomes.
    within = opens + int(p * (closes - opens))
    day = listed[day_of(midnights, ready_at)]
    # Post cannot be delivered before it is sent. It then goes with the next round.
    if midnights[day] + within <= sent_at:
        day = listed[min(day + 1, len(listed) - 1)]
    return int(midnights[day] + within)
