"""Which points fit: on problems whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.calibration.emulator import Emulator, Numbers, emulator
from sim.analysis.calibration.posterior import (
    Aims,
    contraction,
    correlated_pairs,
    disagreement,
    fitting_points,
    misfit,
    standing,
    uniform_points,
)
from sim.draws import normal


def linear(weights: list[float], *, share: bool = False) -> Emulator:
    """An emulator of a weighted sum of the coordinates."""
    points = uniform_points(200, len(weights), 1)
    values = points @ np.array(weights)
    return emulator("sum", points, values, list(range(len(weights))), share=share)


def walked(aims: Aims, targets: Numbers, size: int, free: list[int] | None = None, key: int = 5) -> Numbers:
    start = uniform_points(60, size, key)
    free = list(range(size)) if free is None else free
    return fitting_points(start, free, aims, targets, group=60, steps=1500, key=key)


def test_one_target_is_met_with_its_uncertainty() -> None:
    aims = Aims((linear([1.0, 0.0]),), np.array([0.05**2]))
    points = walked(aims, np.array([0.5]), 2).reshape(-1, 2)
    assert points[:, 0].mean() == pytest.approx(0.5, abs=0.01)
    assert points[:, 0].std() == pytest.approx(0.05, rel=0.1)
    assert points[:, 1].std() == pytest.approx(12**-0.5, rel=0.1)  # left where it was: anywhere


@pytest.mark.long
def test_what_is_told_and_what_is_not() -> None:
    aims = Aims((linear([1.0, 0.0]),), np.array([0.05**2]))
    found = contraction(walked(aims, np.array([0.5]), 2).reshape(-1, 2))
    assert standing(float(found[0]), 0.4, 0.6) == "pinned"
    assert standing(float(found[1]), 0.4, 0.6) == "open"
    assert found[0] == pytest.approx(1.0 - 12 * 0.05**2, abs=0.01)


def test_two_that_are_told_only_together_trade_off() -> None:
    aims = Aims((linear([1.0, 1.0, 0.0]),), np.array([0.02**2]))
    points = walked(aims, np.array([1.0]), 3).reshape(-1, 3)
    ((one, other, together),) = correlated_pairs(points)
    assert (one, other) == (0, 1)
    assert together < -0.95


@pytest.mark.long
def test_what_is_held_stays_and_the_others_fit_with_it() -> None:
    aims = Aims((linear([1.0, 1.0]),), np.array([0.01**2]))
    start = uniform_points(60, 2, 5)
    states = fitting_points(start, [1], aims, np.array([1.0]), group=60, steps=1500, key=5)
    assert (states[:, :, 0] == start[:, 0]).all()
    assert states[-1].sum(axis=1) == pytest.approx(np.ones(60), abs=0.05)


def test_the_same_key_gives_the_same_points() -> None:
    aims = Aims((linear([1.0]),), np.array([0.05**2]))
    one, other = (walked(aims, np.array([0.5]), 1) for _ in range(2))
    assert (one == other).all()
    assert (walked(aims, np.array([0.5]), 1, key=6) != one).any()


def test_chains_that_agree_and_chains_that_do_not() -> None:
    aims = Aims((linear([1.0]),), np.array([0.05**2]))
    states = walked(aims, np.array([0.5]), 1)
    assert disagreement(states) < 1.1
    apart = states.copy()
    apart[:, ::2] += 0.4
    assert disagreement(apart) > 1.5


def test_misfit_is_in_standard_deviations() -> None:
    assert misfit(np.array([[0.6, 0.1]]), np.array([0.5, 0.2]), np.array([0.01, 0.04])) == pytest.approx(
        np.array([[1.0, -0.5]])
    )


@pytest.mark.long
@pytest.mark.theory
def test_regions_hold_the_truth_as_often_as_they_say() -> None:
    """Of 200 truths drawn from the ranges, 90 % lie within their 90 % region (two-sided 99.9 % of a binomial)."""
    repetitions, group, size, deviation = 200, 24, 2, 0.05
    aims = Aims((linear([1.0, 0.3]), linear([0.0, 1.0])), np.array([deviation**2] * 2))
    truths = uniform_points(repetitions, size, 77)
    noise = [[normal(7, 0, row, target, 1, 0) for target in range(2)] for row in range(repetitions)]
    exact = np.stack([each.predicted(truths) for each in aims.emulators], axis=1)
    targets = np.repeat(exact + deviation * np.array(noise), group, axis=0)
    start = uniform_points(repetitions * group, size, 11)
    states = fitting_points(start, range(size), aims, targets, group=group, steps=1200, key=13)
    for coordinate in range(size):
        values = states[:, :, coordinate].reshape(len(states), repetitions, group).transpose(1, 0, 2)
        flat = values.reshape(repetitions, -1)
        low, high = np.quantile(flat, (0.05, 0.95), axis=1)
        held = int(((low <= truths[:, coordinate]) & (truths[:, coordinate] <= high)).sum())
        assert 165 <= held <= 193, coordinate


def test_nothing_is_pinned_that_moves_twofold() -> None:
    assert standing(0.9, 1.0, 1.9) == "pinned"
    assert standing(0.9, 1.74, 11.4) == "narrowed"
    assert standing(0.9, 0.0, 0.01) == "narrowed"
    assert standing(0.9, -0.5, 3.0) == "pinned"  # a utility has no ratio
