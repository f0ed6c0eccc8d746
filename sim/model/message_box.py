"""Messages, trips of the contacts that announce them, and the message box that contains them."""

from __future__ import annotations

from typing import NamedTuple

from sim.clock import NEVER
from sim.rules.activity import Stage
from sim.rules.opening import is_moot
from sim.rules.parameters import ACTION, INVOICE, ContactNumbers, DesignNumbers, MessageTypeNumbers
from sim.rules.reaching import stage_at


class Message:
    """One message to one citizen, with its state."""

    __slots__ = (
        "amount",
        "announcement",
        "appeal",
        "arrived_at",
        "case",
        "charged",
        "deadline",
        "delivered_at",
        "design",
        "kind",
        "known_at",
        "number_of_type",
        "opened_at",
        "put_off",
        "settled_at",
        "stage",
        "surprises",
        "type",
        "unable",
        "words",
    )

    def __init__(
        self,
        case: int,
        number_of_type: int,
        numbers: MessageTypeNumbers,
        delivered_at: int,
        deadline: int,
        appeal: float,
        words: float,
        design: DesignNumbers,
    ) -> None:
        self.case = case
        self.design = design
        """The design under which it was delivered; its contacts follow this design to the end."""
        self.number_of_type = number_of_type
        self.type = numbers
        self.kind = numbers.kind
        self.delivered_at = delivered_at
        self.deadline = deadline
        self.appeal = appeal
        self.words = words
        self.amount = 0
        self.unable = False
        self.charged = 0
        self.surprises: set[int] = set()
        """Places of the collection steps that charged a fee while the citizen did not know the bill."""
        self.stage = int(Stage.NO_VALID_ADDRESS)
        self.put_off = 0
        """Number of its postponed contacts that are still to be reconsidered."""
        self.announcement: ContactNumbers | None = None
        """The contact that arrived first, which announced it."""
        self.arrived_at = NEVER
        """Arrival of the first contact."""
        self.opened_at = NEVER
        """First opening in the box or in a contact, which the sender can observe."""
        self.known_at = NEVER
        """Moment at which the citizen first learnt its content: from the box, a contact, or a letter."""
        self.settled_at = NEVER
        """Moment of payment or response."""

    @property
    def is_invoice(self) -> bool:
        """True if it asks for money."""
        return self.kind == INVOICE

    @property
    def is_action(self) -> bool:
        """True if it asks for another action."""
        return self.kind == ACTION

    @property
    def is_opened(self) -> bool:
        """True if it has been opened in the box or in a contact."""
        return self.opened_at < NEVER

    @property
    def is_known(self) -> bool:
        """True if the citizen knows its content."""
        return self.known_at < NEVER

    @property
    def is_settled(self) -> bool:
        """True if it has been paid or answered."""
        return self.settled_at < NEVER

    def reaches(self, stage: Stage) -> None:
        """Record that its contacts have reached at least this stage."""
        self.stage = max(self.stage, int(stage))

    def announced(self, plan: ContactNumbers, arrives_at: int) -> None:
        """Record that a contact is on its way and will arrive at this moment."""
        # The earliest arrival counts, and not the earliest departure: a letter may be overtaken by an e-mail.
        if arrives_at < self.arrived_at:
            self.arrived_at = arrives_at
            self.announcement = plan

    def announced_by(self, now: int) -> ContactNumbers | None:
        """The contact that announced it, if one has arrived by now."""
        return self.announcement if self.arrived_at <= now else None

    def stage_at(self, now: int) -> int:
        """The furthest stage that its contacts have reached at `now`."""
        return stage_at(self.stage, self.arrived_at, self.put_off, now)


class Trip(NamedTuple):
    """One contact on its way: the messages it announces, its arrival, and the moment at which it is noticed."""

    messages: list[Message]
    """One message, or those of a bundle. The time of the contact is booked on the first."""
    case_of_draws: int
    """The case in the address of its draws."""
    arrives_at: int
    noticed_at: int

    @property
    def case(self) -> int:
        """The case of the first message."""
        return self.messages[0].case

    def news(self, contact: ContactNumbers) -> list[Message]:
        """The messages about which the contact, which must be the one of this trip, is still news."""
        return [each for each in self.messages if not is_moot(contact.asks_for_payment, each.is_settled, each.is_known)]

    def reaches(self, stage: Stage, contact: ContactNumbers) -> None:
        """Record that the messages that it still announces have reached at least this stage."""
        for message in self.news(contact):
            message.reaches(stage)


class MessageBox:
    """The unread messages in a citizen's message box, in order of delivery."""

    __slots__ = ("unread",)

    def __init__(self) -> None:
        self.unread: dict[int, Message] = {}

    def receive(self, message: Message) -> None:
        """A message is put in."""
        self.unread[message.case] = message

    def take(self, message: Message) -> None:
        """A message is opened and no longer unread."""
        self.unread.pop(message.case, None)

    def in_order(self) -> list[Message]:
        """The unread messages, in order of delivery."""
        return list(self.unread.values())
