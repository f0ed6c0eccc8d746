"""The declared order of events at the same second, and how an occurrence is numbered inside an address."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from sim.compilation import compiled


class Happening(IntEnum):
    """Kinds of event in the order in which they are handled at the same second.

    What citizens do comes before deadlines: who reads or pays in the very second of the due date is in time. A call
    that ends frees an agent before the next caller hangs up. Who leaves the box has seen all that one second brought.
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
"""Messages of one citizen in one replication, at most."""
FIRST_BUNDLE: Final = MAX_CASES
"""The draws of a bundle are addressed by this number plus its day, beyond the cases of all messages."""
MAX_DESIGN_CONTACTS: Final = 64
ON_PAPER: Final = 64
"""Contact number of the letter with the whole message: sent besides the box, or instead of it."""
FIRST_COLLECTION_LETTER: Final = 65
"""Contact number of a collection scheme's first step; the next steps follow it."""


def priority(happening: Happening, citizen: int, case: int, contact: int) -> int:
    """Place of an event among those of its second: by kind, then citizen, then case, then contact number."""
    return (int(happening) << 64) | (citizen << 32) | (case << 8) | contact


CONSIDERATION_BITS: Final = 4
CONSIDERATION: Final = (1 << CONSIDERATION_BITS) - 1
"""The bits that hold a consideration behind the case of draws: nothing is postponed more than eight times."""
ATTEMPT_BITS: Final = 8
ATTEMPT: Final = (1 << ATTEMPT_BITS) - 1
"""The bits of an occurrence that number the attempt."""


@compiled
def occurrence(contact: int, consideration: int, attempt: int) -> int:
    """Number, within a message, of what happens in one attempt of one consideration of one contact."""
    return (contact << 16) | (consideration << 8) | attempt
