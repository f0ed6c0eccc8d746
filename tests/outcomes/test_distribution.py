"""Quantiles, Gini coefficients and shares of the top tenth, by hand and by what must hold of any."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcomes.distribution import (
    PERCENTILES,
    Distribution,
    burdens_of,
    distribution,
    gini_coefficient,
    percentile,
    top_share,
)
from sim.outcomes.responses import Counts
from tests.analysis.reference import distribution_from
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

VALUES = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)


def counts(values: list[int]) -> tuple[Counts, Counts]:
    """The distinct values, and how often each is among these."""
    distinct, times = np.unique(np.array(values, dtype=np.int64), return_counts=True)
    return distinct, times


def gini_by_definition(values: list[int]) -> Fraction:
    """Half the mean absolute difference of all pairs, over the mean."""
    differences = sum(abs(one - other) for one in values for other in values)
    return Fraction(differences, 2 * len(values) * sum(values))


@pytest.mark.parametrize(
    ("values", "gini", "top"),
    [
        ([1, 2, 3, 4], Fraction(1, 4), Fraction(16, 100)),  # four tenths of the citizen with 4, of 10
        ([0, 0, 0, 12], Fraction(3, 4), Fraction(4, 10)),
        ([5] * 20, Fraction(0), Fraction(1, 10)),
        ([*range(1, 21)], Fraction(19, 60), Fraction(39, 210)),  # (n^2 - 1) / (3 n (n + 1)) for 1 to n
        ([7], Fraction(0), Fraction(1, 10)),
        ([0, 0], None, None),
    ],
)
def test_values_computed_by_hand(values: list[int], gini: Fraction | None, top: Fraction | None) -> None:
    assert gini_coefficient(*counts(values)) == gini
    assert top_share(*counts(values)) == top


def test_percentiles_are_values_that_occur() -> None:
    values = counts([*range(1, 201)])
    assert [percentile(*values, percent) for percent in PERCENTILES] == [10, 50, 100, 150, 190, 198, 200]
    assert [percentile(*counts([1, 2, 30]), percent) for percent in PERCENTILES] == [1, 1, 2, 30, 30, 30, 30]
    assert [percentile(*counts([8]), percent) for percent in PERCENTILES] == [8] * 7


@given(VALUES)
def test_the_gini_coefficient_is_that_of_its_definition(values: list[int]) -> None:
    found = gini_coefficient(*counts(values))
    assert found == (gini_by_definition(values) if any(values) else None)


@given(VALUES, st.integers(1, 1000))
def test_a_scale_changes_neither_gini_nor_share(values: list[int], factor: int) -> None:
    one, other = counts(values), counts([value * factor for value in values])
    assert gini_coefficient(*one) == gini_coefficient(*other)
    assert top_share(*one) == top_share(*other)
    scaled = distribution(*one, 0.5)
    assert scaled.percentiles == tuple(percentile(*one, percent) * 0.5 for percent in PERCENTILES)


@given(st.integers(1, 10**9), st.integers(1, 200))
def test_equal_burdens_and_a_single_bearer_are_the_ends(value: int, count: int) -> None:
    equal = distribution(*counts([value] * count))
    assert (equal.gini, equal.top_share) == (0.0, 0.1)
    single = counts([0] * (count - 1) + [value])
    assert gini_coefficient(*single) == 1 - Fraction(1, count)
    assert top_share(*single) == min(Fraction(count, 10), Fraction(1))


@given(VALUES, st.integers(2, 5))
def test_copies_of_every_citizen_change_nothing(values: list[int], copies: int) -> None:
    one, several = distribution(*counts(values)), distribution(*counts(values * copies))
    assert (one.gini, one.top_share, one.percentiles) == (several.gini, several.top_share, several.percentiles)


@given(VALUES)
def test_the_top_tenth_bears_at_least_a_tenth_and_at_most_all(values: list[int]) -> None:
    found = top_share(*counts(values))
    assert found is None or Fraction(1, 10) <= found <= 1


@given(st.lists(st.integers(0, 12) | st.integers(0, 10**12), max_size=60), st.sampled_from([1.0, 0.37]))
def test_it_is_that_of_all_values_one_by_one(values: list[int], scale: float) -> None:
    assert distribution(*counts(values), scale) == distribution_from(values, scale)


def test_the_comparison_with_the_reference_sees_one_value_that_is_off() -> None:
    values = [3, 3, 8, 0, 0, 5, 9, 1, 1, 1, 20]
    assert distribution(*counts([*values[:-1], 21])) != distribution_from(values, 1.0)


def test_millions_of_citizens_are_exact() -> None:
    values, many = np.array([1, 10**6, 10**12], dtype=np.int64), 2**28
    times = np.array([many, many, many // 2], dtype=np.int64)
    total = Fraction(many * (1 + 10**6) + many // 2 * 10**12)
    top = Fraction(many, 4) * 10**12
    assert top_share(values, times) == top / total
    few = np.array([2, 2, 1], dtype=np.int64)
    assert gini_coefficient(values, times) == gini_coefficient(values, few)


@given(VALUES.filter(lambda values: len(set(values)) > 1))
def test_a_transfer_from_the_most_to_the_least_burdened_makes_it_more_equal(values: list[int]) -> None:
    before = sorted(values)
    after = [before[0] + 1, *before[1:-1], before[-1] - 1]
    if before[-1] - before[0] > 1:
        one, other = gini_coefficient(*counts(after)), gini_coefficient(*counts(before))
        assert one is not None
        assert other is not None
        assert one < other


def test_what_cannot_be_estimated_is_none() -> None:
    assert distribution(*counts([])) == Distribution(0, None, None, None, None)
    assert distribution(*counts([0, 0])) == Distribution(2, 0.0, (0.0,) * 7, None, None)


def test_burdens_are_the_columns_per_year() -> None:
    scenario = small(40)
    columns = simulate(scenario, "sender", 0, range(40))
    effort, fees, missed = (
        distribution(*counts(burden.above.values(columns).tolist()), burden.scale) for burden in burdens_of(scenario)
    )
    year = 365.25 / 366
    for found, column, unit in ((effort, "effort_seconds", 60), (fees, "fees_cents", 100), (missed, "missed", 1)):
        assert found.mean == pytest.approx(columns[column].mean() * year / unit, rel=1e-12)
        assert found.percentiles is not None
        assert found.percentiles[-1] == pytest.approx(columns[column].max() * year / unit, rel=1e-12)
