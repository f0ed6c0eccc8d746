"""Distribution of burdens over the citizens of a group: averages hide who bears them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.analysis.sample import Sample
from sim.outcomes.distribution import Distribution, distribution
from sim.outcomes.lorenz import lorenz_curve
from sim.outcomes.responses import Response


@dataclass(frozen=True, slots=True)
class Spread:
    """Distribution of one burden over the citizens of one group under one design."""

    group: str
    design: str
    burden: str
    distribution: Distribution
    lorenz: tuple[float, ...] | None
    """Lorenz curve: the share of the total that the citizens with the least bear, point by point; None if the total is
    0."""


def spreads(samples: Iterable[Sample], burdens: Iterable[Response]) -> tuple[Spread, ...]:
    """Every burden of every group under every design, in the order group, design, burden.

    Each citizen counts once for each replication.
    """
    listed = tuple(burdens)
    return tuple(
        Spread(
            sample.group.name,
            design,
            burden.name,
            distribution(*sample.distinct[design, burden.above], burden.scale),
            lorenz_curve(*sample.distinct[design, burden.above]),
        )
        for sample in samples
        for design in sample.designs
        for burden in listed
    )
