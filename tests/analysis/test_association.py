from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.analysis.association import Association, association, associations
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.tally import Tally
from sim.outcomes.responses import Columns, Counts
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small


def counts(*values: int) -> Counts:
    return np.array(values, dtype=np.int64)


def asked(*, grades: Counts, overhead: Counts, surveyed: Counts | None = None) -> Columns:
    columns = dict(simulate(small(), "sender", 0, range(len(grades))))
    surveyed = np.ones_like(grades) if surveyed is None else surveyed
    return columns | {"grade": grades, "overhead_seconds": overhead, "surveyed": surveyed}


def found_in(columns: Columns, group: Group = ALL, grade: str = "grade") -> Association:
    return association(Tally.of(small(), {"sender": columns}).sample(group), "sender", grade)


def correlation(one: Counts, other: Counts) -> float | None:
    return found_in(asked(grades=one, overhead=other)).correlation


def test_it_is_pearsons() -> None:
    one, other = counts(1, 2, 3, 4, 5), counts(2, 1, 4, 3, 5)
    assert correlation(one, other) == pytest.approx(0.8, abs=1e-15)
    assert correlation(6 - one, other) == pytest.approx(-0.8, abs=1e-15)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10**9)), min_size=3, max_size=30))
def test_it_agrees_with_scipy(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array(values, dtype=np.int64) for values in zip(*pairs, strict=True))
    found = correlation(one, other)
    if len(set(one.tolist())) == 1 or len(set(other.tolist())) == 1:
        assert found is None
        return
    assert found == pytest.approx(float(stats.pearsonr(one, other).statistic), abs=1e-6)


def test_a_line_correlates_fully_and_never_more() -> None:
    line = counts(*range(1, 50))
    assert correlation(line, 7 * line + 3) == 1.0
    assert correlation(line, 1_000 - 3 * line) == -1.0


@pytest.mark.parametrize("values", [(), (4,), (4, 4, 4)])
def test_what_does_not_vary_has_no_correlation(values: tuple[int, ...]) -> None:
    ascending = counts(*range(len(values)))
    assert correlation(counts(*values), ascending) is None
    assert correlation(ascending, counts(*values)) is None


def test_only_those_asked_count() -> None:
    columns = asked(
        grades=counts(9, 8, 6, 7, 0), overhead=counts(10, 20, 40, 5, 10_000), surveyed=counts(1, 1, 1, 0, 0)
    )
    found = found_in(columns)
    assert (found.asked, found.correlation) == (3, -1.0)
    assert found_in(dict(columns) | {"reachable": counts(1, 1, 0, 1, 1)}, REACHABLE).asked == 2


def test_without_a_survey_nothing_is_said() -> None:
    scenario = small(20)
    tally = Tally.of(scenario, {"sender": simulate(scenario, "sender", 0, range(20))})
    samples = [tally.sample(ALL), tally.sample(REACHABLE)]
    assert len(associations(scenario, samples)) == 2
    assert associations(scenario.model_copy(update={"survey": None}), samples) == ()
