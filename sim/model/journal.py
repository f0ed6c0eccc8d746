"""The journal: all activities, row by row, in the order in which they were handled."""

from __future__ import annotations

import numpy as np

from sim.rules.activity import FIELDS, Activity
from sim.rules.parameters import Integers


class Journal:
    """Collects the rows of one environment. Processes write to it, and no process reads it."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int, int, int, int, int]] = []

    def write(
        self, citizen: int, case: int, at: int, activity: Activity, detail: int = 0, seconds: int = 0, cents: int = 0
    ) -> None:
        """Add one row."""
        self.rows.append((citizen, case, at, activity, detail, seconds, cents))

    def table(self) -> Integers:
        """All rows: an array with the columns of `FIELDS`."""
        return np.array(self.rows, dtype=np.int64).reshape(-1, len(FIELDS))
