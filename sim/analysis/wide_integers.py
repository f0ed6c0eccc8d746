"""Exact integers of more than 64 bits, as arrays of two or four words each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.fourth_moments import HIGHEST, WORDS
from sim.analysis.product_sums import LOW, WORD
from sim.outcomes.responses import Counts


@dataclass(frozen=True, slots=True)
class TwoWordIntegers:
    """Integers high * 2^62 + low, with low from 0 to below 2^62; every number has one form only."""

    high: Counts
    low: Counts

    @classmethod
    def zeros(cls, *shape: int) -> TwoWordIntegers:
        """An array of zeros of this shape."""
        return cls(np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64))

    def add(self, other: TwoWordIntegers) -> None:
        """Adds the numbers of another array to these, element by element."""
        # Two low words stay below 2^63 together, so that they can be added before the carry.
        self.low[...] += other.low
        self.high[...] += other.high + (self.low >> WORD)
        self.low[...] &= LOW

    def added_up(self, rows: Sequence[int]) -> list[int]:
        """The sums of some rows, column by column, as Python integers."""
        whole = (self.high[list(rows)].astype(object) << WORD) + self.low[list(rows)].astype(object)
        return [int(number) for number in whole.sum(axis=0, initial=0)]


@dataclass(frozen=True, slots=True)
class FourWordIntegers:
    """Integers of four words of 62 bits in the last dimension, the lowest first; only the highest may be negative."""

    words: Counts

    @classmethod
    def zeros(cls, *shape: int) -> FourWordIntegers:
        """An array of zeros of this shape."""
        return cls(np.zeros((*shape, WORDS), dtype=np.int64))

    @classmethod
    def of_halves(cls, halves: TwoWordIntegers) -> FourWordIntegers:
        """The numbers whose lower and upper halves alternate in the columns."""
        rows, columns = halves.low.shape
        return cls(np.stack((halves.low, halves.high), axis=-1).reshape(rows, columns // 2, WORDS))

    @property
    def halves(self) -> TwoWordIntegers:
        """The lower and the upper two words of each number, which alternate in twice as many columns."""
        rows, columns, _ = self.words.shape
        return TwoWordIntegers(
            self.words[..., 1::2].reshape(rows, 2 * columns), self.words[..., ::2].reshape(rows, 2 * columns)
        )

    def add(self, other: FourWordIntegers) -> None:
        """Adds the numbers of another array to these, element by element."""
        self.words[...] += other.words
        # Carried from the lowest word up, so that one pass is enough.
        for word in range(HIGHEST):
            self.words[..., word + 1] += self.words[..., word] >> WORD
            self.words[..., word] &= LOW

    def added_up(self, rows: Sequence[int]) -> list[int]:
        """The sums of some rows, column by column, as Python integers."""
        chosen = self.words[list(rows)].astype(object).sum(axis=0, initial=0)
        return [sum(int(word) << (WORD * place) for place, word in enumerate(number)) for number in chosen]
