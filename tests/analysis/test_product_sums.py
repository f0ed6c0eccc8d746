"""Sums of products in two words, against Python's own integers, up to the bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.joint_table import FATES
from sim.analysis.product_sums import (
    COLUMN_BITS,
    LOW,
    MOST_CITIZENS,
    NARROW,
    TILE,
    WIDEST,
    WORD,
    Flags,
    accumulate,
    spans,
)
from sim.analysis.wide_integers import TwoWordIntegers
from sim.outcomes.responses import Counts

LARGEST = 2**WIDEST - 1
BOTH = np.array([[0, 1]], dtype=np.int64)
NO_CONTEST = np.zeros((0, 4), dtype=np.int64)
NO_PAIR = np.zeros((0, 2), dtype=np.int64)


def accumulated(
    values: Counts,
    starts: Counts,
    moments: Counts,
    wide: Flags,
    words: TwoWordIntegers,
    contests: Counts,
    differing: Counts,
) -> None:
    """Adds up products and contests, and no encounter."""
    none = TwoWordIntegers.zeros(len(starts) - 1, 0)
    accumulate(values, starts, moments, wide, words.high, words.low, contests, differing, NO_PAIR, none.high, none.low)


def added(one: list[int], other: list[int], *, wide: bool, words: TwoWordIntegers | None = None) -> int:
    """The sum of products of two quantities of citizens of one cell."""
    words = words or TwoWordIntegers.zeros(1, 1)
    values, starts = np.array([one, other], dtype=np.int64), np.array([0, len(one)], dtype=np.int64)
    nobody = np.zeros((1, 0), dtype=np.int64)
    accumulated(values, starts, BOTH, np.array([wide]), words, NO_CONTEST, nobody)
    assert 0 <= int(words.low[0, 0]) <= LOW
    return words.added_up([0])[0]


def exact(one: list[int], other: list[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))


EXTREMES = st.sampled_from([0, 1, -1, LARGEST, -LARGEST, 2**31, 2**31 - 1, -(2**31), 2**45]) | st.integers(
    -LARGEST, LARGEST
)


@given(st.lists(st.tuples(EXTREMES, EXTREMES), max_size=40))
def test_products_of_up_to_46_bits_each_are_exact(pairs: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    assert added(one, other, wide=True) == exact(one, other)


@given(st.integers(1, NARROW - 1), st.integers(1, 3 * TILE), st.sampled_from([1, -1]), st.integers(0, 2**60))
def test_the_most_that_is_added_in_one_word_is_exact(bits: int, count: int, sign: int, before: int) -> None:
    one, other = [-(2**bits)] * count, [sign * 2 ** (NARROW - bits)] * count
    words = TwoWordIntegers.zeros(1, 1)
    words.low[0, 0] = LOW - before
    assert added(one, other, wide=False, words=words) == LOW - before + exact(one, other)


@given(st.lists(st.tuples(st.integers(-(2**27), 2**27), st.integers(-(2**27), 2**27)), max_size=600))
def test_one_word_and_two_words_agree(pairs: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    assert added(one, other, wide=False) == added(one, other, wide=True) == exact(one, other)


def test_the_comparison_sees_what_leaves_one_word() -> None:
    many = [2**31] * TILE
    assert added(many, many, wide=True) == exact(many, many)
    assert added(many, many, wide=False) != exact(many, many)


@pytest.mark.parametrize("sign", [1, -1])
def test_as_many_citizens_as_a_tally_holds_do_not_leave_two_words(sign: int) -> None:
    words = TwoWordIntegers.zeros(1, 1)
    total = added([LARGEST], [sign * LARGEST], wide=True, words=words)
    for _ in range(MOST_CITIZENS.bit_length() - 1):
        words.add(words)
    assert words.added_up([0]) == [sign * LARGEST * LARGEST * MOST_CITIZENS] == [total * MOST_CITIZENS]
    assert abs(int(words.high[0, 0])) < 2**60


@given(st.lists(st.integers(-(2**120), 2**120), min_size=1, max_size=5), st.permutations(range(5)))
def test_numbers_in_two_words_add_up_in_any_order(numbers: list[int], order: list[int]) -> None:
    def words(number: int) -> TwoWordIntegers:
        return TwoWordIntegers(np.array([[number >> WORD]]), np.array([[number & LOW]]))

    found = TwoWordIntegers.zeros(1, 1)
    for place in (place for place in order if place < len(numbers)):
        found.add(words(numbers[place]))
    total = words(sum(numbers))
    assert found.added_up([0]) == [sum(numbers)]
    assert (found.high.tolist(), found.low.tolist()) == (total.high.tolist(), total.low.tolist())


def test_cells_are_kept_apart_and_their_sums_add_up() -> None:
    values: Counts = np.array([[1, 2, 3, 4, 5], [10, 20, 30, 40, 50]], dtype=np.int64)
    words, differing = TwoWordIntegers.zeros(3, 1), np.zeros((3, 1), dtype=np.int64)
    contest = np.array([[0, 1, 0, 0]], dtype=np.int64)
    starts = np.array([0, 2, 2, 5], dtype=np.int64)
    accumulated(values, starts, BOTH, np.array([False]), words, contest, differing)
    assert [words.added_up([cell])[0] for cell in range(3)] == [50, 0, 500]
    assert words.added_up([0, 2]) == [550]
    assert differing.tolist() == [[2], [0], [3]]


def test_a_citizen_differs_in_the_numerator_or_in_the_denominator_and_counts_once() -> None:
    values = np.array([[1, 1, 1, 1], [1, 2, 1, 2], [5, 5, 5, 5], [5, 5, 6, 6]], dtype=np.int64)
    differing = np.zeros((1, 1), dtype=np.int64)
    words = TwoWordIntegers.zeros(1, 0)
    none, contest = np.zeros((0, 2), dtype=np.int64), np.array([[0, 1, 2, 3]], dtype=np.int64)
    starts, wide = np.array([0, 4], dtype=np.int64), np.zeros(0, dtype=np.bool_)
    accumulated(values, starts, none, wide, words, contest, differing)
    assert differing.tolist() == [[3]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3) | st.just(2**42 - 1)), min_size=1, max_size=600))
def test_what_becomes_of_a_burden_is_counted_one_by_one(pairs: list[tuple[int, int]]) -> None:
    values = np.array(pairs, dtype=np.int64).T.copy()
    words, joint = TwoWordIntegers.zeros(1, 0), TwoWordIntegers.zeros(1, FATES)
    starts, nobody = np.array([0, len(pairs)], dtype=np.int64), np.zeros((1, 0), dtype=np.int64)
    nothing = np.zeros(0, dtype=np.bool_)
    accumulate(values, starts, NO_PAIR, nothing, words.high, words.low, NO_CONTEST, nobody, BOTH, joint.high, joint.low)
    assert joint.added_up([0]) == [
        sum(a > b for a, b in pairs),
        sum(a < b for a, b in pairs),
        sum(a > 0 and b == 0 for a, b in pairs),
        sum(a == 0 and b > 0 for a, b in pairs),
        sum(a > 0 and b > 0 for a, b in pairs),
        sum(max(a - b, 0) for a, b in pairs),
        sum(max(b - a, 0) for a, b in pairs),
    ]


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20))
def test_the_span_has_the_bits_of_the_largest(numbers: list[int]) -> None:
    bits = int(spans(np.array([numbers], dtype=np.int64))[0]).bit_length()
    assert all(-(2**bits) <= number < 2**bits for number in numbers)
    assert not bits or any(not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1) for number in numbers)


def test_the_bounds_are_those_that_the_proof_takes() -> None:
    assert (COLUMN_BITS, WIDEST, TILE, WORD, MOST_CITIZENS) == (42, 46, 2**8, 62, 2**30)
    assert NARROW + 8 == WORD
