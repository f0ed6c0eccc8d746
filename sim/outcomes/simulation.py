"""Simulating citizens straight to their rows: what a study asks of an engine."""

from __future__ import annotations

from sim.model.engine import Simulation
from sim.outcomes.rows import citizen_rows
from sim.rules.parameters import Integers
from sim.scenario.schema import Scenario

_ready: list[Simulation] = []
"""The scenario simulated last, made ready; preparing one takes longer than simulating a few citizens."""


def simulate(scenario: Scenario, design: str, replication: int, citizens: range) -> dict[str, Integers]:
    """One row per citizen, simulated by SimPy: an array for each per-citizen column, in the order of `citizens`."""
    simulation = ready(scenario)
    return citizen_rows(simulation.run(design, replication, citizens), simulation, design, replication)


def ready(scenario: Scenario) -> Simulation:
    """The simulation of this very scenario, prepared at most once in a row."""
    if not _ready or _ready[0].scenario is not scenario:
        _ready[:] = [Simulation(scenario)]
    return _ready[0]
