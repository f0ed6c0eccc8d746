"""The report of the shipped main scenario: its structure and its numbers, as they were last looked at.

    pytest tests/report/html/test_golden.py --write-golden

writes them anew. Each line is an element of the page with the numbers in it; a label of a table keeps the names of
designs too. What a sentence says, and how it says it, is tested where it is made. The many responses and the values of
the scenario stand in tables of their own that are tested by themselves.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.report.figures import Drawn
from sim.report.html.lives import lives
from sim.report.html.page import html_report
from tests.experiment.studies import SHIPPED
from tests.report.html.pages import FACTS, Element, tree_of

GOLDEN = Path(__file__).with_name("mijnoverheid-2016.outline.txt")
SIZE = 2_000
NAMES = ("figure", "winners", "funnel", "lorenz", "pareto")
INLINE = frozenset({"a", "br", "code", "small", "span", "strong", "svg", "td", "th"})
"""Elements that have no line of their own: what is in them belongs to the line they stand in."""
ELSEWHERE = frozenset({"responses", "evidence"})
NUMBER = re.compile(r"(?:(?<!\d)[−+-])?\d+(?:,\d{3})*(?:\.\d+)*")


def made() -> str:
    """The page of the main scenario with few citizens."""
    analysis = sim.compare(sim.load(SHIPPED, {"population.size": SIZE})).analysis
    sketch = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    figures = [Drawn(name, f"The figure {name}", f"Drawn: {name}.", "See the file.", sketch) for name in NAMES]
    told = [replace(life, svg=None) for life in lives(analysis)]
    return outline(html_report(analysis, FACTS, figures=figures, lives=told), [*analysis.scenario.designs])


def outline(page: str, designs: list[str]) -> str:
    """The elements of the page, one below the other, each with its numbers."""
    body = next(element for element in tree_of(page).walk() if element.tag == "body")
    return "".join(f"{line}\n" for line in _lines(body, designs, 0))


def _lines(element: Element, designs: list[str], depth: int) -> Iterator[str]:
    known = [element.attributes.get("id"), *element.attributes.get("class", "").split()]
    name = ".".join([element.tag, *(each for each in known if each)])
    yield " ".join([" " * depth + name, *_told(element, designs)])
    if element.attributes.get("id") not in ELSEWHERE:
        for child in element.children:
            if isinstance(child, Element) and child.tag not in {*INLINE, "style", "script"}:
                yield from _lines(child, designs, depth + 1)


def _told(element: Element, designs: list[str]) -> Iterator[str]:
    """The numbers that stand in an element itself and not in one that has a line of its own."""
    for child in element.children:
        if isinstance(child, str):
            names = designs if element.tag == "th" else []
            yield from (word for word in re.findall(rf"{NUMBER.pattern}|[\w-]+", child) if _is_told(word, names))
        elif child.tag in INLINE:
            yield from NUMBER.findall(child.attributes.get("style", ""))
            cell = child.tag in {"td", "th"}
            yield from (["|"] if cell else [])
            yield from _told(child, designs)


def _is_told(word: str, names: list[str]) -> bool:
    return NUMBER.fullmatch(word) is not None or word in names


def require_equal(found: str, golden: str) -> None:
    """Raises AssertionError with the lines that differ."""
    lines = difflib.unified_diff(golden.splitlines(), found.splitlines(), "as looked at", "now", lineterm="", n=0)
    assert found == golden, "\n".join([*lines][:40])


@pytest.mark.long
def test_the_report_is_the_one_that_was_looked_at(request: pytest.FixtureRequest) -> None:
    found = made()
    if request.config.getoption("--write-golden"):
        GOLDEN.write_text(found, encoding="utf-8")
    require_equal(found, GOLDEN.read_text(encoding="utf-8"))


PAGE = """<body><section id="verdict" class="first wide"><h2>Verdict</h2>
<p>Of the <b>2,000</b> citizens 2.3 % miss one.</p>
<table><tr><th>paper <small>reachable</small></th><td>-</td><td>9.0 <small>[4.4, 9.1]</small>
<span style="width:7.2%"></span></td></tr></table></section>
<section id="evidence"><p>254 numbers</p></section></body>"""
OUTLINE = """body
 section.verdict.first.wide
  h2
  p 2.3
   b 2,000
  table
   tr | paper | | 9.0 4.4 9.1 7.2
 section.evidence
"""


def test_an_outline_has_the_structure_and_the_numbers() -> None:
    require_equal(outline(PAGE, ["opaque", "paper"]), OUTLINE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2.3 %", "2.4 %"),
        ("2,000", "3,000"),
        ("[4.4, 9.1]", "[−4.4, 9.1]"),
        ("paper", "opaque"),
        ("<td>-</td>", ""),
        ("<h2>", "<h3>"),
        ("width:7.2%", "width:7.3%"),
        ('class="first wide"', 'class="wide"'),
        ('<section id="evidence"><p>254 numbers</p></section>', ""),
    ],
)
def test_another_structure_or_number_is_seen(old: str, new: str) -> None:
    changed = PAGE.replace(old, new).replace("</h2>", "</h3>" if new == "<h3>" else "</h2>")
    assert changed != PAGE
    with pytest.raises(AssertionError, match="as looked at"):
        require_equal(outline(changed, ["opaque", "paper"]), OUTLINE)


def test_other_words_change_nothing() -> None:
    other = PAGE.replace("Verdict", "What it comes to").replace("citizens", "people").replace("reachable", "with a box")
    require_equal(outline(other, ["opaque", "paper"]), OUTLINE)
