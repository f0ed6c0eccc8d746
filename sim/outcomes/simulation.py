"""Simulating citizens straight to their rows, by either engine: what a study asks of one."""

from __future__ import annotations

import threading
from collections import deque
from functools import partial
from typing import Final

import numpy as np

from sim.kernel.engine import Kernel, Lives
from sim.kernel.parameters import NO_PRICES, Prices
from sim.model.engine import Chunk, Simulation
from sim.outcomes.consequences import exposure_weights, survey
from sim.outcomes.rows import citizen_rows
from sim.population.attributes import Citizens
from sim.population.prepared import PreparedScenario
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.scenario.schema import Scenario

_ready: Final[deque[Kernel]] = deque(maxlen=8)
"""The scenarios simulated last, made ready; preparing one takes longer than simulating a few citizens. Threads that
work at different points each find theirs again for the next design."""
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
    return columns_of(found, kernel.prepared, replication)


def compiled_journal(scenario: Scenario, design: str, replication: int, citizens: range) -> Chunk:
    """What happened to some citizens, simulated by compiled code: as `Simulation.run` tells it, row by row."""
    found = lives(scenario, design, replication, citizens, journal=True)
    return Chunk(found.citizens, found.journal if found.journal is not None else np.empty((0, 7), dtype=np.int64))


def lives(scenario: Scenario, design: str, replication: int, citizens: range, *, journal: bool = False) -> Lives:
    """Some citizens, simulated by compiled code."""
    return ready(scenario).run(design, replication, citizens, journal=journal)


def prices_of(scenario: Scenario, design: str) -> Prices:
    """What contacts lay open and cost, where the scenario has those parts."""
    prices = NO_PRICES
    if scenario.exposure is not None:
        weights = exposure_weights(scenario, scenario.designs[design], scenario.exposure)
        prices = prices._replace(exposure=weights)
    if scenario.sender_costs is not None:
        costs = scenario.sender_costs
        prices = prices._replace(
            letter_cents=costs.letter.value,
            sms_cents=costs.sms.value,
            collection_step_cents=costs.collection_step.value,
            call_cents=costs.call.value,
        )
    return prices


def rows_of(found: Lives, scenario: Scenario, replication: int) -> dict[str, Integers]:
    """The tallies of compiled code as columns, with who the citizens are and the grades they give."""
    return columns_of(found, ready(scenario).prepared, replication)


def columns_of(found: Lives, prepared: PreparedScenario, replication: int) -> dict[str, Integers]:
    """The tallies of compiled code as columns; `prepared` is the scenario they were simulated from."""
    citizens: Citizens = found.citizens
    rows = {name: np.ascontiguousarray(found.rows[:, place]) for place, name in enumerate(NAMES)}
    rows["replication"] = np.full(len(citizens), replication, dtype=np.int64)
    rows["citizen"] = np.arange(len(citizens), dtype=np.int64) + citizens.first
    rows["segment"] = citizens.segment
    rows["reachable"] = citizens.reachable.astype(np.int64)
    return rows | survey(prepared.scenario, prepared.parameters.seed, replication, rows)


def ready(scenario: Scenario) -> Kernel:
    """This very scenario, prepared at most once while few others are."""
    with _turn:
        for kernel in _ready:
            if kernel.prepared.scenario is scenario:
                return kernel
        kernel = Kernel(PreparedScenario(scenario), partial(prices_of, scenario))
        _ready.append(kernel)
        return kernel
