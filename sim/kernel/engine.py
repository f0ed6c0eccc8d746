"""The compiled engine: simulates some citizens of one replication under some designs, as the SimPy engine does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.compilation import FITTING, FOLDER
from sim.errors import UsageError
from sim.kernel.loop import live_all
from sim.kernel.memory import CALL_WIDTH, JOURNAL_WIDTH, JOURNEYS, Post, Scene, Workspace, note_addresses
from sim.kernel.parameters import bundling_contacts, obstacle, persons_of, prepare
from sim.kernel.queue import Answers, add_answers, answered
from sim.kernel.records import (
    CALLS_TOO_SHORT,
    CITIZEN,
    CONTENT,
    HEAP_TOO_SHORT,
    JOURNAL_TOO_SHORT,
    JOURNEY,
    MESSAGE,
    POST_TOO_SHORT,
    TRIP,
    Records,
)
from sim.kernel.shared_desk import SharedDesk
from sim.population.attributes import Citizens
from sim.population.prepared import PreparedScenario
from sim.rules.activity import AT, FIELDS
from sim.rules.activity import CITIZEN as CITIZEN_FIELD
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.rules.tallies import TALLIED, Terms

FIRST_POST: Final = 64
FIRST_HEAP: Final = 128
FIRST_JOURNAL: Final = 1 << 12
FIRST_CALLS: Final = 64
NOBODY: Final = -1
MOST_STAGES: Final = 64
"""Number of replications whose worlds and scenes are cached; a study may have a hundred thousand replications."""
MOST_DESKS: Final = 2
"""Number of replications whose helpdesk is cached: tasks of one are consecutive, and threads may be at two."""


def is_compiled() -> bool:
    """True if compiled code of the event loop is on disk, so that nobody has to wait for the compiler."""
    return any(folder is not None and any(folder.glob("kernel.loop.live_all-*.nbc")) for folder in (FITTING, FOLDER))


@dataclass(frozen=True, slots=True)
class Lives:
    """The result of a simulation: the citizens, their rows, and the journal if one was asked for."""

    citizens: Citizens
    rows: Integers
    """Citizen by column of the per-citizen table; columns of identity and survey are left to the caller."""
    journal: Integers | None
    """As written by the SimPy engine: citizen by citizen, in the order of events."""


class Kernel:
    """A scenario ready to be simulated by compiled code, for any design, replication and citizens.

    Several threads may use one kernel at the same time.
    """

    def __init__(self, prepared: PreparedScenario, terms: Callable[[str], Terms]) -> None:
        self.prepared = prepared
        self.terms = terms
        """A function from the name of a design to the inputs of its tallies besides the journal."""
        self._desks: dict[tuple[tuple[str, ...], int, range], SharedDesk] = {}
        self._turn = threading.Lock()
        self._stages: dict[tuple[tuple[str, ...], int], tuple[Records, tuple[Scene, ...]]] = {}

    def require(self) -> None:
        """Raise `UsageError` if compiled code cannot simulate the scenario."""
        reason = obstacle(self.prepared.parameters)
        if reason is not None:
            raise UsageError(f"The compiled engine cannot simulate {self.prepared.scenario.name}: {reason}.")

    def run(
        self,
        designs: Sequence[str],
        replication: int,
        numbers: range,
        *,
        journal: bool = False,
        among: range | None = None,
    ) -> dict[str, Lives]:
        """Simulate the citizens with these consecutive numbers under some designs; `UsageError` if that is impossible.

        Events that no design influences are simulated only once, and the result of a design does not depend on the
        other designs. With a helpdesk citizens meet in its queue, and the result holds only for these citizens
        together; or for these `among` others, who are then simulated for their calls.
        """
        self.require()
        parameters, citizens = self.prepared.parameters, self.prepared.citizens(replication, numbers)
        worlds, scenes = self._stage(tuple(designs), replication)
        rows = np.zeros((len(designs), len(numbers), len(NAMES)), dtype=np.int64)
        journals, calls = zip(*self._live(worlds, scenes, citizens, rows, journal=journal), strict=True)
        if parameters.helpdesk is not None:
            if among is None or among == numbers:
                answers = list(map(self._answered, calls))
            else:
                shared = self._desk(tuple(designs), replication, among).answers()
                answers = [each.of(numbers) for each in shared]
            for design, each, own in zip(designs, answers, rows, strict=True):
                add_answers(each, citizens.first, self.terms(design), own)
            if journal:
                both = zip(journals, answers, strict=True)
                journals = tuple(in_order(np.concatenate([written, each.journal])) for written, each in both)
        kept = [written[:, : len(FIELDS)] if journal else None for written in journals]
        found = zip(designs, rows, kept, strict=True)
        return {name: Lives(citizens, own, written) for name, own, written in found}

    def _answered(self, calls: Integers) -> Answers:
        """The outcomes of calls to the helpdesk."""
        parameters = self.prepared.parameters
        assert parameters.helpdesk is not None  # noqa: S101  (somebody called)
        return answered(calls, parameters.helpdesk.agents, parameters.end)

    def _desk(self, designs: tuple[str, ...], replication: int, everybody: range) -> SharedDesk:
        """The helpdesk of a replication, shared by all threads; few are cached, because calls take memory."""

        def calls_of(numbers: range) -> list[Integers]:
            citizens = self.prepared.citizens(replication, numbers)
            rows = np.zeros((len(designs), len(numbers), len(NAMES)), dtype=np.int64)
            lived = self._live(*self._stage(designs, replication), citizens, rows, journal=False)
            return [calls.copy() for _, calls in lived]

        with self._turn:
            key = (designs, replication, everybody)
            if key not in self._desks:
                while len(self._desks) >= MOST_DESKS:
                    del self._desks[next(iter(self._desks))]
                self._desks[key] = SharedDesk(everybody, calls_of, self._answered)
            return self._desks[key]

    def _stage(self, designs: tuple[str, ...], replication: int) -> tuple[Records, tuple[Scene, ...]]:
        """The worlds and scenes of some designs in a replication, shared by all threads because they never change."""
        # Without a lock: threads that prepare the same stage at once make equal ones, and any of them may be kept.
        stage = self._stages.get((designs, replication))
        if stage is None:
            if len(self._stages) >= MOST_STAGES:
                self._stages.clear()
            stage = prepare(self.prepared, designs, replication, self.terms)
            self._stages[designs, replication] = stage
        return stage

    def _live(
        self, worlds: Records, scenes: Sequence[Scene], citizens: Citizens, rows: Integers, *, journal: bool
    ) -> list[tuple[Integers, Integers]]:
        """Simulate all citizens; returns for each design the journal, empty if none is kept, and the calls."""
        persons, arrivals = persons_of(citizens), self.prepared.parameters.arrivals
        people = np.zeros(len(worlds), dtype=CITIZEN)
        # The state of a citizen is copied between records by address when the design changes.
        people["own_at"] = people.ctypes.data + people.itemsize * np.arange(len(people))
        post = first_post()
        workspaces = [first_workspace(scene, journal=journal) for scene in scenes]
        people["following_width"] = [workspace.following.shape[1] for workspace in workspaces]
        lived = 0
        while True:
            # Addresses are noted again before each start, because an array that was lengthened lies elsewhere.
            for me, workspace in zip(people, workspaces, strict=True):
                note_addresses(me, post)
                note_addresses(me, workspace)
            lived = live_all(worlds, people, arrivals, persons, citizens.first, lived, rows)
            if lived == len(persons):
                break
            shortages = people["shortage"].tolist()
            # Messages are drawn once for all designs, by the record of the warm-up, so only that
            # one can lack room for them.
            if shortages[0] == POST_TOO_SHORT:
                post = longer_post(post)
                # Nothing in the arrays by message has to be kept: room for messages is found
                # short before the first one is delivered.
                workspaces = [with_room_for(post, workspace) for workspace in workspaces]
            else:
                workspaces = list(map(longer, workspaces, shortages))
        # Place 0 is the warm-up, whose journal and calls each design has copied into its own.
        ends = zip(workspaces[1:], people["written"][1:].tolist(), people["called"][1:].tolist(), strict=True)
        return [(workspace.journal[:written], workspace.calls[:called]) for workspace, written, called in ends]


def first_post() -> Post:
    """Arrays with room for the messages of most citizens."""
    return post_of(FIRST_POST)


def longer_post(post: Post) -> Post:
    """Arrays with room for twice as many messages."""
    return post_of(2 * len(post.post_at))


def post_of(room: int) -> Post:
    """Empty arrays with room for `room` messages."""
    journeys = np.zeros(JOURNEYS * (1 + room), dtype=JOURNEY)
    # Zero would pass for a journey of the citizen with number 0.
    journeys["citizen"] = NOBODY
    return Post(
        types_of_post=np.zeros(room, dtype=np.int64),
        post_at=np.zeros(room, dtype=np.int64),
        contents=np.zeros(1 + room, dtype=CONTENT),
        journeys=journeys,
    )


def first_workspace(scene: Scene, *, journal: bool) -> Workspace:
    """Empty arrays that are long enough for most citizens."""
    return Workspace(
        heap=np.zeros((FIRST_HEAP, 2), dtype=np.int64),
        messages=np.zeros(1 + FIRST_POST, dtype=MESSAGE),
        tallied=np.zeros(1 + FIRST_POST, dtype=TALLIED),
        lying=np.zeros(1 + FIRST_POST, dtype=np.int64),
        trips=np.zeros(len(scene.contacts), dtype=TRIP),
        following=np.zeros((1 + FIRST_POST, bundling_contacts(scene.contacts)), dtype=np.int64),
        beliefs=scene.initial_beliefs.copy(),
        journal=np.zeros((FIRST_JOURNAL if journal else 0, JOURNAL_WIDTH), dtype=np.int64),
        calls=np.zeros((FIRST_CALLS, CALL_WIDTH), dtype=np.int64),
    )


def with_room_for(post: Post, workspace: Workspace) -> Workspace:
    """The workspace with room for as many messages as `post` has."""
    room = len(post.contents)
    return workspace._replace(
        messages=np.zeros(room, dtype=MESSAGE),
        tallied=np.zeros(room, dtype=TALLIED),
        lying=np.zeros(room, dtype=np.int64),
        following=np.zeros((room, workspace.following.shape[1]), dtype=np.int64),
    )


def longer(workspace: Workspace, shortage: int) -> Workspace:
    """The workspace with the array that was too short doubled; the content of all arrays is kept."""
    if shortage == 0:
        return workspace
    names = {HEAP_TOO_SHORT: "heap", JOURNAL_TOO_SHORT: "journal", CALLS_TOO_SHORT: "calls"}
    short = getattr(workspace, names[shortage])
    return workspace._replace(**{names[shortage]: np.concatenate([short, np.zeros_like(short)])})


def in_order(journal: Integers) -> Integers:
    """Rows of the journal sorted by citizen, second and kind of event; rows of one event keep their order."""
    # `lexsort` sorts by its last key first. It is stable, which keeps rows of one event as they were written.
    return journal[np.lexsort((journal[:, -1], journal[:, AT], journal[:, CITIZEN_FIELD]))]
