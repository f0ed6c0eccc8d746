"""Simulating citizens straight to their rows, by either engine: what a study asks of one."""

from __future__ import annotations

import threading
from functools import partial
from typing import Final

import numpy as np

from sim.kernel.engine import Kernel, Lives
from sim.model.engine import Chunk, Simulation
from sim.outcomes.consequences import terms_of
from sim.outcomes.rows import citizen_rows, columns_of
from sim.population.prepared import PreparedScenario
from sim.rules.parameters import Integers
from sim.scenario.schema import Scenario

_ready: list[Kernel] = []
"""The scenario simulated last, made ready; preparing one takes longer than simulating a few citizens."""
_turn: Final = threading.Lock()


def simulate(scenario: Scenario, design: str, replication: int, citizens: range) -> dict[str, Integers]:
    """One row per citizen, simulated by SimPy: an array for each per-citizen column, in the order of `citizens`."""
    simulation = Simulation(ready(scenario).prepared)
    return citizen_rows(simulation.run(design, replication, citizens), simulation, design, replication)


def simulate_compiled(scenario: Scenario, design: str, replication: int, citizens: range) -> dict[str, Integers]:
    """The same rows, to the last bit, simulated by compiled code. Threads may call it side by side."""
    return rows_by(ready(scenario), design, replication, citizens)


def rows_by(kernel: Kernel, design: str, replication: int, citizens: range) -> dict[str, Integers]:
    """One row per citizen, simulated by a kernel that was made ready before."""
    found = kernel.run(design, replication, citizens)
    return columns_of(found.rows, found.citizens, kernel.prepared, replication)


def compiled_journal(scenario: Scenario, design: str, replication: int, citizens: range) -> Chunk:
    """What happened to some citizens, simulated by compiled code: as `Simulation.run` tells it, row by row."""
    found = lives(scenario, design, replication, citizens, journal=True)
    return Chunk(found.citizens, found.journal if found.journal is not None else np.empty((0, 7), dtype=np.int64))


def lives(scenario: Scenario, design: str, replication: int, citizens: range, *, journal: bool = False) -> Lives:
    """Some citizens, simulated by compiled code."""
    return ready(scenario).run(design, replication, citizens, journal=journal)


def rows_of(found: Lives, scenario: Scenario, replication: int) -> dict[str, Integers]:
    """The tallies of compiled code as columns, with who the citizens are and the grades they give."""
    return columns_of(found.rows, found.citizens, ready(scenario).prepared, replication)


def ready(scenario: Scenario) -> Kernel:
    """This very scenario, prepared at most once in a row."""
    with _turn:
        if not _ready or _ready[0].prepared.scenario is not scenario:
            prepared = PreparedScenario(scenario)
            _ready[:] = [Kernel(prepared, partial(terms_of, prepared))]
        return _ready[0]
