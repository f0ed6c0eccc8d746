"""The words of the page, in each language a file: names of sentences, and the sentences."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from sim.report.brief.wording import Language

LANGUAGES: Final[tuple[Language, ...]] = ("en", "nl")
FOLDER: Final = Path(__file__).with_name("languages")
PAGES: Final = Path(__file__).with_name("pages")
PLACE: Final = re.compile(r"\{\{ ([a-z_.]+) \}\}")
"""Where a template has a sentence, by its name."""


@cache
def words(language: str) -> Mapping[str, str]:
    """All sentences of a language by their names."""
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def language_of(asked: str | None, accepted: str = "") -> Language:
    """The language that is asked for, or the first known one that a browser accepts; else English."""
    # A browser may name a country as well, as in nl-BE.
    wanted = [asked, *(each.split(";")[0].strip().lower()[:2] for each in accepted.split(","))]
    return next((known for each in wanted for known in LANGUAGES if known == each), LANGUAGES[0])


def page(language: str, facts: Mapping[str, str]) -> str:
    """The page in a language; `facts` are texts that are no sentences, such as the title of the study."""
    template = (PAGES / "page.html").read_text(encoding="utf-8")
    known = {**words(language), **facts, "language": language}
    # The title of a study may contain markup.
    return PLACE.sub(lambda found: html.escape(known[found[1]]), template)
