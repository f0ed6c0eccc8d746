"""The study that is played with: its scenario file, and the scenario of each state of the page.

While only numbers move, the scenario of a state is put together in a millisecond. The same state is also requested as
any study is, through settings of the file: its parameter sets and the file that repeats it come from that request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sim.errors import UsageError
from sim.outcomes.responses import has_invoices
from sim.play.state import State
from sim.scenario.factors import Factor, factors_of, remainders
from sim.scenario.paths import known_in, value_at
from sim.scenario.placement import placed
from sim.scenario.problems import InvalidScenarioError
from sim.scenario.schema import Scenario
from sim.scenario.writing import explicit
from sim.studies.request import ScenarioRequest, scenario_request

BUILT: Final = "played"
"""The name of a design that was built on the page."""
MOST: Final = 100_000
"""Citizens at which a study stops growing."""


class PlayedStudy:
    """A study open to be played with; raises `UsageError` if it cannot be."""

    def __init__(self, file: Path, most: int = MOST) -> None:
        self.file = file
        self.asked = scenario_request(file, values={"replications": 1})
        self.scenario = self.asked.scenario
        if self.scenario.helpdesk is not None:
            raise UsageError(
                "Citizens meet in the queue of the helpdesk, and this page simulates few of them at first: it would be "
                "another queue. Take a study without a helpdesk."
            )
        self.factors: Mapping[str, Factor] = {each.name: each for each in factors_of(self.scenario) if not each.choices}
        """The numbers that can be moved, by name."""
        rows = self.scenario.population.from_file
        self.most = most if rows is None else min(most, rows.rows)
        self.built = next(name for name in names(BUILT) if name not in self.scenario.designs)
        """Name of a design that was built on the page."""
        self.has_invoices = has_invoices(self.scenario)
        # A cache of the instance, because one of the method would keep every study in memory.
        self._designed = lru_cache(maxsize=32)(self._with_designs)

    def compared(self, state: State) -> str:
        """The name of the design that is compared with the reference."""
        return self.built if state.is_built else state.design

    def scenario_of(self, state: State) -> Scenario:
        """The scenario of a state; raises `SimError` with all that is wrong with it."""
        scenario = self._designed(state.design, state.contacts)
        factors = [self.factors[name] for name, _ in state.numbers]
        scenario = placed(scenario, [each.paths for each in factors], [value for _, value in state.numbers])
        compare = {"designs": (state.reference, self.compared(state)), "reference": state.reference}
        return scenario.model_copy(update={"compare": scenario.compare.model_copy(update=compare)})

    def asked_for(self, state: State, size: int) -> ScenarioRequest:
        """The same state as a study of the file with settings, of so many citizens."""
        values: dict[str, object] = {"population.size": size, "replications": 1, **self.settings(state)}
        if state.is_built:
            designs = self._designed(state.design, state.contacts).designs
            values["designs"] = {name: explicit(each) for name, each in designs.items()}
        return scenario_request(
            self.file, values=values, designs=(state.reference, self.compared(state)), reference=state.reference
        )

    def settings(self, state: State) -> dict[str, object]:
        """Every number that a state moves by its path, as a scenario writes it."""
        if not state.numbers:
            return {}
        moved, rests = self.scenario_of(state), dict.fromkeys(remainders(self.scenario))
        found: dict[str, object] = {}
        for name, value in state.numbers:
            factor = self.factors[name]
            for path in factor.paths:
                found[path] = factor.dimension.write(int(value) if factor.whole else value)
                above = path.rpartition(".")[0]
                # Shares of one mapping add up to 1, so the remainder moves along.
                for rest in (each for each in rests if each.rpartition(".")[0] == above):
                    known = known_in(value_at(moved, rest.split(".")))
                    assert known is not None  # noqa: S101  (a share is a number)
                    found[rest] = known.dimension.write(known.value)
        return found

    def _with_designs(self, design: str, contacts: str) -> Scenario:
        """The scenario with the design that was built, if one was."""
        if not contacts:
            return self.scenario
        base = explicit(self.scenario.designs[design])
        assert isinstance(base, dict)  # noqa: S101  (a design is a mapping)
        plans: list[dict[str, Any]] = State("", design, contacts).plans()
        title = f"Built from {self.scenario.designs[design].title}"
        built = {**base, "title": title, "description": "Built with mbsim play.", "contacts": plans}
        # The Dutch title is that of the design which this one was built from.
        built.pop("title_nl", None)
        others = {name: explicit(each) for name, each in self.scenario.designs.items()}
        try:
            return self.scenario.with_({"designs": {**others, self.built: built}})
        except InvalidScenarioError as invalid:
            wrong = "; ".join(problem.message for problem in invalid.problems)
            raise UsageError(f"The contacts make no design: {wrong}.") from invalid


def names(first: str) -> Iterator[str]:
    """A name, and then the same with a number."""
    yield first
    number = 2
    while True:
        yield f"{first}-{number}"
        number += 1
