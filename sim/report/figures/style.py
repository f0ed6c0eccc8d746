"""The house style of figures: ink, colours, font sizes, and the distinction between two kinds of uncertainty.

*Sampling error* comes from the random draw of citizens and events; more citizens or more replications reduce it. It is
drawn as a solid thin bar in the colour of its series (`SAMPLING_ERROR`). *Parameter uncertainty* comes from parameters
whose values are not known; no number of citizens reduces it. It has its own colour, brown (`UNKNOWN`), and its own
hatch (`PARAMETER_RANGE`), which nothing else may use, so that readers do not confuse the two. Both can be drawn around
the same mark.

The six colours are those of Okabe and Ito (Color Universal Design, 2008) that every reader can distinguish on white,
including colour-blind readers. Wherever a colour carries a meaning, a place, a shape or a word carries it as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

import matplotlib as mpl
from matplotlib.patheffects import withStroke

BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"
ORANGE: Final = "#E69F00"
SKY: Final = "#56B4E9"
COLOURS: Final = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
"""The colours of series without an order of their own, in this order."""
DASHES: Final = ("-", (0, (4, 1.6)), (0, (1.2, 1.2)))
"""The line styles for the first, second and third use of a colour."""
YELLOW: Final = "#F0E442"
"""Too faint for lines."""
GREYS: Final = ("#5a5a5a", "#929292", "#c4c4c4")
"""For causes that no text can change, dark to light."""

INK: Final = "#222222"
SOFT: Final = "#5f5f5f"
"""Units, footers, tick labels: still a contrast of 4.5 : 1 on white (WCAG 2.2, 1.4.3)."""
RULE: Final = "#8a8a8a"
"""Axes and leaders, which are lines and not text."""
GRID: Final = "#e6e6e6"
MARGIN: Final = "#efefef"
"""The band of differences too small to matter."""
PAPER: Final = "#ffffff"

BETTER: Final = GREEN
WORSE: Final = PURPLE
"""The colours of gains and losses, where a figure counts people."""

SAMPLING_ERROR: Final[dict[str, Any]] = {"linewidth": 1.6, "solid_capstyle": "butt"}
"""The style of a sampling interval: a solid thin bar in the colour of its series."""
PARAMETER_RANGE: Final[dict[str, Any]] = {
    "facecolor": "none",
    "edgecolor": "#7a5c00",
    "hatch": "////",
    "linewidth": 0.0,
    "alpha": 0.55,
}
"""The style of a range over the parameter space: a brown hatch without an edge, behind the marks."""
UNKNOWN: Final = ("#7a5c00", "#bba562", "#e9dfc1")
"""Shades of the same brown, dark to light, for marks and shares of the parameter space only."""
SPAN: Final[dict[str, Any]] = {"color": INK, "linewidth": 0.8, "solid_capstyle": "butt"}
"""The style of an interval for a finite number of points, which more points narrow: a hairline with ends."""
DOT: Final[dict[str, Any]] = {
    "color": UNKNOWN[0],
    "markersize": 5.0,
    "markeredgecolor": PAPER,
    "markeredgewidth": 0.8,
    "zorder": 3.5,
    "clip_on": False,
}
"""The style of a mean or a median over the parameter space: a brown dot with a white ring, above all else."""

HALO: Final = (withStroke(linewidth=2.0, foreground=PAPER),)
"""Keeps text readable where a line passes behind it."""

FONT: Final = "DejaVu Sans"
TITLE: Final = 12.5
SUBTITLE: Final = 9.0
PANEL: Final = 9.0
BODY: Final = 8.5
SMALL: Final = 7.5
LEAST: Final = 7.0
"""Font sizes in points: no text is smaller than the last."""

STYLE: Final[dict[Any, Any]] = {
    "font.family": FONT,
    "font.size": BODY,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.7,
    "text.color": INK,
    "text.hinting": "no_hinting",  # as wide in every form as measured
    "text.parse_math": False,  # a title may hold dollars
    "xtick.color": RULE,
    "xtick.labelcolor": SOFT,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 2.5,
    "ytick.color": RULE,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 2.5,
    # Letters as outlines, because the machine of a reader may lack the font.
    "svg.fonttype": "path",
    "path.simplify": False,
}


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """Applies the house style inside the context, whatever style was set outside, and then restores the old style."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def series(place: int) -> tuple[str, Any]:
    """The colour and dash of the series at `place`; the first eighteen are distinct."""
    return COLOURS[place % len(COLOURS)], DASHES[place // len(COLOURS) % len(DASHES)]
