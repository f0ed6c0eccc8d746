from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.analysis.comparison import (
    CONFIDENCE,
    NOT_ESTIMABLE,
    Contrast,
    Estimate,
    compare,
    contrast,
    estimate,
    level,
    pairing,
)
from sim.analysis.effective_number import EFFECTIVE_FOR_WORTH, LEAST_EFFECTIVE
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.ratio import Products, Ratio, covariance
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns, Counts, Response
from sim.rules.columns import NAMES
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import uniforms
from tests.experiment.studies import QUEUEING, small

MEAN = Response("mean", "mean", "each", ((1, "logins"),), None, 1.0, "lower")
SHARE = Response("share", "share", "share", ((1, "missed"),), "invoices", 1.0, "lower")
Pair: TypeAlias = tuple[Counts, Counts]
"""Numerators and denominators of some units."""


def table(x: list[int], d: list[int] | None = None, replication: list[int] | None = None) -> dict[str, Counts]:
    """Reachable citizens whose `MEAN` is made of x, and whose `SHARE` of x and d."""
    count = len(x)
    return {name: np.zeros(count, dtype=np.int64) for name in NAMES} | {
        "citizen": np.arange(count, dtype=np.int64),
        "replication": np.array(replication or [0] * count, dtype=np.int64),
        "reachable": np.ones(count, dtype=np.int64),
        "logins": np.array(x, dtype=np.int64),
        "missed": np.array(x, dtype=np.int64),
        "invoices": np.array(d if d is not None else [1] * count, dtype=np.int64),
    }


def contrasted(
    new: Columns, old: Columns, response: Response, group: Group = ALL, scenario: Scenario | None = None
) -> Contrast:
    tally = Tally.of(scenario or small(), {"new": new, "old": old})
    return contrast(tally.sample(group), "new", "old", response)


def units(x: Counts, d: Counts | None = None) -> Pair:
    return x, np.ones_like(x) if d is None else d


def products(one: Pair, other: Pair) -> Products:
    return Products(*(sum(a * b for a, b in zip(x.tolist(), y.tolist(), strict=True)) for x in one for y in other))


def ratio(x: Counts, d: Counts | None = None) -> Ratio:
    one = units(x, d)
    return Ratio(len(x), int(one[0].sum()), int(one[1].sum()), products(one, one))


def difference(one: Pair, other: Pair, scale: float = 1.0) -> tuple[Estimate, float | None]:
    first, second = ratio(*one), ratio(*other)
    assert first.value is not None
    assert second.value is not None
    variance, worth = pairing(first, second, products(one, other))
    return estimate(first.value - second.value, variance, scale, first.units - 1), worth


def test_a_mean_has_the_textbook_interval() -> None:
    values = [3, 1, 4, 1, 5, 9, 2, 6]
    found = level(ratio(np.array(values)), 1.0)
    mean = sum(values) / 8
    error = math.sqrt(sum((value - mean) ** 2 for value in values) / 7 / 8)
    z = float(stats.t.ppf(0.975, 7))
    assert found.value == pytest.approx(mean, rel=1e-15)
    assert found.low == pytest.approx(mean - z * error, rel=1e-14)
    assert found.high == pytest.approx(mean + z * error, rel=1e-14)


def test_a_difference_of_means_has_the_interval_of_the_paired_differences() -> None:
    one, other = np.array([3, 1, 4, 1, 5, 9]), np.array([2, 7, 1, 8, 2, 8])
    found, worth = difference(units(one), units(other), 2.0)
    error = float(np.std(one - other, ddof=1)) / math.sqrt(6)
    assert found.value == pytest.approx(2.0 * float(np.mean(one - other)), rel=1e-14)
    assert found.half_width == pytest.approx(2.0 * float(stats.t.ppf(0.975, 5)) * error, rel=1e-12)
    unpaired = float(np.var(one, ddof=1) + np.var(other, ddof=1))
    assert worth == pytest.approx(unpaired / float(np.var(one - other, ddof=1)), rel=1e-12)


def test_the_score_of_a_ratio_uses_numerator_and_denominator_of_both_designs() -> None:
    x, d = np.array([1, 0, 2, 3, 1]), np.array([2, 1, 2, 4, 3])
    y, e = np.array([0, 1, 1, 3, 2]), np.array([1, 2, 2, 4, 2])
    found, _ = difference((x, d), (y, e))
    r, s = x.sum() / d.sum(), y.sum() / e.sum()
    scores = (x - r * d) / d.mean() - (y - s * e) / e.mean()
    error = math.sqrt(float(scores @ scores) / 4 / 5)
    assert found.value == pytest.approx(float(r - s), rel=1e-14)
    assert found.half_width == pytest.approx(float(stats.t.ppf(0.975, 4)) * error, rel=1e-12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (table([1, 2], [0, 0]), table([1, 2], [0, 0])),
        (table([1, 2], [1, 1]), table([1, 2], [0, 0])),
        (table([1, 2], [0, 0]), table([1, 2], [1, 1])),
        (table([]), table([])),
    ],
)
def test_nothing_to_divide_by_is_not_estimable(one: Columns, other: Columns) -> None:
    found = contrasted(one, other, SHARE)
    assert found.difference == NOT_ESTIMABLE
    assert found.worth is None
    assert found.level.value is None or found.level.value == 1.5


