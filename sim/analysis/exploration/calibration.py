"""Calibration: the numbers of the scenarios that fit the published figures.

Screening finds the factors that move any target noticeably. Emulators are trained on waves of simulated points, each
wave in the region that the one before did not rule out. Chains over the emulators show how far the targets constrain
each factor. Factors that they leave open are then varied over their whole range, and the calibrated numbers are fitted
anew for every choice of them (a cut: Plummer, Cuts in Bayesian graphical models, Statistics and Computing 25, 2015). So
no range looks narrow only because another factor was held fixed. Every set that is kept was simulated, and fits by
itself.
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
    contraction,
    correlated_pairs,
    disagreement,
    fitting_points,
    misfit,
    standing,
    uniform_points,
)
from sim.analysis.exploration.best_fit import Simulate, best_fit, central_point, fitted_places
from sim.analysis.exploration.centrality import CENTRAL, ends_words, percentile
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.question import Question, precise_enough, sampling_errors
from sim.analysis.exploration.space import Numbers
from sim.analysis.uncertainty.screening import effects, trajectories
from sim.errors import StudyError, UsageError
from sim.scenario.factors import Factor

MATTERS: Final = 0.25
"""Least effect of a factor's range on any target, in standard deviations of the target; below it the factor keeps the
value that the scenario states."""
FITS: Final = 3.0
"""A set of numbers fits if no target is off by more than this many standard deviations. The limit is that of Pukelsheim
(The three sigma rule, American Statistician 48, 1994), which fewer than 5 % of any unimodal distribution exceed."""
WIDENED: Final = 3.0
"""Factor by which the standard deviations of targets are widened for points of the next wave."""
REGION: Final = 0.9
"""Share of the sets that the reported range of a parameter holds."""
AGREED: Final = 1.2
"""Largest R-hat at which chains are taken to have converged."""
KNOWN: Final = 0.8
"""Least part of the variance that an emulator should explain."""
LEAST_MEMBERS: Final = 20
"""Least number of sets that fit; with fewer the calibration fails."""
FEW_MEMBERS: Final = 100
"""With fewer sets, less than five lie beyond each end of a 90 % range, and its ends are imprecise."""
LEAST: Final = {"trajectories": 2, "points": 64, "waves": 1, "chains": 8, "steps": 100, "members": 64, "seed": 1}
"""Least extents; below them there is no spread, too little to train an emulator, or no ensemble."""
MOST_WAVES: Final = 6


@dataclass(frozen=True, slots=True)
class CalibrationSize:
    """Extent of a calibration: the number of simulations and of steps of the chains.

    - `trajectories`: trajectories of the screening that finds the numbers that matter.
    - `points`, `waves`: points in each wave of simulations that train the emulators, and number of waves, up to 6.
    - `chains`, `steps`: Markov chains over the emulators, and steps of each.
    - `members`: sets of numbers that are simulated for the ensemble; those that fit are kept.
    - `seed`: seed of all points and chains.

    Raises `UsageError` for a value that is not a whole number or is too small.

    >>> import sim
    >>> sim.CalibrationSize(waves=1).points
    1024
    """

    trajectories: int = 6
    points: int = 1024
    """Points simulated in each wave."""
    waves: int = 3
    chains: int = 400
    steps: int = 8000
    members: int = 512
    """Sets of parameters that are simulated for the ensemble; those that fit are kept."""
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises `UsageError` if an extent is not a whole number or is outside its bounds."""
        for name, least in LEAST.items():
            found = getattr(self, name)
            if isinstance(found, bool) or not isinstance(found, Integral) or found < least:
                raise UsageError(f"A calibration takes {least} {name} or more, not {found!r:.80}.")
        if self.waves > MOST_WAVES or self.seed >= 2**31:
            raise UsageError(f"A calibration takes at most {MOST_WAVES} waves, and a seed below 2^31; found {self}.")


