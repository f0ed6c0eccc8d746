"""The candidates of a search and the unbeaten designs, by two objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes

from sim.notation import listed
from sim.report.figures.exploration_figures import with_words
from sim.report.figures.labels import Box, around
from sim.report.figures.lettering import height_of, width_of
from sim.report.figures.pareto import ends, titled
from sim.report.figures.sheet import EDGE, About, Drawing, Sheet, SheetText
from sim.report.figures.style import BLUE, GRID, INK, LEAST, PAPER, RULE, SMALL, SOFT, house_style
from sim.report.search import difference_text

# sim.studies is a higher layer, which this one must not import at run time.
if TYPE_CHECKING:
    from sim.outcomes.responses import Response
    from sim.studies.search import SearchResult

WIDTH: Final = 5.6
HEIGHT: Final = 4.0
LEFT: Final = 0.6
TOP: Final = 0.2
TICKS: Final = 0.6
MARK: Final = 0.05
ROOM: Final = 0.1


def figures(found: SearchResult) -> dict[str, bytes]:
    """The figure as files."""
    with house_style():
        return with_words(drawings(found))


def drawings(found: SearchResult) -> tuple[Drawing, ...]:
    """A figure of every candidate by the first two objectives, with the names of the unbeaten designs.

    Empty for a single objective, or if nothing is found.
    """
    if found.aim.objectives < 2 or not found.found:
        return ()
    up, across = found.aim.responses[:2]
    words = words_of(found)
    sheet = Sheet(found.scenario.title, words, 2 * EDGE + LEFT + WIDTH, TOP + HEIGHT + TICKS)
    axes = sheet.axes(EDGE + LEFT, TOP, WIDTH, HEIGHT)
    signs, base = found.aim.signs, found.first.means[0]
    # The race turns responses so that less is better; the axes show them as they were measured.
    clouds = [
        ((row[1] - base[1]) * signs[1] * across.factor, (row[0] - base[0]) * signs[0] * up.factor)
        for row in found.first.means.tolist()
    ]
    named = [
        (name, (each.differences[1].value * across.factor, each.differences[0].value * up.factor))
        for name, each in found.named()
    ]
    # The base design is named even if it is beaten: all differences are taken from it.
    if all(name != found.base for name, _ in named):
        named.append((found.base, clouds[0]))
    every = [*clouds, *(point for _, point in named)]
    axes.set_xlim(*ends([x for x, _ in every], ROOM))
    axes.set_ylim(*ends([y for _, y in every], ROOM))
    axes.axhline(0.0, color=RULE, linewidth=0.8, zorder=0.5)
    axes.axvline(0.0, color=RULE, linewidth=0.8, zorder=0.5)
    axes.plot([x for x, _ in clouds], [y for _, y in clouds], "o", markersize=2.4, color=RULE, zorder=1.0, alpha=0.6)
    standing = {name for name, _ in found.named()}
    for name, point in named:
        colour = INK if name == found.base else BLUE
        face = colour if name in standing else PAPER
        axes.plot(*point, "o", markersize=5.5, markeredgecolor=colour, markerfacecolor=face, zorder=3.0)
    corner, dots = axes.transAxes.transform((0.0, 0.0)), axes.bbox.width / WIDTH
    places = [point for _, point in named]
    inches = [(float(x) / dots, float(y) / dots) for x, y in axes.transData.transform(places) - corner]
    sizes = [(width_of(name, LEAST) + 0.03, height_of(1, LEAST)) for name, _ in named]
    room = Box(0.02, 0.02, WIDTH - 0.02, HEIGHT - 0.02)
    for at, ((name, _), placed) in enumerate(zip(named, around(inches, sizes, room, MARK), strict=True)):
        if placed is not None:
            box = placed.box
            if placed.leader:
                leader(axes, inches[at], box)
            weight = "bold" if name == found.base else "normal"
            axes.text(
                (box.left + box.right) / 2.0 / WIDTH, (box.bottom + box.top) / 2.0 / HEIGHT, name, va="center",
                transform=axes.transAxes, ha="center", fontsize=LEAST, fontweight=weight,
            )  # fmt: skip
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelcolor=SOFT)
    axes.set_xlabel(labelled(found, across), fontsize=SMALL, color=SOFT, loc="left")
    axes.set_ylabel(labelled(found, up), fontsize=SMALL, color=SOFT, loc="bottom")
    return (Drawing("search", words, alternative(found), sheet.figure),)


def labelled(found: SearchResult, response: Response) -> str:
    """The label of an axis."""
    unit = f", {response.measure.apart}" if response.measure.apart else ""
    return f"{titled(response)}{unit}, minus {found.base}"


def leader(axes: Axes, point: tuple[float, float], box: Box) -> None:
    """Draws a thin line from a mark to a name that stands farther away; lengths are in inches."""
    size = (WIDTH, HEIGHT)
    across, up = (
        [begin / length, end / length] for begin, end, length in zip(point, box.nearest(point), size, strict=True)
    )
    axes.plot(across, up, color=RULE, linewidth=0.5, transform=axes.transAxes, zorder=1.2)


def words_of(found: SearchResult) -> SheetText:
    """The text around the panel."""
    judged = listed([each.label for each in found.aim.responses[: found.aim.objectives]])
    about = About(
        found.scenario.title,
        f"Paired differences, means over {found.points} parameter sets. Small marks: the first "
        f"{found.first.citizens:,} citizens; named ones: {found.race.found.citizens:,} citizens.",
    )
    return SheetText(
        f"Unbeaten designs among {len(found.candidates):,} designs",
        f"Each small mark is a design. Named ones are unbeaten in {judged}; some lie behind others here and are "
        f"better in an objective that is not drawn. Bold: {found.base}, hollow if it is beaten.",
        about.footer("Designs that differ by less than the margin go by the name of the simplest."),
    )


def alternative(found: SearchResult) -> str:
    """The unbeaten designs, in words."""
    up, across = found.aim.responses[:2]
    texts = [
        f"{name} ({up.label} {difference_text(up, each.differences[0])}, {across.label} "
        f"{difference_text(across, each.differences[1])})"
        for name, each in found.named()
    ]
    return f"Of {len(found.candidates):,} designs, unbeaten are {listed(texts)}."
