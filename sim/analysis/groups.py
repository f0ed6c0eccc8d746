"""Groups of citizens that a study reports separately, and the cells that they consist of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.outcomes.responses import Columns, Counts
from sim.scenario.families import TABLE
from sim.scenario.schema import Scenario
from sim.scenario.writing import explicit


@dataclass(frozen=True, slots=True)
class Group:
    """Citizens selected by a column that no design influences."""

    name: str
    title: str
    column: Literal["segment", "reachable"] | None = None
    value: int = 1

    def holds(self, cell: int) -> bool:
        """True if the citizens of a cell belong to the group."""
        if self.column is None:
            return True
        return (cell // 2 if self.column == "segment" else cell % 2) == self.value


ALL = Group("all", "all citizens")
REACHABLE = Group("reachable", "reachable accounts", "reachable")
"""Accounts that an electronic contact of any compared design can reach. Most invoices missed under an opaque design
belong to people whom no text can reach, and they would hide the effect of a text."""


def groups_of(scenario: Scenario) -> tuple[Group, ...]:
    """All citizens, the reachable accounts, and each segment."""
    segments = scenario.population.segments.items()
    return (
        ALL,
        REACHABLE,
        *(Group(f"segment_{name}", segment.title, "segment", place) for place, (name, segment) in enumerate(segments)),
    )


def segments_alike(scenario: Scenario) -> bool:
    """True if segments do not differ by construction, so that differences between them are sampling error.

    It holds if no number of the scenario depends on the segment, and no file describes the citizens.
    """
    return scenario.population.from_file is None and not tells_segments_apart(explicit(scenario))


def tells_segments_apart(value: object) -> bool:
    """True if anything in the plain form of a scenario depends on the segment."""
    if isinstance(value, Mapping):
        return any(str(key).endswith(TABLE) or tells_segments_apart(item) for key, item in value.items())
    return isinstance(value, tuple | list) and any(map(tells_segments_apart, value))


def cells_of(columns: Columns, channels: int) -> Counts:
    """The cell of each citizen: twice the number of the segment, plus 1 if any of these channels can reach the citizen.

    `channels` has one bit for each channel. Every group is a union of cells.
    """
    reached = columns["reachable"] & channels != 0
    return np.asarray(2 * columns["segment"] + reached, dtype=np.int64)
