"""Quantities: whole numbers of each citizen, computed from the columns of the per-citizen table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Quantity:
    """A sum of columns, each multiplied by an integer; the number 1 if there are no terms."""

    terms: tuple[tuple[int, str], ...]
    among: str | None = None
    """A 0/1 column: the quantity is 0 for citizens whose value in it is not 1."""

    def values(self, columns: Mapping[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
        """The quantity of each citizen, one value per row of the columns."""
        # The number of citizens is the quantity without terms, so that means and ratios are formed alike.
        if not self.terms:
            return np.ones(len(columns["citizen"]), dtype=np.int64)
        (factor, name), *others = self.terms
        # Without a multiplication by 1, which would copy the column.
        total = columns[name] if factor == 1 else factor * columns[name]
        for factor, name in others:
            total = total + factor * columns[name]
        # Outside of its group a citizen counts as 0, so that sums over all are sums over the group.
        return total if self.among is None else np.where(columns[self.among] == 1, total, 0)


CITIZEN: Final = Quantity(())
"""The number 1: the citizen, once per replication."""


def of_column(name: str) -> Quantity:
    """The quantity that equals one column."""
    return Quantity(((1, name),))
