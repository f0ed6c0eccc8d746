"""Quantities: whole numbers that every citizen has, made of the columns of the per-citizen table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Quantity:
    """Columns added up, each taken by a whole factor."""

    terms: tuple[tuple[int, str], ...]
    among: str | None = None
    """A column: citizens who do not have 1 in it have 0."""

    def values(self, columns: Mapping[str, npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
        """The number of each citizen."""
        if not self.terms:
            return np.ones(len(columns["citizen"]), dtype=np.int64)
        (factor, name), *others = self.terms
        total = columns[name] if factor == 1 else factor * columns[name]
        for factor, name in others:
            total = total + factor * columns[name]
        return total if self.among is None else np.where(columns[self.among] == 1, total, 0)


CITIZEN: Final = Quantity(())
"""The number 1: the citizen, once per replication."""


def of_column(name: str) -> Quantity:
    """A column as it is."""
    return Quantity(((1, name),))
