"""Exact whole numbers of more than 64 bits, as arrays of two words each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.accumulation import LOW, WORD
from sim.outcomes.responses import Counts


@dataclass(frozen=True, slots=True)
class Words:
    """Whole numbers high * 2^62 + low, with low from 0 to below 2^62; every number has one form only."""

    high: Counts
    low: Counts

    @classmethod
    def zeros(cls, *shape: int) -> Words:
        """As many zeros."""
        return cls(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))

    def add(self, other: Words) -> None:
        """Adds the numbers of another to these."""
        self.low[...] += other.low
        self.high[...] += other.high + (self.low >> WORD)
        self.low[...] &= LOW

    def added_up(self, rows: Sequence[int]) -> list[int]:
        """The sums of some rows, column by column."""
        whole = (self.high[list(rows)].astype(object) << WORD) + self.low[list(rows)].astype(object)
        return [int(number) for number in whole.sum(axis=0, initial=0)]
