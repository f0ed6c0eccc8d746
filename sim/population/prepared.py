"""A scenario prepared for simulation: its numbers, designs and citizens. Both engines start from it."""

from __future__ import annotations

from typing import Final

from sim.clock import span_in_words
from sim.draws import MAX_CITIZENS, MAX_REPLICATIONS
from sim.errors import UsageError
from sim.population.attributes import AttributeRows, Citizens, draw_citizens
from sim.population.file import attributes_in_file
from sim.rules.bounds import MOST_OF_A_KIND, excesses
from sim.rules.design import design_numbers, frequencies_of
from sim.rules.outages import all_outages
from sim.rules.parameters import DesignNumbers, Integers, Parameters
from sim.rules.preparation import prepare, with_table
from sim.scenario.schema import Scenario

REMEDY: Final = "Lower the rate, or shorten the horizon or the follow_up."


class PreparedScenario:
    """The prepared numbers of a scenario, computed once for all designs and replications.

    Raises `UsageError` if a citizen may have more events than can be numbered.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        parameters, table = prepare(scenario)
        # Rows of attributes are added before the arrays are made, so that one table holds all distributions.
        self.rows = AttributeRows(scenario.population, table)
        self.parameters: Parameters = with_table(parameters, table)
        # Before citizens are read or drawn: a scenario that cannot be numbered is refused first.
        require_room(scenario, self.parameters)
        self.given = attributes_in_file(scenario.population)
        self._frequencies: list[float] | None = None
        self._designs: dict[str, DesignNumbers] = {}
        self._first: DesignNumbers | None = None
        self._outages: dict[int, Integers] = {}

    def design(self, name: str) -> DesignNumbers:
        """The numbers of a design, for citizens who have lived under the former design if there is one."""
        if name not in self._designs and name == self.former:
            first = self.first_design
            # Under the design of the warm-up nothing is new: all its classes are known.
            self._designs[name] = first._replace(known_classes=len(first.initial_beliefs))
        elif name not in self._designs:
            self._designs[name] = self._numbers(name, self.former)
        return self._designs[name]

    @property
    def former(self) -> str | None:
        """The design in use during the warm-up; None if there is no warm-up."""
        return self.scenario.compare.former if self.parameters.changes > 0 else None

    @property
    def first_design(self) -> DesignNumbers:
        """The numbers of the design of the warm-up, for citizens who have known no other."""
        if self._first is None:
            self._first = self._numbers(self.scenario.compare.former)
        return self._first

    def _numbers(self, name: str, former: str | None = None) -> DesignNumbers:
        """The numbers of a design; frequencies of messages are computed once for all designs."""
        if self._frequencies is None:
            self._frequencies = frequencies_of(self.scenario, self.parameters)
        return design_numbers(self.scenario, name, self.parameters, former, self._frequencies)

    def outages(self, replication: int) -> Integers:
        """Outages of DigiD as (begin, end): the dated ones, and the random ones of this replication."""
        if replication not in self._outages:
            self._outages[replication] = all_outages(self.parameters, replication)
        return self._outages[replication]

    def citizens(self, replication: int, numbers: range) -> Citizens:
        """The citizens with these consecutive numbers in a replication; `UsageError` if they do not exist."""
        require_numbers(self.scenario, replication, numbers)
        table, points = self.parameters.table, self.parameters.points
        citizens = draw_citizens(self.scenario, self.rows, table, points, replication, numbers, self.given)
        require_few_logins(self.scenario, citizens, float(self.parameters.login.season_masses[-1]))
        return citizens


def require_room(scenario: Scenario, parameters: Parameters) -> None:
    """Raise `UsageError` that names the events that would happen too often, if there are any."""
    senders = scenario.senders.items()
    names = [f"senders.{sender}.message_types.{kind}: " for sender, each in senders for kind in each.message_types]
    found = [
        f"{'' if each.type is None else names[each.type]}about {each.expected:,.0f} {each.what}, and {each.most:,} "
        "is the most"
        for each in excesses(parameters)
    ]
    if found:
        within = span_in_words(parameters.end)
        raise UsageError(f"{scenario.name} has too much to simulate within {within}: {'; '.join(found)}. {REMEDY}")


def require_few_logins(scenario: Scenario, citizens: Citizens, years: float) -> None:
    """Raise `UsageError` that names a citizen with too many unprompted logins in `years` seasonal years, if any."""
    logins = citizens.unprompted_logins * years
    most = float(logins.max(initial=0.0))
    # Negated, so that a rate that is not a number is refused as well.
    if not most <= MOST_OF_A_KIND:
        raise UsageError(
            f"{scenario.name} has too much to simulate: citizen {citizens.first + int(logins.argmax())} would log in "
            f"unprompted about {most:,.0f} times, and {MOST_OF_A_KIND:,} is the most. Lower "
            "population.unprompted_logins, or say with at_most how large it can be."
        )


def require_numbers(scenario: Scenario, replication: int, numbers: range) -> None:
    """Raise `UsageError` if citizens or the replication have numbers that do not fit the address of a draw."""
    if not 0 <= replication < MAX_REPLICATIONS:
        raise UsageError(f"Replications are numbered from 0 to {MAX_REPLICATIONS - 1}; found {replication}.")
    if numbers.step != 1 or numbers.start < 0 or numbers.stop > MAX_CITIZENS:
        raise UsageError(f"Citizens follow on each other from 0 to at most {MAX_CITIZENS - 1}; found {numbers}.")
    file = scenario.population.from_file
    if file is not None and numbers.stop > file.rows:
        raise UsageError(f"There is no citizen {numbers.stop - 1}: {file.path} has {file.rows} rows.")
