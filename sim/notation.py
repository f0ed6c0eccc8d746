"""Formatting of numbers, shares and lists for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MISSING: Final = "–"
MINUS: Final = "−"


def printable(text: str) -> str:
    """Text from a scenario on one line, without characters that could control a terminal."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def number(value: float | None, decimals: int, *, signed: bool = False) -> str:
    """A number with a fixed number of decimals and a typographic minus; zero has no sign."""
    if value is None:
        return MISSING
    text = f"{value:+,.{decimals}f}" if signed else f"{value:,.{decimals}f}"
    # A rounded zero: "-0.0" would claim a direction.
    if not any(digit in "123456789" for digit in text):
        return text.lstrip("+-")
    return text.replace("-", MINUS)


def per_cent(share: float | None, decimals: int | None = None) -> str:
    """A share in per cent: `27.0 %`; without `decimals`, with as many digits as needed, up to four: `97.5 %`."""
    if share is None:
        return MISSING
    return f"{100.0 * share:.4g} %" if decimals is None else f"{number(100.0 * share, decimals)} %"


def listed(parts: Iterable[str]) -> str:
    """Parts separated by commas, with `and` before the last: `opaque, sender and paper`."""
    *others, last = tuple(parts) or ("",)
    return f"{', '.join(others)} and {last}" if others else last
