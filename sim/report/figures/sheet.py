"""A sheet: a figure with its text in place, and room for panels, measured in inches."""

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
"""Free space around everything, in inches."""
GAP: Final = 0.09
ASCENT: Final = 0.93
"""The distance from the top of a line to its baseline, as a multiple of its font size."""


@dataclass(frozen=True, slots=True)
class SheetText:
    """The text around the panels of a figure."""

    title: str
    """The subject of the figure."""
    subtitle: str
    """The reading guide."""
    footer: str
    """The size of the simulation, its seed, and the coverage of the intervals."""

    @property
    def caption(self) -> str:
        """The reading guide and the footer, for a page that shows the figure without its text."""
        return f"{self.subtitle} {self.footer}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with its text and a text alternative."""

    name: str
    words: SheetText
    alt: str
    """A text alternative made from the numbers of the figure."""
    figure: Figure


class Sheet:
    """A figure under construction. Lengths are in inches, from the left and the top of the room for panels."""

    __slots__ = ("figure", "head", "height", "width")

    def __init__(self, study: str, words: SheetText, width: float, body: float) -> None:
        """A sheet with the title of the study and its text; `body` is the height of the room for panels, in inches.

        Text that is empty take no room.
        """
        inside = width - 2 * EDGE
        kicker = wrapped(drawable(study), inside, SMALL)
        parts = [
            part
            for part in (
                (kicker, SMALL, "normal", SOFT),
                (wrapped(words.title, inside, TITLE, "bold"), TITLE, "bold", INK),
                (wrapped(words.subtitle, inside, SUBTITLE), SUBTITLE, "normal", INK),
            )
            if any(part[0])
        ]
        footer = [line for line in wrapped(words.footer, inside, SMALL) if line]
        self.width = width
        self.head = EDGE + sum(height_of(len(lines), size) for lines, size, *_ in parts) + len(parts) * GAP
        self.height = self.head + body + GAP + height_of(len(footer), SMALL) + EDGE
        self.figure = Figure(figsize=(self.width, self.height), facecolor=PAPER)
        # A canvas of its own, because pyplot would keep every figure in memory.
        FigureCanvasAgg(self.figure)
        top = EDGE - self.head
        for lines, size, weight, colour in parts:
            self.write(EDGE, top, "\n".join(lines), size=size, weight=weight, color=colour)
            top += height_of(len(lines), size) + GAP
        if footer:
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
        """Writes text with its corner or side at `left` and `top`.

        Single lines with the same `top` share a baseline.
        """
        # Aligned at their tops, texts of two sizes would have two baselines.
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
        """Draws a horizontal line between the two `ends`."""
        up = 1.0 - (self.head + top) / self.height
        self.figure.add_artist(Line2D([end / self.width for end in ends], [up, up], **look))

    def legend(self, entries: Mapping[str, Artist]) -> None:
        """Draws the legend in one line above the panels."""
        self.figure.legend(
            list(entries.values()), list(entries), loc="upper left",
            bbox_to_anchor=(EDGE / self.width, 1.0 - self.head / self.height), ncols=len(entries), frameon=False,
            borderaxespad=0.0, borderpad=0.0, handletextpad=0.6, fontsize=BODY,
        )  # fmt: skip

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """A panel with its upper left corner at `left` and `top`."""
        bottom = self.height - self.head - top - height
        return self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))


@dataclass(frozen=True, slots=True)
class About:
    """The exploration that a figure belongs to."""

    title: str
    """The title of the scenario."""
    basis: str
    """The number of points, citizens and parameters, and the seed: a sentence or two for the footer."""

    def footer(self, remark: str) -> str:
        """The basis, followed by a remark on the marks of a figure."""
        return f"{drawable(self.basis)} {remark}"


def group_shown(analysis: Analysis) -> Group:
    """The reachable accounts, or all citizens if there are none: designs can affect reachable accounts only."""
    return REACHABLE if citizens_of(analysis, REACHABLE) else ALL


def citizens_of(analysis: Analysis, group: Group) -> int:
    """The number of citizens in a group, counted once in each replication."""
    return analysis.contrast(group.name, analysis.reference, "effort_minutes").citizens


def footer(analysis: Analysis, coverage: str) -> str:
    """The size of the simulation, its seed, and the coverage of the intervals."""
    scenario = analysis.scenario
    histories = f"{scenario.replications:,} replications of " if scenario.replications > 1 else ""
    who = f"{scenario.name}: {histories}{scenario.population.size:,} citizens, seed {scenario.seed}."
    return f"{drawable(who)} {coverage}"


def interval_words(analysis: Analysis, what: str, together: str = "") -> str:
    """The coverage of the bars of a figure: single intervals at 95 %, or simultaneous ones if `together` is given."""
    confidence = per_cent(analysis.confidence if together else CONFIDENCE)
    return (
        f"{what} are {confidence} intervals{together}, with the {analysis.unit} as unit: they cover sampling error, "
        "not parameter uncertainty."
    )