def test_one_citizen_has_a_value_and_no_interval() -> None:
    found = contrasted(table([7]), table([5]), MEAN)
    assert found.level == Estimate(7.0)
    assert found.difference == Estimate(2.0)
    assert found.worth is None


def test_without_spread_there_is_a_value_and_no_interval() -> None:
    found = contrasted(table([1, 2, 3], [3, 6, 9]), table([1, 1, 1]), SHARE)
    assert found.level == Estimate(1 / 3)
    assert found.difference == Estimate(-2 / 3)
    assert not found.difference.excludes_zero


def test_the_same_design_differs_by_exactly_nothing() -> None:
    x, d = [1, 5, 2, 0], [7, 7, 3, 1]
    found = contrasted(table(x, d), table(x, d), SHARE)
    assert found.difference == Estimate(0.0)
    assert found.differing == 0
    assert found.worth is None
    assert found.level.half_width is not None


def test_a_group_takes_its_own_citizens_only() -> None:
    columns = {**table([1, 2, 30]), "reachable": np.array([1, 1, 0])}
    found = contrasted(columns, columns, MEAN, REACHABLE)
    assert (found.citizens, found.level.value) == (2, 1.5)
    nobody = Group("nobody", "nobody", "reachable", 5)
    assert contrasted(columns, columns, MEAN, nobody).level == NOT_ESTIMABLE


def changed_in(count: int) -> Contrast:
    """Two designs that differ equally far for so many of 400 citizens."""
    many = [place % 5 for place in range(400)]
    return contrasted(table([value + (place < count) for place, value in enumerate(many)]), table(many), MEAN)


def test_too_few_differing_citizens_make_no_interval() -> None:
    for count in (1, LEAST_EFFECTIVE - 1):
        few = changed_in(count)
        assert few.too_few
        assert few.effective is not None
        assert few.effective < LEAST_EFFECTIVE
        assert few.difference == Estimate(count / 400)
        assert few.error is not None
        assert (few.freedom, few.worth) == (None, None)
    assert not changed_in(0).too_few
    enough = changed_in(LEAST_EFFECTIVE + 2)
    assert not enough.too_few
    assert enough.difference is not None
    assert enough.freedom is not None
    assert enough.error is not None
    expected = float(stats.t.ppf(0.975, enough.freedom)) * enough.error
    assert enough.difference.half_width == pytest.approx(expected, rel=1e-12)
    assert enough.freedom < 399


