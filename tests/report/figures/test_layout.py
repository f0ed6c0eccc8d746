"""Nothing is cut off and nothing covers anything else, whatever the number and the names of the designs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from sim.analysis.study_analysis import Analysis
from sim.report.figures.comparison import comparison
from sim.report.figures.funnel import funnel
from sim.report.figures.lorenz import lorenz
from sim.report.figures.pareto import pareto
from sim.report.figures.sheet import Drawing
from sim.report.figures.style import house_style
from sim.report.figures.winners import winners
from tests.report.figures.studies import EVERY, FIVE, HOSTILE, analysed, renamed, titled

LONG = {
    "opaque": "o" * 64,
    "sender": "the-sender-and-nothing-but-the-sender-of-the-letter-in-the-box",
    "action": "w-w-w_mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
}
MARGINS = {"effort_minutes": 1.0, "missed_share": 0.01}


STUDIES: dict[str, Callable[[], Analysis]] = {
    "two": lambda: analysed("opaque, sender"),
    "five": lambda: analysed(FIVE),
    "every": lambda: analysed(EVERY),
    "long": lambda: titled(renamed(analysed(FIVE), LONG), HOSTILE),
    "few": lambda: analysed("opaque, sender, paper", 12),
    "repeated": lambda: analysed("opaque, paper", 40, replications=3),
}


def drawn(name: str, analysis: Analysis) -> Drawing | None:
    if name == "winners":
        return winners(analysis, analysis.joints)
    make: dict[str, Callable[[Analysis], Drawing | None]] = {
        "comparison": lambda one: comparison(one, MARGINS),
        "funnel": funnel,
        "lorenz": lorenz,
        "pareto": lambda one: pareto(one, MARGINS),
    }
    return make[name](analysis)


def boxes(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """The box of every text that is drawn."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for axes in figure.axes:
        texts += [*axes.texts, axes.xaxis.label, axes.yaxis.label]
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            texts += [tick.label1 for tick in ticks(axis) if min(limits) <= tick.get_loc() <= max(limits)]
    for text in texts:
        if text.get_text() and text.get_visible() and not text.get_rotation() % 90.0:
            yield text.get_text(), text.get_window_extent(renderer)


def ticks(axis: Axis) -> list:  # type: ignore[type-arg]
    return axis.get_major_ticks()


@pytest.mark.long
@pytest.mark.parametrize("study", list(STUDIES))
@pytest.mark.parametrize("name", ["comparison", "funnel", "lorenz", "pareto", "winners"])
def test_no_text_is_cut_off_or_covers_another(name: str, study: str) -> None:
    with house_style():
        drawing = drawn(name, STUDIES[study]())
        assert drawing is not None
        drawing.figure.draw_without_rendering()
        found = list(boxes(drawing.figure))
        page = drawing.figure.bbox
        assert len(found) > 5
        for text, box in found:
            assert box.x0 >= page.x0, text
            assert box.x1 <= page.x1, text
            assert box.y0 >= page.y0, text
            assert box.y1 <= page.y1, text
        for place, (text, box) in enumerate(found):
            for other_text, other in found[place + 1 :]:
                assert not overlaps(box, other), (text, other_text)


def overlaps(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes have more in common than a hair."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(across > 0.5 and up > 1.0)


def test_the_check_finds_what_covers_another() -> None:
    with house_style():
        drawing = comparison(analysed("opaque, sender"), {})
        assert drawing is not None
        first = drawing.figure.texts[0]
        drawing.figure.text(*first.get_position(), "covering")
        drawing.figure.draw_without_rendering()
        found = list(boxes(drawing.figure))
        assert any(overlaps(box, found[-1][1]) for _, box in found[:-1]) or any(
            overlaps(one[1], other[1]) for one in found for other in found if one is not other
        )


@pytest.mark.parametrize("name", ["comparison", "funnel", "lorenz", "pareto", "winners"])
def test_every_figure_states_size_seed_and_what_an_interval_is(name: str) -> None:
    with house_style():
        drawing = drawn(name, analysed("opaque, sender"))
        assert drawing is not None
        said = " ".join(text.get_text() for text in drawing.figure.texts).replace("\n", " ")
        for needed in ("200 citizens", "seed 5", "interval", drawing.words.title, "What the opaque notification"):
            assert needed in said
