"""Labels that do not cover each other: in a row, or around the marks of a panel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

TURNS: Final = (0.0, 0.5, 0.25, 0.75, 0.125, 0.875, 0.375, 0.625)
"""Directions in which a label may lie from its mark, in turns from the right anticlockwise, the best first."""
FINE: Final = 32
REACHES: Final = (0.09, 0.16, 0.24, 0.33, 0.45, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2)
"""How far from its mark, in inches."""
STEP: Final = 0.04
NEAR: Final = 0.1
"""Up to this distance a label needs no leader."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches; `up` is larger towards the top."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def nearest(self, point: tuple[float, float]) -> tuple[float, float]:
        """The point of the rectangle that is nearest to another."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.bottom), self.top)

    def within(self, other: Box) -> bool:
        """Whether it lies wholly inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label lies, and whether it needs a leader to its mark."""

    box: Box
    leader: bool


def side_by_side(wanted: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Centres of labels in one row from `low` to `high`, in the order given, as near as can be to where each is wanted.

    The sum of squared displacements is the least there is (pooling of adjacent violators: Ayer and others, Ann. Math.
    Stat. 26, 1955). If they are too wide together, the last ones end beyond `high`.
    """
    if not widths:
        return []
    offsets = [0.0]
    for one, other in pairwise(widths):
        offsets.append(offsets[-1] + (one + other) / 2.0 + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            other_mean, other_size = pools.pop()
            mean, size = (mean * size + other_mean * other_size) / (size + other_size), size + other_size
        pools.append((mean, size))
    least, most = low + widths[0] / 2.0, high - widths[-1] / 2.0 - offsets[-1]
    starts = [max(min(mean, most), least) for mean, size in pools for _ in range(size)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def around(
    points: Sequence[Point], sizes: Sequence[Point], room: Box, mark: float, lines: Sequence[Box] = ()
) -> list[Placed | None]:
    """Where a label for each point lies, in the order given: inside the room, on no mark, line, label or leader.

    Marks reach so far from their points. The points with the most neighbours choose first, and each takes the nearest
    place that is free; if need be one on a line, and at last one whose leader passes what it likes. None where no place
    at all is free of marks and labels.
    """
    marks = [Box(x - mark, y - mark, x + mark, y + mark) for x, y in points]
    labels: list[Box] = []
    leaders: list[Box] = []
    found: list[Placed | None] = [None] * len(points)
    for place in sorted(range(len(points)), key=lambda one: (crowding(points, one), one)):
        # A leader cannot but pass the marks that its own mark lies upon.
        others = [box for box in marks if not box.meets(marks[place])]
        blocked = (*marks, *labels, *leaders)
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
    """The nearest place for one label on nothing that is taken, whose leader passes nothing that it must not."""
    for placed in candidates(point, size):
        if placed.box.within(room) and not any(placed.box.meets(one) for one in taken):
            leader = steps(point, placed)
            if not any(step.meets(one) for step in leader for one in passed):
                return placed
    return None


def steps(point: Point, placed: Placed) -> list[Box]:
    """A leader as small squares in a row; none where there is no leader."""
    if not placed.leader:
        return []
    (x, y), (across, up) = point, placed.box.nearest(point)
    count = max(2, math.ceil(math.hypot(across - x, up - y) / STEP))
    middles = [(x + (across - x) * one / count, y + (up - y) * one / count) for one in range(count)]
    return [Box(x - STEP / 4, y - STEP / 4, x + STEP / 4, y + STEP / 4) for x, y in middles]


def crowding(points: Sequence[Point], place: int) -> float:
    """Less the more neighbours a point has close by."""
    (x, y), others = points[place], [point for other, point in enumerate(points) if other != place]
    return -sum(1.0 / (0.05 + math.hypot(x - across, y - up)) for across, up in others)


def candidates(point: Point, size: Point) -> Iterator[Placed]:
    """Places for a label, the nearest first."""
    (x, y), (width, height) = point, size
    for reach in REACHES:
        for turn in TURNS if reach <= NEAR else (*TURNS, *(step / FINE for step in range(FINE))):
            across, up = math.cos(2.0 * math.pi * turn), math.sin(2.0 * math.pi * turn)
            # The label touches the circle with the corner or the side that looks at the mark.
            left = x + reach * across - (width if across < -1e-9 else 0.0 if across > 1e-9 else width / 2.0)
            bottom = y + reach * up - (height / 2.0 + up * -height / 2.0)
            yield Placed(Box(left, bottom, left + width, bottom + height), reach > NEAR)
