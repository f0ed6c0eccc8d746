"""The typeface of the brief, in the page itself: so it fills two pages of A4 wherever it is printed.

It is the one that Matplotlib brings, cut down to the letters that a page has.
"""

from __future__ import annotations

import base64
import io
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

import sim.report.figures.backend  # noqa: F401  (before anything else loads Matplotlib)
from sim.report.figures.style import FONT

WEIGHTS: Final = {400: "normal", 700: "bold"}
LETTERS: Final = "".join(map(chr, range(0x20, 0x7F))) + "\N{NO-BREAK SPACE}\N{BULLET}"
"""Characters embedded in every page, so that the typefaces of two pages hardly differ."""


def faces(text: str) -> str:
    """Rules of CSS with the typeface for all letters of a text, in both weights."""
    return "\n".join(
        f'@font-face {{ font-family: "Brief"; font-weight: {weight}; '
        f'src: url("data:font/ttf;base64,{cut_down(name, text)}") format("truetype"); }}'
        for weight, name in WEIGHTS.items()
    )


def cut_down(weight: str, text: str) -> str:
    """One weight as TrueType in Base64: the same text gives the same bytes.

    Compressed as WOFF it would be smaller, and WeasyPrint would date it when it unpacks it.
    """
    path = findfont(FontProperties(family=FONT, weight=weight))
    # By default fontTools writes the present time into the font, and the bytes would differ each time.
    font = TTFont(path, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern"], notdef_outline=True, name_IDs=[1, 2])
    options.drop_tables += ["FFTM"]  # when the font was made
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS + text)
    subsetter.subset(font)
    found = io.BytesIO()
    font.save(found)
    return base64.b64encode(found.getvalue()).decode()
