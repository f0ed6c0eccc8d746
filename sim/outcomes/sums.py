"""Exact sums over citizens, from which every response follows: stored instead of rows where points are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.responses import Columns, Counts
from sim.rules.columns import NAMES
from sim.rules.design import channels_of
from sim.scenario.schema import Scenario

CITIZENS: Final = "citizens"
SUMMED: Final = (CITIZENS, *(name for name in NAMES if name not in {"replication", "citizen", "segment", "reachable"}))
"""The summed columns: the number of citizens, and every column that counts or measures something."""
CELLS: Final = 2
"""Number of cells: citizens whom no electronic contact can reach, and those whom one can."""
INDEX: Final = ("point", "design_number", "fold", "reachable")
"""The columns that identify a row of sums: the numbers of the point, the design and the fold, and the cell."""


def summed_of(columns: Sequence[str]) -> tuple[str, ...]:
    """The summed columns if only `columns` are asked for, in the order stored; all of them if `columns` is empty."""
    return tuple(name for name in SUMMED if name == CITIZENS or name in columns) if columns else SUMMED


def sums_of(
    tables: Mapping[str, Columns], scenario: Scenario, folds: int = 1, summed: Sequence[str] = SUMMED
) -> Counts:
    """The sums of some citizens under each design: an array of design by fold by cell by summed column.

    The second cell holds those whom an electronic contact of any of the designs can reach. Citizen `n` is in fold
    `n % folds`, so that the sampling error can be estimated from the differences between folds.
    """
    channels = channels_of(*(scenario.designs[design] for design in tables))
    return np.array([folded(rows, rows["reachable"] & channels != 0, folds, summed) for rows in tables.values()])


def folded(rows: Columns, reached: NDArray[np.bool_], folds: int, summed: Sequence[str]) -> Counts:
    """The sums of some citizens under one design: an array of fold by cell by summed column."""
    cells = rows["citizen"] % folds * CELLS + reached
    # One sort and one pass of sums instead of a pass for each cell.
    order = np.argsort(cells, kind="stable")
    present, starts = np.unique(cells[order], return_index=True)
    counted = np.stack([np.ones_like(cells), *(rows[name] for name in summed[1:])], axis=1)
    added = np.zeros((folds * CELLS, len(summed)), dtype=np.int64)
    added[present] = np.add.reduceat(counted[order], starts, axis=0)
    return added.reshape(folds, CELLS, len(summed))


def as_columns(sums: Counts, summed: Sequence[str] = SUMMED) -> Columns:
    """An array of sums, point by design by fold by cell by summed column, as a table with a row for each cell."""
    at = np.indices(sums.shape[:-1]).reshape(len(INDEX), -1)
    flat = sums.reshape(-1, len(summed))
    named = {name: flat[:, place] for place, name in enumerate(summed)}
    return {**dict(zip(INDEX, at.astype(np.int64), strict=True)), **named}


def added_sums(parts: Sequence[Mapping[str, Counts]]) -> Counts:
    """The total of several tables of the same points, designs and folds, as an array that `as_columns` takes."""
    shape = [int(parts[0][name].max()) + 1 for name in INDEX[:3]]
    # Parts may lack columns when only some were asked for, so the shape is read from the parts.
    summed = [name for name in SUMMED if name in parts[0]]
    flat = sum(np.stack([part[name] for name in summed], axis=1) for part in parts)
    return np.asarray(flat).reshape(*shape, CELLS, len(summed))


def over_folds(sums: Counts) -> Counts:
    """The sums totalled over the folds: an array of point by design by cell by summed column."""
    return np.asarray(sums.sum(axis=2))
