"""A scenario made ready to be simulated: its numbers, its designs and its citizens. Both engines start from it."""

from __future__ import annotations

from sim.population.attributes import AttributeRows, Citizens, draw_citizens
from sim.population.file import given
from sim.rules.design import design_numbers
from sim.rules.outages import all_outages
from sim.rules.parameters import DesignNumbers, Integers, Parameters
from sim.rules.preparation import prepare, with_table
from sim.scenario.schema import Scenario


class PreparedScenario:
    """What takes longer to make than a few citizens take to simulate; made once for all designs and replications."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        parameters, table = prepare(scenario)
        self.rows = AttributeRows(scenario.population, table)
        self.parameters: Parameters = with_table(parameters, table)
        self.given = given(scenario.population)
        self._designs: dict[str, DesignNumbers] = {}
        self._outages: dict[int, Integers] = {}

    def design(self, name: str) -> DesignNumbers:
        """The numbers of a design."""
        if name not in self._designs:
            self._designs[name] = design_numbers(self.scenario, name, self.parameters)
        return self._designs[name]

    def outages(self, replication: int) -> Integers:
        """Outages of DigiD as (begin, end): the dated ones, and those that come at random in this replication."""
        if replication not in self._outages:
            self._outages[replication] = all_outages(self.parameters, replication)
        return self._outages[replication]

    def citizens(self, replication: int, numbers: range) -> Citizens:
        """The citizens with these numbers (consecutive) in a replication."""
        table, points = self.parameters.table, self.parameters.points
        return draw_citizens(self.scenario, self.rows, table, points, replication, numbers, self.given)
