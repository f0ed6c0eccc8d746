"""A tally as a long table of 64-bit integers, to be stored in a file and restored.

Only numbers other than 0 have a row, and rows have one order, so that equal tallies have equal tables. The first row is
the identity of the layout. Rows can be restored in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np

from sim.analysis.moments import Moments
from sim.errors import TallyError
from sim.outcomes.responses import Counts


class RecordPart(IntEnum):
    """Content of a row."""

    LAYOUT = 0
    """The identity of the layout, in `low`: a position has a meaning only in the layout it was made for."""
    MOMENT = 1
    """A sum of products, high * 2^62 + low."""
    CONTEST = 2
    """Number of citizens who differ between two designs, in `low`."""
    VALUE = 3
    """Number of citizens with a value of a burden, in `low`."""
    JOINT = 4
    """A number about a burden under two designs, high * 2^62 + low."""
    FOURTH = 5
    """Half of a fourth-order sum, high * 2^62 + low: the lower half, or the upper one, which counts 2^124 times."""


RECORD: Final[Mapping[str, str]] = {
    "part": "what the row holds: 0 the identity of the layout, 1 a moment, 2 a contest, 3 a value of a burden, "
    "4 a burden under two designs, 5 half of a sum of fourth order",
    "replication": "for a moment or a joint number where the replication is the unit, its number; else 0",
    "cell": "twice the place of the segment, and 1 more for reachable citizens",
    "place": "position of the moment, of the contest, of the design and burden, or of the joint number; for half a "
    "sum of fourth order twice its position, and 1 more for the upper half",
    "value": "the value of the burden; else 0",
    "high": "for a moment, a joint number or half a sum of fourth order its high word; else 0",
    "low": "the low word of a moment, a joint number or half a sum of fourth order, of 62 bits; else a count, or the "
    "identity",
}
"""The columns of the long table with their meanings."""

Rows: TypeAlias = dict[str, Counts]
"""Rows of the long table, by column."""


def entries(part: RecordPart, **columns: Counts | int) -> Rows:
    """Rows of one part; columns that are not given are 0, and single numbers are repeated."""
    arrays = np.broadcast_arrays(
        *(np.asarray(columns.get(name, 0), dtype=np.int64) for name in RECORD if name != "part")
    )
    parts = np.full(arrays[0].shape, int(part), dtype=np.int64)
    return dict(zip(RECORD, (parts, *arrays), strict=True))


def joined(tables: Iterable[Rows]) -> Rows:
    """Rows of several tables, one after another."""
    listed = list(tables)
    return {name: np.concatenate([table[name].ravel() for table in listed]) for name in RECORD}


def of_part(columns: Mapping[str, Counts], part: RecordPart) -> Rows:
    """The rows of one part."""
    chosen = columns["part"] == part
    return {name: columns[name][chosen] for name in RECORD}


def identity(layout: Moments) -> int:
    """A number of 62 bits from the SHA-256 of a layout's fields, equal for equal layouts and hardly ever for others."""
    # 62 bits, as all low words have; a signed 64-bit column holds them.
    return int.from_bytes(hashlib.sha256(repr(layout).encode()).digest()[:8], "big") >> 2


def require_laid_out(columns: Mapping[str, Counts], layout: Moments) -> None:
    """Raises `TallyError` unless this is the table of a tally with this layout."""
    if tuple(columns) != tuple(RECORD):
        raise TallyError(f"The table of a tally has the columns {', '.join(RECORD)}, not {', '.join(columns)}.")
    if of_part(columns, RecordPart.LAYOUT)["low"].tolist() != [identity(layout)]:
        raise TallyError("The tally is of other designs, of another scenario, or of another version of this program.")
