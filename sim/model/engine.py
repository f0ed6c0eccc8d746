"""The SimPy engine: simulates some citizens of one replication under one design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from sim.model.citizen import Citizen
from sim.model.imitations import receive_imitations
from sim.model.observer import NOBODY, Observer
from sim.model.senders import deliver_post
from sim.model.world import World
from sim.population.attributes import Citizens
from sim.population.prepared import PreparedScenario
from sim.rules.arrivals import post
from sim.rules.parameters import DesignNumbers, Integers, Parameters
from sim.scenario.schema import Scenario

CITIZENS_PER_ENVIRONMENT: Final = 25
"""SimPy's heap slows down as it grows, so each environment has few citizens. No result depends on this number."""
FIRST_ROOM: Final = 256
NO_WITNESSES: Final[Mapping[int, Observer]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Chunk:
    """The result of a simulation: the citizens, and the journal of all their events, citizen by citizen."""

    citizens: Citizens
    journal: Integers


class Simulation:
    """A scenario ready to be simulated by SimPy, for any design, replication and citizens."""

    def __init__(self, scenario: Scenario | PreparedScenario) -> None:
        self.prepared = scenario if isinstance(scenario, PreparedScenario) else PreparedScenario(scenario)
        self.scenario = self.prepared.scenario
        self.parameters: Parameters = self.prepared.parameters

    def design(self, name: str) -> DesignNumbers:
        """The numbers of a design."""
        return self.prepared.design(name)

    def run(
        self, design: str, replication: int, numbers: range, observers: Mapping[int, Observer] = NO_WITNESSES
    ) -> Chunk:
        """Simulate the citizens with these consecutive numbers.

        Observers, by the number of their citizen, are notified of each decision and influence nothing. With a helpdesk
        citizens meet in its queue, and the result holds only for these citizens together.
        """
        parameters = self.parameters
        citizens = self.prepared.citizens(replication, numbers)
        outages = self.prepared.outages(replication)
        journals = []
        # Callers meet in the queue, so with a helpdesk all of them share one environment.
        together = CITIZENS_PER_ENVIRONMENT if parameters.helpdesk is None else len(numbers)
        for first in range(0, len(numbers), together):
            former = self.prepared.first_design if self.prepared.former is not None else None
            world = World(parameters, self.design(design), replication, outages, former)
            neighbours = []
            for place in range(first, min(first + together, len(numbers))):
                observer = observers.get(citizens.first + place, NOBODY)
                neighbours.append(Citizen(world, citizens, place, observer))
                self._settle(world, neighbours[-1])
            world.warm_up()
            for citizen in neighbours:
                citizen.meets_design()
            world.run()
            journals.append(world.journal.table())
        journal = np.concatenate(journals) if journals else np.empty((0, 7), dtype=np.int64)
        # Within an environment events of citizens alternate. A stable sort puts each citizen's
        # together and keeps their order.
        return Chunk(citizens, journal[np.argsort(journal[:, 0], kind="stable")])

    def _settle(self, world: World, citizen: Citizen) -> None:
        """Start the processes of a citizen: messages, unprompted logins and imitations."""
        types, delivered_at = self.post(citizen)
        world.begin(deliver_post(world, citizen, types, delivered_at))
        world.begin(citizen.logs_in_unprompted())
        world.begin(receive_imitations(world, citizen))

    def post(self, citizen: Citizen) -> tuple[Integers, Integers]:
        """Types and delivery times of all messages of a citizen, in order."""
        parameters, room = self.parameters, FIRST_ROOM
        while True:
            types, delivered_at = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
            found = post(
                *citizen.address,
                citizen.segment,
                parameters.arrivals,
                parameters.table,
                parameters.points,
                parameters.end,
                types,
                delivered_at,
            )
            if found <= room:
                return types[:found], delivered_at[:found]
            # The full number is known even if the arrays were too short, so the second attempt always fits.
            room = found
