"""Simulation of citizens down to their rows by either engine: the interface that studies use."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np

from sim.kernel.engine import Kernel, Lives
from sim.model.engine import Chunk, Simulation
from sim.outcomes.citizen_rows import citizen_rows, columns_of
from sim.outcomes.consequences import terms_of
from sim.population.prepared import PreparedScenario
from sim.rules.parameters import Integers
from sim.scenario.schema import Scenario

_ready: Final[deque[Kernel]] = deque(maxlen=8)
"""Kernels of the scenarios simulated last; preparing one takes longer than simulating a few citizens.

More than one is kept so that threads at different points each find theirs again for the next design."""
_turn: Final = threading.Lock()


def simulate(scenario: Scenario, design: str, replication: int, citizens: range) -> dict[str, Integers]:
    """One row per citizen, simulated by SimPy: an array for each per-citizen column, in the order of `citizens`."""
    simulation = Simulation(ready(scenario).prepared)
    return citizen_rows(simulation.run(design, replication, citizens), simulation, design, replication)


def simulate_compiled(scenario: Scenario, design: str, replication: int, citizens: range) -> dict[str, Integers]:
    """The same rows, to the last bit, simulated by compiled code. Threads may call it side by side."""
    kernel = ready(scenario)
    return dict(columns_by_design(kernel, kernel.run((design,), replication, citizens), replication)[design])


def simulate_together(
    scenario: Scenario, designs: Sequence[str], replication: int, citizens: range
) -> dict[str, Mapping[str, Integers]]:
    """The same rows by design, for the same citizens; events that no design influences are simulated only once.

    Where citizens meet in the queue of a helpdesk, the calls of all citizens of the replication are in it.
    """
    kernel = ready(scenario)
    among = None if scenario.helpdesk is None else range(scenario.population.size)
    return columns_by_design(kernel, kernel.run(designs, replication, citizens, among=among), replication)


def columns_by_design(
    kernel: Kernel, found: Mapping[str, Lives], replication: int
) -> dict[str, Mapping[str, Integers]]:
    """The tallies of compiled code as columns, by design."""
    return {
        name: columns_of(each.rows, each.citizens, kernel.prepared, name, replication) for name, each in found.items()
    }


def simpy_journal(scenario: Scenario, design: str, replication: int, citizens: range) -> Chunk:
    """The journal of some citizens, simulated by SimPy."""
    return Simulation(ready(scenario).prepared).run(design, replication, citizens)


def compiled_journal(scenario: Scenario, design: str, replication: int, citizens: range) -> Chunk:
    """The same journal, simulated by compiled code."""
    found = lives(scenario, design, replication, citizens, journal=True)
    return Chunk(found.citizens, found.journal if found.journal is not None else np.empty((0, 7), dtype=np.int64))


def lives(scenario: Scenario, design: str, replication: int, citizens: range, *, journal: bool = False) -> Lives:
    """Tallies of some citizens, and their journal if asked for, simulated by compiled code."""
    return ready(scenario).run((design,), replication, citizens, journal=journal)[design]


def rows_of(found: Lives, scenario: Scenario, design: str, replication: int) -> dict[str, Integers]:
    """The tallies of compiled code as columns, completed by the identity of the citizens and the grades they give."""
    return columns_of(found.rows, found.citizens, ready(scenario).prepared, design, replication)


def ready(scenario: Scenario) -> Kernel:
    """The kernel of this scenario object: one of those kept, or a new one."""
    # Compared by identity: a test of equality would walk through the whole scenario.
    # Held while a kernel is prepared too: two threads would otherwise prepare the same scenario side by side.
    with _turn:
        for kernel in _ready:
            if kernel.prepared.scenario is scenario:
                return kernel
        prepared = PreparedScenario(scenario)
        kernel = Kernel(prepared, partial(terms_of, prepared))
        _ready.append(kernel)
        return kernel
