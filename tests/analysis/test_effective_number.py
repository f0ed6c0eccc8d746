"""The effective number of a difference, from exact sums, against the scores of all citizens."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.analysis.comparison import Contrast, contrast
from sim.analysis.effective_number import LEAST_EFFECTIVE, degrees_of_freedom, rounded_down
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.student_t import LARGE
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns, Counts, Response, responses_of
from sim.rules.columns import NAMES
from tests.experiment.fake_engine import uniforms
from tests.experiment.studies import small

DESIGNS = ("old", "middle", "new")
MEAN = responses_of(small())["effort_minutes"]
SHARE = responses_of(small())["missed_share"]
CHANGEABLE = responses_of(small())["days_to_read"]
"""A ratio to what is read, which a design changes."""


def tables(seed: int, count: int = 200, largest: int = 10_000) -> dict[str, Columns]:
    """Three designs with the same invoices; few citizens have large differences."""
    citizens = np.arange(count, dtype=np.int64)

    def luck(stream: int, below: int) -> Counts:
        return np.floor(below * uniforms(seed, stream, citizens)).astype(np.int64)

    invoices = luck(0, 5)
    found: dict[str, Columns] = {}
    for place, design in enumerate(DESIGNS):
        first = 1 + 10 * place
        found[design] = {name: np.zeros(count, dtype=np.int64) for name in NAMES} | {
            "citizen": citizens,
            "reachable": citizens % 3 // 2,
            "invoices": invoices,
            "missed": np.where(luck(first, 10) == 0, luck(first + 1, 5) % (invoices + 1), 0),
            "effort_seconds": np.where(luck(first + 2, 20) == 0, luck(first + 3, largest), 3),
            "read": luck(first + 4, 4),
            "read_after_seconds": luck(first + 5, 2**30),
        }
    return found


def scores(columns: Columns, response: Response, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """The linearised scores of a response, as a referee would work them out."""
    ((factor, name),) = response.numerator
    above = factor * columns[name][rows].astype(np.float64)
    below = np.ones(rows.sum()) if response.denominator is None else columns[response.denominator][rows].astype(float)
    return np.asarray((above - above.sum() / below.sum() * below) / below.mean())


def by_hand(
    found: dict[str, Columns], design: str, other: str, response: Response, rows: npt.NDArray[np.bool_]
) -> float:
    difference = scores(found[design], response, rows) - scores(found[other], response, rows)
    fourth = (difference**4).sum()
    return float((difference**2).sum() ** 2 / fourth) if fourth else 0.0


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), largest=st.sampled_from([2, 100, 10_000, 10**7, 2**41]))
def test_it_is_that_of_the_scores_of_all_citizens(seed: int, largest: int) -> None:
    rows = tables(seed, largest=largest)
    tally = Tally.of(small(), rows)
    groups = ((ALL, np.ones(200, dtype=np.bool_)), (REACHABLE, rows["old"]["reachable"] == 1))
    for group, chosen in groups:
        for response in (MEAN, SHARE):
            for design, other in (("new", "old"), ("old", "new"), ("middle", "new")):
                found = contrast(tally.sample(group), design, other, response)
                expected = by_hand(rows, design, other, response, chosen)
                assume(expected > 0.0)  # where nobody differs there is no such number
                assert found.effective == pytest.approx(expected, rel=1e-9)
                assert found.too_few == (expected < LEAST_EFFECTIVE)


def test_the_comparison_sees_one_other_citizen() -> None:
    rows = tables(1)
    tally = Tally.of(small(), rows)
    rows["new"] = {**rows["new"], "effort_seconds": rows["new"]["effort_seconds"].copy()}
    rows["new"]["effort_seconds"][5] += 10_000
    found = contrast(tally.sample(ALL), "new", "old", MEAN).effective
    assert found != pytest.approx(by_hand(rows, "new", "old", MEAN, np.ones(200, dtype=np.bool_)), rel=1e-3)


def alike(count: int, size: int = 1_000) -> Contrast:
    """A contrast of a mean in which so many citizens differ, all equally far."""
    rows = tables(3, size)
    same = {**rows["old"], "effort_seconds": np.full(size, 100, dtype=np.int64)}
    changed = {**same, "effort_seconds": same["effort_seconds"] + 60 * (np.arange(size) < count)}
    return contrast(Tally.of(small(), {"old": same, "new": changed}).sample(ALL), "new", "old", MEAN)


@pytest.mark.parametrize("count", [1, 9, 30])
def test_of_few_citizens_who_differ_alike_it_is_about_their_number(count: int) -> None:
    assert alike(count).effective == pytest.approx(count, rel=0.07)


def test_it_is_all_citizens_if_half_of_them_move_it_up_and_half_down() -> None:
    assert alike(500).effective == 1_000
    assert alike(500).freedom == 999


def test_where_nobody_differs_there_is_none() -> None:
    assert (alike(0).effective, alike(0).error, alike(0).freedom, alike(0).too_few) == (None, None, None, False)


def test_of_a_ratio_whose_denominator_changes_the_citizens_who_differ_are_counted() -> None:
    rows = tables(4)
    found = contrast(Tally.of(small(), rows).sample(ALL), "new", "old", CHANGEABLE)
    assert (found.effective, found.freedom) == (None, 199)
    few = {name: values.copy() for name, values in rows["old"].items()}
    few["read_after_seconds"][: LEAST_EFFECTIVE - 1] += 1
    few["read"][:] = np.maximum(few["read"], 1)
    one = {**few, "read_after_seconds": rows["old"]["read_after_seconds"]}
    found = contrast(Tally.of(small(), {"old": one, "new": few}).sample(ALL), "new", "old", CHANGEABLE)
    assert (found.differing, found.freedom, found.too_few) == (LEAST_EFFECTIVE - 1, None, True)


def test_denominators_that_are_not_the_same_after_all_are_seen() -> None:
    rows = tables(5)
    rows["new"] = {**rows["new"], "invoices": rows["new"]["invoices"][::-1].copy()}
    assert contrast(Tally.of(small(), rows).sample(ALL), "new", "old", SHARE).effective is None


def test_no_citizens_have_none() -> None:
    nobody = Group("nobody", "nobody", "reachable", 5)
    found = contrast(Tally.of(small(), tables(6)).sample(nobody), "new", "old", MEAN)
    assert (found.effective, found.error, found.freedom) == (None, None, None)


@pytest.mark.parametrize(
    ("effective", "units", "freedom"),
    [
        (Fraction(10), 1_000_000, 20),
        (Fraction(1_000, 3), 1_000, 999),  # normal scores: 2 n E / (n - E) is n
        (Fraction(200), 1_000, 500),
        (Fraction(200), 3_000, 420),  # 428.57
        (Fraction(49), 10_000, 98),
        (Fraction(400), 400, 399),
        (None, 400, 399),
        (Fraction(5_000), 10**6, 10_050),
    ],
)
def test_degrees_of_freedom_are_satterthwaites_and_at_most_units_less_one(
    effective: Fraction | None, units: int, freedom: int
) -> None:
    assert degrees_of_freedom(effective, units) == freedom


@given(st.integers(1, LARGE))
def test_rounding_down_keeps_two_figures(freedom: int) -> None:
    found = rounded_down(freedom)
    assert 0.9 * freedom < found <= freedom
    assert len(str(found).rstrip("0")) <= 2
