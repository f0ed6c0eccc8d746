"""An event log: the lives of some citizens under some designs, simulated again on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.clock import Calendar
from sim.experiment.engines import Engine
from sim.model.engine import Chunk
from sim.outcomes.meaning import meaning_of
from sim.outcomes.simulation import ready
from sim.report.event_log.event import Event, Life, LogCitizen, LogMessage
from sim.report.event_log.event_labels import contact_of, explained
from sim.report.event_log.saved_study import SavedStudy
from sim.report.event_log.selection import cut
from sim.rules.activity import CITIZEN, Activity
from sim.rules.design import channels_of
from sim.scenario.schema import Design, Scenario

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the number of lives finished and the number of all lives."""
LIVES_AT_ONCE: Final = 100
"""Lives that are simulated at a time, and held in memory."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """The lives of some citizens. They are simulated only when `lives` is iterated, and none is kept."""

    study: SavedStudy
    engine: Engine
    """The engine that simulates the lives; the events do not depend on it."""
    designs: tuple[str, ...]
    replication: int
    citizens: tuple[range, ...]
    """Ranges of consecutive citizens, in ascending order."""

    def lives(self, progress: Progress | None = None) -> Iterator[Life]:
        """The lives, by design and then by citizen; a citizen without events is left out."""
        every = len(self.designs) * sum(map(len, self.citizens))
        finished = 0
        for design in self.designs:
            biography = Biography(self.study.scenario, design, self.replication)
            for chunk, wanted in self._chunks(design):
                for number in wanted:
                    events = biography.life(chunk, number)
                    if events:
                        yield events
                finished += len(wanted)
                if progress is not None:
                    progress(finished, every)

    def _chunks(self, design: str) -> Iterator[tuple[Chunk, range]]:
        """Each chunk simulated at a time, with the wanted citizens in it.

        Citizens who share the queue of a helpdesk must be simulated together, and then a chunk is a whole replication.
        """
        scenario = self.study.scenario
        if scenario.helpdesk is None:
            for numbers in cut(self.citizens, LIVES_AT_ONCE):
                yield self.engine.tell(scenario, design, self.replication, numbers), numbers
            return
        chunk = self.engine.tell(scenario, design, self.replication, range(scenario.population.size))
        for numbers in self.citizens:
            yield chunk, numbers


class Biography:
    """The lives of the citizens of one replication under one design."""

    def __init__(self, scenario: Scenario, design: str, replication: int) -> None:
        self.scenario = scenario
        self.parameters = ready(scenario).prepared.parameters
        self.calendar = Calendar(scenario.begins)
        self.name = design
        self.channels = channels_of(scenario.designs[design])
        self.replication = replication
        self.segments = tuple(scenario.population.segments)
        self.types = tuple(
            (sender, name, message_type)
            for sender, body in scenario.senders.items()
            for name, message_type in body.message_types.items()
        )
        self.steps = {name: tuple(step.title for step in scheme.taken) for name, scheme in scenario.collections.items()}

    def life(self, chunk: Chunk, number: int) -> Life:
        """The life of one citizen of a chunk."""
        scenario, parameters = self.scenario, self.parameters
        place = number - chunk.citizens.first
        segment = self.segments[int(chunk.citizens.segment[place])]
        reachable = bool(chunk.citizens.reachable[place] & self.channels)
        citizen = LogCitizen(self.name, self.replication, number, segment, reachable)
        # Journals are sorted by citizen.
        begin, end = np.searchsorted(chunk.journal[:, CITIZEN], [number, number + 1]).tolist()
        messages: dict[int, LogMessage] = {}
        # Case 0 stands for events that belong to no message.
        designs: dict[int, Design] = {0: scenario.designs[self.name]}
        events = []
        for ordinal, (_, case, at, code, detail, seconds, cents) in enumerate(chunk.journal[begin:end].tolist()):
            activity = Activity(code)
            meaning = meaning_of(activity, detail, case)
            is_measured = parameters.opens <= at < parameters.horizon
            # The delivery of a message decides which design applies to it, and whether it is measured.
            if meaning.message_type is not None:
                type_of = self.types[meaning.message_type]
                designs[case] = scenario.design_on(self.calendar.local(at).date(), self.name)
                messages[case] = LogMessage(f"{citizen.identity}/{case}", case, *type_of, is_measured)
            message = messages[case] if case else None
            contact = contact_of(designs[case], meaning.contact) if meaning.contact is not None else None
            event = Event(
                citizen=citizen,
                message=message,
                ordinal=ordinal,
                at=at,
                time=self.calendar.local(at),
                activity=activity,
                detail_number=detail,
                meaning=meaning,
                detail=explained(meaning, contact, *self._about(message)),
                contact=contact,
                seconds=seconds,
                cents=cents,
                measured=message.measured if message is not None else is_measured,
            )
            events.append(event)
        return tuple(events)

    def _about(self, message: LogMessage | None) -> tuple[tuple[str, ...], str]:
        """The titles of the collection steps of a message, and its type by sender; both empty without a message."""
        if message is None:
            return (), ""
        return self.steps.get(message.description.collection or "", ()), f"{message.sender}.{message.type_name}"
