"""Number of citizens of each cell with each value of a burden: exact, with one entry for each distinct value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from sim.analysis.product_sums import WIDEST
from sim.outcomes.responses import Counts

LARGEST: Final = 2**WIDEST - 1


class Histogram:
    """Counts by cell and value.

    Added citizens wait until they are as many as the entries already sorted. So each entry is moved only a few times,
    however small the parts in which citizens arrive.
    """

    __slots__ = ("_counts", "_keys", "_waiting")

    def __init__(self) -> None:
        self._keys = np.zeros(0, dtype=np.int64)
        self._counts = np.zeros(0, dtype=np.int64)
        self._waiting: list[tuple[Counts, Counts]] = []

    def add(self, cells: Counts, values: Counts) -> None:
        """Adds citizens, each with its cell and its value, from 0 to below 2^46."""
        # Cell and value share one 64-bit key, so that a single sort orders both.
        self.put(*np.unique(cells << WIDEST | values, return_counts=True))

    def merge(self, other: Histogram) -> None:
        """Adds the citizens of another."""
        other.merge_waiting()
        self.put(other._keys, other._counts)

    def put(self, keys: Counts, counts: Counts) -> None:
        """Adds the given number of citizens with each key."""
        self._waiting.append((keys, counts))
        if sum(len(waiting) for waiting, _ in self._waiting) >= len(self._keys):
            self.merge_waiting()

    def merge_waiting(self) -> None:
        """Merges the waiting citizens into the sorted entries."""
        if not self._waiting:
            return
        parts = ((self._keys, self._counts), *self._waiting)
        self._keys, self._counts = summed(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
        self._waiting = []

    def entries(self) -> tuple[Counts, Counts, Counts]:
        """Cells, values and counts, in this order and each combination once."""
        self.merge_waiting()
        return self._keys >> WIDEST, self._keys & LARGEST, self._counts

    def restore(self, cells: Counts, values: Counts, counts: Counts) -> None:
        """Adds entries that were taken from another histogram."""
        self.put(cells << WIDEST | values, counts)

    def among(self, cells: Iterable[int]) -> tuple[Counts, Counts]:
        """The distinct values in some cells, ascending, and the number of citizens with each."""
        of_cell, values, counts = self.entries()
        chosen = np.isin(of_cell, list(cells))
        return summed(values[chosen], counts[chosen])


def summed(keys: Counts, counts: Counts) -> tuple[Counts, Counts]:
    """The distinct keys, ascending, and the sum of the counts of each."""
    if not len(keys):
        return keys, counts
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.add.reduceat(counts[order], starts)
