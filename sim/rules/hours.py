"""Operational time: the clock on which people look, remember, plan and log in, which runs slowly while they sleep.

A clock maps a second of the study to the operational seconds that have passed before it. It is linear within an hour,
and an hour of the week passes as many operational seconds as its weight says; a week has 604,800 of them, so that rates
keep their meaning. A Poisson process in operational time has looks spread over the hours as the weights are.

A clock is two rows of one array: operational seconds up to each hour of the study, and for each operational hour the
hour of the study in which it begins, from which a search goes on. Both maps are exact in whole seconds: with all
weights equal each is the identity. Beyond the last hour they go on at an even pace.
"""

from __future__ import annotations

from typing import Final

from sim.clock import HOUR
from sim.compilation import compiled
from sim.rules.parameters import Integers

ROWS: Final = 2
"""Rows of the array of clocks that one clock takes."""


@compiled
def operational(clocks: Integers, row: int, at: int) -> int:
    """Operational seconds that have passed at a second of the study; `row` is the first row of the clock.

    >>> operational(np.array([[0, 1800, 9000], [0, 1, 1]]), 0, 3600 + 1800)
    5400
    """
    hour = at // HOUR
    last = clocks.shape[1] - 1
    if at < 0:
        return at
    if hour >= last:
        return int(clocks[row, last] + at - last * HOUR)
    passed = clocks[row, hour]
    return int(passed + (at - hour * HOUR) * (clocks[row, hour + 1] - passed) // HOUR)


@compiled
def moment_of(clocks: Integers, row: int, passed: int) -> int:
    """The first second of the study at which so many operational seconds have passed: the inverse of `operational`.

    >>> moment_of(np.array([[0, 1800, 9000], [0, 1, 1]]), 0, 5400)
    5400
    """
    last = clocks.shape[1] - 1
    if passed <= 0:
        return passed
    if passed > clocks[row, last]:
        return int(last * HOUR + passed - clocks[row, last])
    hour = clocks[row + 1, min((passed - 1) // HOUR, last)]
    while clocks[row, hour + 1] < passed:
        hour += 1
    before = clocks[row, hour]
    weight = clocks[row, hour + 1] - before
    return int(hour * HOUR + ((passed - before) * HOUR + weight - 1) // weight)
