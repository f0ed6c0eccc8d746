"""Calibration: which numbers of the scenarios fit the published figures.

Screening finds the factors that move any target by as much as matters. Waves of simulated points teach emulators,
each wave where the one before did not rule it out. Chains over the emulators tell what the targets say of each
factor. What they leave open is then varied over its whole range, and the calibrated numbers are fitted anew for every
choice of it (a cut: Plummer, Cuts in Bayesian graphical models, Statistics and Computing 25, 2015), so that no range
looks narrow only because something else was held fast. Every set that is kept was simulated, and fits by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration.emulator import Emulator, emulator
from sim.analysis.calibration.posterior import (
    Aims,
    Standing,
    anywhere,
    contraction,
    disagreement,
    fitting_points,
    misfit,
    standing,
    trading_off,
)
from sim.analysis.exploration.best_fit import Simulate, best_fit, fitted_places, middle_of
from sim.analysis.exploration.centrality import CENTRAL, ends_words, percentile
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.question import Question, chances, precise_enough
from sim.analysis.exploration.space import Numbers
from sim.analysis.uncertainty.screening import effects, trajectories
from sim.errors import StudyError, UsageError
from sim.scenario.factors import Factor

MATTERS: Final = 0.25
"""A factor whose range moves no target by this much of its uncertainty is left at what the scenario states."""
FITS: Final = 3.0
"""A set of numbers fits if no target is further off than this many standard deviations: the limit of Pukelsheim (The
three sigma rule, American Statistician 48, 1994), which fewer than 5 % of any unimodal distribution exceed."""
WIDENED: Final = 3.0
"""How many times as wide the uncertainty of targets is taken for points that are still to be looked at."""
REGION: Final = 0.9
"""The part of the sets that the range of a parameter holds."""
AGREED: Final = 1.2
"""Chains that disagree more than this have not walked far enough."""
KNOWN: Final = 0.8
"""An emulator that predicts less of the variance than this knows little."""
LEAST_MEMBERS: Final = 20
"""With fewer sets that fit there is no ensemble to speak of."""
FEW_MEMBERS: Final = 100
"""With fewer, less than five sets lie beyond each end of a range of 90 %, and its ends are rough."""
LEAST: Final = {"trajectories": 2, "points": 64, "waves": 1, "chains": 8, "steps": 100, "members": 64, "seed": 1}
"""With less there is no spread, nothing to teach an emulator, or no ensemble."""
MOST_WAVES: Final = 6


@dataclass(frozen=True, slots=True)
class CalibrationSize:
    """How much is simulated and walked."""

    trajectories: int = 6
    points: int = 1024
    """In each wave."""
    waves: int = 3
    chains: int = 400
    steps: int = 8000
    members: int = 512
    """Sets of parameters that are simulated for the ensemble; those that fit are kept."""
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises `UsageError` if there is too little of something to say anything, or what is no whole number."""
        for name, least in LEAST.items():
            found = getattr(self, name)
            if isinstance(found, bool) or not isinstance(found, Integral) or found < least:
                raise UsageError(f"A calibration takes {least} {name} or more, not {found!r:.80}.")
        if self.waves > MOST_WAVES or self.seed >= 2**31:
            raise UsageError(f"A calibration takes at most {MOST_WAVES} waves, and a seed below 2^31; found {self}.")


