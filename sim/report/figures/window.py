"""The limits of an axis of differences when a few designs lie so far out that they would flatten all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SQUEEZED: Final = 3.0
"""An axis is cut if that stretches the remaining marks by more than this factor."""
ROOM: Final = 0.1
"""The free space at both ends, as a share of the range shown."""

Reach = tuple[float, float]
"""The lowest and the highest number of a mark."""


@dataclass(frozen=True, slots=True)
class Window:
    """The ends of an axis, the margin of differences that do not matter, and a flag for marks beyond the ends."""

    low: float
    high: float
    margin: float
    beyond: bool


def window_of(reaches: Sequence[Sequence[Reach]], margin: float) -> Window:
    """The axis for the marks of some designs; it includes zero and the margin.

    Up to a third of the designs may lie beyond the ends: those farthest from zero, if the others are stretched more
    than threefold without them. Of several such cuts, the one with the widest gap is taken. A mark whose value lies on
    the axis always lies there with its whole interval.
    """
    ordered = sorted(reaches, key=lambda marks: max(max(abs(low), abs(high)) for low, high in marks), reverse=True)
    most = len(ordered) // 3
    hulls = [hull(ordered[cut:], margin) for cut in range(most + 1)]
    spans = [high - low for low, high in hulls]
    cuts = [cut for cut in range(1, len(spans)) if 0.0 < spans[cut] * SQUEEZED < spans[0]]
    # The widest gap is where the span shrinks most from one cut to the next.
    cut = max(cuts, key=lambda one: spans[one - 1] / spans[one], default=0)
    found, before = with_room(*hulls[cut]), None
    # Extending the axis for one mark's whole interval may bring the value of another mark onto it, so repeat.
    while found != before:
        before = found
        inside = [mark for marks in ordered for mark in marks if found[0] <= (mark[0] + mark[1]) / 2.0 <= found[1]]
        found = with_room(*hull([*ordered[cut:], inside], margin))
    everything = hull(ordered, margin)
    return Window(*found, margin, everything[0] < found[0] or everything[1] > found[1])


def hull(reaches: Sequence[Sequence[Reach]], margin: float) -> Reach:
    """The range from the lowest to the highest number, zero and the margin included."""
    marks = [mark for marks in reaches for mark in marks]
    return min([-margin, *(low for low, _ in marks)]), max([margin, *(high for _, high in marks)])


def with_room(low: float, high: float) -> Reach:
    """The range with free space at both ends; 1.2 units to each side if it is empty."""
    if low == high:
        return low - 1.2, high + 1.2
    room = ROOM * (high - low)
    return low - room, high + room
