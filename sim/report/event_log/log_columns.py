"""The columns of an event log: name, data type, meaning, and value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

from sim.report.event_log.event import Event
from sim.report.event_log.event_labels import ACTIVITIES

Value: TypeAlias = str | int | bool | None
Datatype: TypeAlias = Literal["string", "integer", "boolean", "time"]


class Level(Enum):
    """The object that a column describes."""

    CITIZEN = "citizen"
    """The column is constant within a life."""
    MESSAGE = "message"
    """The column is constant within a message."""
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class LogColumn:
    """One column of a table, or one attribute of a citizen, message or event."""

    name: str
    datatype: Datatype
    meaning: str
    levels: tuple[Level, ...]
    value: Callable[[Event], Value]
    always: bool = True
    """True if the column always has a value."""
    unit: str = ""
    """The unit in words; empty if there is none."""


def sender_of(event: Event) -> str | None:
    """The body that sent the message; None if there is none."""
    return event.message.sender if event.message is not None else None


def type_of(event: Event) -> str | None:
    """The type of the message; None if there is none."""
    return event.message.type_name if event.message is not None else None


def kind_of(event: Event) -> str | None:
    """The kind of the message; None if there is none."""
    return event.message.description.kind if event.message is not None else None


def occurrence_of(event: Event) -> int | None:
    """The number of the unprompted login or phishing mail, from 1; None for other events."""
    return event.meaning.occurrence + 1 if event.meaning.occurrence is not None else None


def resource_of(event: Event) -> str:
    """The agent of an event: the sender by name, or the citizen by number."""
    sender = sender_of(event)
    return sender if sender is not None and event.is_of_the_sender else f"citizen {event.citizen.number}"


_CITIZEN: Final = (Level.CITIZEN,)
_MESSAGE: Final = (Level.MESSAGE,)
_EVENT: Final = (Level.EVENT,)

COLUMNS: Final = (
    LogColumn("trace", "string", "What the row belongs to: a message, as design/replication/citizen/case, or else the "
           "citizen, as design/replication/citizen. The case of process mining.", (), lambda event: event.trace),
    LogColumn("design", "string", "Notification design that the citizen lives under.", _CITIZEN,
           lambda event: event.citizen.design),
    LogColumn("replication", "integer", "Number of the simulated history, from 0 on.", _CITIZEN,
           lambda event: event.citizen.replication),
    LogColumn("citizen", "integer", "Number of the citizen, from 0 on: the same person under every design.", _CITIZEN,
           lambda event: event.citizen.number),
    LogColumn("segment", "string", "Segment of the population that the citizen is of.", _CITIZEN,
           lambda event: event.citizen.segment),
    LogColumn("reachable", "boolean", "Whether any electronic contact of the design can reach the account.", _CITIZEN,
           lambda event: event.citizen.reachable),
    LogColumn("case", "integer", "Ordinal of the message within its citizen, from 1 on: the same message under every "
           "design. Empty if the row is about no message.", _MESSAGE, lambda event: event.case or None),
    LogColumn("sender", "string", "Body that sent the message.", _MESSAGE, sender_of),
    LogColumn("message_type", "string", "Type of the message, a name of its sender's.", _MESSAGE, type_of),
    LogColumn("kind", "string", "announcement, action or invoice.", _MESSAGE, kind_of),
    LogColumn("timestamp", "time", "Dutch local time, with its offset from UTC.", (),
           lambda event: event.time.isoformat()),
    LogColumn("second", "integer", "The same moment in seconds since the start of the study.", _EVENT,
           lambda event: event.at, unit="s"),
    LogColumn("activity", "string", "What happened.", (), lambda event: ACTIVITIES[event.activity]),
    LogColumn("detail", "string", "What it was in particular: which contact, choice, way, step or cause.", _EVENT,
           lambda event: event.detail),
    LogColumn("contact", "string", "Contact that it is about or that led to it, by its name in the design.", _EVENT,
           lambda event: event.contact.name if event.contact is not None else None, always=False),
    LogColumn("channel", "string", "Channel of that contact.", _EVENT,
           lambda event: event.contact.channel if event.contact is not None else None, always=False),
    LogColumn("occurrence", "integer", "Which unprompted login or phishing mail of the citizen it is, from 1 on.",
           _EVENT, occurrence_of, always=False),
    LogColumn("role", "string", "sender or citizen: who does it.", _EVENT,
           lambda event: "sender" if event.is_of_the_sender else "citizen"),
    LogColumn("resource", "string", "Name of the sender, or number of the citizen, who does it.", _EVENT, resource_of),
    LogColumn("effort_seconds", "integer", "Time that it takes the citizen.", _EVENT, lambda event: event.seconds,
           unit="s"),
    LogColumn("cents", "integer", "Money that moves: paid, charged as a fee, or lost to a fraud.", _EVENT,
           lambda event: event.cents, unit="EUR cent"),
    LogColumn("measured", "boolean", "Whether the responses of the study count it: the message was delivered in the "
           "measured window, or the event lies in it if it is about none.", (Level.MESSAGE, Level.EVENT),
           lambda event: event.measured),
)  # fmt: skip
BY_NAME: Final = {column.name: column for column in COLUMNS}


def columns_of(level: Level) -> tuple[LogColumn, ...]:
    """The columns that describe a citizen, a message or an event, besides its trace, time and activity."""
    return tuple(column for column in COLUMNS if level in column.levels)
