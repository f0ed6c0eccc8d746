"""The observer: told of each decision, when it is made, with the numbers it is made with. It changes nothing.

This one does not listen, so that a simulation that nobody asks about spends no time on it; `Listener` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.decisions import OpeningUtility
from sim.model.message_box import Message, Trip
from sim.rules.activity import Frustration
from sim.rules.parameters import ContactNumbers

if TYPE_CHECKING:
    from sim.model.citizen import Citizen
    from sim.model.digid import Visit


class Observer:
    """Somebody who is told and does not listen."""

    __slots__ = ()

    def receives(self, citizen: Citizen, message: Message) -> None:
        """A message came."""

    def sends(self, citizen: Citizen, plan: ContactNumbers, trip: Trip) -> None:
        """A contact left."""

    def judges(self, citizen: Citizen, case: int, trip: Trip, contact: ContactNumbers, doubt: float) -> None:
        """A contact about a message was judged genuine or not; `doubt` is the logit of suspecting it."""

    def chooses(
        self,
        citizen: Citizen,
        case: int,
        trip: Trip,
        contact: ContactNumbers,
        consideration: int,
        first: int,
        worth: OpeningUtility,
    ) -> None:
        """The citizen opened, postponed or ignored a contact about a message.

        Of all that it announced, the message `first` was worth most to open: `worth`.
        """

    def postpones(
        self, citizen: Citizen, message: Message, trip: Trip, contact: ContactNumbers, consideration: int, back_at: int
    ) -> None:
        """What was postponed comes back to mind at `back_at`, or never."""

    def tries(self, citizen: Citizen, visit: Visit, number: int, *, outage: bool) -> None:
        """An attempt to log in, with the occurrence number of its draws."""

    def leaves_or_reads(self, citizen: Citizen, other: Message, cause: int, contact: ContactNumbers) -> None:
        """A message that lay beside the one that a login was for, of case `cause`, was read along, or left."""

    def learns(self, citizen: Citizen, message: Message, contact: ContactNumbers, before: float, after: float) -> None:
        """A belief moved."""

    def plans(self, citizen: Citizen, message: Message, intention: int) -> None:
        """Having read, the citizen acts, plans to, or will not."""

    def weighs_payment(self, citizen: Citizen, message: Message, step: int, chance: float) -> None:
        """Having opened a collection letter, the citizen pays or not."""

    def frustrates(self, citizen: Citizen, by: Frustration, case: int, place: int) -> None:
        """Something frustrated, and the citizen could give up digital post."""


NOBODY = Observer()
