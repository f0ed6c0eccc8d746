"""An entry of a story: time, event, reasons, and mark in a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class EntryMark(Enum):
    """The kind of an event, as a drawing shows it. The value is its name in the legend."""

    SENT = "sent"
    SEEN = "seen"
    POSTPONED = "postponed"
    DROPPED = "ignored, forgotten or given up"
    LOGIN = "login"
    READ = "read"
    SETTLED = "paid or done"
    LATE = "late"
    FEE = "fee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a story."""

    place: int
    """The index of its last event in the story's moments."""
    at: int
    mark: EntryMark
    headline: str
    """The event in words, without a full stop."""
    aside: str = ""
    """The numbers of the event, in brief."""
    because: tuple[str, ...] = ()
    """The reasons, in words and numbers, each a sentence."""

    @property
    def sentence(self) -> str:
        """The event with its numbers, as a sentence."""
        return f"{self.headline} ({self.aside})." if self.aside else f"{self.headline}."
