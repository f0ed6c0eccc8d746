from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sim.report.figures import Drawn, figures_for_pages
from sim.report.html.illustrations import illustrations, inline
from sim.report.html.page import html_report
from tests.report.html.pages import FACTS, HOSTILE, alone, three, tree_of

WILD = """<?xml version="1.0"?><!DOCTYPE svg>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt" height="9pt"
 viewBox="0 0 9 9" onload="alert(1)"><!-- --><metadata>m</metadata><style>*{color:red}</style><script>alert(1)</script>
<defs><path id="p"/><clipPath id="c"/></defs><g clip-path="url(#c)"><use xlink:href="#p" onclick="alert(1)"/>
<use xlink:href="https://example.org/x"/><foreignObject><b/></foreignObject></g></svg>"""


def test_a_drawing_keeps_its_marks_and_loses_all_that_acts() -> None:
    text = inline(WILD, "funnel", 'says "it"')
    root = ElementTree.fromstring(text)  # noqa: S314 - our own
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags == ["svg", "defs", "path", "clipPath", "g", "use", "use"]
    assert root.attrib == {"viewBox": "0 0 9 9", "role": "img", "aria-label": 'says "it"'}
    assert 'id="funnel-p"' in text
    assert 'xlink:href="#funnel-p"' in text
    assert "url(#funnel-c)" in text
    for word in ("alert", "example.org", "<!--", "<?xml", "DOCTYPE", "color:red"):
        assert word not in text


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(ElementTree.ParseError):
        inline("<svg", "x", "x")


def test_every_figure_has_words_and_the_same_numbers_as_a_table() -> None:
    figure, *others = illustrations(three(), figures_for_pages(three()))
    assert figure.table is not None
    assert len(figure.table.rows) == 2 * len(three().others)
    value = three().contrast("reachable", "action", "effort_minutes").together
    assert value is not None
    assert value.value is not None
    row = next(row for row in figure.table.rows if (row.head.label, row.head.note) == ("action", "reachable accounts"))
    assert row.cells[0].text.replace("−", "-") == f"{value.value:+.2f}"
    assert "action" in figure.alt
    assert all(one.alt and one.caption and one.title for one in others)
    assert "figure" not in {one.name for one in figures_for_pages(alone())}


def test_more_figures_stand_in_their_order_and_do_not_meet() -> None:
    figures = [Drawn(name, f"About {name}", HOSTILE, HOSTILE, WILD) for name in ("funnel", "other", "figure")]
    page = tree_of(html_report(three(), FACTS, figures=figures))
    found = page.all("figure")
    assert [figure.all("h3")[0].text for figure in found] == ["About other", "About figure", "About funnel"]
    assert [len(figure.all("table")) for figure in found] == [0, 1, 0]
    ids = [element.attributes["id"] for element in page.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert len(page.all("script")) == 1
