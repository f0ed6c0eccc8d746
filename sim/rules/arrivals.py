"""Arrivals: which messages a citizen gets, and when. The same under every design."""

from __future__ import annotations

from typing import Final

from sim.compilation import compiled
from sim.draws import Decision, exponential, uniform
from sim.rules.distributions import Table, quantile
from sim.rules.parameters import Arrivals, Floats, Integers

ELIGIBLE: Final = Decision.ELIGIBLE.value
ARRIVAL_GAP: Final = Decision.ARRIVAL_GAP.value
ARRIVAL_SPREAD: Final = Decision.ARRIVAL_SPREAD.value
BATCH_HOUR: Final = Decision.BATCH_HOUR.value
BATCH_MOMENT: Final = Decision.BATCH_MOMENT.value


@compiled
def moment_of_mass(knots: Integers, masses: Floats, mass: float) -> float:
    """The second up to which this many events are expected: the inverse of a line through knots; -1 beyond the last."""
    if mass >= masses[-1]:
        return -1.0
    place = 1
    while masses[place] <= mass:
        place += 1
    before = masses[place - 1]
    share = (mass - before) / (masses[place] - before)
    return float(knots[place - 1] + share * (knots[place] - knots[place - 1]))


@compiled
def batch_moment(
    seed: int, replication: int, citizen: int, number: int, sender: int, wanted: float, arrivals: Arrivals
) -> int:
    """When a message that is ready at second `wanted` is delivered: with a batch of its sender's next working day.

    `number` is the occurrence of the message within its citizen, by type and place; one draw picks the batch, one the
    moment in it.
    """
    day = 0
    low, high = 0, len(arrivals.midnights) - 1
    while high - low > 1:
        day = (low + high) // 2
        if arrivals.midnights[day] <= wanted:
            low = day
        else:
            high = day
    day = arrivals.sending_days[low]
    hours = 0
    while arrivals.batch_hours[sender, hours] >= 0:
        hours += 1
    batch = min(int(hours * uniform(seed, replication, citizen, 0, BATCH_HOUR, number)), hours - 1)
    # A day with a change of the clock has its shift in the night, before any batch but those of 0, 1 and 2 o'clock.
    length = arrivals.midnights[day + 1] - arrivals.midnights[day]
    shift = length - 86400 if arrivals.batch_hours[sender, batch] >= 3 * 3600 else 0
    within = arrivals.batch_spreads[sender] * uniform(seed, replication, citizen, 0, BATCH_MOMENT, number)
    return int(arrivals.midnights[day] + arrivals.batch_hours[sender, batch] + shift + int(within))


@compiled
def post(
    seed: int,
    replication: int,
    citizen: int,
    segment: int,
    arrivals: Arrivals,
    table: Table,
    points: Table,
    end: int,
    types: Integers,
    delivered_at: Integers,
) -> int:
    """Fills in the citizen's messages before `end`, in order of delivery; returns how many there are.

    If there are more than the arrays hold, they are filled with the first ones by type and the true count is returned:
    call again with longer arrays. A tie in time is broken by type. The message at place n has case number n + 1.
    """
    count = 0
    for kind in range(len(arrivals.senders)):
        share = quantile(table, points, arrivals.eligible_rows[kind] + segment, 0.5)
        if uniform(seed, replication, citizen, 0, ELIGIBLE, kind) >= share:
            continue
        sender = arrivals.senders[kind]
        mass = 0.0
        place = 0
        while True:
            number = (kind << 16) | place
            if arrivals.scheduled[kind]:
                if arrivals.dates[kind, place] < 0:
                    break
                spread = arrivals.spreads[kind] * uniform(seed, replication, citizen, 0, ARRIVAL_SPREAD, number)
                wanted = arrivals.dates[kind, place] + spread
            else:
                mass += exponential(seed, replication, citizen, 0, ARRIVAL_GAP, number)
                wanted = moment_of_mass(arrivals.knots, arrivals.masses[kind], mass)
                if wanted < 0.0:
                    break
            place += 1
            if wanted >= end:
                if arrivals.scheduled[kind]:
                    continue
                break
            at = batch_moment(seed, replication, citizen, number, sender, wanted, arrivals)
            if at < end:
                count = insert(types, delivered_at, count, kind, at)
    return count


@compiled
def insert(types: Integers, delivered_at: Integers, count: int, kind: int, at: int) -> int:
    """Puts a message behind those delivered no later, if there is room; returns the count with it."""
    if count < len(types):
        place = count
        while place > 0 and delivered_at[place - 1] > at:
            types[place] = types[place - 1]
            delivered_at[place] = delivered_at[place - 1]
            place -= 1
        types[place] = kind
        delivered_at[place] = at
    return count + 1
