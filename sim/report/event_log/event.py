"""An event: one journal row with everything that its numbers stand for."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, TypeAlias

from sim.outcomes.meaning import Meaning
from sim.report.event_log.wording import OF_THE_SENDER, Contact
from sim.rules.activity import Activity
from sim.scenario.schema import MessageType


class LogCitizen(NamedTuple):
    """Whose life it is, and in which world."""

    design: str
    replication: int
    number: int
    segment: str
    reachable: bool

    @property
    def identity(self) -> str:
        """Design, replication and number: unique in a study."""
        return f"{self.design}/{self.replication}/{self.number}"


class LogMessage(NamedTuple):
    """What an event is about, if it is about a message."""

    identity: str
    """The citizen's identity and the case: unique in a study."""
    case: int
    sender: str
    type_name: str
    description: MessageType
    measured: bool
    """Delivered in the measured window."""


class Event(NamedTuple):
    """One journal row. `detail_number` is the detail as the journal has it, `detail` tells in words what it means."""

    citizen: LogCitizen
    message: LogMessage | None
    ordinal: int
    """Place among the events of this citizen, from 0 on."""
    at: int
    time: datetime
    activity: Activity
    detail_number: int
    meaning: Meaning
    detail: str
    contact: Contact | None
    seconds: int
    cents: int
    measured: bool

    @property
    def case(self) -> int:
        """The message's case; 0 if it is about none."""
        return self.message.case if self.message is not None else 0

    @property
    def trace(self) -> str:
        """What it belongs to: a message, or else a citizen."""
        return self.message.identity if self.message is not None else self.citizen.identity

    @property
    def is_of_the_sender(self) -> bool:
        """Whether a body does it, not the citizen."""
        return self.message is not None and self.activity in OF_THE_SENDER


Life: TypeAlias = tuple[Event, ...]
"""Everything that happened to one citizen under one design, in the order in which it happened."""
