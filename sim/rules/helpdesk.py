"""Calls to the helpdesk: the decision to call, the moment, the length, and the caller's patience."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled, compiled_inside
from sim.draws import Decision, uniform
from sim.rules.distributions import Table, quantile, whole
from sim.rules.parameters import Integers

CALL: Final = Decision.CALL.value
CALL_DELAY: Final = Decision.CALL_DELAY.value
CALL_MOMENT: Final = Decision.CALL_MOMENT.value
CALL_LENGTH: Final = Decision.CALL_LENGTH.value
CALL_PATIENCE: Final = Decision.CALL_PATIENCE.value
REASON_SHIFT: Final = 24
"""Draws about a call are numbered by its reason, and below it by the contact, step or login that caused it."""


@compiled_inside
def calls(seed: int, replication: int, citizen: int, case: int, number: int, chance: float) -> bool:
    """True if an event makes the citizen call."""
    return uniform(seed, replication, citizen, case, CALL, number) < chance


@compiled
def drawn_span(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    decision: int,
    number: int,
    table: Table,
    points: Table,
    row: int,
) -> int:
    """A span of a call in seconds, at least 0: its delay, its length, or the caller's patience."""
    p = uniform(seed, replication, citizen, case, decision, number)
    return max(0, whole(quantile(table, points, row, p)))


@compiled
def call_moment(
    seed: int,
    replication: int,
    citizen: int,
    case: int,
    number: int,
    wanted: int,
    opens: int,
    closes: int,
    midnights: Integers,
    working_days: Integers,
) -> int:
    """The moment of a call that is wanted at `wanted`: then if open, else a random moment of the next opening hours.

    `opens` (included) and `closes` (excluded) are seconds after midnight; `working_days` contains for each day the
    first working day from it on.
    """
    # Days have 23 to 25 hours, so the day is found by bisection among the midnights.
    low, high = 0, len(midnights) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if midnights[middle] <= wanted:
            low = middle
        else:
            high = middle
    since = wanted - midnights[low]
    if working_days[low] == low and opens <= since < closes:
        return wanted
    day = low if working_days[low] == low and since < opens else working_days[min(low + 1, len(working_days) - 1)]
    place = uniform(seed, replication, citizen, case, CALL_MOMENT, number)
    return int(midnights[day] + opens + int(place * (closes - opens)))
