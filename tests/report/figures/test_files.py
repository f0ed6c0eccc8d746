"""Figures as bytes: the same for the same numbers, well formed, and fit to stand in one page."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from PIL import Image

from sim.report.figures import figures, figures_for_pages
from tests.report.figures.studies import HOSTILE, MANY, analysed, titled

pytestmark = pytest.mark.long

NAMES = ("figure", "winners", "funnel", "lorenz", "pareto")
SVG = "{http://www.w3.org/2000/svg}"


def test_the_bytes_are_those_of_the_numbers() -> None:
    once, again = figures(analysed("opaque, sender, paper")), figures(analysed("opaque, sender, paper"))
    assert once == again
    assert set(once) == {f"{name}.{form}" for name in NAMES for form in ("png", "svg")}
    other = figures(analysed("opaque, sender, paper", seed=6))
    assert all(other[name] != once[name] for name in once)


def test_a_style_set_elsewhere_changes_nothing_and_stays() -> None:
    once = figures(analysed("opaque, sender"))
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "figure.dpi": 30}):
        assert figures(analysed("opaque, sender")) == once
        assert mpl.rcParams["font.size"] == 30


def test_both_forms_are_what_they_claim_without_a_date() -> None:
    for name, content in figures(analysed("opaque, sender", 50)).items():
        if name.endswith("png"):
            image = Image.open(io.BytesIO(content))
            assert image.width > 1_200, name
            assert {"Date", "Software"}.isdisjoint(image.info)
        else:
            assert content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<svg ')
            assert ElementTree.fromstring(content).tag == f"{SVG}svg"  # noqa: S314 - our own figure
            assert b"dc:date" not in content


def test_one_design_has_no_comparison_but_the_rest() -> None:
    assert set(figures(analysed("opaque"))) == {
        f"{name}.{form}" for name in ("funnel", "lorenz") for form in ("png", "svg")
    }


def test_every_id_of_a_page_is_its_own_and_every_reference_is_to_one_of_the_same_figure() -> None:
    drawn = figures_for_pages(analysed("opaque, sender, paper"))
    assert tuple(one.name for one in drawn) == NAMES
    everywhere: list[str] = []
    for one in drawn:
        ids = re.findall(r'\bid="([^"]+)"', one.svg)
        references = set(re.findall(r'(?:href="|url\()#([^")]+)', one.svg))
        assert references
        assert references <= set(ids)
        everywhere += ids
    assert len(everywhere) == len(set(everywhere))


@pytest.mark.parametrize("designs", ["opaque, sender", MANY])
def test_an_inline_figure_reaches_nothing_outside_itself_and_can_be_read_aloud(designs: str) -> None:
    for one in figures_for_pages(analysed(designs)):
        assert one.svg.startswith("<svg ")
        for unwanted in ("<style", "<script", "<!--", "<metadata", "<?xml", "<!DOCTYPE"):
            assert unwanted not in one.svg
        root = ElementTree.fromstring(one.svg)  # noqa: S314
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert (title.text, description.text) == (one.title, one.alt)
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert root.get("role") == "img"
        assert one.caption
        assert one.alt.endswith(".")


def test_a_hostile_title_is_drawn_and_never_markup() -> None:
    analysis = analysed("opaque, sender", 50)
    hostile = titled(analysis, HOSTILE)
    for one in figures_for_pages(hostile):
        assert "<script" not in one.svg
        assert "alert" not in one.svg
        ElementTree.fromstring(one.svg)  # noqa: S314
    assert set(figures(hostile)) == {f"{name}.{form}" for name in NAMES for form in ("png", "svg")}
