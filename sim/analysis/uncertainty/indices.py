"""Sobol indices: the share of the variance of an output that each factor explains, alone and with all others.

The *first* index is the share that would go if the factor were known and nothing else; the *total* index the share that
would be left if everything but the factor were known. Their difference is what the factor does together with others.
The points are those of Saltelli (Computer Physics Communications 145, 2002) on a scrambled Sobol sequence; the
estimators those of Saltelli and others (Computer Physics Communications 181, 2010), by SALib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.comparison import CONFIDENCE, Estimate
from sim.analysis.uncertainty.cube import RESAMPLED, Matrix, Vector, cube

RESAMPLES: Final = 1_000
ROUNDING: Final = 1e-12
"""A spread of the output below this share of its size is rounding, and nothing to explain."""


@dataclass(frozen=True, slots=True)
class Index:
    """What one factor explains of the variance of an output; both shares may lie outside 0 to 1 by estimation."""

    factor: str
    first: Estimate
    """By itself."""
    total: Estimate
    """Together with all others."""


@dataclass(frozen=True, slots=True)
class Indices:
    """What the factors explain of one output."""

    indices: tuple[Index, ...]
    """In the order of the names; empty where the output does not vary, for then there is nothing to explain, and where
    too few groups are left."""
    mean: float
    """Of the output over the ranges; not a number where no group of points is left."""
    variance: float
    """Of the output over the ranges, in its unit squared; 0 where the factors do not move it at all."""
    groups: int
    """Groups of k + 2 points that this rests on."""
    dropped: int
    """Groups left out because an output in them is not a number."""
    confidence: float
    """Of the bootstrap intervals, which are for the finite number of points."""

    @property
    def is_enough(self) -> bool:
        """Whether enough groups are left to say anything."""
        return self.groups >= RESAMPLED

    @property
    def ranked(self) -> tuple[Index, ...]:
        """The factors by their total share, the largest first; equal ones keep their order."""
        return tuple(sorted(self.indices, key=lambda each: -(each.total.value or 0.0)))

    @property
    def alone(self) -> float:
        """The share of the variance that factors explain one by one; the rest is what they do together."""
        return sum(each.first.value or 0.0 for each in self.indices)


def crossed_points(names: Sequence[str], base: int, seed: int) -> Matrix:
    """The points for the indices: base * (k + 2) rows of k places in [0, 1].

    Raises ValueError as `require_base` does.
    """
    require_base(base)
    from SALib.sample import sobol  # noqa: PLC0415  (a second to load, and only studies of ignorance need it)

    points: Matrix = sobol.sample(cube(names), base, calc_second_order=False, seed=seed)
    return points


def require_base(base: int) -> None:
    """Raises ValueError if a base is not a power of 2, for only then is a Sobol sequence balanced, or too small."""
    if base < RESAMPLED or base & (base - 1):
        raise ValueError(
            f"The base of indices is a power of 2, from {RESAMPLED} on, not {base}: only then is the sequence of "
            "points balanced, and of fewer groups no bootstrap can tell how far off a share is"
        )


def indices(names: Sequence[str], outputs: Vector, seed: int, confidence: float = CONFIDENCE) -> Indices:
    """What each factor explains of an output, which has a number for each of the points of `crossed_points`.

    Any output will do: the level of a response or a paired difference. A group of k + 2 points with an output that is
    not a number is left out whole. The intervals are percentiles of a bootstrap over groups with this seed. Raises
    ValueError for a number of outputs that does not fit the names.
    """
    values = np.asarray(outputs, dtype=np.float64)
    kept = whole_groups(len(names), values)
    groups = len(kept) // (len(names) + 2)
    dropped = len(values) // (len(names) + 2) - groups
    used = values[kept]
    mean, variance = (float(used.mean()), spread(used)) if groups else (float("nan"), 0.0)
    if groups < RESAMPLED or variance == 0.0:
        return Indices((), mean, variance, groups, dropped, confidence)
    return Indices(estimated(names, used, seed, confidence), mean, variance, groups, dropped, confidence)


def whole_groups(factors: int, outputs: Vector) -> NDArray[np.intp]:
    """The rows of the groups of which every output is a number."""
    rows = factors + 2
    if outputs.ndim != 1 or not len(outputs) or len(outputs) % rows:
        raise ValueError(f"{factors} factors have {rows} outputs in each group, which {len(outputs)} do not fill")
    whole = np.isfinite(outputs).reshape(-1, rows).all(axis=1)
    return np.flatnonzero(np.repeat(whole, rows))


def spread(values: Vector) -> float:
    """The variance of some numbers; exactly 0 if they differ by rounding only."""
    within = float(np.ptp(values)) <= ROUNDING * float(np.abs(values).max())
    return 0.0 if within else float(values.var())


def estimated(names: Sequence[str], outputs: Vector, seed: int, confidence: float) -> tuple[Index, ...]:
    """The indices of an output that varies."""
    from SALib.analyze import sobol  # noqa: PLC0415  (a second to load)

    found = sobol.analyze(
        cube(names), outputs, calc_second_order=False, num_resamples=RESAMPLES, conf_level=confidence,
        keep_resamples=True, seed=seed + 1,  # SALib takes 0 for no seed at all
    )  # fmt: skip
    return tuple(
        Index(
            name,
            estimate(found["S1"][place], found["S1_conf_all"][:, place], confidence),
            estimate(found["ST"][place], found["ST_conf_all"][:, place], confidence),
        )
        for place, name in enumerate(names)
    )


def estimate(value: float, resampled: Vector, confidence: float) -> Estimate:
    """A value with the middle part of what it came to when the points were resampled."""
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(resampled, (tail, 1.0 - tail))
    return Estimate(float(value), float(low), float(high))
