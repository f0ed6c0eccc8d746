"""The nearest known name to a misspelt one, and its wording in errors."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sim.errors import UsageError


def nearest(found: str, known: Iterable[str]) -> str | None:
    """The known name most like the one found, or None if none is alike."""
    # The comparison takes quadratic time, and a name this long is no misspelling.
    if len(found) > 80:
        return None
    by_lower_case = {name.lower(): name for name in known}
    matches = get_close_matches(found.lower().replace(" ", "_"), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[matches[0]] if matches else None


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """A question that suggests the nearest known name; empty if none is alike."""
    near = nearest(found, known)
    return f"did you mean {near}?" if near else ""


def require_known(found: object, known: Iterable[str], absent: str, present: str = "There are") -> None:
    """Raise `UsageError` with the nearest name and a list of all, if `found` is not among the known names.

    `absent` is the sentence for an unknown name, with `{}` in its place; `present` begins the list of known names,
    which is left out if `present` is empty.

    >>> require_known("opaqe", ["opaque", "paper"], "There is no design {}")
    Traceback (most recent call last):
    sim.errors.UsageError: There is no design 'opaqe'. Did you mean opaque? There are opaque, paper.
    """
    names = tuple(known)
    if isinstance(found, str) and found in names:
        return
    near = nearest(found, names) if isinstance(found, str) else None
    said = [absent.replace("{}", repr(found)[:82], 1) + "."]
    said += [f"Did you mean {near}?"] if near else []
    said += [f"{present} {listed(names)}."] if present and names else []
    raise UsageError(" ".join(said))


def listed(names: Iterable[str], most: int = 40) -> str:
    """Names separated by commas, cut off after the first `most`."""
    every = list(names)
    return ", ".join(every[:most]) + (f", and {len(every) - most} more" if len(every) > most else "")
