from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.figures.labels import Box, around, side_by_side

ROOM = Box(0.0, 0.0, 4.0, 3.0)
INSIDE = st.tuples(st.floats(0.2, 3.8), st.floats(0.2, 2.8))


def test_labels_stand_where_they_are_wanted_if_they_can() -> None:
    assert side_by_side([1.0, 3.0], [0.5, 0.5], 0.0, 4.0, 0.1) == [1.0, 3.0]


def test_two_that_want_the_same_place_share_the_way() -> None:
    assert side_by_side([2.0, 2.0], [0.5, 0.5], 0.0, 4.0, 0.1) == pytest.approx([1.7, 2.3])


def test_the_ends_hold() -> None:
    assert side_by_side([0.0, 0.0, 4.0], [0.4, 0.4, 0.4], 0.0, 4.0, 0.1) == pytest.approx([0.2, 0.7, 3.8])
    assert side_by_side([], [], 0.0, 4.0, 0.1) == []


@given(st.lists(st.tuples(st.floats(0.0, 4.0), st.floats(0.1, 0.3)), min_size=1, max_size=9))
def test_none_covers_its_neighbour_and_the_order_is_kept(labels: list[tuple[float, float]]) -> None:
    wanted, widths = sorted(want for want, _ in labels), [width for _, width in labels]
    found = side_by_side(wanted, widths, 0.0, 4.0, 0.05)
    for (one, width), (other, other_width) in pairwise(zip(found, widths, strict=True)):
        assert other - one >= (width + other_width) / 2.0 + 0.05 - 1e-9
    assert found[0] - widths[0] / 2.0 >= -1e-9
    assert found[-1] + widths[-1] / 2.0 <= 4.0 + 1e-9


def test_a_lone_label_stands_right_of_its_mark_without_a_leader() -> None:
    (placed,) = around([(1.0, 1.0)], [(0.5, 0.12)], ROOM, 0.05)
    assert placed is not None
    assert not placed.leader
    assert placed.box.left == pytest.approx(1.09)
    assert (placed.box.bottom + placed.box.top) / 2.0 == pytest.approx(1.0)


def test_a_label_keeps_off_a_line_if_it_can_and_is_there_if_it_cannot() -> None:
    line = Box(1.0, 1.0, 4.0, 1.0)
    (placed,) = around([(1.0, 1.0)], [(0.5, 0.12)], ROOM, 0.05, [line])
    assert placed is not None
    assert not placed.box.meets(line)
    everywhere = [ROOM]
    assert None not in around([(1.0, 1.0)], [(0.5, 0.12)], ROOM, 0.05, everywhere)


def test_there_is_no_place_where_there_is_no_room() -> None:
    assert around([(0.5, 0.5)], [(2.0, 0.2)], Box(0.0, 0.0, 1.0, 1.0), 0.05) == [None]


@given(st.lists(INSIDE, min_size=1, max_size=15))
def test_no_label_covers_a_label_or_a_mark_and_none_is_missing(points: list[tuple[float, float]]) -> None:
    found = around(points, [(0.6, 0.12)] * len(points), ROOM, 0.05)
    boxes = [placed.box for placed in found if placed is not None]
    assert len(boxes) == len(points)
    assert all(box.within(ROOM) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert not any(box.meets(Box(x - 0.05, y - 0.05, x + 0.05, y + 0.05)) for box in boxes for x, y in points)
