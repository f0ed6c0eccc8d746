"""Exact sums over citizens, from which any response of any point follows: what is kept where points are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sim.outcomes.responses import Columns, Counts
from sim.rules.columns import NAMES
from sim.rules.design import channels_of
from sim.scenario.schema import Scenario

CITIZENS: Final = "citizens"
SUMMED: Final = (CITIZENS, *(name for name in NAMES if name not in {"replication", "citizen", "segment", "reachable"}))
"""What is added up: the citizens themselves, and every column that counts or measures something."""
CELLS: Final = 2
"""Citizens whom no electronic contact can reach, and those whom one can."""
INDEX: Final = ("point", "design_number", "reachable")
"""The columns that say what a row of sums is of: numbers of the point and of the design, and the cell."""


def sums_of(tables: Mapping[str, Columns], scenario: Scenario) -> Counts:
    """The sums of some citizens under each design: design by cell by what is summed.

    The second cell holds those whom an electronic contact of any of the designs can reach.
    """
    channels = channels_of(*(scenario.designs[design] for design in tables))
    cells = [(rows, rows["reachable"] & channels != 0) for rows in tables.values()]
    return np.array([[cell_of(rows, reached == cell) for cell in range(CELLS)] for rows, reached in cells])


def cell_of(rows: Columns, chosen: Counts) -> list[int]:
    """The sums of the citizens of one cell."""
    return [int(chosen.sum()), *(int(rows[name][chosen].sum()) for name in SUMMED[1:])]


def as_columns(sums: Counts) -> Columns:
    """Sums, point by design by cell by what is summed, as columns: a row for each point, design and cell."""
    at = np.indices(sums.shape[:3]).reshape(3, -1)
    flat = sums.reshape(-1, len(SUMMED))
    named = {name: flat[:, place] for place, name in enumerate(SUMMED)}
    return {**dict(zip(INDEX, at.astype(np.int64), strict=True)), **named}


def added_sums(parts: Sequence[Mapping[str, Counts]]) -> Counts:
    """The sums of several parts of the same points and designs, added up: point by design by cell by what is summed."""
    points, designs = (int(parts[0][name].max()) + 1 for name in INDEX[:2])
    flat = sum(np.stack([part[name] for name in SUMMED], axis=1) for part in parts)
    return np.asarray(flat).reshape(points, designs, CELLS, len(SUMMED))
