"""The value of information against its closed form: two choices whose difference is a sum of independent normals."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from sim.analysis.uncertainty.cube import Matrix
from sim.analysis.uncertainty.information_value import LEAST, kernels_of, partial, perfect
from sim.draws import Decision, uniform

NORMAL = NormalDist()
DECISION = Decision.FITTING_START.value
STUDIES = 60
POINTS = 128
WEIGHTS = (1.0, 0.6, 0.0)
"""Of three numbers in the difference; the last moves nothing."""
MEAN = 0.3

pytestmark = [pytest.mark.theory, pytest.mark.long]


def loss(mean: float, spread: float) -> float:
    """The mean of what a normal value lies above 0 where its mean is below: the unit normal loss."""
    return spread * NORMAL.pdf(mean / spread) - abs(mean) * NORMAL.cdf(-abs(mean) / spread)


def drawn(study: int) -> tuple[Matrix, Matrix]:
    """The utilities of two choices, and where the numbers lie in the unit interval."""
    places = np.array([[uniform(study, 0, point, which, DECISION, 0) for which in range(3)] for point in range(POINTS)])
    values = np.vectorize(NORMAL.inv_cdf)(places)
    difference = MEAN + values @ np.array(WEIGHTS)
    return np.stack([np.zeros(POINTS), difference], axis=1), places


@pytest.fixture(scope="module")
def studies() -> list[tuple[Matrix, Matrix]]:
    return [drawn(study) for study in range(STUDIES)]


def test_perfect_information_is_worth_the_loss_that_it_spares(studies: list[tuple[Matrix, Matrix]]) -> None:
    """The mean over studies, within four of its standard errors: it fails by chance once in 16,000 times."""
    exact = loss(MEAN, math.hypot(*WEIGHTS))
    found = [perfect(utilities) for utilities, _ in studies]
    mean, error = np.mean([each.value for each in found]), np.std([each.value for each in found]) / math.sqrt(STUDIES)
    assert abs(mean - exact) < 4.0 * error
    held = sum(abs(each.value - exact) < 1.96 * each.error for each in found)
    assert held >= 50  # of 60 intervals of 95 %, fewer once in 1,000 times


@pytest.mark.parametrize("known", [(0,), (1,), (0, 2), (0, 1)])
def test_knowing_some_numbers_is_worth_its_closed_form_or_a_little_less(
    known: tuple[int, ...], studies: list[tuple[Matrix, Matrix]]
) -> None:
    exact = loss(MEAN, math.hypot(*(WEIGHTS[which] for which in known)))
    found = [partial(utilities, kernels_of(places[:, known])) for utilities, places in studies]
    mean, error = np.mean([each.value for each in found]), np.std([each.value for each in found]) / math.sqrt(STUDIES)
    assert mean < exact + 4.0 * error
    assert mean > 0.75 * exact - 4.0 * error


def test_a_number_that_moves_nothing_is_worth_nothing(studies: list[tuple[Matrix, Matrix]]) -> None:
    found = [partial(utilities, kernels_of(places[:, [2]])) for utilities, places in studies]
    assert np.mean([each.value for each in found]) < 0.1 * loss(MEAN, 1.0)


def test_who_knows_everything_by_the_numbers_gains_nearly_all(studies: list[tuple[Matrix, Matrix]]) -> None:
    ratios = [
        partial(utilities, kernels_of(places[:, :2])).value / perfect(utilities).value for utilities, places in studies
    ]
    assert np.mean(ratios) > 0.9


def test_too_few_points_are_refused() -> None:
    utilities, places = drawn(0)
    with pytest.raises(ValueError, match="takes 64 points, not 63"):
        partial(utilities[: LEAST - 1], kernels_of(places[: LEAST - 1]))


def test_a_choice_that_always_is_best_leaves_nothing_to_know() -> None:
    utilities, places = drawn(0)
    sure = utilities - np.array([0.0, 100.0])
    assert (perfect(sure).value, partial(sure, kernels_of(places)).value) == (0.0, 0.0)
