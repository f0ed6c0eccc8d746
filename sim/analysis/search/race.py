"""The race: all candidates on few citizens, those that are surely beaten leave, the others meet twice as many.

A candidate leaves only if another beats it at the ends of one-sided intervals. The intervals of all rivals, objectives
and rounds together fail it with at most a stated probability (Bonferroni's bound, which holds however they hang
together), so a design that nothing beats is dropped with at most that probability. Rivals are all designs that might
have been taken: neighbours of what does well on some citizens are met by the same citizens, whose luck they share. What
is rare enough to befall none of the citizens of a round is allowed for in `rivals`. Halving the candidates in fixed
steps, as successive halving does (Karnin, Koren and Somekh, Almost Optimal Exploration in Multi-Armed Bandits, 2013),
has no such bound where what is sought is a set and not one best; the doubling of citizens is taken from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.search.measurements import NOBODY, Measured, Places, RaceObjective, beyond_limits, reach_of, rivals

ERROR: Final = 0.05
"""The most probable it may be that a design which nothing beats is dropped."""
Measure: TypeAlias = Callable[[Places, int], Measured]
"""Measures the candidates at some places on so many citizens."""


@dataclass(frozen=True, slots=True)
class RaceSize:
    """How far a race goes."""

    first: int = 250
    """Citizens of the first round."""
    size: int = 2_000
    """Citizens of the last round."""
    lives: int = 12_000_000
    """The most lives of a round: citizens times designs times points. A round beyond it is not begun."""

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
    """How many were dropped because another surely beats them."""
    beyond: int
    """How many were dropped because they surely break a limit."""


@dataclass(frozen=True, slots=True)
class Race:
    """How a race went."""

    rounds: tuple[Round, ...]
    left: Places
    """The candidates that were not dropped, by their place."""
    found: Measured
    """What the last round measured of them."""
    dropped_in: Places
    """For each candidate the number of the round that dropped it, from 1; 0 if none did."""
    beaten_by: Places
    """For each candidate one that surely beats it; `NOBODY` where there is none, or where it breaks a limit."""
    cut_short: bool
    """Whether rounds were left out because they would have taken too many lives."""


def raced(first: Measured, measure: Measure, aim: RaceObjective, extent: RaceSize, points: int, among: int = 0) -> Race:
    """Races candidates of which the first round measured all; the first of them is never dropped.

    They were chosen `among` so many; if that is not said there are no others.
    """
    count, planned = len(first.levels), extent.rounds()
    reach = reach_of(first.folds, ERROR / (max(count, among) * len(aim.responses) * len(planned)))
    left = np.arange(count)
    dropped_in, beaten_by = np.zeros(count, dtype=np.int64), np.full(count, NOBODY, dtype=np.int64)
    done: list[Round] = []
    found, at, cut_short = first, 0, False
    while True:
        rival = rivals(found, aim, reach)
        beyond = beyond_limits(found, aim, reach)
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
    """The round to go on with: the last one at once, where that costs no more than twice the round before."""
    last = len(planned) - 1
    return last if at < last and left * planned[last] <= 2 * before * planned[at] else at + 1
