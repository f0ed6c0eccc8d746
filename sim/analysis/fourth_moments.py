"""The compiled loops that add up products of four quantities over citizens, exactly.

The effective number of citizens behind a difference follows from sums of fourth order. Such a sum is stored in four
words of 62 bits, the lowest first. The lower three lie from 0 to below 2^62, so that every number has one form only. It
cannot overflow: the difference of two quantities stays below 2^47 in absolute value and a tally has at most 2^30
citizens, so a sum stays below 2^218, and its highest word below 2^32.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.product_sums import LOW, TILE, WORD
from sim.compilation import compiled, compiled_with_arrays
from sim.outcomes.responses import Counts

WORDS: Final = 4
"""Number of words in a sum."""
HIGHEST: Final = WORDS - 1
SHORT: Final = 2**13
"""Products of four numbers below this are added up over a tile in one word: together they stay below 2^60."""
MIDDLE: Final = 2**23
"""Products of two numbers below this have at most 46 bits, and two pieces."""
PIECE: Final = 24
"""Bits of a piece: products are added up over a tile piece by piece, and stay below 2^58."""
LOW_PIECE: Final = 2**PIECE - 1
COLUMNS: Final = 7
"""Number of pieces of a product of four numbers of 47 bits."""


@compiled_with_arrays
def accumulate_fourth(values: Counts, starts: Counts, fourths: Counts, words: Counts) -> None:
    """Adds some citizens to the fourth-order sums of their cells.

    `values` and `starts` are those of `product_sums.accumulate`. Row k of `fourths` names the places of two numerators
    and a denominator, and a power p. The product of 4 - p times the difference of the numerators and p times the
    denominator is added to `words[c, k]`.
    """
    columns = np.zeros(COLUMNS, dtype=np.int64)
    for cell in range(len(starts) - 1):
        # In tiles, whose sums of products fit into one word.
        for first in range(starts[cell], starts[cell + 1], TILE):
            tile = values[:, first : min(first + TILE, starts[cell + 1])].copy()
            add_fourth(tile, fourths, words[cell], columns)


@compiled
def add_fourth(tile: Counts, fourths: Counts, words: Counts, columns: Counts) -> None:
    """Adds the products over a tile to the sums of a cell; `columns` is scratch space, 0 on entry and exit."""
    for place in range(len(fourths)):
        one, other, below = tile[fourths[place, 0]], tile[fourths[place, 1]], tile[fourths[place, 2]]
        power = fourths[place, 3]
        span, base = np.int64(0), np.int64(0)
        for row in range(tile.shape[1]):
            change = one[row] - other[row]
            # The bitwise or of all values is at least the largest and below the next power of two: cheaper than a
            # maximum.
            span |= abs(change)
            base |= abs(below[row])
        # Nobody in the tile differs, so every product with the difference as a factor is 0.
        if power < WORDS and not span:
            continue
        widest = (span if power < WORDS else np.int64(0)) | (base if power else np.int64(0))
        # The narrowest way that cannot overflow: a product of small numbers needs neither pieces nor carries.
        if widest < SHORT:
            add_short(one, other, below, power, columns)
        elif widest < MIDDLE:
            add_middle(one, other, below, power, columns)
        else:
            add_long(one, other, below, power, columns)
        for column in range(COLUMNS):
            if columns[column]:
                add_shifted(words, place, columns[column], PIECE * column)
                columns[column] = 0


@compiled
def add_short(one: Counts, other: Counts, below: Counts, power: int, columns: Counts) -> None:
    """Adds products of numbers below 2^13 to the lowest column."""
    total = np.int64(0)
    for row in range(len(one)):
        change, base = one[row] - other[row], below[row]
        left = (base if power > 3 else change) * (base if power > 2 else change)
        total += left * ((base if power > 1 else change) * (base if power else change))
    columns[0] += total


@compiled
def add_middle(one: Counts, other: Counts, below: Counts, power: int, columns: Counts) -> None:
    """Adds products of numbers below 2^23 to columns of 24 bits each."""
    lowest, middle, highest = np.int64(0), np.int64(0), np.int64(0)
    for row in range(len(one)):
        change, base = one[row] - other[row], below[row]
        left = (base if power > 3 else change) * (base if power > 2 else change)
        right = (base if power > 1 else change) * (base if power else change)
        # The upper piece keeps the sign, since an arithmetic shift rounds towards minus infinity.
        # The lower one is never negative.
        upper, lower, other_upper, other_lower = left >> PIECE, left & LOW_PIECE, right >> PIECE, right & LOW_PIECE
        lowest += lower * other_lower
        middle += upper * other_lower + lower * other_upper
        highest += upper * other_upper
    columns[0] += lowest
    columns[1] += middle
    columns[2] += highest


@compiled
def add_long(one: Counts, other: Counts, below: Counts, power: int, columns: Counts) -> None:
    """Adds products of numbers of up to 47 bits to columns of 24 bits each."""
    for row in range(len(one)):
        change, base = one[row] - other[row], below[row]
        left = pieces(base if power > 3 else change, base if power > 2 else change)
        right = pieces(base if power > 1 else change, base if power else change)
        for first in range(WORDS):
            for second in range(WORDS):
                columns[first + second] += left[first] * right[second]


@compiled
def pieces(one: int, other: int) -> tuple[int, int, int, int]:
    """The product of two numbers of up to 47 bits in pieces of 24 bits, the lowest first; the highest has the sign."""
    upper, lower, other_upper, other_lower = one >> PIECE, one & LOW_PIECE, other >> PIECE, other & LOW_PIECE
    total = lower * other_lower
    across = (total >> PIECE) + upper * other_lower + lower * other_upper
    rest = (across >> PIECE) + upper * other_upper
    return total & LOW_PIECE, across & LOW_PIECE, rest & LOW_PIECE, rest >> PIECE


@compiled
def add_shifted(words: Counts, place: int, added: int, shift: int) -> None:
    """Adds a number below 2^62 in absolute value, times 2^shift, to a sum."""
    word, offset = shift // WORD, shift % WORD
    kept = WORD - offset
    # The part that fits into the word, and below it what is left for the next one.
    add_from(words, place, word, (added & ((np.int64(1) << kept) - 1)) << offset)
    if word < HIGHEST:
        add_from(words, place, word + 1, added >> kept)


@compiled
def add_from(words: Counts, place: int, first: int, added: int) -> None:
    """Adds to a word of a sum, and carries into the next ones."""
    for word in range(first, HIGHEST):
        total = words[place, word] + added
        words[place, word] = total & LOW
        added = total >> WORD
    words[place, HIGHEST] += added
