"""Rules: when a design loses, in a few limits on factors, found by patient rule induction (PRIM).

Friedman and Fisher (Statistics and Computing 9, 1999): from all points a thin slice is peeled off again and again, that
without which the lost points are densest. Of the boxes on the way the one is taken that separates best; its sides are
pasted back where they were peeled too far, and limits are dropped that could be luck (the quasi-p test of Bryant and
Lempert, Technological Forecasting and Social Change 77, 2010).

No library does it: that named PRIM is under the GPL, which this project's licence does not allow, and EMA workbench
warns when it is imported and brings scikit-learn, statsmodels and seaborn. With its peeling this one agrees cut by cut,
but for ties.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.uncertainty.cube import Matrix, Vector
from sim.analysis.uncertainty.robustness import Mask
from sim.analysis.uncertainty.rounding import roundest

PEEL: Final = 0.05
"""The share of the points in the box that one peeling takes off: the usual one, small enough to be patient."""
SUPPORT: Final = 0.05
"""The smallest share of all points that a box may hold."""
LUCK: Final = 0.05
"""A limit is dropped if without it the box would be as dense by luck with a higher probability."""
ROUGHLY: Final = 0.01
"""The share of all points that may change sides when a limit is rounded."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A factor above `low`, below `high`, or between both; one of them may be absent."""

    factor: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits within which a design mostly loses. The shares are of the points, or of their weights, that made the rule.

    They flatter it: other points would obey it a little less.
    """

    limits: tuple[Limit, ...]
    """In the order of the factors; all of them hold."""
    coverage: float
    """The share of the lost points that lie within the limits."""
    density: float
    """The share of the points within the limits that are lost."""
    share: float
    """The share of all points that lie within the limits."""

    def holds(self, names: Sequence[str], points: Matrix) -> Mask:
        """Whether each point lies within the limits."""
        inside = np.ones(len(points), dtype=np.bool_)
        for each in self.limits:
            column = points[:, list(names).index(each.factor)]
            if each.low is not None:
                inside &= column > each.low
            if each.high is not None:
                inside &= column < each.high
        return inside


@dataclass(frozen=True, slots=True)
class Cut:
    """One side of a box: everything on the wrong side of a value of a factor is outside."""

    column: int
    upper: bool
    """Whether it bounds from above."""
    value: float

    @property
    def side(self) -> tuple[int, bool]:
        """Which side of the box it is."""
        return self.column, self.upper


Box = Mapping[tuple[int, bool], Cut]
"""The cuts by side; no cut on a side where there is no limit."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """The points, whether each is lost, and what it weighs."""

    points: Matrix
    lost: Mask
    weights: Vector
    """Adding up to 1."""

    def inside(self, box: Box) -> Mask:
        """Which points lie in a box."""
        found = np.ones(len(self.points), dtype=np.bool_)
        for cut in box.values():
            column = self.points[:, cut.column]
            found &= column < cut.value if cut.upper else column > cut.value
        return found

    def mass(self, inside: Mask) -> float:
        """The weight of some points."""
        return float(self.weights[inside].sum())

    def density(self, inside: Mask) -> float:
        """The share of some points that are lost; 0 without any."""
        mass = self.mass(inside)
        return self.mass(inside & self.lost) / mass if mass else 0.0

    def advantage(self, box: Box) -> float:
        """The share of the lost points in a box less that of the others: Youden's J, 0 for a box of everything."""
        inside, whole = self.inside(box), self.mass(self.lost)
        return self.mass(inside & self.lost) / whole - self.mass(inside & ~self.lost) / (1.0 - whole)


def rule(
    names: Sequence[str],
    points: Matrix,
    lost: Mask,
    weights: Vector | None = None,
    most: int = 3,
    unit: Callable[[str, float], float] = lambda _factor, _value: 1.0,
) -> Rule | None:
    """The rule that tells best where a design loses, with `most` limits at most; None if no limit tells anything.

    `points` are in real units, with a column for each name. `unit` gives the size of the unit in which a value of a
    factor is written, so that limits are round numbers of it. None also if all or no points are lost. Raises ValueError
    for shapes that do not fit.
    """
    cloud = cloud_of(names, points, lost, weights)
    if not 0.0 < cloud.mass(cloud.lost) < 1.0 - 1e-12:
        return None
    best = max(peeled(cloud), key=cloud.advantage)
    kept = fewest(cloud, needed(cloud, pasted(cloud, best)), most)
    box = {side: rounded(cloud, cut, unit(names[cut.column], cut.value)) for side, cut in kept.items()}
    inside = cloud.inside(box)
    if not box or not inside.any():
        return None
    coverage = cloud.mass(inside & cloud.lost) / cloud.mass(cloud.lost)
    return Rule(limits_of(names, box), coverage, cloud.density(inside), cloud.mass(inside))


def cloud_of(names: Sequence[str], points: Matrix, lost: Mask, weights: Vector | None) -> Cloud:
    """The points with their weights, if all shapes fit."""
    given = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    if points.shape != (len(lost), len(names)) or given.shape != (len(lost),) or not len(lost):
        raise ValueError(f"{len(names)} columns of points and a mask and a weight for each, not {points.shape}")
    used = given > 0.0
    if not used.any():
        raise ValueError("no point has a weight above 0")
    kept = given[used]
    return Cloud(points[used], np.asarray(lost, dtype=np.bool_)[used], kept / kept.sum())


def peeled(cloud: Cloud) -> Iterator[Box]:
    """The boxes from that of everything inwards, each a slice thinner than the one before.

    Of all slices that is taken off which leaves the densest box, and of equal ones that on a side with a limit already.
    """
    box: Box = {}
    inside = cloud.inside(box)
    while cloud.mass(inside) >= SUPPORT:
        yield box
        found = [{**box, cut.side: cut} for cut in slices(cloud, inside)]
        if not found or cloud.lost[inside].all():
            return
        box = max(found, key=lambda one: (cloud.density(cloud.inside(one)), -len(one)))
        inside = cloud.inside(box)


