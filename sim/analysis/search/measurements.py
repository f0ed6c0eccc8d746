"""Measurements of candidates on the same citizens at the same points, and the comparison of candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.analysis.exploration.probe import Probe, folded_levels
from sim.analysis.exploration.space import Numbers
from sim.analysis.student_t import half_width
from sim.errors import UsageError
from sim.outcomes.responses import Counts, Response
from sim.outcomes.sums import summed_of

Places: TypeAlias = NDArray[np.int64]
LEAST_ERROR: Final = 1e-14
"""Smallest probability that can be distinguished from 0 beside 1. In a space of more than about 10^11 designs the
simultaneous limits fail slightly more often than stated."""
NOBODY: Final = -1
"""Marks a candidate without a rival that beats it."""


@dataclass(frozen=True, slots=True)
class RaceObjective:
    """Criteria for candidates: less is better on each axis."""

    responses: tuple[Response, ...]
    """The objectives first, then the responses that only have a limit."""
    objectives: int
    """Number of responses that are objectives."""
    margins: Numbers
    """Smallest difference that matters, for each objective."""
    limits: Numbers
    """Upper limit of each response; infinite without one, as for all responses that are turned."""
    excludes_base: bool = False
    """True if the first candidate, the base design, breaks a limit on contacts or on their content."""

    @property
    def signs(self) -> Numbers:
        """-1 for responses of which more is better, which are turned; else 1."""
        return np.array([-1.0 if each.better == "higher" else 1.0 for each in self.responses])

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of citizen rows that the responses are computed from."""
        named = [name for each in self.responses for _, name in each.numerator]
        # The first one is the number of citizens, which is always summed.
        return summed_of([*named, *(each.denominator for each in self.responses if each.denominator)])[1:]


@dataclass(frozen=True)
class Measured:
    """Levels of some candidates, turned so that less is better, and the influence of each fold of citizens on them.

    Not slotted: derived values are cached.
    """

    levels: Numbers
    """Array of candidate by response by point."""
    moved: Numbers
    """Influence of each fold: array of candidate by response by point by fold."""
    citizens: int

    @property
    def means(self) -> Numbers:
        """The mean over the points: an array of candidate by response."""
        found: Numbers = self.levels.mean(axis=2)
        return found

    @property
    def means_moved(self) -> Numbers:
        """The mean influence over the points: an array of candidate by response by fold."""
        found: Numbers = self.moved.mean(axis=2)
        return found

    @property
    def folds(self) -> int:
        """The number of folds of citizens."""
        return int(self.moved.shape[3])

    def of(self, places: Places | Sequence[int]) -> Measured:
        """The same for some of the candidates."""
        return Measured(self.levels[places], self.moved[places], self.citizens)

    def with_more(self, more: Measured) -> Measured:
        """These candidates and more of them, measured on the same citizens."""
        levels, moved = (np.concatenate(pair) for pair in ((self.levels, more.levels), (self.moved, more.moved)))
        return Measured(levels, moved, self.citizens)


def measured(probes: Sequence[Probe], sums: Sequence[Counts], aim: RaceObjective) -> Measured:
    """The measurements of the designs of some probes; `sums` are point by design by fold by cell by column.

    Raises `UsageError` if a response is not defined at a point.
    """
    levels, moved = [], []
    for probe, added in zip(probes, sums, strict=True):
        summed = summed_of(probe.columns)
        for place in range(len(probe.designs)):
            found = [folded_levels(probe.scenario, added[:, place], each.name, summed=summed) for each in aim.responses]
            levels.append([level for level, _ in found])
            moved.append([each for _, each in found])
    turned = aim.signs[None, :, None]
    known = np.array(levels) * turned
    for place, each in enumerate(aim.responses):
        if not np.isfinite(known[:, place]).all():
            raise UsageError(
                f"{each.name} is not defined everywhere: what it is a share of hardly happens. Take more "
                "citizens (--first), or leave it out of search.objectives."
            )
    return Measured(known, np.nan_to_num(np.array(moved)) * turned[..., None], probes[0].scenario.population.size)


