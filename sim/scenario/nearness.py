"""The nearest known name to a misspelt one, for hints."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(found: str, known: Iterable[str]) -> str | None:
    """The known name most like the one found, or None if none is alike; never slow on a long text."""
    if len(found) > 80:
        return None
    by_lower_case = {name.lower(): name for name in known}
    matches = get_close_matches(found.lower().replace(" ", "_"), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[matches[0]] if matches else None
