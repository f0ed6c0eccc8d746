"""Pareto efficiency: the designs that no other design beats without a cost that matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sim.analysis.comparison import Contrast

AXES: Final = ("effort_minutes", "missed_share", "fees_eur", "exposure", "sender_cost_eur")
"""Responses that designs trade off; less is better on each. A scenario need not have them all."""


@dataclass(frozen=True, slots=True)
class Position:
    """Position of a design among the others."""

    design: str
    values: Mapping[str, float]
    """Level by response, in its own unit."""
    dominated_by: tuple[str, ...]
    """The designs that beat it, in the order of the designs; empty if it is efficient."""


def positions(
    contrasts: Iterable[Contrast],
    group: str,
    responses: Iterable[str] = AXES,
    margins: Mapping[str, float] | None = None,
) -> tuple[Position, ...]:
    """The position of every design for one group, in the order of the designs.

    `margins` are the largest differences that do not matter, by response and in its unit; 0 where none is given. A
    response that cannot be estimated under every design is left out.
    """
    levels: dict[str, dict[str, float | None]] = {}
    for row in contrasts:
        if row.group == group:
            levels.setdefault(row.design, {})[row.response] = row.level.value
    known = [name for name in responses if all(found.get(name) is not None for found in levels.values())]
    places = {
        design: {name: value for name in known if (value := found[name]) is not None}
        for design, found in levels.items()
    }
    return tuple(
        Position(design, values, tuple(rival for rival in places if dominates(places[rival], values, margins or {})))
        for design, values in places.items()
    )


def dominates(rival: Mapping[str, float], values: Mapping[str, float], margins: Mapping[str, float]) -> bool:
    """True if a rival is nowhere worse by more than the margin, and somewhere better by more than the margin.

    No two designs dominate each other. With margins above 0 dominance is not transitive, because small steps add up: a
    may beat b and b may beat c without a beating c.
    """
    gains = {name: values[name] - rival[name] for name in values}
    no_worse = all(gain >= -margins.get(name, 0.0) for name, gain in gains.items())
    return no_worse and any(gain > margins.get(name, 0.0) for name, gain in gains.items())


def frontier(points: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The points that no other point beats, from left to right, where less is better in both directions."""
    found: list[tuple[float, float]] = []
    # From left to right, a point is unbeaten only if it lies below all points before it.
    for across, up in sorted(set(points)):
        if not found or up < found[-1][1]:
            found.append((across, up))
    return tuple(found)
