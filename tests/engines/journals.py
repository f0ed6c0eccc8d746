"""The journal of a few citizens by either engine, for tests that know the right value."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from sim.model.engine import Simulation
from sim.outcomes.simulation import compiled_journal, ready
from sim.rules.activity import ACTIVITY, Activity
from sim.rules.parameters import Integers
from sim.scenario.schema import Scenario

JournalOf: TypeAlias = Callable[[Scenario, str, int], Integers]


def by_simpy(scenario: Scenario, design: str, citizens: int) -> Integers:
    """What the SimPy engine writes."""
    return Simulation(ready(scenario).prepared).run(design, 0, range(citizens)).journal


def by_compiled_code(scenario: Scenario, design: str, citizens: int) -> Integers:
    """What the compiled engine writes."""
    return compiled_journal(scenario, design, 0, range(citizens)).journal


ENGINES: Final[dict[str, JournalOf]] = {"simpy": by_simpy, "compiled": by_compiled_code}


def only(journal: Integers, *activities: Activity) -> Integers:
    """The rows of these activities."""
    return journal[np.isin(journal[:, ACTIVITY], activities)]
