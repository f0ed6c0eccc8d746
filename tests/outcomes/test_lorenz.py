"""Lorenz curves, by hand and by what must hold of any."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcomes.distribution import gini_coefficient
from sim.outcomes.lorenz import STEPS, lorenz_curve
from sim.outcomes.responses import Counts
from tests.analysis.reference import lorenz_from

VALUES = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)


def counts(values: list[int]) -> tuple[Counts, Counts]:
    distinct, times = np.unique(np.array(values, dtype=np.int64), return_counts=True)
    return distinct, times


def test_curves_by_hand() -> None:
    equal, one_bears_all = lorenz_curve(*counts([5] * 20)), lorenz_curve(*counts([0, 0, 0, 12]))
    assert equal == tuple(step / STEPS for step in range(STEPS + 1))
    assert one_bears_all is not None
    assert one_bears_all[: 3 * STEPS // 4 + 1] == (0.0,) * (3 * STEPS // 4 + 1)
    assert one_bears_all[7 * STEPS // 8] == 0.5
    uneven = lorenz_curve(*counts([1, 2, 3, 4]))
    assert uneven is not None
    assert [uneven[step * STEPS // 4] for step in range(5)] == [0.0, 0.1, 0.3, 0.6, 1.0]


@pytest.mark.parametrize("values", [[], [0], [0, 0, 0]])
def test_nothing_to_share_has_no_curve(values: list[int]) -> None:
    assert lorenz_curve(*counts(values)) is None


@given(VALUES)
def test_as_counted_one_by_one(values: list[int]) -> None:
    assert lorenz_curve(*counts(values)) == lorenz_from(values)


@given(VALUES.filter(any))
def test_a_curve_rises_ever_faster_from_nothing_to_all(values: list[int]) -> None:
    curve = lorenz_curve(*counts(values))
    assert curve is not None
    assert (curve[0], curve[-1]) == (0.0, 1.0)
    steps = [after - before for before, after in pairwise(curve)]
    assert min(steps) >= 0.0
    assert all(after >= before - 1e-12 for before, after in pairwise(steps))


def test_the_gini_coefficient_is_twice_the_area_above_the_curve() -> None:
    values = counts(list(range(1, STEPS + 1)))
    curve, gini = lorenz_curve(*values), gini_coefficient(*values)
    assert curve is not None
    assert gini is not None
    area = sum((before + after) / 2.0 for before, after in pairwise(curve)) / STEPS
    assert abs(1.0 - 2.0 * area - float(gini)) < 1e-12