def slices(cloud: Cloud, inside: Mask) -> Iterator[Cut]:
    """The cuts that take the thinnest slice off each side of the points in a box; equal values stay together."""
    weights = cloud.weights[inside]
    for column in range(cloud.points.shape[1]):
        values = cloud.points[inside, column]
        order = np.argsort(values, kind="stable")
        for upper in (False, True):
            ordered = order[::-1] if upper else order
            reached = np.cumsum(weights[ordered]) >= PEEL * weights.sum() * (1.0 - 1e-9)
            last = values[ordered[int(reached.argmax())]]
            rest = values[values < last] if upper else values[values > last]
            if len(rest):
                yield Cut(column, upper, float((last + (rest.max() if upper else rest.min())) / 2.0))


def pasted(cloud: Cloud, box: Box) -> Box:
    """The box with its sides moved outwards, as long as it then separates better."""
    while True:
        found = max(wider(cloud, box), key=cloud.advantage, default=box)
        if cloud.advantage(found) <= cloud.advantage(box):
            return box
        box = found


def wider(cloud: Cloud, box: Box) -> Iterator[Box]:
    """The boxes with one side moved outwards by as many points as a peeling takes off, or taken away."""
    size = max(1, round(PEEL * int(cloud.inside(box).sum())))
    for side, cut in box.items():
        rest = {other: each for other, each in box.items() if other != side}
        values = cloud.points[cloud.inside(rest), cut.column]
        beyond = np.unique(values[values > cut.value]) if cut.upper else np.unique(values[values < cut.value])[::-1]
        if len(beyond) <= size:
            yield rest
        else:
            yield {**box, side: Cut(cut.column, cut.upper, float((beyond[size - 1] + beyond[size]) / 2.0))}


def needed(cloud: Cloud, box: Box) -> Box:
    """The box without the limits that could be luck, the likeliest dropped first."""
    while box:
        chances = {side: luck(cloud, box, side) for side in box}
        worst = max(chances, key=lambda side: chances[side])
        if chances[worst] <= LUCK:
            return box
        box = {side: cut for side, cut in box.items() if side != worst}
    return box


def luck(cloud: Cloud, box: Box, side: tuple[int, bool]) -> float:
    """The quasi-p value of a limit: the probability of a box as dense if the limit told nothing.

    That is as many lost points or more as there are in the box, each lost with the density there is without the limit.
    Weighted points count for as many as they are worth.
    """
    from scipy.stats import binom  # noqa: PLC0415  (half a second to load)

    inside = cloud.inside(box)
    without = cloud.inside({other: cut for other, cut in box.items() if other != side})
    weights = cloud.weights[inside]
    if not len(weights):
        return 1.0
    count = round(float(weights.sum() ** 2 / np.square(weights).sum()))
    hits = round(cloud.density(inside) * count)
    return float(binom.sf(hits - 1, count, cloud.density(without)))


def fewest(cloud: Cloud, box: Box, most: int) -> Box:
    """The box with as many limits as allowed, without those that matter least to how well it separates."""
    while len(box) > most:
        box = max(({side: box[side] for side in box if side != gone} for gone in box), key=cloud.advantage)
    return box


def rounded(cloud: Cloud, cut: Cut, unit: float) -> Cut:
    """The cut at the roundest number near it, in units: hardly any point changes sides."""
    values: NDArray[np.float64] = np.sort(cloud.points[:, cut.column])
    place, reach = int(np.searchsorted(values, cut.value)), max(1, int(ROUGHLY * len(values)))
    low, high = values[max(place - reach, 0)], values[min(place + reach - 1, len(values) - 1)]
    return Cut(cut.column, cut.upper, roundest(float(low), float(high), cut.value, unit))


def limits_of(names: Sequence[str], box: Box) -> tuple[Limit, ...]:
    """The limits of a box, in the order of the factors."""

    def value(column: int, upper: bool) -> float | None:
        return box[column, upper].value if (column, upper) in box else None

    columns = sorted({column for column, _ in box})
    return tuple(Limit(names[column], value(column, upper=False), value(column, upper=True)) for column in columns)


def unless(
    found: Rule,
    write: Callable[[str, float], str],
    called: Callable[[str], str] = lambda factor: factor,
    choices: Callable[[str], Sequence[str]] = lambda _: (),
) -> str:
    """A rule in words, such as `unless dormant > 25 % and remembers < 0.4`.

    `write` gives the text of a value of a factor, with its unit; `called` the name of a factor for people; `choices`
    what a factor can be that is no number.
    """
    return f"unless {' and '.join(worded(each, write, called, choices(each.factor)) for each in found.limits)}"


def worded(
    limit: Limit, write: Callable[[str, float], str], called: Callable[[str], str], choices: Sequence[str] = ()
) -> str:
    """One limit in words."""
    if choices:
        low, high = (end if end is not None else other for end, other in ((limit.low, -1.0), (limit.high, math.inf)))
        kept = [name for place, name in enumerate(choices) if low <= place <= high]
        return f"{called(limit.factor)} is {' or '.join(kept)}"
    name = called(limit.factor)
    if limit.low is not None and limit.high is not None:
        return f"{write(limit.factor, limit.low)} < {name} < {write(limit.factor, limit.high)}"
    if limit.low is not None:
        return f"{name} > {write(limit.factor, limit.low)}"
    assert limit.high is not None  # noqa: S101  (a limit has one side at least)
    return f"{name} < {write(limit.factor, limit.high)}"
