"""Both engines on the same citizens, compared event by event and number by number."""

from __future__ import annotations

import numpy as np

from sim.model.engine import Simulation
from sim.outcomes.citizen_rows import citizen_rows
from sim.outcomes.simulation import compiled_journal, ready, simulate_compiled
from sim.rules.activity import FIELDS
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.scenario.schema import Scenario


def assert_equal_events(found: Integers, expected: Integers) -> None:
    """Fails with the first event that differs."""
    common = min(len(found), len(expected))
    unequal = np.flatnonzero((found[:common] != expected[:common]).any(axis=1))
    first = int(unequal[0]) if len(unequal) else common
    assert first == len(found) == len(expected), (
        f"event {first} of {len(found)} and {len(expected)}: "
        f"compiled {dict(zip(FIELDS, found[first].tolist(), strict=True)) if first < len(found) else 'nothing'}, "
        f"SimPy {dict(zip(FIELDS, expected[first].tolist(), strict=True)) if first < len(expected) else 'nothing'}"
    )


def assert_engines_agree(scenario: Scenario, design: str, replication: int, citizens: range) -> int:
    """Fails if an event or a number of any citizen differs; returns the number of events."""
    simulation = Simulation(ready(scenario).prepared)
    chunk = simulation.run(design, replication, citizens)
    assert_equal_events(compiled_journal(scenario, design, replication, citizens).journal, chunk.journal)
    expected = citizen_rows(chunk, simulation, design, replication)
    rows = simulate_compiled(scenario, design, replication, citizens)
    assert tuple(rows) == NAMES
    for name in NAMES:
        assert rows[name].dtype == np.int64
        assert np.array_equal(rows[name], expected[name]), name
    return len(chunk.journal)
