"""Arrivals: the messages that a citizen gets and their moments, which are the same under every design."""

from __future__ import annotations

from typing import Final

from sim.clock import NEVER
from sim.compilation import compiled
from sim.draws import Decision, exponential, uniform, uniforms
from sim.rules.days import day_of
from sim.rules.distributions import Table, quantile
from sim.rules.parameters import Arrivals, Floats, Integers

ELIGIBLE: Final = Decision.ELIGIBLE.value
ARRIVAL_GAP: Final = Decision.ARRIVAL_GAP.value
ARRIVAL_SPREAD: Final = Decision.ARRIVAL_SPREAD.value
BATCH_HOUR: Final = Decision.BATCH_HOUR.value
BATCH_MOMENT: Final = Decision.BATCH_MOMENT.value


@compiled
def moment_of_mass(knots: Integers, masses: Floats, mass: float) -> float:
    """The second up to which `mass` events are expected, by inverse linear interpolation; -1 beyond the last knot.

    Unit exponential gaps mapped through it form a Poisson process with the rate that the knots describe.
    """
    if mass >= masses[-1]:
        return -1.0
    low, place = 0, len(masses) - 1
    while place - low > 1:
        middle = (low + place) // 2
        if masses[middle] <= mass:
            low = middle
        else:
            place = middle
    before = masses[place - 1]
    share = (mass - before) / (masses[place] - before)
    return float(knots[place - 1] + share * (knots[place] - knots[place - 1]))


@compiled
def batch_moment(
    seed: int, replication: int, citizen: int, number: int, sender: int, wanted: float, arrivals: Arrivals
) -> int:
    """The second of delivery of a message written at second `wanted`: in a batch of that or the next working day.

    The batches of a day contain all messages written on that day, so a message may leave at an earlier hour than its
    own. `number` identifies the message within its citizen, by type and place; one draw picks the batch, another one
    the moment within it.
    """
    day = arrivals.sending_days[day_of(arrivals.midnights, int(wanted))]
    hours = 0
    while arrivals.batch_hours[sender, hours] >= 0:
        hours += 1
    batch = min(int(hours * uniform(seed, replication, citizen, 0, BATCH_HOUR, number)), hours - 1)
    # Clocks change on Sundays, and no batch is sent on a Sunday: hours count from midnight.
    within = arrivals.batch_spreads[sender] * uniform(seed, replication, citizen, 0, BATCH_MOMENT, number)
    return int(arrivals.midnights[day] + arrivals.batch_hours[sender, batch] + int(within))


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
    """Write the citizen's messages before `end` into the arrays, in order of delivery; returns their number.

    If there are more than the arrays can hold, some are left out, but the full number is returned: call again with
    longer arrays. A tie in time is broken by type. The message at place n has case number n + 1.
    """
    count = 0
    for kind in range(len(arrivals.senders)):
        # One block gives both: whether the citizen is eligible, and the probability itself where
        # that is a distribution.
        p, q = uniforms(seed, replication, citizen, 0, ELIGIBLE, kind)
        if p >= quantile(table, points, arrivals.eligible_rows[kind] + segment, q):
            continue
        sender = arrivals.senders[kind]
        mass = 0.0
        place = 0
        while True:
            # Numbered within its type, so that a change of one type's rate moves no other message.
            number = (kind << 16) | place
            if arrivals.scheduled[kind]:
                if arrivals.dates[kind, place] == NEVER:
                    break
                spread = arrivals.spreads[kind] * uniform(seed, replication, citizen, 0, ARRIVAL_SPREAD, number)
                wanted = arrivals.dates[kind, place] + spread
            else:
                mass += exponential(seed, replication, citizen, 0, ARRIVAL_GAP, number)
                wanted = moment_of_mass(arrivals.knots, arrivals.masses[kind], mass)
                if wanted < 0.0:
                    break
            place += 1
            # A date outside says nothing of the next one, whose spread may bring it inside.
            # Arrivals at a rate ascend, so the first one beyond the end is the last.
            if wanted < 0.0 or wanted >= end:
                if arrivals.scheduled[kind]:
                    continue
                break
            at = batch_moment(seed, replication, citizen, number, sender, wanted, arrivals)
            if at < end:
                # A batch may be a day or more after the message is written, and so after the end.
                count = insert(types, delivered_at, count, kind, at)
    return count


@compiled
def insert(types: Integers, delivered_at: Integers, count: int, kind: int, at: int) -> int:
    """Insert a message behind those delivered no later, if there is room; returns the count including it."""
    # Insertion, since few messages are out of place: they come type by type, and each type in
    # order. Equal times keep the order of types.
    if count < len(types):
        place = count
        while place > 0 and delivered_at[place - 1] > at:
            types[place] = types[place - 1]
            delivered_at[place] = delivered_at[place - 1]
            place -= 1
        types[place] = kind
        delivered_at[place] = at
    return count + 1