def errors_of(moved: Numbers) -> Numbers:
    """The standard error of a mean from the influence of each fold; folds are the last axis, with mean 0 over them."""
    folds = moved.shape[-1]
    found: Numbers = np.sqrt(np.square(moved).sum(axis=-1) / (folds * (folds - 1)))
    return found


def one_sided_limit(folds: int, error: float) -> float:
    """The reach in standard errors of a one-sided limit that fails with this probability, or `LEAST_ERROR`."""
    return half_width(folds - 1, 1.0 - 2.0 * max(error, LEAST_ERROR))


def rivals(found: Measured, aim: RaceObjective, reach: float) -> Places:
    """For each candidate the index of one that surely beats it, or `NOBODY`.

    Surely means: at the end of a one-sided interval of `reach` standard errors, it is on no objective worse by more
    than the margin, and on one better by more than it. A candidate that may break a limit beats nobody. Of several
    rivals the first is given.

    An event that happens to one citizen in a hundred may happen to none of fifty, and then has no standard error. So
    every standard error is enlarged by the effect of `reach / 2` citizens on the mean (the bound of a count by the
    score of Wilson, Probable Inference, 1927), each with the effect of one citizen on the candidate that differs most
    from the base design.
    """
    count = aim.objectives
    allowed = ~beyond_limits(found, aim, -reach)
    means, moved = found.means[:, :count], found.means_moved[:, :count]
    one = errors_of(moved - moved[:1]).max(axis=0) / np.sqrt(found.citizens)

    def who_beats(place: int) -> NDArray[np.bool_]:
        worst = means - means[place] + reach * np.hypot(errors_of(moved - moved[place]), reach / 2.0 * one)
        beats: NDArray[np.bool_] = allowed & (worst <= aim.margins).all(axis=1) & (worst < -aim.margins).any(axis=1)
        beats[place] = False
        return beats

    return outside_rings(len(means), who_beats)[0]


def outside_rings(count: int, who_beats: Callable[[int], NDArray[np.bool_]]) -> tuple[Places, Places]:
    """For each of `count` candidates the first that beats it, or `NOBODY`; and the indices of the undecided ones.

    With margins a may beat b, b may beat c, and c may beat a. A candidate is beaten if an unbeaten one beats it, or
    beats one that does, and so on. Others, in a ring or below it, are undecided, and have `NOBODY` too.
    """
    beats = [who_beats(place) for place in range(count)]
    found = np.array([int(np.argmax(each)) if each.any() else NOBODY for each in beats], dtype=np.int64)
    sound = found == NOBODY
    while fresh := [place for place in np.flatnonzero(~sound).tolist() if beats[place][sound].any()]:
        sound[fresh] = True
    found[~sound] = NOBODY
    return found, np.flatnonzero(~sound)


def beyond_limits(found: Measured, aim: RaceObjective, reach: float = 0.0) -> NDArray[np.bool_]:
    """True for each candidate that is beyond a limit: on average over the points, by `reach` standard errors.

    The first candidate is the base design.
    """
    means = found.means - reach * errors_of(found.means_moved)
    beyond: NDArray[np.bool_] = np.any(means > aim.limits, axis=1)
    beyond[:1] |= aim.excludes_base
    return beyond


def beaten(levels: Numbers, margins: Numbers) -> Places:
    """For each candidate the index of one that beats it by these levels (candidate by objective), or `NOBODY`.

    Among candidates that beat each other in a ring, margins are ignored.
    """

    def who_beats(place: int) -> NDArray[np.bool_]:
        gains = levels[place] - levels
        beats: NDArray[np.bool_] = (gains >= -margins).all(axis=1) & (gains > margins).any(axis=1)
        return beats

    found, ring = outside_rings(len(levels), who_beats)
    # Without margins dominance is transitive, so a ring always has an unbeaten member then.
    if len(ring):
        within = beaten(levels[ring], np.zeros_like(margins))
        found[ring] = np.where(within == NOBODY, NOBODY, ring[within])
    return found
