"""The race: all candidates meet few citizens, those that are surely beaten leave, the others meet twice as many.

A candidate leaves only if another beats it at the ends of one-sided intervals. The intervals of all rivals, objectives
and rounds together fail it with at most a stated probability (Bonferroni's bound, which holds under any dependence). So
an unbeaten design is dropped with at most that probability. Rivals are all designs that might have been selected:
neighbours of designs that do well on some citizens are measured on the same citizens, and share their sampling error.
`rivals` allows for events so rare that they befall none of the citizens of a round. Successive halving (Karnin, Koren
and Somekh, Almost Optimal Exploration in Multi-Armed Bandits, 2013) drops half of the candidates in fixed steps. It has
no such bound where a set is sought and not one best; the doubling of citizens is taken from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.search.measurements import (
    NOBODY,
    Measured,
    Places,
    RaceObjective,
    beyond_limits,
    one_sided_limit,
    rivals,
)

ERROR: Final = 0.05
"""Largest probability that an unbeaten design is dropped."""
Measure: TypeAlias = Callable[[Places, int], Measured]
"""Measures the candidates at some indices on so many citizens."""


@dataclass(frozen=True, slots=True)
class RaceSize:
    """Extent of a race."""

    first: int = 250
    """Citizens of the first round."""
    size: int = 2_000
    """Citizens of the last round."""
    lives: int = 12_000_000
    """Most lives of a round: citizens times designs times points. A larger round is not begun."""

    def rounds(self) -> list[int]:
        """The numbers of citizens that rounds may have."""
        found = [min(self.first, self.size)]
        while found[-1] < self.size:
            found.append(min(2 * found[-1], self.size))
        return found


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a race."""

    citizens: int
    candidates: int
    beaten: int
    """Number dropped because another surely beats them."""
    beyond: int
    """Number dropped because they surely break a limit."""


@dataclass(frozen=True, slots=True)
class Race:
    """Course and result of a race."""

    rounds: tuple[Round, ...]
    left: Places
    """Indices of the candidates that were not dropped."""
    found: Measured
    """Measurements of those in the last round."""
    dropped_in: Places
    """For each candidate the number of the round that dropped it, from 1; 0 if none did."""
    beaten_by: Places
    """For each candidate one that surely beats it; `NOBODY` if there is none, or if it breaks a limit."""
    cut_short: bool
    """True if rounds were left out because they would have taken too many lives."""


def run_race(
    first: Measured, measure: Measure, aim: RaceObjective, extent: RaceSize, points: int, among: int = 0
) -> Race:
    """Races candidates that were all measured in the first round; the first candidate is never dropped.

    They were selected from `among` candidates; 0 means that there are no others.
    """
    count, planned = len(first.levels), extent.rounds()
    # Bonferroni over all rivals, responses and rounds.
    reach = one_sided_limit(first.folds, ERROR / (max(count, among) * len(aim.responses) * len(planned)))
    left = np.arange(count)
    dropped_in, beaten_by = np.zeros(count, dtype=np.int64), np.full(count, NOBODY, dtype=np.int64)
    done: list[Round] = []
    found, at, cut_short = first, 0, False
    while True:
        rival = rivals(found, aim, reach)
        beyond = beyond_limits(found, aim, reach)
        # The base design stays in the race, since all others are compared with it at the end.
        rival[0], beyond[0] = NOBODY, False
        beaten_by[left] = np.where((rival != NOBODY) & ~beyond, left[rival], NOBODY)
        gone = (rival != NOBODY) | beyond
        dropped_in[left[gone]] = len(done) + 1
        done.append(Round(found.citizens, len(left), int((gone & ~beyond).sum()), int(beyond.sum())))
        before, left, found = len(left), left[~gone], found.of(np.flatnonzero(~gone))
        at = next_round(planned, at, before, len(left))
        if at >= len(planned) or len(left) < 2:
            break
        if len(left) * planned[at] * points > extent.lives:
            cut_short = True
            break
        found = measure(left, planned[at])
    return Race(tuple(done), left, found, dropped_in, beaten_by, cut_short)


def next_round(planned: Sequence[int], at: int, before: int, left: int) -> int:
    """The index of the next round: the last one at once if it costs at most twice the round before."""
    last = len(planned) - 1
    return last if at < last and left * planned[last] <= 2 * before * planned[at] else at + 1
