"""Operational time: the time scale on which people look, remember, plan and log in, which runs slowly while they sleep.

A clock maps a second of the study to the number of operational seconds before it. It is linear within an hour, and each
hour of the week contains as many operational seconds as its weight determines. A week has 604,800 of them, so that
rates keep their meaning. The points of a Poisson process in operational time are spread over the hours by the weights.

A clock consists of two rows of one array: the operational seconds up to each hour of the study, and for each
operational hour of a week the hour at which to begin a search, in hours since the week began. Only 168 numbers of the
second row are in use. With one for each hour of the study, a search would wait for memory longer than it computes. Both
maps are exact in whole seconds; with equal weights each is the identity. Beyond the last hour they continue with
slope 1.
"""

from __future__ import annotations

from typing import Final

from sim.clock import HOUR, WEEK
from sim.compilation import compiled
from sim.rules.parameters import Integers

ROWS: Final = 2
"""Number of rows of one clock in the array of clocks."""
HOURS_OF_WEEK: Final = WEEK // HOUR


@compiled
def operational(clocks: Integers, row: int, at: int) -> int:
    """Operational seconds before a second of the study; `row` is the first row of the clock.

    >>> operational(np.array([[0, 1800, 9000], [0, 1, 1]]), 0, 3600 + 1800)
    5400
    """
    if at < 0:
        return at
    hour = at // HOUR
    last = clocks.shape[1] - 1
    if hour >= last:
        return int(clocks[row, last] + at - last * HOUR)
    passed = clocks[row, hour]
    # Multiplied before dividing, in whole numbers: rounded down exactly, without floating point.
    return int(passed + (at - hour * HOUR) * (clocks[row, hour + 1] - passed) // HOUR)


@compiled
def moment_of(clocks: Integers, row: int, passed: int) -> int:
    """The first second of the study at which `passed` operational seconds have passed: the inverse of `operational`.

    >>> moment_of(np.array([[0, 1800, 9000], [0, 1, 1]]), 0, 5400)
    5400
    """
    last = clocks.shape[1] - 1
    if passed <= 0:
        return passed
    if passed > clocks[row, last]:
        return int(last * HOUR + passed - clocks[row, last])
    week = (passed - 1) // WEEK
    # The stored hour is never later than the one sought, in any week, so a search upwards finds it.
    # Hours without weight are passed over. It may be before the week, and so before the study.
    hour = max(week * HOURS_OF_WEEK + clocks[row + 1, (passed - 1 - week * WEEK) // HOUR], 0)
    while clocks[row, hour + 1] < passed:
        hour += 1
    # Rounded up, as `operational` rounds down: the first second that maps to at least `passed`.
    before = clocks[row, hour]
    weight = clocks[row, hour + 1] - before
    return int(hour * HOUR + ((passed - before) * HOUR + weight - 1) // weight)
