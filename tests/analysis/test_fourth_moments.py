"""Sums of products of four numbers in four words, against Python's own integers, up to the bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.fourth_moments import COLUMNS, MIDDLE, PIECE, SHORT, WORDS, accumulate_fourth
from sim.analysis.product_sums import LOW, MOST_CITIZENS, TILE, WIDEST, WORD
from sim.analysis.wide_integers import FourWordIntegers
from sim.outcomes.responses import Counts

LARGEST = 2**WIDEST - 1
POWERS = np.array([(0, 1, 2, power) for power in range(5)], dtype=np.int64)
Citizens = list[tuple[int, int, int]]
"""Two numerators and a denominator of each citizen."""


def added(citizens: Citizens, before: FourWordIntegers | None = None) -> list[int]:
    """The sums by the power of the denominator, of citizens of one cell."""
    found = before or FourWordIntegers.zeros(1, 5)
    values: Counts = np.array(citizens, dtype=np.int64).reshape(-1, 3).T.copy()
    accumulate_fourth(values, np.array([0, len(citizens)], dtype=np.int64), POWERS, found.words)
    assert found.words[..., :-1].min() >= 0
    assert found.words[..., :-1].max() <= LOW
    return found.added_up([0])


def exact(citizens: Citizens) -> list[int]:
    return [sum((a - b) ** (4 - power) * d**power for a, b, d in citizens) for power in range(5)]


BOUNDS = [0, 1, SHORT - 1, SHORT, MIDDLE - 1, MIDDLE, 2**PIECE - 1, 2**PIECE, 2**31, 2**45, LARGEST]
NUMBERS = st.sampled_from([sign * bound for bound in BOUNDS for sign in (1, -1)]) | st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize("most", [1, SHORT // 2, MIDDLE // 2, LARGEST])
@given(data=st.data())
def test_sums_are_exact_whatever_the_size_of_the_numbers(data: st.DataObject, most: int) -> None:
    numbers = st.integers(-most, most) if most < LARGEST else NUMBERS
    citizens = data.draw(st.lists(st.tuples(numbers, numbers, numbers), max_size=12))
    assert added(citizens) == exact(citizens)


@pytest.mark.parametrize("most", [SHORT - 1, SHORT, MIDDLE - 1, MIDDLE, LARGEST])
@pytest.mark.parametrize("sign", [1, -1])
def test_full_tiles_of_the_largest_numbers_are_exact(most: int, sign: int) -> None:
    citizens = [(most, -most if most == LARGEST else 0, sign * most)] * (2 * TILE + 3)
    assert added(citizens) == exact(citizens)


def test_a_sum_goes_on_from_what_was_there_and_has_one_form() -> None:
    citizens = [(0, 1, 1), (0, 1, 1), (5, 0, 2)]
    words = FourWordIntegers.zeros(1, 5)
    added(citizens[:2], words)
    added(citizens[2:], words)
    at_once = FourWordIntegers.zeros(1, 5)
    assert added(citizens, at_once) == exact(citizens)
    assert np.array_equal(words.words, at_once.words)


def test_cells_are_kept_apart() -> None:
    values: Counts = np.array([[1, 2, 3, 4, 5], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]], dtype=np.int64)
    found = FourWordIntegers.zeros(3, 5)
    accumulate_fourth(values, np.array([0, 2, 2, 5], dtype=np.int64), POWERS, found.words)
    assert [found.added_up([cell])[0] for cell in range(3)] == [17, 0, 81 + 256 + 625]
    assert found.added_up([0, 2])[0] == 17 + 81 + 256 + 625


@pytest.mark.parametrize("sign", [1, -1])
def test_as_many_citizens_as_a_tally_holds_do_not_leave_four_words(sign: int) -> None:
    words = FourWordIntegers.zeros(1, 5)
    citizen = [(LARGEST, -LARGEST, sign * LARGEST)]
    added(citizen, words)
    for _ in range(MOST_CITIZENS.bit_length() - 1):
        words.add(words)
    assert words.added_up([0]) == [MOST_CITIZENS * one for one in exact(citizen)]
    assert abs(int(words.words[..., -1].min())) <= 2**32


@given(st.lists(st.integers(-(2**217), 2**217), min_size=1, max_size=5))
def test_numbers_in_four_words_add_up_and_come_back_from_their_halves(numbers: list[int]) -> None:
    def words(number: int) -> FourWordIntegers:
        lower = [number >> (WORD * place) & LOW for place in range(WORDS - 1)]
        return FourWordIntegers(np.array([[[*lower, number >> (WORD * (WORDS - 1))]]], dtype=np.int64))

    found = FourWordIntegers.zeros(1, 1)
    for number in numbers:
        found.add(words(number))
    assert found.added_up([0]) == [sum(numbers)]
    assert np.array_equal(found.words, words(sum(numbers)).words)
    assert np.array_equal(FourWordIntegers.of_halves(found.halves).words, found.words)


def test_the_comparison_sees_one_more() -> None:
    citizens = [(MIDDLE, 0, 3), (7, 2, 1)]
    assert added(citizens) != exact([*citizens, (1, 0, 0)])


def test_the_bounds_are_those_that_the_proof_takes() -> None:
    assert (WORDS, WORD, PIECE, COLUMNS, TILE) == (4, 62, 24, 7, 2**8)
    assert (SHORT - 1) ** 4 * TILE < 2**WORD
    assert 2 * (MIDDLE - 1).bit_length() <= 2 * PIECE - 2
    assert 4 * 2 ** (2 * PIECE) * TILE <= 2**58
    assert (2 * LARGEST) ** 4 * MOST_CITIZENS < 2**218 < 2 ** (WORDS * WORD - 1)
