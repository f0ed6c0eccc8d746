"""What there is to simulate, cut into tasks. No result depends on how it is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.errors import UsageError
from sim.scenario.schema import Scenario

CITIZENS_PER_TASK: Final = 250


@dataclass(frozen=True, slots=True)
class Task:
    """Some citizens of one replication under one design."""

    design: str
    replication: int
    first: int
    """First citizen."""
    end: int
    """One past the last citizen."""

    @property
    def citizens(self) -> range:
        """The citizens of this task."""
        return range(self.first, self.end)


def designs_of(scenario: Scenario) -> tuple[str, ...]:
    """The designs to simulate: those compared, each once, and before them the reference if it is not among them."""
    compared = tuple(dict.fromkeys(scenario.compare.designs))
    reference = scenario.compare.reference
    return compared if reference in compared else (reference, *compared)


def plan(scenario: Scenario, citizens_per_task: int = CITIZENS_PER_TASK) -> tuple[Task, ...]:
    """All tasks of a scenario: by replication, then by citizens, then by design.

    All designs of the same citizens come together, so that an interrupted study has whole pairs. Where citizens meet
    in the queue of a helpdesk, all citizens of a replication are one task, and the cut does not matter.
    """
    if citizens_per_task < 1:
        raise UsageError(f"A task needs at least one citizen, not {citizens_per_task}.")
    size = scenario.population.size
    together = citizens_per_task if scenario.helpdesk is None else size
    return tuple(
        Task(design, replication, first, min(first + together, size))
        for replication in range(scenario.replications)
        for first in range(0, size, together)
        for design in designs_of(scenario)
    )