def test_the_worth_of_pairing_is_said_where_enough_citizens_differ() -> None:
    assert changed_in(EFFECTIVE_FOR_WORTH // 2).worth is None
    assert changed_in(2 * EFFECTIVE_FOR_WORTH).worth is not None


def test_where_citizens_meet_the_replication_is_the_unit() -> None:
    meeting = resolve(QUEUEING).scenario
    replication = [0, 0, 1, 1, 2, 2]
    new = table([5, 1, 2, 2, 7, 0], [1, 2, 1, 1, 3, 1], replication)
    old = {**new, "missed": np.array([4, 1, 1, 3, 5, 0])}
    merged_new, merged_old = table([6, 4, 7], [3, 2, 4]), table([5, 4, 5], [3, 2, 4])
    found = contrasted(new, old, SHARE, scenario=meeting)
    merged = contrasted(merged_new, merged_old, SHARE)
    assert (found.level, found.error) == (merged.level, merged.error)
    assert found.difference is not None
    assert merged.difference is not None
    assert found.error is not None
    assert found.difference.value == merged.difference.value
    assert found.difference.half_width == pytest.approx(float(stats.t.ppf(0.975, 2)) * found.error, rel=1e-12)
    assert (found.effective, found.freedom) == (None, 2)
    assert found.worth is not None
    assert (found.citizens, found.differing, found.unit) == (6, 2, "replication")
    assert found.difference != contrasted(new, old, SHARE).difference


def test_a_group_that_lacks_in_a_replication_still_counts_it() -> None:
    new = {**table([5, 1, 2, 4], replication=[0, 0, 1, 1]), "reachable": np.array([1, 1, 0, 0])}
    found = contrasted(new, new, MEAN, REACHABLE, resolve(QUEUEING).scenario)
    assert found.level == level(ratio(np.array([6, 0]), np.array([2, 0])), 1.0)


def test_the_reference_has_a_level_and_no_difference() -> None:
    tally = Tally.of(small(), {"old": table([1, 2]), "new": table([2, 2])})
    found = compare([tally.sample(ALL)], "old", [MEAN, SHARE])
    assert [(row.design, row.response) for row in found] == [
        ("old", "mean"), ("old", "share"), ("new", "mean"), ("new", "share"),
    ]  # fmt: skip
    assert found[0].difference is None
    assert found[2].difference == Estimate(0.5, *bounds(found[2].difference))


def bounds(found: Estimate | None) -> tuple[float | None, float | None]:
    assert found is not None
    return found.low, found.high


def test_variance_is_the_covariance_with_oneself() -> None:
    one = units(np.array([1, 2, 4]))
    assert ratio(*one).variance == covariance(ratio(*one), ratio(*one), products(one, one)) == Fraction(7, 9)
    assert ratio(np.array([1])).variance is None


# Coverage of the intervals, over repetitions with known truth.

REPETITIONS = 2_000
CITIZENS = 300
# The number of intervals that cover is binomial; 3.9 standard errors hold it at 99.99 % confidence. The 0.5 point
# allows for the normal approximation with 300 citizens.
TOLERANCE = 3.9 * math.sqrt(0.95 * 0.05 / REPETITIONS) + 0.005


def histories() -> Iterator[tuple[Counts, Counts, Counts]]:
    """Invoices of each citizen, and how many of them two designs miss with the same luck."""
    for repetition in range(REPETITIONS):
        units = np.arange(CITIZENS, dtype=np.int64) + repetition * CITIZENS
        invoices = np.floor(4.0 * uniforms(11, 1, units)).astype(np.int64)
        probability = 0.1 + 0.15 * invoices
        old, new = np.zeros_like(invoices), np.zeros_like(invoices)
        for slot in range(3):
            luck, has = uniforms(11, 2 + slot, units), slot < invoices
            old += has & (luck < probability)
            new += has & (luck < 0.7 * probability)
        yield invoices, old, new


MISSED = sum(n * (0.1 + 0.15 * n) for n in range(4)) / 4
TRUTH = {"mean": -0.3 * MISSED, "ratio": -0.3 * MISSED / 1.5, "level": MISSED / 1.5}


def covered(intervals: list[Estimate], truth: float) -> float:
    hits = sum(1 for one in intervals if one.low is not None and one.high is not None and one.low <= truth <= one.high)
    return hits / len(intervals)


def off_target(coverage: float) -> bool:
    return abs(coverage - CONFIDENCE) > TOLERANCE


@pytest.mark.theory
def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    means, ratios, levels = [], [], []
    for invoices, old, new in histories():
        means.append(difference(units(new), units(old))[0])
        ratios.append(difference((new, invoices), (old, invoices))[0])
        levels.append(level(ratio(old, invoices), 1.0))
    assert not off_target(covered(means, TRUTH["mean"]))
    assert not off_target(covered(ratios, TRUTH["ratio"]))
    assert not off_target(covered(levels, TRUTH["level"]))


@pytest.mark.theory
def test_the_coverage_test_fails_for_wrong_standard_errors() -> None:
    unpaired, fixed_denominator, spread = [], [], []
    for invoices, old, new in histories():
        one, other = ratio(new, invoices), ratio(old, invoices)
        first, second = one.variance, other.variance
        shared = covariance(one, other, products((new, invoices), (old, invoices)))
        assert one.value is not None
        assert other.value is not None
        assert first is not None
        assert second is not None
        assert shared is not None
        unpaired.append(estimate(one.value - other.value, first + second, 1.0, CITIZENS - 1))
        mean_invoices = Fraction(int(invoices.sum()), CITIZENS)
        fixed_denominator.append(estimate(other.value, error_of(old) / mean_invoices**2, 1.0, CITIZENS - 1))
        spread.append(estimate(one.value - other.value, (first + second - 2 * shared) * CITIZENS, 1.0, CITIZENS - 1))
    assert off_target(covered(unpaired, TRUTH["ratio"]))
    assert off_target(covered(fixed_denominator, TRUTH["level"]))
    assert off_target(covered(spread, TRUTH["ratio"]))


def error_of(values: npt.NDArray[np.int64]) -> Fraction:
    """Variance of the mean, as if the denominator of a ratio were not random."""
    found = ratio(values).variance
    assert found is not None
    return found
