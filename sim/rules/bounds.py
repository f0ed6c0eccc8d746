"""How much may happen to one citizen. Draws and events are numbered, and their numbers have so many bits.

Beyond a bound two draws would share an address, and the compiled engine would look where nothing lies. So a scenario
is asked before anything is simulated, by `PreparedScenario`, which both engines begin with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sim.clock import YEAR
from sim.rules.order import MAX_CASES
from sim.rules.parameters import Parameters

MOST_OF_A_KIND: Final = 1 << 15
"""How often something may be expected to happen to one citizen: messages of one type, imitations, logins that nothing
caused. Half of what 16 bits can number, which no Poisson number with this mean exceeds."""
MOST_MESSAGES: Final = MAX_CASES // 2
"""Messages that one citizen may be expected to get."""
MOST_TYPES: Final = 1 << 16


class Excess(NamedTuple):
    """Something that happens too often."""

    what: str
    expected: float
    most: int
    type: int | None = None
    """The message type, if it is about one."""


def excesses(parameters: Parameters) -> Iterator[Excess]:
    """What happens too often for the numbers of draws and events."""
    messages = messages_of_types(parameters)
    years = parameters.end / YEAR
    found = [Excess("messages of this type", count, MOST_OF_A_KIND, place) for place, count in enumerate(messages)]
    found.append(Excess("messages for one citizen", sum(messages), MOST_MESSAGES))
    found.append(Excess("message types", len(messages), MOST_TYPES))
    if parameters.phishing is not None:
        found.append(Excess("imitations (phishing.per_year)", parameters.phishing.per_year * years, MOST_OF_A_KIND))
    if parameters.random_outages is not None:
        outages = parameters.random_outages.per_year * years
        found.append(Excess("outages (login.random_outages.per_year)", outages, MOST_OF_A_KIND))
    return (each for each in found if not each.expected <= each.most)


def messages_of_types(parameters: Parameters) -> list[float]:
    """Messages of each type that a citizen who is eligible for it is expected to get."""
    arrivals = parameters.arrivals
    return [
        float(arrivals.dates.shape[1]) if arrivals.scheduled[place] else float(arrivals.masses[place, -1])
        for place in range(len(parameters.types))
    ]
