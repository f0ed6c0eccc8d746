from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import UsageError
from sim.report.event_log.selection import cut, in_words, selected


def numbers(stretches: tuple[range, ...]) -> list[int]:
    return [number for part in stretches for number in part]


@pytest.mark.parametrize(
    ("written", "size", "expected"),
    [
        (None, 300, (range(100),)),
        (None, 7, (range(7),)),
        ("all", 300, (range(300),)),
        ("5", 6, (range(5, 6),)),
        ("0-99", 100, (range(100),)),
        ("40-49, 3,17", 50, (range(3, 4), range(17, 18), range(40, 50))),
        ("3-5,6,4-8,20", 50, (range(3, 9), range(20, 21))),
    ],
)
def test_citizens_are_named_by_numbers_and_ranges(written: str | None, size: int, expected: tuple[range, ...]) -> None:
    assert selected(written, size) == expected


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("", "'' names no citizens: write numbers and ranges"),
        ("1,,2", "'' names no citizens"),
        ("everybody", "'everybody' names no citizens"),
        ("-3", "'-3' names no citizens"),
        ("1-2-3", "'1-2-3' names no citizens"),
        ("٣", "names no citizens"),
        ("9" * 5000, "names no citizens"),
        ("8-3", "The citizens 8-3 run backwards: write 3-8."),
        ("0-10", "There is no citizen 10: the study has the citizens 0-9."),
    ],
)
def test_what_names_nobody_is_told(written: str, complaint: str) -> None:
    with pytest.raises(UsageError) as failed:
        selected(written, 10)
    assert complaint in str(failed.value)


@given(st.sets(st.integers(0, 60), min_size=1), st.integers(1, 9))
def test_each_citizen_comes_once_in_order_however_they_are_written_and_cut(wanted: set[int], most: int) -> None:
    stretches = selected(",".join(map(str, wanted)), 61)
    assert numbers(stretches) == sorted(wanted)
    assert selected(in_words(stretches), 61) == stretches
    pieces = tuple(cut(stretches, most))
    assert numbers(pieces) == sorted(wanted)
    assert all(1 <= len(piece) <= most for piece in pieces)
