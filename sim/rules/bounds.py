"""Upper bounds on the number of events of one citizen: draws and events are numbered with a fixed number of bits.

Beyond a bound two draws would share an address, and the compiled engine would access memory out of bounds. So
`PreparedScenario`, with which both engines begin, checks a scenario before anything is simulated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sim.clock import YEAR
from sim.rules.order import MAX_CASES
from sim.rules.parameters import Parameters

MOST_OF_A_KIND: Final = 1 << 15
"""Largest expected number of events of one kind for one citizen: messages of one type, imitations, unprompted logins.

It is half of the 16-bit range, which a Poisson number with this mean practically never exceeds."""
MOST_MESSAGES: Final = MAX_CASES // 2
"""Largest expected number of messages of one citizen."""
MOST_TYPES: Final = 1 << 16


class Excess(NamedTuple):
    """A kind of event that is expected more often than can be numbered."""

    what: str
    expected: float
    most: int
    type: int | None = None
    """Place of the message type that it concerns; None for other events."""


def excesses(parameters: Parameters) -> Iterator[Excess]:
    """The kinds of event that are expected more often than draws and events can be numbered."""
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
    # Negated, so that an expectation that is not a number is refused as well.
    return (each for each in found if not each.expected <= each.most)


def messages_of_types(parameters: Parameters) -> list[float]:
    """The expected number of messages of each type for a citizen who is eligible for it."""
    arrivals = parameters.arrivals
    return [
        float(arrivals.dates.shape[1]) if arrivals.scheduled[place] else float(arrivals.masses[place, -1])
        for place in range(len(parameters.types))
    ]
