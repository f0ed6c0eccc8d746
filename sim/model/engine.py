"""The SimPy engine: simulates some citizens of one replication under one design."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Final

import numpy as np

from sim.clock import YEAR, Calendar
from sim.draws import WORLD, Decision, exponential, uniform
from sim.model.citizen import Citizen
from sim.model.imitations import receive_imitations
from sim.model.senders import deliver_post
from sim.model.world import World
from sim.population.attributes import AttributeRows, Citizens, draw_citizens
from sim.population.file import given
from sim.rules.arrivals import post
from sim.rules.design import design_numbers
from sim.rules.distributions import quantile, whole
from sim.rules.parameters import DesignNumbers, Integers, Parameters
from sim.rules.preparation import prepare, with_table
from sim.scenario.schema import Scenario

CITIZENS_PER_ENVIRONMENT: Final = 25
"""SimPy's heap slows down as it grows, so each environment holds few citizens. No result depends on this number."""
FIRST_ROOM: Final = 256


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was simulated: the citizens, and the journal of everything that happened to them, citizen by citizen."""

    citizens: Citizens
    journal: Integers


class Simulation:
    """A scenario made ready to be simulated, for any design, replication and citizens."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        parameters, table = prepare(scenario)
        self.rows = AttributeRows(scenario.population, table)
        self.parameters: Parameters = with_table(parameters, table)
        self.calendar = Calendar(scenario.start)
        self.given = given(scenario.population)
        self.designs: dict[str, DesignNumbers] = {}

    def design(self, name: str) -> DesignNumbers:
        """The numbers of a design."""
        if name not in self.designs:
            self.designs[name] = design_numbers(self.scenario, name, self.parameters)
        return self.designs[name]

    def run(self, design: str, replication: int, numbers: range) -> Chunk:
        """Simulates the citizens with these numbers (consecutive).

        With a helpdesk citizens meet in its queue: then a result holds for these citizens together, and only for them.
        """
        parameters = self.parameters
        citizens = draw_citizens(
            self.scenario, self.rows, parameters.table, parameters.points, replication, numbers, self.given
        )
        journals = []
        together = CITIZENS_PER_ENVIRONMENT if parameters.helpdesk is None else len(numbers)
        outages = all_outages(parameters, replication)
        for first in range(0, len(numbers), together):
            world = World(parameters, self.design(design), replication, self.calendar, outages)
            for place in range(first, min(first + together, len(numbers))):
                self._settle(world, Citizen(world, citizens, place))
            world.run()
            journals.append(world.journal.table())
        journal = np.concatenate(journals) if journals else np.empty((0, 7), dtype=np.int64)
        return Chunk(citizens, journal[np.argsort(journal[:, 0], kind="stable")])

    def _settle(self, world: World, citizen: Citizen) -> None:
        """A citizen begins to live: their post is on its way, and they log in of their own accord."""
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
            room = found


def all_outages(parameters: Parameters, replication: int) -> Integers:
    """Outages as (begin, end): the dated ones, and those that come at random in this replication."""
    outages = [(int(begin), int(end)) for begin, end in parameters.login.outages]
    numbers = parameters.random_outages
    if numbers is None or numbers.per_year <= 0.0:
        return parameters.login.outages
    at = 0
    address = (parameters.seed, replication, WORLD, 0)
    for number in count():
        at += 1 + int(exponential(*address, int(Decision.OUTAGE_GAP), number) * YEAR / numbers.per_year)
        if at >= parameters.end:
            break
        p = uniform(*address, int(Decision.OUTAGE_LENGTH), number)
        outages.append((at, at + max(0, whole(quantile(parameters.table, parameters.points, numbers.lasts_row, p)))))
    return np.array(sorted(outages), dtype=np.int64).reshape(-1, 2)
