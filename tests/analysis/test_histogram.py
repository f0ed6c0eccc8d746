from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.histogram import Histogram
from sim.analysis.product_sums import WIDEST
from sim.outcomes.responses import Counts

CITIZENS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3) | st.integers(0, 2**WIDEST - 1)), max_size=30)


def arrays(citizens: list[tuple[int, int]]) -> tuple[Counts, Counts]:
    pairs = np.array(citizens, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def histogram(*parts: list[tuple[int, int]]) -> Histogram:
    found = Histogram()
    for part in parts:
        found.add(*arrays(part))
    return found


def entries(found: Histogram) -> list[tuple[int, int, int]]:
    return [(int(cell), int(value), int(count)) for cell, value, count in zip(*found.entries(), strict=True)]


@given(st.lists(CITIZENS, max_size=6))
def test_it_counts_every_citizen_once_in_order(parts: list[list[tuple[int, int]]]) -> None:
    counted = Counter(citizen for part in parts for citizen in part)
    expected = sorted((*citizen, count) for citizen, count in counted.items())
    found = histogram(*parts)
    assert entries(found) == expected
    values, counts = found.among([1, 4])
    chosen = Counter(value for part in parts for cell, value in part if cell in (1, 4))
    assert list(zip(values.tolist(), counts.tolist(), strict=True)) == sorted(chosen.items())


@given(CITIZENS, CITIZENS, CITIZENS)
def test_merging_and_taking_up_again_change_nothing(
    first: list[tuple[int, int]], second: list[tuple[int, int]], third: list[tuple[int, int]]
) -> None:
    whole, merged, restored = histogram(first, second, third), histogram(third), Histogram()
    merged.merge(histogram(second, first))
    restored.restore(*merged.entries())
    assert entries(whole) == entries(merged) == entries(restored)


def test_it_is_no_longer_than_there_are_distinct_values() -> None:
    found = histogram(*[[(0, value % 7), (1, 5)] for value in range(500)])
    assert len(found.entries()[0]) == 8
    assert sum(found.entries()[2]) == 1_000


def test_the_comparison_sees_another_cell_value_or_count() -> None:
    one = entries(histogram([(0, 3), (1, 3)]))
    assert all(one != entries(histogram(other)) for other in ([(0, 3), (0, 3)], [(0, 3), (1, 4)], [(0, 3)] * 3))
