"""Dates and money in the style of Dutch and of English."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, Protocol, TypeAlias

Language: TypeAlias = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
SPECIMEN: Final[dict[Language, str]] = {
    "nl": "VOORBEELD - verzonnen persoon, geen echt bericht",
    "en": "SPECIMEN - invented person, not a real message",
}
"""The mark on every item, so that nobody mistakes it for a real message."""


class Titled(Protocol):
    """A part of a scenario that has a title, and may have a Dutch one."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def title_nl(self) -> str | None:
        """The Dutch title; None if there is none."""


def titles(part: Titled) -> dict[Language, str]:
    """The title of a part of a scenario in each language; the same in both without a Dutch title."""
    return {"nl": part.title_nl or part.title, "en": part.title}


def day(moment: date, language: Language) -> str:
    """A date, such as `4 augustus 2016`."""
    return f"{moment.day} {MONTHS[language][moment.month - 1]} {moment.year}"


def money(cents: int, language: Language) -> str:
    """An amount, such as `EUR 1.234,50` in Dutch and `EUR 1,234.50` in English."""
    text = f"{cents / 100:,.2f}"
    return f"EUR {text.translate(str.maketrans(',.', '.,')) if language == 'nl' else text}"
