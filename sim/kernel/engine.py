"""The compiled engine: simulates some citizens of one replication under one design, as the SimPy engine does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.compilation import FOLDER
from sim.errors import UsageError
from sim.kernel.loop import live_all
from sim.kernel.memory import CALL_WIDTH, JOURNAL_WIDTH, Scene, Workspace, note_addresses
from sim.kernel.parameters import obstacle, persons_of, prepare
from sim.kernel.queue import answer
from sim.kernel.records import (
    CALLS_TOO_SHORT,
    CITIZEN,
    HEAP_TOO_SHORT,
    JOURNAL_TOO_SHORT,
    MESSAGE,
    POST_TOO_SHORT,
    TRIP,
    Records,
)
from sim.population.attributes import Citizens
from sim.population.prepared import PreparedScenario
from sim.rules.activity import AT, FIELDS
from sim.rules.activity import CITIZEN as CITIZEN_FIELD
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.rules.tallies import TOLD, Terms

FIRST_POST: Final = 64
FIRST_HEAP: Final = 128
FIRST_JOURNAL: Final = 1 << 12
FIRST_CALLS: Final = 64
MOST_STAGES: Final = 64
"""Worlds and scenes that are kept ready; a study may have a hundred thousand replications."""


def is_compiled() -> bool:
    """Whether the event loop has been compiled before and kept, so that nobody need wait for it now."""
    return FOLDER is not None and any(FOLDER.rglob("loop.live_all-*.nbc"))


@dataclass(frozen=True, slots=True)
class Lives:
    """What was simulated: the citizens, their rows (citizen by column), and the journal if one was asked for."""

    citizens: Citizens
    rows: Integers
    """Citizen by column of the per-citizen table; identity and survey are filled in by who knows them."""
    journal: Integers | None
    """As the SimPy engine writes it: citizen by citizen, in the order in which things happened."""


class Kernel:
    """A scenario ready to be simulated by compiled code, for any design, replication and citizens.

    Several threads may use one kernel at the same time.
    """

    def __init__(self, prepared: PreparedScenario, terms: Callable[[str], Terms]) -> None:
        self.prepared = prepared
        self.terms = terms
        """What tallies hang on beside the journal, by design."""
        self._stages: dict[tuple[str, int], tuple[Records, Scene]] = {}

    def require(self) -> None:
        """Raises `UsageError` if compiled code cannot simulate the scenario."""
        reason = obstacle(self.prepared.parameters)
        if reason is not None:
            raise UsageError(f"The compiled engine cannot simulate {self.prepared.scenario.name}: {reason}.")

    def run(self, design: str, replication: int, numbers: range, *, journal: bool = False) -> Lives:
        """Simulates the citizens with these numbers (consecutive); `UsageError` if it cannot.

        With a helpdesk citizens meet in its queue: then a result holds for these citizens together, and only for them.
        """
        self.require()
        parameters = self.prepared.parameters
        citizens = self.prepared.citizens(replication, numbers)
        world, scene = self._stage(design, replication)
        rows = np.zeros((len(numbers), len(NAMES)), dtype=np.int64)
        written, calls = self._live(world, scene, citizens, rows, journal=journal)
        if parameters.helpdesk is not None:
            answered = answer(calls, parameters.helpdesk.agents, parameters.end, self.terms(design), rows)
            written = in_order(np.concatenate([written, answered])) if journal else written
        return Lives(citizens, rows, written[:, : len(FIELDS)] if journal else None)

    def _stage(self, design: str, replication: int) -> tuple[Records, Scene]:
        """The world and scene of a design and replication, the same for all threads: nothing in them changes."""
        stage = self._stages.get((design, replication))
        if stage is None:
            if len(self._stages) >= MOST_STAGES:
                self._stages.clear()
            stage = prepare(self.prepared, design, replication, self.terms(design))
            self._stages[design, replication] = stage
        return stage

    def _live(
        self, world: Records, scene: Scene, citizens: Citizens, rows: Integers, *, journal: bool
    ) -> tuple[Integers, Integers]:
        """Lets all citizens live; returns the journal, empty if none is kept, and the calls to the helpdesk."""
        persons, arrivals = persons_of(citizens), self.prepared.parameters.arrivals
        people = np.zeros(1, dtype=CITIZEN)
        workspace = first_workspace(scene, journal=journal)
        lived = 0
        while True:
            note_addresses(people[0], workspace)
            lived = live_all(world[0], people[0], arrivals, persons, citizens.first, lived, rows)
            if lived == len(persons):
                break
            workspace = longer(workspace, int(people["shortage"][0]))
        return workspace.journal[: int(people["written"][0])], workspace.calls[: int(people["called"][0])]


def first_workspace(scene: Scene, *, journal: bool) -> Workspace:
    """Arrays that are long enough for most citizens."""
    return Workspace(
        heap=np.zeros((FIRST_HEAP, 2), dtype=np.int64),
        types_of_post=np.zeros(FIRST_POST, dtype=np.int64),
        post_at=np.zeros(FIRST_POST, dtype=np.int64),
        messages=np.zeros(FIRST_POST + 1, dtype=MESSAGE),
        told=np.zeros(FIRST_POST + 1, dtype=TOLD),
        lying=np.zeros(FIRST_POST + 1, dtype=np.int64),
        trips=np.zeros(len(scene.contacts), dtype=TRIP),
        beliefs=scene.initial_beliefs.copy(),
        journal=np.zeros((FIRST_JOURNAL if journal else 0, JOURNAL_WIDTH), dtype=np.int64),
        calls=np.zeros((FIRST_CALLS, CALL_WIDTH), dtype=np.int64),
    )


def longer(workspace: Workspace, shortage: int) -> Workspace:
    """The same arrays, those that were too short twice as long; what a citizen left behind stays."""
    if shortage == POST_TOO_SHORT:
        room = 2 * len(workspace.post_at)
        return workspace._replace(
            types_of_post=np.zeros(room, dtype=np.int64),
            post_at=np.zeros(room, dtype=np.int64),
            messages=np.zeros(room + 1, dtype=MESSAGE),
            told=np.zeros(room + 1, dtype=TOLD),
            lying=np.zeros(room + 1, dtype=np.int64),
        )
    names = {HEAP_TOO_SHORT: "heap", JOURNAL_TOO_SHORT: "journal", CALLS_TOO_SHORT: "calls"}
    short = getattr(workspace, names[shortage])
    return workspace._replace(**{names[shortage]: np.concatenate([short, np.zeros_like(short)])})


def in_order(journal: Integers) -> Integers:
    """Rows of the journal by citizen, second and kind of event; those of one event stay in their order."""
    return journal[np.lexsort((journal[:, -1], journal[:, AT], journal[:, CITIZEN_FIELD]))]
