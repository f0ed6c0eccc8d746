from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from sim.analysis.study_analysis import Analysis
from sim.report.html.page import html_report
from tests.report.html.pages import (
    FACTS,
    LIVES,
    Element,
    alone,
    fifteen,
    hostile,
    page_of_three,
    plain_page,
    plain_text,
    queueing,
    three,
    tree_of,
    without_invoices,
)

pytestmark = pytest.mark.long

STUDIES = (three, fifteen, alone, queueing, without_invoices, hostile)
SECTIONS = {
    "verdict", "figures", "full", "losses", "winners", "trades", "lives",
    "responses", "designs", "evidence", "methods", "manifest",
}  # fmt: skip


def section(page: Element, name: str) -> Element:
    (found,) = (one for one in page.all("section") if one.attributes["id"] == name)
    return found


def names_of(page: Element) -> set[str]:
    return {one.attributes["id"] for one in page.all("section")}


def test_a_page_has_all_its_parts_once_and_in_order() -> None:
    page = tree_of(page_of_three())
    assert page.all("html")[0].attributes["lang"] == "en"
    assert len(page.all("head")[0].all("title")) == 1
    for tag in ("h1", "main", "header", "footer", "nav"):
        assert len(page.all(tag)) == 1, tag
    assert names_of(page) == SECTIONS
    assert page.all("h1")[0].text == page.all("title")[0].text == three().scenario.title


