"""The bytes of a figure: PNG, an SVG file, and SVG to embed in a page."""

from __future__ import annotations

import html
import io
import re
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.report.figures.sheet import Drawing
from sim.report.figures.style import PAPER

DOTS_PER_INCH: Final = 200
OPENING: Final = re.compile(r"<svg [^>]*>")
COMMENTS: Final = re.compile(r"<!--.*?-->\s*", re.DOTALL)
SHEET_STYLE: Final = re.compile(r"\s*<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
BEFORE_NAMES: Final = (' id="', 'href="#', "url(#")
BARE: Final = dict.fromkeys(("Date", "Creator", "Format", "Type"))
"""No metadata: by default Matplotlib writes the date and its own version, and the bytes would differ."""


def png(drawing: Drawing) -> bytes:
    """The figure as PNG, without a date."""
    return written(drawing.figure, "png", {"Software": None, "Title": drawing.words.title, "Description": drawing.alt})


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
        text = written(drawing.figure, "svg", BARE).decode()
    text = SHEET_STYLE.sub("", COMMENTS.sub("", text), count=1)
    # An XML declaration and a document type must not stand inside a page.
    text = text[text.index("<svg") :]
    for before in BEFORE_NAMES:
        text = text.replace(before, f"{before}{drawing.name}-")
    # A function, because a backslash in a title would have a meaning in a replacement text.
    return OPENING.sub(lambda found: opened(found.group(), drawing), text, count=1).rstrip()


def opened(tag: str, drawing: Drawing) -> str:
    """The opening tag with the rules of the dropped style sheet as attributes, followed by title and description."""
    name = drawing.name
    attributes = (
        f' role="img" aria-labelledby="{name}-title {name}-desc" style="stroke-linejoin: round; stroke-linecap: butt">'
    )
    title, alt = html.escape(drawing.words.title), html.escape(drawing.alt)
    return f'{tag[:-1]}{attributes}\n <title id="{name}-title">{title}</title>\n <desc id="{name}-desc">{alt}</desc>'


def written(figure: Figure, form: str, metadata: dict[str, Any]) -> bytes:
    """The bytes that Matplotlib writes."""
    found = io.BytesIO()
    # A lower compression level is a seventh faster, and the files are as small.
    options: dict[str, Any] = {"pil_kwargs": {"compress_level": 3}} if form == "png" else {}
    figure.savefig(found, format=form, dpi=DOTS_PER_INCH, metadata=metadata, facecolor=PAPER, **options)
    return found.getvalue()
