"""What is counted of a burden that the same citizens bear under two designs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class JointCell(IntEnum):
    """The numbers kept of a burden under a design and another, in their order."""

    MORE = 0
    """Citizens who bear more under the first design."""
    LESS = 1
    ONLY_FIRST = 2
    """Citizens who bear some under the first design and none under the other."""
    ONLY_OTHER = 3
    BOTH = 4
    """Citizens who bear some under both."""
    EXCESS = 5
    """What those who bear more under the first design bear more, added up."""
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
"""Each number seen from the other design."""
