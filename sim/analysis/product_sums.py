"""The compiled loops that add up products of two quantities over citizens, exactly.

A sum of products is stored in two words: high * 2^62 + low, with low from 0 to below 2^62. It cannot overflow: a
quantity stays below 2^46 in absolute value and a tally has at most 2^30 citizens, so a sum stays below 2^122 and its
high word below 2^60. All that is added within one word stays below 2^63, as the functions state.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.analysis.joint_table import FATES
from sim.compilation import compiled, compiled_with_arrays
from sim.outcomes.responses import Counts

Flags: TypeAlias = npt.NDArray[np.bool_]
TILE_BITS: Final = 8
TILE: Final = 2**TILE_BITS
"""Most citizens that are added up in one word."""
WORD: Final = 62
"""Bits of the low word."""
LOW: Final = 2**WORD - 1
LIMB: Final = WORD // 2
LOW_LIMB: Final = 2**LIMB - 1
COLUMN_BITS: Final = 42
"""Bits of the largest number in a column: 4e12, over a hundred thousand years in seconds."""
WIDEST: Final = COLUMN_BITS + 4
"""Bits of the largest quantity, which adds up at most 16 columns."""
MOST_CITIZENS: Final = 2**30
"""Most citizens of one tally; a citizen counts once for each replication."""
NARROW: Final = WORD - TILE_BITS
"""Two quantities with at most so many bits together are added up over a tile in one word: below 2^62."""


@compiled_with_arrays
def accumulate(
    values: Counts,
    starts: Counts,
    moments: Counts,
    wide: Flags,
    high: Counts,
    low: Counts,
    contests: Counts,
    differing: Counts,
    encounters: Counts,
    joint_high: Counts,
    joint_low: Counts,
) -> None:
    """Adds some citizens to the sums of their cells.

    `values` has a row for each place and a column for each citizen, cell by cell: those of cell c are in the columns
    from `starts[c]` to below `starts[c + 1]`. Row m of `moments` names the two places whose products are added to
    `high[c, m]` and `low[c, m]`; they are `wide` if a tile of them may exceed a word. Row k of `contests` names two
    numerators and two denominators; a citizen who differs in either adds 1 to `differing[c, k]`. Row k of `encounters`
    names a burden under two designs; its counts are added to `joint_high[c]` and `joint_low[c]` from `FATES * k` on.
    """
    for cell in range(len(starts) - 1):
        for first in range(starts[cell], starts[cell + 1], TILE):
            # A copy lies together in memory; in place, the same rows of all places drive each other from the cache.
            tile = values[:, first : min(first + TILE, starts[cell + 1])].copy()
            add_products(tile, moments, wide, high[cell], low[cell])
            add_differing(tile, contests, differing[cell])
            add_joint_counts(tile, encounters, joint_high[cell], joint_low[cell])


@compiled
def add_products(tile: Counts, moments: Counts, wide: Flags, high: Counts, low: Counts) -> None:
    """Adds the products over a tile to the sums of a cell.

    A number added to a low word is at most 2^62 in absolute value, so that one word holds the two before the carry.
    """
    for moment in range(len(moments)):
        one, other = tile[moments[moment, 0]], tile[moments[moment, 1]]
        if wide[moment]:
            for row in range(tile.shape[1]):
                add_wide(one[row], other[row], moment, high, low)
            continue
        total = np.int64(0)
        for row in range(tile.shape[1]):
            total += one[row] * other[row]
        # Carried once for a tile and not for each product.
        carry(total, moment, high, low)


@compiled
def carry(added: int, moment: int, high: Counts, low: Counts) -> None:
    """Adds to the low word, and carries into the high word."""
    total = low[moment] + added
    # The shift rounds towards minus infinity, so that a negative sum carries downwards and the
    # low word stays positive.
    high[moment] += total >> WORD
    low[moment] = total & LOW


@compiled
def add_wide(one: int, other: int, moment: int, high: Counts, low: Counts) -> None:
    """Adds one product of quantities that may have up to 46 bits.

    Each is upper * 2^31 + lower, with lower from 0 to below 2^31 and upper below 2^15 in absolute value. The product of
    the lower parts is below 2^62, the cross products below 2^47 together, and the product of the upper parts below
    2^30.
    """
    upper, lower = one >> LIMB, one & LOW_LIMB
    other_upper, other_lower = other >> LIMB, other & LOW_LIMB
    # (a 2^31 + b)(c 2^31 + d) = ac 2^62 + (ad + bc) 2^31 + bd.
    across = upper * other_lower + lower * other_upper
    high[moment] += upper * other_upper + (across >> LIMB)
    carry((across & LOW_LIMB) << LIMB, moment, high, low)
    carry(lower * other_lower, moment, high, low)


@compiled
def add_differing(tile: Counts, contests: Counts, differing: Counts) -> None:
    """Counts the citizens of a tile whose numerator or denominator differs between two designs."""
    for contest in range(len(contests)):
        one, other = tile[contests[contest, 0]], tile[contests[contest, 1]]
        below, other_below = tile[contests[contest, 2]], tile[contests[contest, 3]]
        found = np.int64(0)
        for row in range(tile.shape[1]):
            found += (one[row] != other[row]) | (below[row] != other_below[row])
        differing[contest] += found


@compiled
def add_joint_counts(tile: Counts, encounters: Counts, high: Counts, low: Counts) -> None:
    """Counts the citizens of a tile by their burden under two designs, in the order of `JointCell`."""
    for encounter in range(len(encounters)):
        one, other = tile[encounters[encounter, 0]], tile[encounters[encounter, 1]]
        more, less, only_one, only_other, both = np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        excess, relief = np.int64(0), np.int64(0)
        for row in range(tile.shape[1]):
            change = one[row] - other[row]
            # A comparison is 0 or 1, and adding it needs no branch.
            more += change > 0
            less += change < 0
            excess += max(change, 0)
            relief += max(-change, 0)
            only_one += (one[row] > 0) & (other[row] == 0)
            only_other += (one[row] == 0) & (other[row] > 0)
            both += (one[row] > 0) & (other[row] > 0)
        first = FATES * encounter
        carry(more, first, high, low)
        carry(less, first + 1, high, low)
        carry(only_one, first + 2, high, low)
        carry(only_other, first + 3, high, low)
        carry(both, first + 4, high, low)
        carry(excess, first + 5, high, low)
        carry(relief, first + 6, high, low)


@compiled_with_arrays
def spans(values: Counts) -> Counts:
    """For each row of an array, a number with the bits that its largest absolute value needs."""
    found = np.zeros(len(values), dtype=np.int64)
    for place in range(len(values)):
        numbers = values[place]
        combined = np.int64(0)
        for row in range(len(numbers)):
            # The arithmetic shift gives -1 for negative numbers, which the exclusive or turns into -x - 1.
            combined |= numbers[row] ^ (numbers[row] >> 63)
        found[place] = combined
    return found
