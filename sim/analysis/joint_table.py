"""Counts of a burden that the same citizens bear under two designs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class JointCell(IntEnum):
    """The numbers stored for a burden under two designs, in their order."""

    MORE = 0
    """Citizens with a larger burden under the first design."""
    LESS = 1
    ONLY_FIRST = 2
    """Citizens with some burden under the first design and none under the other."""
    ONLY_OTHER = 3
    BOTH = 4
    """Citizens with some burden under both."""
    EXCESS = 5
    """Sum of the increases of the citizens with a larger burden under the first design."""
    RELIEF = 6


FATES: Final = len(JointCell)
MIRRORED: Final[Mapping[JointCell, JointCell]] = {
    JointCell.MORE: JointCell.LESS,
    JointCell.LESS: JointCell.MORE,
    JointCell.ONLY_FIRST: JointCell.ONLY_OTHER,
    JointCell.ONLY_OTHER: JointCell.ONLY_FIRST,
    JointCell.BOTH: JointCell.BOTH,
    JointCell.EXCESS: JointCell.RELIEF,
    JointCell.RELIEF: JointCell.EXCESS,
}
"""The cell of each number when the two designs are swapped."""
