"""How burdens are spread over the citizens of a group: averages hide who pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.analysis.groups import Group
from sim.outcomes.distribution import Distribution, distribution_of
from sim.outcomes.responses import Columns, Response


@dataclass(frozen=True, slots=True)
class Spread:
    """How one burden is spread over the citizens of one group under one design."""

    group: str
    design: str
    burden: str
    distribution: Distribution


def spreads(tables: Mapping[str, Columns], burdens: Iterable[Response], groups: Iterable[Group]) -> tuple[Spread, ...]:
    """Every burden of every group under every design, in the order group, design, burden.

    Each citizen counts once for each replication.
    """
    listed = tuple(burdens)
    return tuple(
        Spread(group.name, design, burden.name, distribution_of(burden, columns, group.rows(columns)))
        for group in groups
        for design, columns in tables.items()
        for burden in listed
    )
