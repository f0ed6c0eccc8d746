"""What an axis of differences shows when a few designs lie so far out that they would flatten all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SQUEEZED: Final = 3.0
"""An axis is cut if that makes what stays on it more than so many times as wide."""
ROOM: Final = 0.1
"""Left free at both ends, as a share of what is shown."""

Reach = tuple[float, float]
"""The lowest and the highest number of a mark."""


@dataclass(frozen=True, slots=True)
class Window:
    """The ends of an axis, the margin within which a difference does not matter, and whether anything lies beyond."""

    low: float
    high: float
    margin: float
    beyond: bool


def window_of(reaches: Sequence[Sequence[Reach]], margin: float) -> Window:
    """The axis for the marks of some designs, with zero and the margin on it.

    Up to a third of the designs are left beyond the ends: those farthest from zero, if the
    others are seen more than three times as wide without them. Of several such cuts it is the one with the widest gap
    behind it. A mark whose value lies on the axis always lies there with its whole interval.
    """
    ordered = sorted(reaches, key=lambda marks: max(max(abs(low), abs(high)) for low, high in marks), reverse=True)
    most = len(ordered) // 3
    hulls = [hull(ordered[cut:], margin) for cut in range(most + 1)]
    spans = [high - low for low, high in hulls]
    cuts = [cut for cut in range(1, len(spans)) if 0.0 < spans[cut] * SQUEEZED < spans[0]]
    cut = max(cuts, key=lambda one: spans[one - 1] / spans[one], default=0)
    found, before = with_room(*hulls[cut]), None
    # Room for a mark's whole interval may bring the value of another one onto the axis.
    while found != before:
        before = found
        inside = [mark for marks in ordered for mark in marks if found[0] <= (mark[0] + mark[1]) / 2.0 <= found[1]]
        found = with_room(*hull([*ordered[cut:], inside], margin))
    everything = hull(ordered, margin)
    return Window(*found, margin, everything[0] < found[0] or everything[1] > found[1])


def hull(reaches: Sequence[Sequence[Reach]], margin: float) -> Reach:
    """From the lowest to the highest number, zero and the margin included."""
    marks = [mark for marks in reaches for mark in marks]
    return min([-margin, *(low for low, _ in marks)]), max([margin, *(high for _, high in marks)])


def with_room(low: float, high: float) -> Reach:
    """The same with room at both ends; a unit and a bit to each side where all is zero."""
    if low == high:
        return low - 1.2, high + 1.2
    room = ROOM * (high - low)
    return low - room, high + room
