from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.report.figures.window import Window, window_of

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
MARKS = st.tuples(NUMBERS, NUMBERS).map(lambda ends: (min(ends), max(ends)))
DESIGNS = st.lists(st.lists(MARKS, min_size=1, max_size=2), min_size=1, max_size=15)


def test_one_design_far_out_is_left_beyond_the_end() -> None:
    window = window_of([[(-1.0, 1.0)], [(0.5, 2.0)], [(-60.0, -58.0)]], 0.0)
    assert window == Window(-1.3, 2.3, 0.0, beyond=True)


def test_all_are_shown_where_no_third_of_them_flattens_the_others() -> None:
    assert not window_of([[(-1.0, 1.0)], [(-60.0, -58.0)]], 0.0).beyond
    assert not window_of([[(-1.0, 1.0)], [(-4.0, -3.0)], [(1.0, 2.0)]], 0.0).beyond
    assert not window_of([[(-1.0, 1.0)], [(-60.0, -58.0)], [(70.0, 80.0)], [(0.0, 1.0)]], 0.0).beyond


def test_the_margin_is_always_on_the_axis() -> None:
    window = window_of([[(0.1, 0.2)], [(0.1, 0.3)], [(4.0, 5.0)]], 10.0)
    assert (window.low, window.high, window.beyond) == (-12.0, 12.0, False)


def test_nothing_but_zero_has_an_axis_too() -> None:
    window = window_of([[(0.0, 0.0)], [(0.0, 0.0)]], 0.0)
    assert window.low < 0.0 < window.high
    assert not window.beyond


@given(DESIGNS, st.floats(0.0, 10.0))
def test_what_stays_is_shown_whole_and_two_thirds_stay(designs: list[list[tuple[float, float]]], margin: float) -> None:
    window = window_of(designs, margin)
    assert window.low < 0.0 < window.high
    assert window.low <= -margin <= margin <= window.high
    inside = [all(window.low <= low and high <= window.high for low, high in marks) for marks in designs]
    assert inside.count(False) <= len(designs) // 3
    assert window.beyond == (not all(inside))
    for marks in designs:
        for low, high in marks:
            whole = window.low <= low and high <= window.high
            assert whole or not window.low <= (low + high) / 2.0 <= window.high
