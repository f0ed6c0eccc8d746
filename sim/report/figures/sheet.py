"""A sheet: a figure with its words in their places, and room for panels that is measured in inches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.analysis.comparison import CONFIDENCE
from sim.analysis.groups import ALL, REACHABLE, Group
from sim.analysis.study_analysis import Analysis
from sim.report.figures.lettering import POINTS, drawable, height_of, wrapped
from sim.report.figures.style import BODY, INK, PAPER, SMALL, SOFT, SUBTITLE, TITLE
from sim.report.layout import per_cent

EDGE: Final = 0.16
"""Room around everything, in inches."""
GAP: Final = 0.09
ASCENT: Final = 0.93
"""From the top of a line to its baseline, as a multiple of the size of its type."""


@dataclass(frozen=True, slots=True)
class SheetText:
    """What stands around the panels."""

    title: str
    """What the figure is about."""
    subtitle: str
    """How it is read."""
    footer: str
    """How many were simulated, from which seed, and what an interval covers."""

    @property
    def caption(self) -> str:
        """What a reader of the figure must know who sees it without its words."""
        return f"{self.subtitle} {self.footer}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with what must be said to who reads it, and to who cannot see it."""

    name: str
    words: SheetText
    alt: str
    """What it shows, in a sentence made of its numbers."""
    figure: Figure


class Sheet:
    """A figure under construction. Lengths are in inches, from the left and from the top of the room for panels."""

    __slots__ = ("figure", "head", "height", "width")

    def __init__(self, study: str, words: SheetText, width: float, body: float) -> None:
        """A sheet with the title of the study and its words; `body` is the height of the room for panels."""
        inside = width - 2 * EDGE
        kicker = wrapped(drawable(study), inside, SMALL)
        parts = (
            (kicker, SMALL, "normal", SOFT),
            (wrapped(words.title, inside, TITLE, "bold"), TITLE, "bold", INK),
            (wrapped(words.subtitle, inside, SUBTITLE), SUBTITLE, "normal", INK),
        )
        footer = wrapped(words.footer, inside, SMALL)
        self.width = width
        self.head = EDGE + sum(height_of(len(lines), size) for lines, size, *_ in parts) + 3 * GAP
        self.height = self.head + body + GAP + height_of(len(footer), SMALL) + EDGE
        self.figure = Figure(figsize=(self.width, self.height), facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        top = EDGE - self.head
        for lines, size, weight, colour in parts:
            self.write(EDGE, top, "\n".join(lines), size=size, weight=weight, color=colour)
            top += height_of(len(lines), size) + GAP
        self.write(EDGE, body + GAP, "\n".join(footer), size=SMALL, color=SOFT)

    def write(
        self,
        left: float,
        top: float,
        text: str,
        *,
        size: float,
        weight: str = "normal",
        color: str = INK,
        ha: Literal["left", "center", "right"] = "left",
        va: Literal["top", "bottom", "center_baseline"] = "top",
    ) -> None:
        """Writes text whose corner or side is here. Single lines that begin equally high stand on one baseline."""
        lowered = ASCENT * size / POINTS if va == "top" and "\n" not in text else 0.0
        self.figure.text(
            left / self.width,
            1.0 - (self.head + top + lowered) / self.height,
            text,
            fontsize=size,
            fontweight=weight,
            color=color,
            ha=ha,
            va="baseline" if lowered else va,
            linespacing=1.2,
        )

    def line(self, ends: tuple[float, float], top: float, look: Mapping[str, Any]) -> None:
        """Draws a level line from left to right."""
        up = 1.0 - (self.head + top) / self.height
        self.figure.add_artist(Line2D([end / self.width for end in ends], [up, up], **look))

    def legend(self, entries: Mapping[str, Artist]) -> None:
        """What the marks are, in one line above the panels."""
        self.figure.legend(
            list(entries.values()), list(entries), loc="upper left",
            bbox_to_anchor=(EDGE / self.width, 1.0 - self.head / self.height), ncols=len(entries), frameon=False,
            borderaxespad=0.0, borderpad=0.0, handletextpad=0.6, fontsize=BODY,
        )  # fmt: skip

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """A panel whose upper left corner is here."""
        bottom = self.height - self.head - top - height
        return self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))


@dataclass(frozen=True, slots=True)
class About:
    """Whose study of what is not known a figure belongs to."""

    title: str
    """Of the scenario."""
    basis: str
    """How many points, citizens and factors, and which seed: a sentence or two for the footer."""

    def footer(self, said: str) -> str:
        """The basis, and what a figure says about its marks."""
        return f"{drawable(self.basis)} {said}"


def group_shown(analysis: Analysis) -> Group:
    """The reachable accounts, whom a design can do something for, or all citizens where there are no such accounts."""
    return REACHABLE if citizens_of(analysis, REACHABLE) else ALL


def citizens_of(analysis: Analysis, group: Group) -> int:
    """The citizens of a group, each once for each replication."""
    return analysis.contrast(group.name, analysis.reference, "effort_minutes").citizens


def footer(analysis: Analysis, chance: str) -> str:
    """Who was simulated, from which seed, and what is said of chance."""
    scenario = analysis.scenario
    histories = f"{scenario.replications:,} replications of " if scenario.replications > 1 else ""
    who = f"{scenario.name}: {histories}{scenario.population.size:,} citizens, seed {scenario.seed}."
    return f"{drawable(who)} {chance}"


def interval_words(analysis: Analysis, what: str, together: str = "") -> str:
    """What the bars of a figure are: single intervals at 95 %, or those that hold `together`."""
    confidence = per_cent(analysis.confidence if together else CONFIDENCE)
    return (
        f"{what} are {confidence} intervals{together}, with the {analysis.unit} as unit: they cover the luck of who "
        "was simulated, not what is unknown about behaviour."
    )
