"""Outages of DigiD: the dated ones, those that come at random, and whether it is out now."""

from __future__ import annotations

from itertools import count

import numpy as np

from sim.clock import YEAR
from sim.compilation import compiled
from sim.draws import WORLD, Decision, exponential, uniform
from sim.rules.distributions import LARGEST, quantile, whole
from sim.rules.parameters import Integers, Parameters


@compiled
def in_outage(outages: Integers, now: int) -> bool:
    """Whether `now` lies in an outage; its end is outside."""
    inside = False
    for place in range(len(outages)):
        inside |= outages[place, 0] <= now < outages[place, 1]
    return inside


def all_outages(parameters: Parameters, replication: int) -> Integers:
    """Outages as (begin, end): the dated ones, and those that come at random in this replication."""
    outages = [(int(begin), int(end)) for begin, end in parameters.login.outages]
    numbers = parameters.random_outages
    if numbers is None or numbers.per_year <= 0.0:
        return parameters.login.outages
    at = 0
    address = (parameters.seed, replication, WORLD, 0)
    for number in count():
        gap = exponential(*address, int(Decision.OUTAGE_GAP), number) * YEAR / numbers.per_year
        at += 1 + int(min(gap, LARGEST))
        if at >= parameters.end:
            break
        p = uniform(*address, int(Decision.OUTAGE_LENGTH), number)
        outages.append((at, at + max(0, whole(quantile(parameters.table, parameters.points, numbers.lasts_row, p)))))
    return np.array(sorted(outages), dtype=np.int64).reshape(-1, 2)
