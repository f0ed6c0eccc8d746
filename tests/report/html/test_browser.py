"""The page in a browser. Skipped where no Chromium is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sim.report.html.page import html_report
from tests.report.html.pages import FACTS, fifteen, hostile, page_of_three

pytestmark = pytest.mark.long

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
CONTRAST: Final = """() => {
  const part = (text) => text.match(/[\\d.]+/g).map(Number);
  const channel = (value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [red, green, blue, alpha = 1] = part(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [red, green, blue];
      if (alpha > 0) throw new Error("a background that shows through");
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || ["SCRIPT", "STYLE"].includes(element.tagName) || element.closest("svg")) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(part(style.color)), luminance(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    found.push([ratio, text.slice(0, 40)]);
  }
  return found;
}"""

PATIENCE = 300_000
"""Milliseconds in which a page is there, on a machine that does much else."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next((path for name in NAMES if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser to look with: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kept(tmp_path_factory.mktemp("page"), page_of_three())


def kept(folder: Path, text: str) -> Path:
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


def opened(
    browser: Browser,
    file: Path,
    *,
    width: int = 1200,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
    unfolded: bool = True,
) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts)
    page.goto(file.as_uri(), timeout=PATIENCE)
    if unfolded:
        page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
    return page


def column(page: Page, place: int) -> list[str]:
    texts: list[str] = page.eval_on_selector_all(
        f"table.sortable tbody tr:not([hidden]) > :nth-child({place})", "cells => cells.map(cell => cell.textContent)"
    )
    return texts


def numbers(texts: list[str]) -> list[float]:
    return [float(text.split()[0].replace("−", "-").replace(",", "")) for text in texts if text[0] not in "–r"]


@pytest.mark.parametrize("study", ["plain", "hostile"])
def test_it_asks_for_nothing_and_complains_of_nothing(browser: Browser, tmp_path: Path, study: str) -> None:
    file = kept(tmp_path, page_of_three() if study == "plain" else html_report(hostile(), FACTS))
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri(), timeout=PATIENCE)
    page.close()
    assert said == []
    assert asked == [file.as_uri()]


def test_the_policy_stops_what_is_not_ours(browser: Browser, tmp_path: Path) -> None:
    inserted = "<script>document.title = 'taken'</script><img src='https://example.org/x.png'></main>"
    file = kept(tmp_path, page_of_three().replace("</main>", inserted))
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri(), timeout=PATIENCE)
    assert page.title() != "taken"
    page.close()
    assert len([text for text in said if "Content Security Policy" in text]) == 2


def test_a_click_sorts_by_number_and_the_next_one_the_other_way(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    heads = page.locator("table.sortable thead th")
    heads.nth(3).get_by_role("button").click()
    assert heads.nth(3).get_attribute("aria-sort") == "ascending"
    levels = numbers(column(page, 4))
    assert len(levels) > 100
    assert levels == sorted(levels)
    assert levels != sorted(levels, key=str)
    heads.nth(3).get_by_role("button").click()
    assert heads.nth(3).get_attribute("aria-sort") == "descending"
    assert numbers(column(page, 4)) == sorted(levels, reverse=True)
    page.close()


def test_the_keyboard_sorts_as_well(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    head = page.locator("table.sortable thead th").nth(2)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    designs = column(page, 3)
    assert designs == sorted(designs)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") is None
    assert page.locator("table.sortable thead th").nth(3).get_attribute("aria-sort") == "ascending"
    page.close()


def test_filters_keep_the_rows_that_were_asked_for(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    filters = page.locator(".filters")
    assert set(column(page, 2)) == {"all citizens"}
    everything = page.locator("table.sortable tbody tr").count()
    filters.get_by_label("Group").select_option("every group")
    assert len(column(page, 2)) == everything
    filters.get_by_label("Group").select_option("reachable accounts")
    filters.get_by_label("Design").select_option("action")
    filters.get_by_label("Response").fill("invoices MISSED")
    assert list(zip(column(page, 1), column(page, 2), column(page, 3), strict=True)) == [
        ("invoices missed", "reachable accounts", "action")
    ]
    assert page.locator(".filters output").text_content() == f"1 of {everything:,} rows"
    page.close()


def test_without_scripts_every_row_is_there_and_no_control(browser: Browser, file: Path) -> None:
    page = opened(browser, file, scripts=False)
    assert (
        page.locator("table.sortable tbody tr:not([hidden])").count() == page.locator("table.sortable tbody tr").count()
    )
    assert page.locator("form.filters").is_hidden()
    assert page.locator("table.sortable button").count() == 0
    page.close()


@pytest.mark.parametrize("study", ["three", "fifteen", "hostile"])
def test_the_page_never_scrolls_sideways(browser: Browser, tmp_path: Path, study: str) -> None:
    text = page_of_three() if study == "three" else html_report(fifteen() if study == "fifteen" else hostile(), FACTS)
    page = opened(browser, kept(tmp_path, text))
    found = {}
    for width in (360, 400, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert {width: wide for width, wide in found.items() if wide > width} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(browser: Browser, file: Path, scheme: Literal["light", "dark"]) -> None:
    page = opened(browser, file, scheme=scheme)
    found: list[tuple[float, str]] = page.evaluate(CONTRAST)
    assert len(found) > 1_000
    assert [text for ratio, text in found if ratio < 4.5] == []
    page.close()


def test_a_faint_text_would_be_found(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    page.evaluate("document.querySelector('h1').style.color = '#8a8a8a'")
    assert [text for ratio, text in page.evaluate(CONTRAST) if ratio < 4.5]
    page.close()


def test_a_link_to_a_folded_section_unfolds_it(browser: Browser, file: Path) -> None:
    page = opened(browser, file, unfolded=False)
    assert page.locator("#losses > details[open]").count() == 0
    page.locator("nav a[href='#losses']").click()
    assert page.locator("#losses > details[open]").count() == 1
    page.close()


def test_dark_is_dark_and_figures_stay_on_light(browser: Browser, file: Path) -> None:
    page = opened(browser, file, scheme="dark")
    colour = "element => getComputedStyle(element).backgroundColor"
    assert page.locator("body").evaluate(colour) == "rgb(20, 24, 28)"
    assert page.locator(".card").first.evaluate(colour) == "rgb(255, 255, 255)"
    page.close()


def test_it_prints_on_few_pages_in_light_with_the_long_lists_folded(browser: Browser, file: Path) -> None:
    page = opened(browser, file, scheme="dark", unfolded=False)
    closed = page.locator("details:not([open])").count()
    long = page.locator("details.long").count()
    assert closed > long > 3
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("body").evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == long
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == closed
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 50_000
    assert 2 < printed.count(b"/Type /Page\n") <= 12
    page.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_verdict(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    assert page.locator(".skip").evaluate("element => element.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()
