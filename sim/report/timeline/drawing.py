"""What a drawing is made of: text with its place, wrapped lines, and the marks of what happens."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from html import escape
from typing import Final

from sim.report.timeline.entry import Mark

BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
INK: Final = "#222222"
GREY: Final = "#5F5F5F"
PALE: Final = "#D9D9D9"
WHITE: Final = "#FFFFFF"
CHARACTER: Final = 0.54
"""Mean width of a character, in parts of the size of the letter, of the widest usual sans-serif letters."""
SHAPES: Final[Mapping[Mark, str]] = {
    Mark.SENT: f'<path d="M-6-4.5H6V4.5H-6ZL0 1.5L6-4.5" fill="{WHITE}" stroke="{GREY}" stroke-width="1.4"/>',
    Mark.SEEN: f'<circle r="4.8" fill="{WHITE}" stroke="{GREY}" stroke-width="1.4"/><circle r="1.8" fill="{GREY}"/>',
    Mark.POSTPONED: f'<path d="M-3-5V5M3-5V5" fill="none" stroke="{GREY}" stroke-width="2.8"/>',
    Mark.DROPPED: f'<path d="M-4.5-4.5L4.5 4.5M-4.5 4.5L4.5-4.5" fill="none" stroke="{VERMILION}" stroke-width="2.6"/>',
    Mark.LOGIN: f'<path d="M0-6L6 0L0 6L-6 0Z" fill="{BLUE}"/>',
    Mark.READ: f'<circle r="5.4" fill="{BLUE}"/>',
    Mark.SETTLED: f'<path d="M-5.5 0.5L-1.5 4.5L6-5" fill="none" stroke="{BLUE}" stroke-width="2.8"/>',
    Mark.LATE: f'<path d="M0-6L6.2 5H-6.2Z" fill="{VERMILION}"/>',
    Mark.FEE: f'<rect x="-6" y="-6" width="12" height="12" rx="2" fill="{VERMILION}"/>'
    f'<text y="4" text-anchor="middle" font-size="10.5" font-weight="bold" fill="{WHITE}">€</text>',
}
"""Each mark around its middle; blue for what went well, vermilion for what was lost, grey for the rest."""


def text(
    x: float, y: float, content: str, *, size: float = 12.5, colour: str = INK, bold: str = "", **style: str
) -> str:
    """One line of text, escaped; what it begins with may be bold.

    Style is any further attribute, with an underscore for each dash.
    """
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    shown = escape(content)
    if bold and content.startswith(bold):
        shown = f'<tspan font-weight="bold">{escape(bold)}</tspan>{escape(content.removeprefix(bold))}'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.3g}" fill="{colour}"{more}>{shown}</text>'


def wrapped(content: str, width: float, size: float = 12.5) -> list[str]:
    """Text in lines that are not wider than this."""
    return textwrap.wrap(content, max(10, int(width / (CHARACTER * size))), break_on_hyphens=False)


def line(x1: float, y1: float, x2: float, y2: float, colour: str, **style: str) -> str:
    """A straight line."""
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def mark(x: float, y: float, kind: Mark, title: str = "") -> str:
    """A mark with its middle here, and what it stands for on pointing at it."""
    told = f"<title>{escape(title)}</title>" if title else ""
    return f'<g transform="translate({x:.1f} {y:.1f})">{told}{SHAPES[kind]}</g>'
