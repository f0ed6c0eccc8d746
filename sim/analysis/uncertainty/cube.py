"""The unit hypercube in which factors are varied, as the library for sensitivity analysis wants it described."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
"""A row for each point, a column for each factor."""
Vector = NDArray[np.float64]
"""A number for each point."""

RESAMPLED: Final = 8
"""Groups or trajectories without which there is no interval. A bootstrap cuts 2.5 % off at each end of what resamples
come to, and of four there are only 35 different ones; of eight there are 6,435."""


class Cube(TypedDict):
    """The factors with their bounds."""

    num_vars: int
    names: list[str]
    bounds: list[list[float]]


def cube(names: Sequence[str]) -> Cube:
    """The hypercube of these factors; raises ValueError without any, or for a name that stands twice."""
    if not names or len(set(names)) < len(names):
        raise ValueError(f"one factor or more, each by its own name, not {', '.join(names) or 'none'}")
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0] for _ in names]}
