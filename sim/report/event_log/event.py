"""An event: one journal row with the meanings of its numbers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, TypeAlias

from sim.outcomes.meaning import Meaning
from sim.report.event_log.event_labels import OF_THE_SENDER, Contact
from sim.rules.activity import Activity
from sim.scenario.schema import MessageType


class LogCitizen(NamedTuple):
    """The citizen of an event, with design and replication."""

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
    """The message of an event."""

    identity: str
    """The citizen's identity and the case, unique in a study."""
    case: int
    sender: str
    type_name: str
    description: MessageType
    measured: bool
    """True if the message was delivered in the measured window."""


class Event(NamedTuple):
    """One journal row. `detail_number` is the detail as in the journal, `detail` its meaning in words."""

    citizen: LogCitizen
    message: LogMessage | None
    ordinal: int
    """The index among the events of this citizen, from 0."""
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
        """The case of the message; 0 if the event belongs to no message."""
        return self.message.case if self.message is not None else 0

    @property
    def trace(self) -> str:
        """The trace of the event: its message, or else its citizen."""
        return self.message.identity if self.message is not None else self.citizen.identity

    @property
    def is_of_the_sender(self) -> bool:
        """True if the event is an act of the sender and not of the citizen."""
        return self.message is not None and self.activity in OF_THE_SENDER


Life: TypeAlias = tuple[Event, ...]
"""All events of one citizen under one design, in chronological order."""