@dataclass(frozen=True, slots=True)
class FactorFit:
    """Result of the fit for one factor."""

    factor: Factor
    contraction: float
    """How far the targets reduce its variance from that of its whole range: 0 is none, 1 is to a point."""
    low: float
    high: float
    """Ends of the middle 90 % of the ensemble, in base units."""
    largest: float
    """Effect of its range on the target that it moves most, in standard deviations of the target."""
    fitted: bool
    """True if it was fitted; else it was varied over its whole range."""

    @property
    def standing(self) -> Standing:
        """How far the targets constrain it: pinned, narrowed or open."""
        return standing(self.contraction, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Result of a calibration."""

    question: Question
    """Question in the space of the factors that matter."""
    emulators: tuple[Emulator, ...]
    deviations: Numbers
    """Standard deviation of each target in the fit: its own uncertainty and the sampling error together."""
    factor_fits: tuple[FactorFit, ...]
    """Result for each factor of the space."""
    unmoved: tuple[Factor, ...]
    """Numbers graded calibrated that move no target; they keep their values."""
    trade_offs: tuple[tuple[str, str, float], ...]
    """Pairs of factors that the targets constrain only jointly, with their correlation among the points that fit."""
    joint: Numbers
    """Points of the unit cube that fit by the emulators when the targets constrain all factors: one row for each."""
    best: Numbers
    """Central fit, with everything else as the scenarios state it, in base units."""
    answers: Numbers
    """Simulated value of each target at the best fit."""
    members: Numbers
    """The ensemble, in base units: one row for each set that fits."""
    predicted: Numbers
    """Simulated value of each target at each member: one row for each member."""
    tried: int
    """Sets that were simulated for the ensemble."""
    disagreement: float
    """Largest R-hat of the chains; 1 is full agreement."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """Warnings about the fit, in sentences; empty if there are none."""
        found = []
        if self.disagreement > AGREED:
            found.append(
                f"The chains have not converged (R-hat {self.disagreement:.2f}): the posterior is rough. Take more "
                "steps."
            )
        if len(self.members) < FEW_MEMBERS:
            found.append(
                f"Only {len(self.members)} sets fit, so the ends of their ranges are rough: take more members."
            )
        found += [
            f"{fit.factor.label} of the central fit lies beyond {ends_words(share)} of the sets that fit."
            for fit, share in zip(self.factor_fits, self.percentiles, strict=True)
            if fit.fitted and not CENTRAL[0] <= share <= CENTRAL[1]
        ]
        weak = [each.name for each in self.emulators if each.explained < KNOWN]
        if weak:
            found.append(f"The emulators predict {', '.join(weak)} poorly: take more points or waves.")
        return tuple(found)

    @property
    def percentiles(self) -> tuple[float, ...]:
        """The share of the ensemble below each factor of the central fit, from 0 to 1."""
        columns = zip(self.members.T, self.best.tolist(), strict=True)
        return tuple(percentile(column, value) for column, value in columns)

    @property
    def residuals(self) -> Numbers:
        """Best fit minus published value of each target, in the target's unit."""
        found: Numbers = self.answers - self.question.published
        return found

    @property
    def off(self) -> Numbers:
        """Error of the best fit at each target, in standard deviations."""
        return misfit(self.answers, self.question.published, self.deviations**2)


def calibrated(question: Question, simulate: Simulate, extent: CalibrationSize) -> Calibration:
    """Fits the numbers of a space that are graded calibrated to the targets.

    Raises `StudyError` if no calibrated number moves a target, or if hardly any set fits.
    """
    # Sampling error must stay small beside the uncertainty of the targets, or the fit would follow noise.
    question = question.sized(precise_enough(question))
    chance = sampling_errors(question)
    own = np.array([target.deviation for target in question.targets])
    variances = own**2 + chance**2
    moved = screened(question, simulate, np.sqrt(variances), extent)
    chosen = [factor for factor, row in zip(question.space.factors, moved, strict=True) if row.max() >= MATTERS]
    if not any(factor.grade == "calibrated" for factor in chosen):
        raise StudyError("None of the numbers graded calibrated moves any of the figures: there is nothing to fit.")
    # Factors that move no target would only add terms to the emulators.
    active = question.within(question.space.only(chosen))
    ranking = [row for row in moved if row.max() >= MATTERS]
    aims = train_in_waves(active, simulate, np.stack(ranking), variances, extent)
    states = joint_states(active, aims, extent)
    joint = states.reshape(-1, states.shape[2])
    places, tried = ensemble(active, aims, joint, extent), extent.members
    predicted = active.answers(simulate(active, places, "ensemble"))
    fits = np.abs(misfit(predicted, active.published, variances)).max(axis=1) <= FITS
    if fits.sum() < LEAST_MEMBERS:
        raise StudyError(nothing_fits(active, predicted, variances, int(fits.sum())))
    members, fitted = active.space.values(places[fits]), fitted_places(active)
    middle = central_point(places[fits][:, fitted], misfit(predicted[fits], active.published, variances))
    best = best_fit(active, simulate, aims, joint, middle)
    answers = active.answers(simulate(active, best[np.newaxis], "best fit"))[0]
    return Calibration(
        active,
        aims.emulators,
        np.sqrt(variances),
        factor_fits(active, joint, members, np.stack(ranking)),
        tuple(each for each in question.space.factors if each.grade == "calibrated" and each not in set(chosen)),
        tuple(
            (active.space.names[one], active.space.names[other], together)
            for one, other, together in correlated_pairs(joint)
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
    """The effect of each factor's range on each target, in standard deviations: one array for each factor."""
    names = question.space.names
    points = trajectories(names, extent.trajectories, extent.seed)
    answers = question.answers(simulate(question, points, "screening"))
    found = [effects(names, points, answers[:, place], extent.seed) for place in range(answers.shape[1])]
    return [
        np.array([float(target[row].mu_star.value or 0.0) for target in found]) / deviations
        for row in range(len(names))
    ]


def train_in_waves(
    question: Question, simulate: Simulate, moved: Numbers, variances: Numbers, extent: CalibrationSize
) -> Aims:
    """Emulators of all targets, trained in waves; `moved` ranks the factors of each target."""
    points = spread_points(extent.points, len(question.space.factors), extent.seed)
    answers = question.answers(simulate(question, points, "wave 1"))
    aims = train_emulators(question, points, answers, moved, variances)
    for wave in range(1, extent.waves):
        # An early emulator may be wrong about the region that fits, so a wider region is explored.
        wider = Aims(aims.emulators, variances * WIDENED**2)
        start = uniform_points(extent.chains, points.shape[1], extent.seed + wave)
        every = range(points.shape[1])
        states = fitting_points(
            start, every, wider, question.published, group=extent.chains, steps=extent.steps, key=extent.seed + wave
        )
        fresh = thinned(states, extent.points)
        simulated = question.answers(simulate(question, fresh, f"wave {wave + 1}"))
        # Points far from every target would bend the polynomials where nothing is looked for; they are dropped.
        near = np.abs(misfit(answers, question.published, variances)).max(axis=1) <= FITS * WIDENED
        points, answers = np.vstack([points[near], fresh]), np.vstack([answers[near], simulated])
        aims = train_emulators(question, points, answers, moved, variances)
    return aims


def thinned(states: Numbers, wanted: int) -> Numbers:
    """`wanted` of the states of some chains, evenly from all chains, the last states first."""
    flat = states[::-1].reshape(-1, states.shape[2])
    return np.ascontiguousarray(flat[:wanted])


def train_emulators(question: Question, points: Numbers, answers: Numbers, moved: Numbers, variances: Numbers) -> Aims:
    """An emulator of each target, trained on simulated answers."""
    found = []
    for place, target in enumerate(question.targets):
        # Stable, because numbers that move a target alike must have the same order on every machine.
        ranked = [int(row) for row in np.argsort(-moved[:, place], kind="stable") if moved[row, place] > 0.0]
        values = answers[:, place]
        whole: NDArray[np.bool_] = np.isfinite(values)
        found.append(emulator(target.name, points[whole], values[whole], ranked, share=question.is_share(target)))
    return Aims(tuple(found), variances)


def joint_states(question: Question, aims: Aims, extent: CalibrationSize) -> Numbers:
    """Points that fit if the targets constrain every factor: an array of state by chain by factor."""
    size = len(question.space.factors)
    # Each stage has seeds of its own, so that no two stages share draws.
    start = uniform_points(extent.chains, size, extent.seed + 100)
    return fitting_points(
        start, range(size), aims, question.published, group=extent.chains, steps=extent.steps, key=extent.seed + 100
    )


def ensemble(question: Question, aims: Aims, joint: Numbers, extent: CalibrationSize) -> Numbers:
    """Points for the ensemble: factors not graded calibrated anywhere in their range, the others fitted given those."""
    fitted = fitted_places(question)
    start = spread_points(extent.members, joint.shape[1], extent.seed + 200)
    # From points that fit jointly the chains need fewer steps.
    start[:, fitted] = joint[-extent.members :][:, fitted] if len(joint) >= extent.members else start[:, fitted]
    key = extent.seed + 200
    states = fitting_points(start, fitted, aims, question.published, group=extent.members, steps=extent.steps, key=key)
    return np.ascontiguousarray(states[-1])


def factor_fits(question: Question, joint: Numbers, members: Numbers, moved: Numbers) -> tuple[FactorFit, ...]:
    """The result for each factor: from the ensemble if it is fitted, else from the emulators."""
    tail = (1.0 - REGION) / 2.0
    low, high = np.quantile(members, (tail, 1.0 - tail), axis=0)
    fitted = set(fitted_places(question))
    # The ensemble constrains fitted factors only; the others vary in it over their whole range by design.
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
    """The places in the unit cube of values in base units, one row for each set."""
    columns = [
        [factor.place(value) for value in values[:, place].tolist()]
        for place, factor in enumerate(question.space.factors)
    ]
    found: Numbers = np.array(columns).T
    return found


def nothing_fits(question: Question, predicted: Numbers, variances: Numbers, fit: int) -> str:
    """The message that hardly any set fits, with the targets that are missed most."""
    off = np.median(np.abs(misfit(predicted, question.published, variances)), axis=0)
    worst = [question.targets[place].name for place in np.argsort(-off)[:3]]
    return (
        f"Only {fit} of {len(predicted)} sets of parameters fit all targets. Furthest off are {', '.join(worst)}. "
        "Either the ranges of the calibrated parameters are too narrow, or the model cannot do all of this at once: "
        "widen a range, or the uncertainty of a target, and say why in its note."
    )
