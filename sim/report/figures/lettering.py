"""Text measurement and line breaking: every layout measures its text first, and guesses no width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import TextToPath

from sim.report.figures.style import BODY, FONT
from sim.report.layout import printable

POINTS: Final = 72.0
LINE: Final = 1.25
"""The height of a line, as a multiple of its font size."""
LEAST_APART: Final = 0.97
MOST_APART: Final = 1.25
"""Letters set apart are at least and at most so wide, as a multiple of the width of a line of them."""
ABSENT: Final = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = BODY, weight: str = "normal") -> float:
    """The width of a line of text in inches."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    # As mathematical text a dollar sign in a title would begin a formula.
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS


@lru_cache(maxsize=4096)
def advance_of(letter: str, weight: str) -> float:
    """The distance from the beginning of a letter to that of the next, as a multiple of its font size."""
    font = get_font(findfont(FontProperties(family=FONT, weight=weight)))
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_SCALE).horiAdvance) / font.units_per_EM


def fits(text: str, inches: float, size: float, weight: str) -> bool:
    """True if a line of text is no wider than `inches`."""
    # The width of letters set apart is quickly known and almost that of the line, which is measured where it matters.
    apart = sum(advance_of(letter, weight) for letter in text) * size / POINTS
    if apart < LEAST_APART * inches:
        return True
    return apart < MOST_APART * inches and width_of(text, size, weight) <= inches


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
        if fits(longer, inches, size, weight):
            lines[-1] = longer
            continue
        lines += pieces(word, inches, size, weight)
    return [line for line in lines if line] or [""]


def pieces(word: str, inches: float, size: float, weight: str) -> Sequence[str]:
    """A word cut where it gets too wide, after a hyphen if there is one in the second half."""
    found, rest = [], word
    while not fits(rest, inches, size, weight) and len(rest) > 1:
        # One letter at least is taken, or the loop would not end.
        most = max(n for n in range(1, len(rest)) if n == 1 or fits(rest[:n], inches, size, weight))
        hyphen = rest.rfind("-", most // 2, most) + 1
        found.append(rest[: hyphen or most])
        rest = rest[hyphen or most :]
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
