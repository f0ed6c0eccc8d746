"""What digital contacts are made of, by counting rule: matters, and all that is done about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.groups import Group
from sim.outcomes.responses import COUNTED, Columns, yearly_scale
from sim.scenario.schema import CountedEvent, Scenario

ATTEMPTS: Final[frozenset[CountedEvent]] = frozenset({"notification", "login"})
"""Events that only lead to a message: they are no matter of the citizen with government."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What one rule counts for one group under one design."""

    group: str
    design: str
    rule: str
    citizens: int
    """Each citizen counts once for each replication."""
    events: Mapping[CountedEvent, int]
    """How often each event that the rule counts happened in the measured window."""
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
        """The share of the contacts that are of these kinds; None without contacts."""
        return sum(self.events.get(event, 0) for event in events) / self.total if self.total else None

    @property
    def attempt_share(self) -> float | None:
        """The share of the contacts that are notifications and logins rather than matters; None without contacts."""
        return self.share(ATTEMPTS)


def countings(scenario: Scenario, tables: Mapping[str, Columns], groups: Iterable[Group]) -> tuple[Counting, ...]:
    """What every rule counts for every group under every design, in the order group, design, rule."""
    return tuple(
        counting(scenario, columns, group.rows(columns), (group.name, design, rule))
        for group in groups
        for design, columns in tables.items()
        for rule in scenario.counting
    )


def counting(
    scenario: Scenario, columns: Columns, rows: npt.NDArray[np.bool_], names: tuple[str, str, str]
) -> Counting:
    """What one rule counts in some rows of a per-citizen table; `names` are those of the group, design and rule."""
    counts = dict.fromkeys(scenario.counting[names[2]].counts)
    events = {event: int(columns[COUNTED[event]][rows].sum()) for event in counts}
    messages = int(columns["messages"][rows].sum())
    return Counting(*names, int(np.count_nonzero(rows)), events, messages, yearly_scale(scenario))
