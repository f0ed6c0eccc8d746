"""Label placement without overlap: in a row, or around the marks of a panel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

TURNS: Final = (0.0, 0.5, 0.25, 0.75, 0.125, 0.875, 0.375, 0.625)
"""Directions of a label from its mark, as fractions of a turn anticlockwise from the right, the best first."""
FINE: Final = 32
REACHES: Final = (0.09, 0.16, 0.24, 0.33, 0.45, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2)
"""The distances of a label from its mark that are tried, in inches."""
STEP: Final = 0.04
NEAR: Final = 0.1
"""A label within this distance needs no leader."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches; `up` is larger towards the top."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """True if two rectangles share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def nearest(self, point: tuple[float, float]) -> tuple[float, float]:
        """The point of the rectangle that is nearest to another."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.bottom), self.top)

    def within(self, other: Box) -> bool:
        """True if the rectangle lies wholly inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of a label; `leader` is true if it needs a leader to its mark."""

    box: Box
    leader: bool


def side_by_side(wanted: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """The centres of labels in one row, in the given order, as near as possible to the wanted places.

    Labels lie between `low` and `high`; if they are too wide together, the last ones end beyond `high`. The sum of
    squared displacements is minimal (pooling of adjacent violators: Ayer and others, Ann. Math. Stat. 26, 1955).
    """
    if not widths:
        return []
    offsets = [0.0]
    for one, other in pairwise(widths):
        offsets.append(offsets[-1] + (one + other) / 2.0 + gap)
    # A pool is a run of labels that touch, as the mean of their wanted starts and their number. Pools out of order are
    # merged, which gives the least squares solution in order.
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            other_mean, other_size = pools.pop()
            mean, size = (mean * size + other_mean * other_size) / (size + other_size), size + other_size
        pools.append((mean, size))
    # Clamping the unbounded solution gives the bounded one. If the labels are too wide, the lower bound wins.
    least, most = low + widths[0] / 2.0, high - widths[-1] / 2.0 - offsets[-1]
    starts = [max(min(mean, most), least) for mean, size in pools for _ in range(size)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def around(
    points: Sequence[Point], sizes: Sequence[Point], room: Box, mark: float, lines: Sequence[Box] = ()
) -> list[Placed | None]:
    """A place for the label of each point, in the given order: inside the room and not overlapping anything.

    Labels and leaders avoid marks, lines, other labels and leaders. Marks extend `mark` inches from their points. The
    points with the most neighbours choose first, and each takes the nearest free place. If there is none, a label may
    lie on a line, and as a last resort its leader may cross anything. None for a point where every place is covered by
    marks or labels.
    """
    marks = [Box(x - mark, y - mark, x + mark, y + mark) for x, y in points]
    labels: list[Box] = []
    leaders: list[Box] = []
    found: list[Placed | None] = [None] * len(points)
    # The most crowded points choose first, since they have the fewest free places.
    for place in sorted(range(len(points)), key=lambda one: (crowding(points, one), one)):
        # A leader inevitably crosses the marks that overlap its own mark.
        others = [box for box in marks if not box.meets(marks[place])]
        blocked = (*marks, *labels, *leaders)
        # First clear of everything, then on a line, and at last on or across leaders.
        attempts = (((*blocked, *lines), (*others, *labels)), (blocked, (*others, *labels)), ((*marks, *labels), ()))
        for taken, passed in attempts:
            placed = first_free(points[place], sizes[place], room, taken, passed)
            if placed is not None:
                found[place] = placed
                labels.append(placed.box)
                leaders += steps(points[place], placed)
                break
    return found


def first_free(point: Point, size: Point, room: Box, taken: Sequence[Box], passed: Sequence[Box]) -> Placed | None:
    """The nearest place for one label clear of all `taken` boxes, with a leader that crosses none of `passed`."""
    for placed in candidates(point, size):
        if placed.box.within(room) and not any(placed.box.meets(one) for one in taken):
            leader = steps(point, placed)
            if not any(step.meets(one) for step in leader for one in passed):
                return placed
    return None


def steps(point: Point, placed: Placed) -> list[Box]:
    """A leader as a row of small squares; empty if there is no leader."""
    if not placed.leader:
        return []
    (x, y), (across, up) = point, placed.box.nearest(point)
    count = max(2, math.ceil(math.hypot(across - x, up - y) / STEP))
    middles = [(x + (across - x) * one / count, y + (up - y) * one / count) for one in range(count)]
    return [Box(x - STEP / 4, y - STEP / 4, x + STEP / 4, y + STEP / 4) for x, y in middles]


def crowding(points: Sequence[Point], place: int) -> float:
    """A sort key for crowding: lower for a point with more neighbours close by."""
    (x, y), others = points[place], [point for other, point in enumerate(points) if other != place]
    # The added 0.05 bounds the weight of points that coincide.
    return -sum(1.0 / (0.05 + math.hypot(x - across, y - up)) for across, up in others)


def candidates(point: Point, size: Point) -> Iterator[Placed]:
    """The possible places for a label, the nearest first."""
    (x, y), (width, height) = point, size
    for reach in REACHES:
        for turn in TURNS if reach <= NEAR else (*TURNS, *(step / FINE for step in range(FINE))):
            # The cosine of a quarter turn is 6e-17 and not 0, so it is compared with a small number.
            across, up = math.cos(2.0 * math.pi * turn), math.sin(2.0 * math.pi * turn)
            # The label touches the circle with the corner or side that faces the mark.
            left = x + reach * across - (width if across < -1e-9 else 0.0 if across > 1e-9 else width / 2.0)
            bottom = y + reach * up - (height / 2.0 + up * -height / 2.0)
            yield Placed(Box(left, bottom, left + width, bottom + height), reach > NEAR)
