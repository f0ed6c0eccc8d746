"""The declared order of events in the same second, and the numbering of occurrences within an address."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from sim.compilation import compiled_inside


class Happening(IntEnum):
    """Kinds of event in the order in which they are handled at the same second.

    Actions of citizens come before deadlines: reading or paying in the very second of the due date is in time. A call
    that ends frees an agent before the next caller hangs up. Leaving the box comes last, so that everything of the
    second has been seen.
    """

    DELIVERY = 1
    SENDING = 2
    NOTICING = 3
    RECONSIDERING = 4
    CREDENTIALS = 5
    UNPROMPTED = 6
    IMITATION = 7
    CALLING = 8
    CALL_ENDING = 9
    HANGING_UP = 10
    ACTING = 11
    DEADLINE = 12
    COLLECTING = 13
    LEAVING = 14


MAX_CASES: Final = 1 << 20
"""Largest number of messages of one citizen in one replication."""
FIRST_BUNDLE: Final = MAX_CASES
"""The case under which a bundle is drawn is this number plus its day, beyond the cases of all messages."""
MAX_DESIGN_CONTACTS: Final = 64
ON_PAPER: Final = 64
"""Contact number of the letter with the whole message, which is sent in addition to the box or instead of it."""
FIRST_COLLECTION_LETTER: Final = 65
"""Contact number of the first step of a collection scheme; further steps follow it."""


def priority(happening: Happening, citizen: int, case: int, contact: int) -> int:
    """Sort key of an event within its second: by kind, then citizen, then case, then contact number."""
    # Python's integers have no limit, so every part gets more bits than it can need.
    return (int(happening) << 64) | (citizen << 32) | (case << 8) | contact


CONSIDERATION_BITS: Final = 4
CONSIDERATION: Final = (1 << CONSIDERATION_BITS) - 1
"""Mask of the bits that hold a consideration behind the case of the draws; at most eight postponements are possible."""
ATTEMPT_BITS: Final = 8
ATTEMPT: Final = (1 << ATTEMPT_BITS) - 1
"""Mask of the bits of an occurrence that number the attempt."""


@compiled_inside
def occurrence(contact: int, consideration: int, attempt: int) -> int:
    """The occurrence number, within a message, of one attempt in one consideration of one contact."""
    return (contact << 16) | (consideration << 8) | attempt
