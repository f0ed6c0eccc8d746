"""Scenario discovery: the conditions under which a design loses, as a few limits on factors, found by PRIM.

The patient rule induction method of Friedman and Fisher (Statistics and Computing 9, 1999) peels a thin slice off all
points again and again: the slice whose removal leaves the highest density of lost points. Of the boxes on the way the
one that separates best is taken. Its sides are pasted back where they were peeled too far, and limits that may be due
to chance are dropped (the quasi-p test of Bryant and Lempert, Technological Forecasting and Social Change 77, 2010).

No library is used. The package named PRIM is under the GPL, which this project's licence does not allow. EMA workbench
warns when it is imported, and brings scikit-learn, statsmodels and seaborn. This implementation agrees with its peeling
cut by cut, except for ties.
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
"""Share of the points in the box that one peeling takes off: the usual one, small enough to be patient."""
SUPPORT: Final = 0.05
"""Smallest share of all points that a box may hold."""
MOST_BY_CHANCE: Final = 0.05
"""Largest quasi-p value of a limit that is kept."""
ROUGHLY: Final = 0.01
"""Share of all points that may change sides when a limit is rounded."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A factor above `low`, below `high`, or between both; one of them may be absent."""

    factor: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Limits within which a design mostly loses; shares are of the points, or of their weights.

    The shares are optimistic, since the rule was learned from these points: other points would fit it a little less
    well.
    """

    limits: tuple[Limit, ...]
    """In the order of the factors; all of them hold."""
    coverage: float
    """Share of the lost points that lie within the limits."""
    density: float
    """Share of the points within the limits that are lost."""
    share: float
    """Share of all points that lie within the limits."""

    def holds(self, names: Sequence[str], points: Matrix) -> Mask:
        """True for each point that lies within the limits."""
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
    """True if it bounds from above."""
    value: float

    @property
    def side(self) -> tuple[int, bool]:
        """The side of the box: its column, and whether it is the upper one."""
        return self.column, self.upper


Box = Mapping[tuple[int, bool], Cut]
"""The cuts by side; a side without a limit has none."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points with a mask of those that are lost, and their weights."""

    points: Matrix
    lost: Mask
    weights: Vector
    """Weights of the points, which add up to 1."""

    def inside(self, box: Box) -> Mask:
        """True for each point that lies in a box."""
        found = np.ones(len(self.points), dtype=np.bool_)
        for cut in box.values():
            column = self.points[:, cut.column]
            found &= column < cut.value if cut.upper else column > cut.value
        return found

    def mass(self, inside: Mask) -> float:
        """The total weight of some points."""
        return float(self.weights[inside].sum())

    def density(self, inside: Mask) -> float:
        """The share of some points that are lost; 0 without any."""
        mass = self.mass(inside)
        return self.mass(inside & self.lost) / mass if mass else 0.0

    def advantage(self, box: Box) -> float:
        """The share of the lost points in a box minus that of the others: Youden's J; 0 without any limit."""
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
    """The rule that best describes where a design loses, with at most `most` limits; None if no limit is informative.

    `points` are in real units, with a column for each name. `unit` gives the size of the unit in which a value of a
    factor is written, so that limits are round numbers of it. None also if all or no points are lost. Raises
    `ValueError` if shapes do not match.
    """
    cloud = cloud_of(names, points, lost, weights)
    # Weights add up to 1 only up to rounding.
    if not 0.0 < cloud.mass(cloud.lost) < 1.0 - 1e-12:
        return None
    # Of all boxes on the way, since the last one is the purest but holds few points.
    best = max(peeled(cloud), key=cloud.advantage)
    kept = fewest(cloud, needed(cloud, pasted(cloud, best)), most)
    box = {side: rounded(cloud, cut, unit(names[cut.column], cut.value)) for side, cut in kept.items()}
    inside = cloud.inside(box)
    if not box or not inside.any():
        return None
    coverage = cloud.mass(inside & cloud.lost) / cloud.mass(cloud.lost)
    return Rule(limits_of(names, box), coverage, cloud.density(inside), cloud.mass(inside))


def cloud_of(names: Sequence[str], points: Matrix, lost: Mask, weights: Vector | None) -> Cloud:
    """The points with their weights; raises `ValueError` if shapes do not match."""
    given = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=np.float64)
    if points.shape != (len(lost), len(names)) or given.shape != (len(lost),) or not len(lost):
        raise ValueError(f"{len(names)} columns of points and a mask and a weight for each, not {points.shape}")
    # A point without weight would still decide where a cut lies.
    used = given > 0.0
    if not used.any():
        raise ValueError("no point has a weight above 0")
    kept = given[used]
    return Cloud(points[used], np.asarray(lost, dtype=np.bool_)[used], kept / kept.sum())


def peeled(cloud: Cloud) -> Iterator[Box]:
    """The boxes from that of everything inwards, each a slice thinner than the one before.

    Each step removes the slice that leaves the densest box; among equals, one on a side that already has a limit.
    """
    box: Box = {}
    inside = cloud.inside(box)
    while cloud.mass(inside) >= SUPPORT:
        yield box
        found = [{**box, cut.side: cut} for cut in slices(cloud, inside)]
        # When only lost points are left, no slice can make the box denser.
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
            # The slack absorbs rounding of the cumulative weights.
            reached = np.cumsum(weights[ordered]) >= PEEL * weights.sum() * (1.0 - 1e-9)
            last = values[ordered[int(reached.argmax())]]
            rest = values[values < last] if upper else values[values > last]
            # The limit lies halfway between two values, so that no point lies on it.
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
    """The boxes with one side moved outwards by as many points as a peeling takes off, or removed."""
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
    """The box without the limits that may be due to chance; the one with the largest quasi-p value is dropped first."""
    while box:
        quasi_ps = {side: quasi_p(cloud, box, side) for side in box}
        # One at a time, because dropping a limit changes what the others add.
        worst = max(quasi_ps, key=lambda side: quasi_ps[side])
        if quasi_ps[worst] <= MOST_BY_CHANCE:
            return box
        box = {side: cut for side, cut in box.items() if side != worst}
    return box


def quasi_p(cloud: Cloud, box: Box, side: tuple[int, bool]) -> float:
    """The quasi-p value of a limit: the probability of a box at least as dense if the limit were uninformative.

    It is the binomial probability of at least as many lost points as in the box, each lost with the density without the
    limit. Weighted points count with their effective number.
    """
    from scipy.stats import binom  # noqa: PLC0415  (half a second to load)

    inside = cloud.inside(box)
    without = cloud.inside({other: cut for other, cut in box.items() if other != side})
    weights = cloud.weights[inside]
    if not len(weights):
        return 1.0
    # Kish's effective number of the weights.
    count = round(float(weights.sum() ** 2 / np.square(weights).sum()))
    hits = round(cloud.density(inside) * count)
    # P(X >= hits), which is the survival function at hits - 1.
    return float(binom.sf(hits - 1, count, cloud.density(without)))


def fewest(cloud: Cloud, box: Box, most: int) -> Box:
    """The box with at most `most` limits, without those that contribute least to the separation."""
    while len(box) > most:
        box = max(({side: box[side] for side in box if side != gone} for gone in box), key=cloud.advantage)
    return box


def rounded(cloud: Cloud, cut: Cut, unit: float) -> Cut:
    """The cut at the roundest number near it, in units of the factor; hardly any point changes sides."""
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
    the alternatives of a factor that is not a number.
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
