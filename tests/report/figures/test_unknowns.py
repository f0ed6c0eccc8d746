"""Figures of parameter uncertainty: nothing is cut off or covered, own colours, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.typing import ColorType

from sim.analysis.comparison import Estimate
from sim.analysis.uncertainty.fit_quality import trade_offs
from sim.report.figures import files_of
from sim.report.figures.marginals import marginals
from sim.report.figures.pairs import pairs
from sim.report.figures.priorities import ledger
from sim.report.figures.robustness import Contest, robustness
from sim.report.figures.saving import inline_svg
from sim.report.figures.sensitivity import panel_of_effects, panel_of_indices, screening, sensitivity
from sim.report.figures.sheet import About, Drawing
from sim.report.figures.style import COLOURS, GREYS, PARAMETER_RANGE, UNKNOWN, YELLOW, house_style
from sim.report.figures.targets import targets
from tests.report.figures.studies import HOSTILE
from tests.report.figures.test_layout import boxes, overlaps
from tests.report.figures.unknowns import (
    ABOUT,
    DESIGNS,
    FACTORS,
    LONG,
    contested,
    explained,
    fitted,
    many,
    moved,
    predictions,
    rows,
    text,
)

HARSH = About(HOSTILE, HOSTILE)


def contest(designs: tuple[str, ...], heading: str) -> Contest:
    return Contest(heading, "percentage points", contested(designs), 100.0)


def makers(names: tuple[str, ...], about: About, heading: str) -> dict[str, Callable[[], Drawing | None]]:
    """Every figure, with these names of its rows."""
    tied = trade_offs(fitted(names), least=0.0)
    designs = DESIGNS if names == FACTORS else names
    shares = [panel_of_indices(heading, explained(names)), panel_of_indices("fees", explained(names, 1))]
    effects = [panel_of_effects(heading, "minutes", moved(names))]
    contests = [contest(designs, heading), contest(designs, "effort")]
    return {
        "sensitivity": partial(sensitivity, about, shares, 0.95),
        "screening": partial(screening, about, effects, 0.95),
        "robustness": partial(robustness, about, contests),
        "ledger": partial(ledger, about, rows(names), heading, 0.95),
        "marginals": partial(marginals, about, fitted(names), text),
        "pairs": partial(pairs, about, tied, text),
        "targets": partial(targets, about, predictions(), text),
    }


STUDIES: dict[str, tuple[tuple[str, ...], About, str]] = {
    "twelve": (FACTORS, ABOUT, "effort, action − opaque"),
    "long": (LONG, HARSH, HOSTILE),
    "many": (many(26), ABOUT, "effort"),
    "two": (FACTORS[:2], ABOUT, "effort"),
}
FIGURES = tuple(makers(*STUDIES["two"]))


def made(figure: str, study: str = "twelve") -> Drawing:
    drawing = makers(*STUDIES[study])[figure]()
    assert drawing is not None
    return drawing


@pytest.mark.long
@pytest.mark.parametrize("study", list(STUDIES))
@pytest.mark.parametrize("figure", FIGURES)
def test_no_text_is_cut_off_or_covers_another(figure: str, study: str) -> None:
    with house_style():
        drawing = made(figure, study)
        drawing.figure.draw_without_rendering()
        found, page = list(boxes(drawing.figure)), drawing.figure.bbox
    assert len(found) > 5
    for said, box in found:
        assert box.x0 >= page.x0, said
        assert box.x1 <= page.x1, said
        assert box.y0 >= page.y0, said
        assert box.y1 <= page.y1, said
    for (said, box), (other_said, other) in combinations(found, 2):
        assert not overlaps(box, other), (said, other_said)


@pytest.mark.parametrize("figure", FIGURES)
def test_no_colour_of_chance_is_used(figure: str) -> None:
    with house_style():
        drawing = made(figure)
    patches = [patch for axes in drawing.figure.axes for patch in axes.patches]
    colours = [colour for patch in patches for colour in (patch.get_facecolor(), patch.get_edgecolor())]
    colours += [to_rgba(line.get_color()) for axes in drawing.figure.axes for line in axes.lines]
    colours += [to_rgba(one) for axes in drawing.figure.axes for cloud in axes.collections for one in faces(cloud)]
    used = {to_hex(colour).upper() for colour in colours}
    assert not used & {colour.upper() for colour in (*COLOURS, YELLOW)}
    assert used & {colour.upper() for colour in UNKNOWN}


def faces(cloud: Collection) -> list[ColorType]:
    """The colours that a cloud of marks is filled with."""
    return [tuple(one) for one in np.asarray(cloud.get_facecolor())]


def test_shades_of_ignorance_are_no_other_colours() -> None:
    assert UNKNOWN[0] == PARAMETER_RANGE["edgecolor"]
    assert not set(UNKNOWN) & {*COLOURS, *GREYS, YELLOW}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_tells_its_basis_its_title_and_what_it_shows(figure: str) -> None:
    with house_style():
        drawing = made(figure)
    said = " ".join(one.get_text() for one in drawing.figure.texts).replace("\n", " ")
    for needed in (ABOUT.title, ABOUT.basis, drawing.words.title):
        assert needed in said
    assert drawing.name == figure
    assert drawing.alt.endswith(".")
    assert "chance" not in f"{drawing.words.caption} {drawing.alt}"


@pytest.mark.long
def test_the_bytes_are_those_of_the_numbers() -> None:
    with house_style():
        once, again = (files_of([made("robustness"), made("targets")]) for _ in range(2))
        other = files_of([made("robustness", "two")])
    assert once == again
    assert set(once) == {f"{name}.{form}" for name in ("robustness", "targets") for form in ("png", "svg")}
    assert other["robustness.png"] != once["robustness.png"]


@pytest.mark.long
@pytest.mark.parametrize("figure", FIGURES)
def test_a_hostile_name_is_drawn_and_never_markup(figure: str) -> None:
    with house_style():
        drawing = made(figure, "long")
        found = inline_svg(drawing)
    assert "<script" not in found
    ElementTree.fromstring(found)  # noqa: S314 - our own figure


def test_without_anything_to_show_there_is_no_figure() -> None:
    flat = panel_of_effects("effort", "minutes", [])
    assert sensitivity(ABOUT, [flat], 0.95) is None
    assert screening(ABOUT, [], 0.95) is None
    assert robustness(ABOUT, []) is None
    assert ledger(ABOUT, [], "effort", 0.95) is None
    assert marginals(ABOUT, [], text) is None
    assert pairs(ABOUT, [], text) is None
    assert targets(ABOUT, [], text) is None
    assert Estimate(None).value is None
