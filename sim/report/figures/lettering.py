"""Text measurement and line breaking: every layout measures its text first, and guesses no width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextToPath

from sim.report.figures.style import BODY, FONT
from sim.report.layout import printable

POINTS: Final = 72.0
LINE: Final = 1.25
"""The height of a line, as a multiple of its font size."""
ABSENT: Final = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = BODY, weight: str = "normal") -> float:
    """The width of a line of text in inches."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    # As mathematical text a dollar sign in a title would begin a formula.
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS


def widest(texts: Iterable[str], size: float = BODY, weight: str = "normal") -> float:
    """The width of the widest line of some texts, in inches; 0 without texts."""
    return max((width_of(line, size, weight) for text in texts for line in text.split("\n")), default=0.0)


def height_of(lines: int, size: float) -> float:
    """The height of some lines in inches."""
    return lines * size * LINE / POINTS


def drawable(text: str) -> str:
    """Text from a scenario on one line, with the replacement character for letters that the font lacks."""
    known = get_font(findfont(FontProperties(family=FONT)))
    return "".join(
        letter if letter == " " or known.get_char_index(ord(letter)) else ABSENT for letter in printable(text)
    )


def wrapped(text: str, inches: float, size: float = BODY, weight: str = "normal") -> list[str]:
    """Lines no wider than `inches`; a word that is too long is cut. An empty text is one empty line."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width_of(longer, size, weight) <= inches:
            lines[-1] = longer
            continue
        lines += pieces(word, inches, size, weight)
    return [line for line in lines if line] or [""]


def pieces(word: str, inches: float, size: float, weight: str) -> Sequence[str]:
    """A word cut where it gets too wide, after a hyphen if there is one in the second half."""
    found, rest = [], word
    while width_of(rest, size, weight) > inches and len(rest) > 1:
        # One letter at least is taken, or the loop would not end.
        fits = max(n for n in range(1, len(rest)) if n == 1 or width_of(rest[:n], size, weight) <= inches)
        hyphen = rest.rfind("-", fits // 2, fits) + 1
        found.append(rest[: hyphen or fits])
        rest = rest[hyphen or fits :]
    return [*found, rest]


def shortened(text: str, inches: float, size: float = BODY, weight: str = "normal") -> str:
    """The text, or as much of its beginning as fits before an ellipsis."""
    if width_of(text, size, weight) <= inches:
        return text
    lengths = range(len(text) - 1, 0, -1)
    fits = next((n for n in lengths if width_of(text[:n] + ELLIPSIS, size, weight) <= inches), 0)
    return text[:fits] + ELLIPSIS


def broken_path(path: str, inches: float, size: float = BODY) -> list[str]:
    """Lines of a path no wider than `inches`, broken after dots where possible."""
    lines = [""]
    for step in path.replace(".", ".\n").split("\n"):
        if width_of(lines[-1] + step, size) <= inches:
            lines[-1] += step
        else:
            lines += wrapped(step, inches, size)
    return [line for line in lines if line] or [""]


def ending(path: str, inches: float, size: float = BODY) -> str:
    """A path, or as much of its end as fits after an ellipsis: the last steps are the most specific."""
    if width_of(path, size) <= inches:
        return path
    lengths = range(len(path) - 1, 0, -1)
    fits = next((n for n in lengths if width_of(ELLIPSIS + path[-n:], size) <= inches), 1)
    return ELLIPSIS + path[-fits:]