@pytest.mark.parametrize("study", STUDIES)
def test_headings_never_skip_a_level_and_ids_are_unique(study: Callable[[], Analysis]) -> None:
    page = plain_page(study)
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [element.attributes["id"] for element in page.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids


@pytest.mark.parametrize("study", STUDIES)
def test_every_table_has_a_caption_and_scopes_and_as_many_cells_as_columns(study: Callable[[], Analysis]) -> None:
    for table in plain_page(study).all("table"):
        assert table.all("caption")[0].text.strip()
        assert all(cell.attributes["scope"] in {"col", "row", "rowgroup"} for cell in table.all("th"))
        head, *rows = table.all("tr")
        columns = len(head.all("th", "td"))
        for row in rows:
            cells = row.all("th", "td")
            assert sum(int(cell.attributes.get("colspan", "1")) for cell in cells) == columns


@pytest.mark.parametrize("study", STUDIES)
def test_the_same_results_are_the_same_bytes(study: Callable[[], Analysis]) -> None:
    assert html_report(study(), FACTS) == plain_text(study)


def test_another_number_is_another_page() -> None:
    assert plain_text(three) != html_report(three(), replace(FACTS, version="0.1.1"))
    assert plain_text(three) != plain_text(fifteen)


def test_no_text_of_a_scenario_breaks_out() -> None:
    text = html_report(hostile(), replace(FACTS, lacks="</div><script>alert(2)</script>"), lives=LIVES)
    page = tree_of(text)
    assert len(page.all("script")) == 1
    assert len(page.all("style")) == 1
    assert not page.all("img")
    assert not any(key.startswith("on") for element in page.walk() for key in element.attributes)
    assert "alert(1)" in page.all("h1")[0].text
    assert "{{ 7 * 7 }}" in page.all("h1")[0].text
    assert "\u202e" not in text
    assert "\x07" not in text
    assert not any("javascript:" in value for element in page.walk() for value in element.attributes.values())


def test_a_policy_forbids_every_request_and_every_script_but_ours() -> None:
    page = tree_of(page_of_three())
    (policy,) = (one for one in page.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.attributes["content"].split(";"))
    script = page.all("script")[0].text.encode()
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "script-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for element in page.walk():
        assert element.tag not in {"link", "iframe", "object", "embed", "base", "image"}
        assert "src" not in element.attributes
        assert element.attributes.get("href", "#").startswith("#")
        assert element.attributes.get("xlink:href", "#").startswith("#")
    assert not re.search(r"url\((?!#)|@import", page_of_three())


def test_a_section_of_which_there_is_nothing_is_left_out() -> None:
    assert names_of(plain_page(three)) == SECTIONS - {"lives"}
    assert names_of(plain_page(alone)) == SECTIONS - {"lives", "winners", "figures", "trades"}
    assert names_of(plain_page(without_invoices)) == SECTIONS - {"lives", "losses", "trades"}
    links = {link.attributes["href"] for link in plain_page(alone).all("nav")[0].all("a")}
    assert links == {f"#{name}" for name in SECTIONS - {"lives", "winners", "figures", "trades"}}


def test_what_others_provide_has_its_place() -> None:
    page = tree_of(page_of_three())
    row = three().joint("reachable", "action", "effort_minutes")
    assert row.less.value is not None
    told = f"Of the reachable accounts, {100.0 * row.less.value:.1f} % spend less effort under action than under opaque"
    assert told in section(page, "winners").text.replace("\u00a0", " ")
    assert "She missed it." in section(page, "lives").text
    assert section(page, "lives").all("svg")[0].attributes["aria-label"] == "a line of time"


def test_an_incomplete_study_says_so_before_anything_else() -> None:
    page = tree_of(html_report(three(), replace(FACTS, lacks="Incomplete: 7 of 60 citizens are in no number.")))
    main = page.all("main")[0].text
    assert main.index("7 of 60") < main.index("reachable accounts miss")
    assert main.count("7 of 60") == 2
    assert "Incomplete" not in plain_page(three).text


def test_the_unit_and_the_engine_are_told_as_they_were() -> None:
    assert "the unit of analysis is the citizen." in section(plain_page(three), "methods").text
    queue = section(plain_page(queueing), "methods").text
    assert "the unit of analysis is the replication (n = 3)." in queue
    simpy = tree_of(html_report(three(), replace(FACTS, engine="simpy", certificate=None)))
    assert "by the simpy engine, which is the reference." in section(simpy, "methods").text
    assert (
        "a random sample was also simulated by SimPy, 200 citizens under" in section(plain_page(three), "methods").text
    )


def test_a_study_of_tallies_says_that_it_has_no_rows() -> None:
    tallies = tree_of(html_report(three(), replace(FACTS, kept="tallies")))
    assert "tallies, and no rows of citizens" in section(tallies, "manifest").text
    assert "one row for each citizen" in section(plain_page(three), "manifest").text


def test_every_design_and_contact_is_described() -> None:
    analysis = fifteen()
    text = section(plain_page(fifteen), "designs")
    heads = [cell.text for cell in text.all("th") if cell.attributes["scope"] == "rowgroup"]
    assert [head.split()[0] for head in heads] == list(analysis.designs)
    contacts = [cell.text for cell in text.all("th") if cell.attributes["scope"] == "row"]
    assert contacts == [
        contact.name for design in analysis.designs for contact in analysis.scenario.designs[design].contacts
    ]


def test_every_number_of_the_scenario_is_listed_by_what_it_stands_on() -> None:
    page = section(plain_page(three), "evidence")
    counts = [int(one.text) for one in page.all("span") if one.attributes.get("class") == "big"]
    lists = [table for table in page.all("table") if table.attributes.get("class") == "evidence"]
    assert [len(table.all("tr")) - 1 for table in lists] == counts
    assert sum(counts) > 200


@pytest.mark.parametrize("study", STUDIES)
def test_what_names_a_part_is_there(study: Callable[[], Analysis]) -> None:
    page = plain_page(study)
    ids = {element.attributes["id"] for element in page.walk() if "id" in element.attributes}
    named = [one for element in page.walk() for one in element.attributes.get("aria-labelledby", "").split()]
    assert len(named) > 3
    assert set(named) <= ids


def test_all_but_the_answer_and_its_figure_is_folded() -> None:
    page = tree_of(page_of_three())
    for one in page.all("section"):
        first = next(child for child in one.children if isinstance(child, Element))
        assert (first.tag == "details") == (one.attributes["id"] not in {"verdict", "figures"})