@dataclass(frozen=True, slots=True)
class FactorFit:
    """What the targets say of one factor."""

    factor: Factor
    contraction: float
    """How far the targets narrow it from its range: 0 not at all, 1 to a point."""
    low: float
    high: float
    """The middle 90 % of the sets of the ensemble, in base units."""
    largest: float
    """How many standard deviations its range moves the target that it moves most."""
    fitted: bool
    """Whether it was fitted; else it was varied over its whole range."""

    @property
    def standing(self) -> Standing:
        """What the targets say of it, in a word."""
        return standing(self.contraction, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What came out of a calibration."""

    question: Question
    """In the space of the factors that matter."""
    emulators: tuple[Emulator, ...]
    deviations: Numbers
    """Of each target: the standard deviation that it was fitted with, its own uncertainty and chance together."""
    said: tuple[FactorFit, ...]
    """Of each factor of the space."""
    unmoved: tuple[Factor, ...]
    """Numbers graded calibrated that move no target; they stay as they were."""
    trade_offs: tuple[tuple[str, str, float], ...]
    """Pairs of factors that the targets tell only together, with their correlation among what fits."""
    joint: Numbers
    """Points of the unit cube that fit by the emulators, all factors told by the targets: a row for each."""
    best: Numbers
    """The central fit at what the scenarios state of everything else, in base units."""
    answers: Numbers
    """What the model says of each target at the best fit, simulated."""
    members: Numbers
    """The ensemble, in base units: a row for each set that fits."""
    predicted: Numbers
    """What the model says of each target at each member, simulated."""
    tried: int
    """Sets that were simulated for the ensemble."""
    disagreement: float
    """How far the chains disagree; 1 is not at all."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What makes the fit less sure than it looks, in sentences; empty if nothing."""
        found = []
        if self.disagreement > AGREED:
            found.append(
                f"The chains do not agree on where they are (R-hat {self.disagreement:.2f}): what the figures say of a "
                "number is rough. Take more steps."
            )
        if len(self.members) < FEW_MEMBERS:
            found.append(
                f"Only {len(self.members)} sets fit, and the ends of every range of them are rough: take more members."
            )
        found += [
            f"{said.factor.label} of the central fit lies beyond {ends_words(share)} of what fits."
            for said, share in zip(self.said, self.percentiles, strict=True)
            if said.fitted and not CENTRAL[0] <= share <= CENTRAL[1]
        ]
        weak = [each.name for each in self.emulators if each.explained < KNOWN]
        if weak:
            found.append(f"The emulators know little of {', '.join(weak)}: take more points or waves.")
        return tuple(found)

    @property
    def percentiles(self) -> tuple[float, ...]:
        """Where each factor of the central fit lies among the sets of the ensemble, from 0 to 1."""
        columns = zip(self.members.T, self.best.tolist(), strict=True)
        return tuple(percentile(column, value) for column, value in columns)

    @property
    def residuals(self) -> Numbers:
        """How far the best fit is off each target, in the target's unit."""
        found: Numbers = self.answers - self.question.published
        return found

    @property
    def off(self) -> Numbers:
        """How far the best fit is off each target, in standard deviations."""
        return misfit(self.answers, self.question.published, self.deviations**2)


def calibrated(question: Question, simulate: Simulate, extent: CalibrationSize) -> Calibration:
    """Fits the numbers of a space that are graded calibrated to the targets.

    Raises `StudyError` if next to nothing fits.
    """
    question = question.sized(precise_enough(question))
    chance = chances(question)
    own = np.array([target.deviation for target in question.targets])
    variances = own**2 + chance**2
    moved = screened(question, simulate, np.sqrt(variances), extent)
    chosen = [factor for factor, row in zip(question.space.factors, moved, strict=True) if row.max() >= MATTERS]
    if not any(factor.grade == "calibrated" for factor in chosen):
        raise StudyError("None of the numbers graded calibrated moves any of the figures: there is nothing to fit.")
    active = question.within(question.space.only(chosen))
    ranking = [row for row in moved if row.max() >= MATTERS]
    aims = learned(active, simulate, np.stack(ranking), variances, extent)
    states = joint_states(active, aims, extent)
    joint = states.reshape(-1, states.shape[2])
    places, tried = ensemble(active, aims, joint, extent), extent.members
    predicted = active.answers(simulate(active, places, "ensemble"))
    fits = np.abs(misfit(predicted, active.published, variances)).max(axis=1) <= FITS
    if fits.sum() < LEAST_MEMBERS:
        raise StudyError(nothing_fits(active, predicted, variances, int(fits.sum())))
    members, fitted = active.space.values(places[fits]), fitted_places(active)
    middle = middle_of(places[fits][:, fitted], misfit(predicted[fits], active.published, variances))
    best = best_fit(active, simulate, aims, joint, middle)
    answers = active.answers(simulate(active, best[np.newaxis], "best fit"))[0]
    return Calibration(
        active,
        aims.emulators,
        np.sqrt(variances),
        told(active, joint, members, np.stack(ranking)),
        tuple(each for each in question.space.factors if each.grade == "calibrated" and each not in set(chosen)),
        tuple(
            (active.space.names[one], active.space.names[other], together)
            for one, other, together in trading_off(joint)
        ),
        joint,
        active.space.values(best[np.newaxis])[0],
        answers,
        members,
        predicted[fits],
        tried,
        disagreement(states),
    )


def screened(question: Question, simulate: Simulate, deviations: Numbers, extent: CalibrationSize) -> list[Numbers]:
    """How many standard deviations each factor moves each target over its range: an array for each factor."""
    names = question.space.names
    points = trajectories(names, extent.trajectories, extent.seed)
    answers = question.answers(simulate(question, points, "screening"))
    found = [effects(names, points, answers[:, place], extent.seed) for place in range(answers.shape[1])]
    return [
        np.array([float(target[row].mu_star.value or 0.0) for target in found]) / deviations
        for row in range(len(names))
    ]


def learned(
    question: Question, simulate: Simulate, moved: Numbers, variances: Numbers, extent: CalibrationSize
) -> Aims:
    """Emulators of all targets, taught in waves; `moved` ranks the factors of each target."""
    points = spread_points(extent.points, len(question.space.factors), extent.seed)
    answers = question.answers(simulate(question, points, "wave 1"))
    aims = taught(question, points, answers, moved, variances)
    for wave in range(1, extent.waves):
        wider = Aims(aims.emulators, variances * WIDENED**2)
        start = anywhere(extent.chains, points.shape[1], extent.seed + wave)
        every = range(points.shape[1])
        states = fitting_points(
            start, every, wider, question.published, group=extent.chains, steps=extent.steps, key=extent.seed + wave
        )
        fresh = thinned(states, extent.points)
        simulated = question.answers(simulate(question, fresh, f"wave {wave + 1}"))
        near = np.abs(misfit(answers, question.published, variances)).max(axis=1) <= FITS * WIDENED
        points, answers = np.vstack([points[near], fresh]), np.vstack([answers[near], simulated])
        aims = taught(question, points, answers, moved, variances)
    return aims


def thinned(states: Numbers, wanted: int) -> Numbers:
    """So many of the states of some chains, evenly from all of them, the last states first."""
    flat = states[::-1].reshape(-1, states.shape[2])
    return np.ascontiguousarray(flat[:wanted])


def taught(question: Question, points: Numbers, answers: Numbers, moved: Numbers, variances: Numbers) -> Aims:
    """An emulator of each target from what was simulated."""
    found = []
    for place, target in enumerate(question.targets):
        ranked = [int(row) for row in np.argsort(-moved[:, place], kind="stable") if moved[row, place] > 0.0]
        values = answers[:, place]
        whole: NDArray[np.bool_] = np.isfinite(values)
        found.append(emulator(target.name, points[whole], values[whole], ranked, share=question.is_share(target)))
    return Aims(tuple(found), variances)


def joint_states(question: Question, aims: Aims, extent: CalibrationSize) -> Numbers:
    """What fits if the targets tell every factor: state by chain by factor."""
    size = len(question.space.factors)
    start = anywhere(extent.chains, size, extent.seed + 100)
    return fitting_points(
        start, range(size), aims, question.published, group=extent.chains, steps=extent.steps, key=extent.seed + 100
    )


def ensemble(question: Question, aims: Aims, joint: Numbers, extent: CalibrationSize) -> Numbers:
    """Points for the ensemble: what is not graded calibrated anywhere in its range, the rest as it fits with that."""
    fitted = fitted_places(question)
    start = spread_points(extent.members, joint.shape[1], extent.seed + 200)
    start[:, fitted] = joint[-extent.members :][:, fitted] if len(joint) >= extent.members else start[:, fitted]
    key = extent.seed + 200
    states = fitting_points(start, fitted, aims, question.published, group=extent.members, steps=extent.steps, key=key)
    return np.ascontiguousarray(states[-1])


def told(question: Question, joint: Numbers, members: Numbers, moved: Numbers) -> tuple[FactorFit, ...]:
    """What the targets say of each factor: of those that are fitted by the ensemble, of the others by the emulators."""
    tail = (1.0 - REGION) / 2.0
    low, high = np.quantile(members, (tail, 1.0 - tail), axis=0)
    fitted = set(fitted_places(question))
    fit, emulated = contraction(places_of(question, members)), contraction(joint)
    contracted = np.where([place in fitted for place in range(len(fit))], fit, emulated)
    return tuple(
        FactorFit(
            factor,
            float(contracted[place]),
            float(low[place]),
            float(high[place]),
            float(moved[place].max()),
            place in fitted,
        )
        for place, factor in enumerate(question.space.factors)
    )


def places_of(question: Question, values: Numbers) -> Numbers:
    """Where values in base units lie in the unit cube."""
    columns = [
        [factor.place(value) for value in values[:, place].tolist()]
        for place, factor in enumerate(question.space.factors)
    ]
    found: Numbers = np.array(columns).T
    return found


def nothing_fits(question: Question, predicted: Numbers, variances: Numbers, fit: int) -> str:
    """What is said when next to nothing fits: which targets stand in the way."""
    off = np.median(np.abs(misfit(predicted, question.published, variances)), axis=0)
    worst = [question.targets[place].name for place in np.argsort(-off)[:3]]
    return (
        f"Only {fit} of {len(predicted)} sets of parameters fit all targets. Furthest off are {', '.join(worst)}. "
        "Either the ranges of the calibrated parameters are too narrow, or the model cannot do all of this at once: "
        "widen a range, or the uncertainty of a target, and say why in its note."
    )
