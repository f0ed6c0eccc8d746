"""How burdens are spread over the citizens of a group: averages hide who pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.analysis.sample import Sample
from sim.outcomes.distribution import Distribution, distribution
from sim.outcomes.lorenz import lorenz_curve
from sim.outcomes.responses import Response


@dataclass(frozen=True, slots=True)
class Spread:
    """How one burden is spread over the citizens of one group under one design."""

    group: str
    design: str
    burden: str
    distribution: Distribution
    lorenz: tuple[float, ...] | None
    """What the citizens with the least bear of the total, point by point; None if there is nothing to share."""


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
