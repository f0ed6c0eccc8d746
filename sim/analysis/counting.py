"""Digital contacts by counting rule: the matters of citizens, and the events around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sim.analysis.sample import Sample
from sim.outcomes.quantity import of_column
from sim.outcomes.responses import COUNTED, yearly_scale
from sim.scenario.schema import CountedEvent, Scenario

ATTEMPTS: Final[frozenset[CountedEvent]] = frozenset({"notification", "login"})
"""Events that only lead to a message; they are not themselves a matter of the citizen with government."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Contacts counted by one rule for one group under one design."""

    group: str
    design: str
    rule: str
    citizens: int
    """Number of citizens; a citizen counts once for each replication."""
    events: Mapping[CountedEvent, int]
    """Number of times that each event of the rule happened in the measured window."""
    messages: int
    """Messages of the measured window, in the box or on paper: the matters that the contacts are about."""
    yearly: float
    """Factor from the measured window to a year."""

    @property
    def total(self) -> int:
        """Contacts in the measured window."""
        return sum(self.events.values())

    @property
    def contacts(self) -> float | None:
        """Contacts per citizen and year; None without citizens."""
        return self.total / self.citizens * self.yearly if self.citizens else None

    @property
    def matters(self) -> float | None:
        """Messages per citizen and year; None without citizens."""
        return self.messages / self.citizens * self.yearly if self.citizens else None

    def share(self, events: Iterable[CountedEvent]) -> float | None:
        """The share of the contacts that are of these kinds, from 0 to 1; None without contacts."""
        return sum(self.events.get(event, 0) for event in events) / self.total if self.total else None

    @property
    def attempt_share(self) -> float | None:
        """The share of the contacts that are notifications and logins, from 0 to 1; None without contacts."""
        return self.share(ATTEMPTS)


def countings(scenario: Scenario, samples: Iterable[Sample]) -> tuple[Counting, ...]:
    """The counts of every rule for every group under every design, in the order group, design, rule."""
    return tuple(
        counting(scenario, sample, design, rule)
        for sample in samples
        for design in sample.designs
        for rule in scenario.counting
    )


def counting(scenario: Scenario, sample: Sample, design: str, rule: str) -> Counting:
    """The counts of one rule for one group under one design."""
    # A rule that names an event twice counts it once.
    counts = dict.fromkeys(scenario.counting[rule].counts)
    events = {event: sample.total(design, of_column(COUNTED[event])) for event in counts}
    messages = sample.total(design, of_column("messages"))
    return Counting(sample.group.name, design, rule, sample.citizens, events, messages, yearly_scale(scenario))
