"""Outages of DigiD, at given dates and at random."""

from __future__ import annotations

from itertools import count

import numpy as np

from sim.clock import YEAR
from sim.compilation import compiled
from sim.draws import WORLD, Decision, exponential, uniform
from sim.rules.distributions import cut, quantile, whole
from sim.rules.parameters import Integers, Parameters


@compiled
def in_outage(outages: Integers, now: int) -> bool:
    """True if `now` lies in an outage; the end of an outage is excluded."""
    inside = False
    for place in range(len(outages)):
        inside |= outages[place, 0] <= now < outages[place, 1]
    return inside


def all_outages(parameters: Parameters, replication: int) -> Integers:
    """Outages as (begin, end), sorted: the dated ones, and the random ones of this replication."""
    outages = [(int(begin), int(end)) for begin, end in parameters.login.outages]
    numbers = parameters.random_outages
    if numbers is None or numbers.per_year <= 0.0:
        return parameters.login.outages
    at = 0
    address = (parameters.seed, replication, WORLD, 0)
    for number in count():
        # At least a second after the one before, so that a high rate comes to the end as well.
        at += 1 + cut(exponential(*address, int(Decision.OUTAGE_GAP), number) * YEAR / numbers.per_year)
        if at >= parameters.end:
            break
        p = uniform(*address, int(Decision.OUTAGE_LENGTH), number)
        outages.append((at, at + max(0, whole(quantile(parameters.table, parameters.points, numbers.lasts_row, p)))))
    return np.array(sorted(outages), dtype=np.int64).reshape(-1, 2)
