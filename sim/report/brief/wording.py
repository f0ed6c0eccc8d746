"""The sentences of the brief, a file for each language, and numbers as that language writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

from sim.clock import DAY, HOUR
from sim.notation import number, per_cent, printable
from sim.report.correspondence.language import LANGUAGES, Language, Titled, titles

FOLDER: Final = Path(__file__).parent
# Both signs are swapped at once: replacing one after the other would undo the first.
DUTCH: Final = str.maketrans(",.", ".,")
LONGEST: Final = 60
"""Letters of a title that two pages have room for."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language."""

    language: Language
    sentences: Mapping[str, str]

    def say(self, key: str, **values: str) -> str:
        """A sentence with its placeholders filled: all of them, and nothing else."""
        sentence = self.sentences[key]
        # `format` ignores surplus values, so a translation that lacks a placeholder would go unnoticed.
        if placeholders(sentence) != values.keys():
            raise KeyError(f"{key} has the placeholders {sorted(placeholders(sentence))}, not {sorted(values)}")
        return sentence.format(**values)

    def local(self, text: str) -> str:
        """A number as the language writes it, from how English does."""
        return text.translate(DUTCH) if self.language == "nl" else text

    def number(self, value: float | None, decimals: int = 0, *, signed: bool = False) -> str:
        """A number: −1.234,5 in Dutch, −1,234.5 in English."""
        return self.local(number(value, decimals, signed=signed))

    def money(self, value: float | None, decimals: int = 2, *, signed: bool = False) -> str:
        """An amount: € 1,25 in Dutch, EUR 1.25 in English."""
        return f"{'€' if self.language == 'nl' else 'EUR'} {self.number(value, decimals, signed=signed)}"

    def per_cent(self, share: float | None, decimals: int | None = 0) -> str:
        """A share: 27,5% in Dutch, 27.5 % in English."""
        found = self.local(per_cent(share, decimals))
        return found.replace(" %", "%") if self.language == "nl" else found

    def listed(self, parts: Sequence[str]) -> str:
        """Parts with commas, and the word for `and` before the last."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("list.and", first=", ".join(parts[:-1]), last=parts[-1])

    def title(self, part: Titled) -> str:
        """The title of a part of a scenario, shortened if it is too long for a page."""
        found = printable(titles(part)[self.language])
        return found if len(found) <= LONGEST else f"{found[: LONGEST - 1].rstrip()}…"

    def span(self, seconds: int) -> str:
        """A span in days, or in hours where it is no whole number of days."""
        if seconds % DAY or not seconds:
            return self.say("span.hours", count=self.number(seconds / HOUR))
        days = seconds // DAY
        return self.say("span.day") if days == 1 else self.say("span.days", count=self.number(days))


def placeholders(sentence: str) -> set[str]:
    """The names of the placeholders in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@cache
def wording(language: Language) -> Wording:
    """The sentences of a language."""
    return Wording(language, json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")))


__all__ = ["LANGUAGES", "Language", "Wording", "placeholders", "wording"]
