"""Groups of citizens that a study reports apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.outcomes.responses import Columns
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Group:
    """Citizens chosen by a column that no design influences."""

    name: str
    title: str
    column: str | None = None
    value: int = 1

    def rows(self, columns: Columns) -> npt.NDArray[np.bool_]:
        """Which rows of a per-citizen table belong to the group."""
        if self.column is None:
            return np.ones(len(columns["citizen"]), dtype=np.bool_)
        return np.asarray(columns[self.column] == self.value, dtype=np.bool_)


ALL = Group("all", "all citizens")
REACHABLE = Group("reachable", "reachable accounts", "reachable")
"""Accounts that a notification can reach: most invoices missed under an opaque design belong to people no text can
reach, and they would hide what a text does."""


def groups_of(scenario: Scenario) -> tuple[Group, ...]:
    """All citizens, the reachable accounts, and each segment."""
    segments = scenario.population.segments.items()
    return (
        ALL,
        REACHABLE,
        *(Group(f"segment_{name}", segment.title, "segment", place) for place, (name, segment) in enumerate(segments)),
    )
