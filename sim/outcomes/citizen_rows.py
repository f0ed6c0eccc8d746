"""From an engine's journal or tallies to one row per citizen: an array for each per-citizen column."""

from __future__ import annotations

import numpy as np

from sim.model.engine import Chunk, Simulation
from sim.outcomes.consequences import survey, terms_of
from sim.population.attributes import Citizens
from sim.population.prepared import PreparedScenario
from sim.rules.activity import CASE
from sim.rules.columns import NAMES
from sim.rules.parameters import Integers
from sim.rules.tallies import fold, nothing_tallied


def citizen_rows(chunk: Chunk, simulation: Simulation, design: str, replication: int) -> dict[str, Integers]:
    """The per-citizen columns that a journal adds up to, for the citizens of the chunk in their order."""
    rows = np.empty((len(chunk.citizens), len(NAMES)), dtype=np.int64)
    # As many records as the largest case: cases are numbered within a citizen, so that citizens
    # use the records in turn.
    tallied = nothing_tallied(int(chunk.journal[:, CASE].max(initial=0)))
    fold(
        np.ascontiguousarray(chunk.journal), chunk.citizens.first, terms_of(simulation.prepared, design), tallied, rows
    )
    return columns_of(rows, chunk.citizens, simulation.prepared, design, replication)


def columns_of(
    tallies: Integers, citizens: Citizens, prepared: PreparedScenario, design: str, replication: int
) -> dict[str, Integers]:
    """Tallies as columns, completed by the identity of the citizens and the grades they give."""
    # Copied all at once: column by column would read the table once for each of them.
    rows = dict(zip(NAMES, np.ascontiguousarray(tallies.T), strict=True))
    # Identity does not come from the journal, because a citizen to whom nothing happened has no row in it.
    rows["replication"] = np.full(len(citizens), replication, dtype=np.int64)
    rows["citizen"] = np.arange(len(citizens), dtype=np.int64) + citizens.first
    rows["segment"] = citizens.segment
    rows["reachable"] = citizens.reachable
    seed = prepared.parameters.seed
    return rows | survey(prepared.scenario, seed, replication, design, citizens.burden, rows)
