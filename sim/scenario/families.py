"""The families of distributions: their names in a file, their parameters, and the dimensions they can describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.scenario.distributions import Beta, Exponential, LogitNormal, Lognormal, Normal, Quantiles, Uniform
from sim.scenario.units import Dimension

CAPS: Final = ("at_least", "at_most")
"""Keys beside the family for the limits between which its values are clipped."""
TABLE: Final = "by_segment"
"""The key of a table by segment."""


@dataclass(frozen=True, slots=True)
class DistributionFamily:
    """A family of distributions: its class, its parameters in order, and the dimensions it can have.

    A parameter is `own` (the field's dimension), `positive` (own and above 0), `median` (a share strictly between 0
    and 1), `spread` (a number from 0 on) or `shape` (a number from 0.01 on).
    """

    record: type[Any]
    parameters: Mapping[str, str]
    dimensions: frozenset[str]


_AMOUNTS: Final = frozenset({"number", "span", "rate", "money"})
FAMILIES: Final[dict[str, DistributionFamily]] = {
    "lognormal": DistributionFamily(Lognormal, {"median": "positive", "sigma": "spread"}, _AMOUNTS),
    "exponential": DistributionFamily(Exponential, {"mean": "positive"}, _AMOUNTS),
    "normal": DistributionFamily(Normal, {"mean": "own", "sd": "spread"}, frozenset({"number"})),
    "uniform": DistributionFamily(Uniform, {"low": "own", "high": "own"}, _AMOUNTS | {"share"}),
    "beta": DistributionFamily(Beta, {"a": "shape", "b": "shape"}, frozenset({"share", "number"})),
    "logit_normal": DistributionFamily(LogitNormal, {"median": "median", "sd": "spread"}, frozenset({"share"})),
    "quantiles": DistributionFamily(Quantiles, {}, _AMOUNTS | {"share"}),
}
"""Families by their name in a file."""


def families_of(dimension: Dimension) -> tuple[str, ...]:
    """Names of the families that a quantity of this dimension can have."""
    return tuple(name for name, family in FAMILIES.items() if dimension.name in family.dimensions)
