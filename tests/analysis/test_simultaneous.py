"""Intervals that hold together: the quantile of the largest difference against what is known of it."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.groups import ALL
from sim.analysis.simultaneous import Differences, holm
from sim.analysis.student_t import beyond, half_width
from sim.analysis.studentized_maximum import DRAWS, NONE, Numbers, factored, largest_by_chance
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns, Response, responses_of
from sim.rules.columns import NAMES
from sim.scenario.resolution import resolve
from tests.experiment.studies import QUEUEING, small

LOGINS = Response("effort_minutes", "effort", "each", ((1, "effort_seconds"),), None, 1.0, "lower")
MISSED = Response("missed_share", "missed", "share", ((1, "missed"),), "invoices", 1.0, "lower")


def quantile(correlations: Numbers, confidence: float = 0.95) -> float:
    """The quantile of the largest of differences with these correlations."""
    size = len(correlations)
    places = np.array([(place, NONE) for place in range(size)], dtype=np.int64)
    weights = np.array([(1.0, 0.0)] * size)
    drawn = np.sort(largest_by_chance(factored(correlations), places, weights, DRAWS))
    return float(drawn[math.ceil(confidence * DRAWS) - 1])


def probability(reach: float, size: int = 1) -> float:
    """The probability that the largest of independent standard normals stays within reach."""
    return (2.0 * NormalDist().cdf(reach) - 1.0) ** size


TOLERANCE = 4.0 * math.sqrt(0.95 * 0.05 / DRAWS)
"""Four standard errors of the probability that a drawn quantile has: one seed in 16,000 would lie outside."""


@pytest.mark.parametrize("size", [2, 10, 40])
def test_of_independent_differences_it_is_sidaks(size: int) -> None:
    assert probability(quantile(np.eye(size)), size) == pytest.approx(0.95, abs=TOLERANCE)


@pytest.mark.parametrize("size", [1, 5])
def test_of_differences_that_go_wholly_together_it_is_that_of_one(size: int) -> None:
    assert probability(quantile(np.ones((size, size)))) == pytest.approx(0.95, abs=TOLERANCE)


@pytest.mark.parametrize("shared", [0.3, 0.8, -0.4])
def test_of_three_with_equal_correlations_it_is_that_of_the_multivariate_normal(shared: float) -> None:
    table = np.full((3, 3), shared) + (1.0 - shared) * np.eye(3)
    reach = quantile(table)
    found = stats.multivariate_normal(np.zeros(3), table).cdf([reach] * 3, lower_limit=[-reach] * 3)
    assert float(found) == pytest.approx(0.95, abs=TOLERANCE)


def test_the_factor_gives_back_the_correlations_even_where_they_are_singular() -> None:
    one = np.array([[1.0, 0.6, 0.8], [0.6, 1.0, 0.48 + 0.8 * 0.8], [0.8, 1.12, 1.0]])
    one[1, 2] = one[2, 1] = 0.6 * 0.8
    again = np.block([[one, one], [one, one]])
    factor = factored(again)
    assert np.allclose(factor @ factor.T, again, atol=1e-12)
    assert np.allclose(np.triu(factor, 1), 0.0)


def columns(effort: list[int], missed: list[int]) -> Columns:
    count = len(effort)
    return {name: np.zeros(count, dtype=np.int64) for name in NAMES} | {
        "citizen": np.arange(count, dtype=np.int64),
        "effort_seconds": np.array(effort, dtype=np.int64),
        "missed": np.array(missed, dtype=np.int64),
        "invoices": np.ones(count, dtype=np.int64),
    }


@pytest.fixture(scope="module")
def differences() -> Differences:
    """Three designs on 400 citizens; the last two do nearly the same."""
    numbers = np.arange(400)
    base = ((numbers * 37) % 101).tolist()
    second = [value + int(number) % 7 for value, number in zip(base, numbers, strict=True)]
    third = [value + int(number % 11 == 0) for value, number in zip(second, numbers, strict=True)]
    missed = [(numbers % 5 < step).astype(int).tolist() for step in (1, 2, 3)]
    tables = {
        name: columns(effort, lost)
        for name, effort, lost in zip(("a", "b", "c"), (base, second, third), missed, strict=True)
    }
    return Differences(Tally.of(small(), tables).sample(ALL), "a", [LOGINS, MISSED])


def test_correlations_are_those_of_the_paired_scores(differences: Differences) -> None:
    numbers = np.arange(400)
    b, c = numbers % 7, numbers % 7 + (numbers % 11 == 0)
    expected = float(np.corrcoef(b, c)[0, 1])
    found = differences.correlations
    places = differences.place_of
    assert found[places["b", "effort_minutes"], places["c", "effort_minutes"]] == pytest.approx(expected, rel=1e-12)
    assert np.array_equal(found, found.T)


def test_a_family_is_wider_than_one_interval_and_no_wider_than_bonferronis(differences: Differences) -> None:
    family = differences.family([(d, "a", r) for d in ("b", "c") for r in (LOGINS, MISSED)], CONFIDENCE)
    assert (family.size, family.method) == (4, "max-t")
    assert CONFIDENCE < family.single <= 1.0 - 0.05 / 4
    assert half_width(399, CONFIDENCE) < family.standard_errors(399) <= half_width(399, 1.0 - 0.05 / 4)


def test_differences_between_any_two_designs_vary_as_their_scores_do(differences: Differences) -> None:
    family = differences.family([("b", "c", LOGINS), ("b", "a", LOGINS), ("c", "a", LOGINS)], CONFIDENCE)
    numbers = np.arange(400)
    b, c = numbers % 7, numbers % 7 + (numbers % 11 == 0)
    table = np.corrcoef(np.array([b - c, b, c]))
    reach = half_width(10**6, family.single)
    found = stats.multivariate_normal(np.zeros(3), table, allow_singular=True).cdf(
        [reach] * 3, lower_limit=[-reach] * 3
    )
    assert float(found) == pytest.approx(0.95, abs=2 * TOLERANCE)


def test_what_does_not_vary_is_in_no_family(differences: Differences) -> None:
    sample = differences.sample
    alone = Differences(sample, "a", [LOGINS])
    assert alone.family([("a", "a", LOGINS)], CONFIDENCE).size == 0
    assert alone.family([("b", "a", LOGINS)], CONFIDENCE).single == CONFIDENCE


def test_few_replications_fall_back_on_bonferroni() -> None:
    scenario = resolve(QUEUEING, settings=("replications=4",)).scenario
    one = columns(list(range(40)), [0, 1] * 20)
    other = columns([value * value for value in range(40)], [1, 0, 0, 0] * 10)
    replication = np.repeat(np.arange(4), 10)
    tables = {"opaque": {**one, "replication": replication}, "wmebv": {**other, "replication": replication}}
    found = Differences(Tally.of(scenario, tables).sample(ALL), "opaque", [responses_of(scenario)["effort_minutes"]])
    assert found.units == 4
    assert found.family([("wmebv", "opaque", responses_of(scenario)["effort_minutes"])], 0.9).method == "Bonferroni"


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12))
def test_holm_lies_between_the_plain_probability_and_bonferronis(probabilities: list[float]) -> None:
    found = holm(probabilities)
    for plain, adjusted in zip(probabilities, found, strict=True):
        assert plain <= adjusted <= min(1.0, len(probabilities) * plain) + 1e-15
    order = sorted(range(len(found)), key=probabilities.__getitem__)
    assert all(found[one] <= found[other] for one, other in pairwise(order))


def test_holm_is_the_textbooks() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


@pytest.mark.parametrize("freedom", [1, 2, 9, 40, 999, 5_000])
@pytest.mark.parametrize("errors", [0.1, 1.0, 2.5, 6.0])
def test_the_probability_beyond_is_students(errors: float, freedom: int) -> None:
    expected = 2.0 * float(stats.t.sf(errors, freedom) if freedom < 1_000 else stats.norm.sf(errors))
    assert beyond(errors, freedom) == pytest.approx(expected, rel=1e-6, abs=1e-14)
