"""An entry of a told story: when, what happened in a sentence, why in some more, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class EntryMark(Enum):
    """What kind of thing happened, as a drawing shows it. The value is its name in the legend."""

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
    """One thing that happened."""

    place: int
    """Place of its last moment in the story."""
    at: int
    mark: EntryMark
    headline: str
    """What happened, without a full stop."""
    aside: str = ""
    """The numbers that belong to it, shortly."""
    because: tuple[str, ...] = ()
    """Reasons, in words and numbers, each a sentence."""

    @property
    def sentence(self) -> str:
        """What happened, with its numbers."""
        return f"{self.headline} ({self.aside})." if self.aside else f"{self.headline}."
