"""The bytes of a figure: PNG, an SVG file, and SVG to embed in a page."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

from sim.report.figures.sheet import Drawing
from sim.report.figures.style import PAPER

DOTS_PER_INCH: Final = 200
OPENING: Final = re.compile(r"<svg [^>]*>")
COMMENTS: Final = re.compile(r"<!--.*?-->\s*", re.DOTALL)
SHEET_STYLE: Final = re.compile(r"\s*<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
BEFORE_NAMES: Final = (' id="', 'href="#', "url(#")
BARE: Final = dict.fromkeys(("Date", "Creator", "Format", "Type"))
"""No metadata: by default Matplotlib writes the date and its own version, and the bytes would differ."""

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Row by column by red, green, blue and opacity."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as pixels."""

    pixels: Pixels
    metadata: dict[str, Any]

    def png(self) -> bytes:
        """The picture as PNG, without a date. Other threads may run meanwhile."""
        found = io.BytesIO()
        imsave(
            found, self.pixels, format="png", origin="upper", dpi=DOTS_PER_INCH, metadata=self.metadata,
            # A lower compression level is a seventh faster, and the files are as small.
            pil_kwargs={"compress_level": 3},
        )  # fmt: skip
        return found.getvalue()


def picture(drawing: Drawing) -> Picture:
    """The figure as a picture."""
    metadata = {"Software": None, "Title": drawing.words.title, "Description": drawing.alt}
    return Picture(pixels_of(drawing.figure), metadata)


def pixels_of(figure: Figure) -> Pixels:
    """The pixels that Matplotlib draws."""
    canvas: Any = FigureCanvasAgg(figure)
    figure.set_facecolor(PAPER)
    figure.set_dpi(DOTS_PER_INCH)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def svg(drawing: Drawing) -> bytes:
    """The figure as an SVG file."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{inline_svg(drawing)}\n'.encode()


def inline_svg(drawing: Drawing) -> str:
    """The figure as an `svg` element that can stand in a page with others.

    Every id begins with the name of the figure. The element has no style sheet that would affect other elements, no
    comment and no script. It has a title and a description for screen readers.
    """
    # Without a fixed salt Matplotlib draws random ids, and the bytes differ each time.
    with mpl.rc_context({"svg.hashsalt": drawing.name}):
        text = svg_of(drawing.figure)
    text = SHEET_STYLE.sub("", COMMENTS.sub("", text), count=1)
    # An XML declaration and a document type must not stand inside a page.
    text = text[text.index("<svg") :]
    for before in BEFORE_NAMES:
        text = text.replace(before, f"{before}{drawing.name}-")
    # A function, because a backslash in a title would have a meaning in a replacement text.
    return OPENING.sub(lambda found: opened(found.group(), drawing), text, count=1).rstrip()


def svg_of(figure: Figure) -> str:
    """The SVG that Matplotlib writes."""
    found = io.BytesIO()
    figure.savefig(found, format="svg", metadata=BARE, facecolor=PAPER)
    return found.getvalue().decode()


def opened(tag: str, drawing: Drawing) -> str:
    """The opening tag with the rules of the dropped style sheet as attributes, followed by title and description."""
    name = drawing.name
    attributes = (
        f' role="img" aria-labelledby="{name}-title {name}-desc" style="stroke-linejoin: round; stroke-linecap: butt">'
    )
    title, alt = html.escape(drawing.words.title), html.escape(drawing.alt)
    return f'{tag[:-1]}{attributes}\n <title id="{name}-title">{title}</title>\n <desc id="{name}-desc">{alt}</desc>'
