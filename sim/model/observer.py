"""The observer interface: hooks that are called at each decision with its numbers, and that influence nothing.

The base class ignores all calls, so that a simulation without a recorder spends no time on them; `Recorder`, in
`sim.model.recorder`, stores them.
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
    """Observer base class; every hook does nothing."""

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

        Among the messages that it announced, the one of case `first` was worth most to open; `worth` are its numbers.
        """

    def postpones(
        self, citizen: Citizen, message: Message, trip: Trip, contact: ContactNumbers, consideration: int, back_at: int
    ) -> None:
        """A postponed contact is reconsidered at `back_at`, or never."""

    def tries(self, citizen: Citizen, visit: Visit, number: int, *, outage: bool) -> None:
        """An attempt to log in, with the occurrence number of its draws."""

    def leaves_or_reads(self, citizen: Citizen, other: Message, cause: int, contact: ContactNumbers) -> None:
        """Another unread message was read or left in a login for the message of case `cause`."""

    def learns(self, citizen: Citizen, message: Message, contact: ContactNumbers, before: float, after: float) -> None:
        """A belief changed from `before` to `after`."""

    def plans(self, citizen: Citizen, message: Message, intention: int) -> None:
        """After reading, the citizen acts, plans to act, or does not."""

    def weighs_payment(self, citizen: Citizen, message: Message, step: int, chance: float) -> None:
        """After opening a collection letter, the citizen pays or not; `chance` is the probability."""

    def frustrates(self, citizen: Citizen, by: Frustration, case: int, place: int) -> None:
        """An event caused frustration, and the citizen could opt out."""


NOBODY = Observer()
