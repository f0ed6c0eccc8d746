"""The unit hypercube in which factors are varied, in the form that SALib expects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
"""One row for each point, one column for each factor."""
Vector = NDArray[np.float64]
"""One number for each point."""

RESAMPLED: Final = 8
"""Least number of groups or trajectories for an interval. A bootstrap cuts off 2.5 % at each end of the resamples: four
have only 35 different ones, eight have 6,435."""


class Cube(TypedDict):
    """The factors with their bounds, as a SALib problem."""

    num_vars: int
    names: list[str]
    bounds: list[list[float]]


def cube(names: Sequence[str]) -> Cube:
    """The hypercube of these factors; raises `ValueError` without any, or if a name is repeated."""
    if not names or len(set(names)) < len(names):
        raise ValueError(f"one factor or more, each by its own name, not {', '.join(names) or 'none'}")
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0] for _ in names]}
