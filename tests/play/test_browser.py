"""The page in a browser, from opening to a changed verdict. Skipped where no Chromium is installed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sim.play.played_study import PlayedStudy
from tests.play.conftest import MOST, served
from tests.report.html.test_browser import CONTRAST, PATIENCE, browser

__all__ = ["browser"]  # a fixture

GROWN = re.compile(rf"^{MOST} (citizens|burgers)\.$")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    expect.set_options(timeout=PATIENCE)
    yield found
    found.close()
    assert said == []


def opened(page: Page, port: int, said: str = "") -> None:
    page.goto(f"http://127.0.0.1:{port}/{said}", timeout=PATIENCE)
    expect(page.locator("#status")).to_have_text(GROWN)


@pytest.mark.long
def test_from_opening_to_a_changed_verdict(page: Page, port: int) -> None:
    opened(page, port, "?design=sender&reference=opaque&lang=en")
    before = page.locator(".verdict").all_text_contents()
    assert len(before) == 4
    assert not [each for each in before if re.search(r"undefined|^verdict\.", each)]  # each is a sentence
    assert "undefined" not in page.locator("main").inner_text()
    expect(page.locator("svg .band").first).to_be_visible()
    page.get_by_label("Find a number").fill("dormant")
    slider = page.get_by_label("dormant", exact=True)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#moved input")).to_be_focused()
    expect(page.locator("#status")).to_have_text(GROWN)
    page.wait_for_url(re.compile(r"number=population\.dormant"))
    page.get_by_label("Design", exact=True).select_option("paper")
    page.wait_for_url(re.compile("design=paper"))
    expect(page.locator("main")).not_to_have_class(re.compile("stale"))
    expect(page.locator("#status")).to_have_text(GROWN)
    assert page.locator(".verdict").all_text_contents() != before
    expect(page.locator("#spoken")).to_contain_text("With Paper")
    shared = page.url
    claim = page.locator("#claim").inner_text()
    opened(page, port, f"?{shared.partition('?')[2]}")
    assert page.locator("#claim").inner_text() == claim


@pytest.mark.long
def test_a_design_is_built_and_copied(page: Page, port: int) -> None:
    opened(page, port, "?design=sender&lang=nl")
    assert page.evaluate("document.documentElement.lang") == "nl"
    page.locator("#builder summary").click()
    page.get_by_role("button", name="Contact toevoegen").click()
    expect(page.locator("#contacts > li")).to_have_count(3)
    page.locator("#contacts > li").nth(2).get_by_label("Langs").select_option("letter")
    page.locator("#contacts > li").nth(2).get_by_label("alles, zonder inloggen").check()
    expect(page.locator("main")).not_to_have_class(re.compile("stale"))
    expect(page.locator("#claim")).to_contain_text("Met uw ontwerp")
    expect(page.locator("#refusal")).to_be_hidden()
    page.get_by_role("button", name="Kopieer als YAML").click()
    expect(page.locator("#text")).to_contain_text("played:")
    assert "channel: letter" in page.locator("#text").inner_text()


def test_what_is_wrong_is_said_and_the_way_back_works(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/?design=opaqe&lang=en", timeout=PATIENCE)
    expect(page.get_by_role("alert")).to_contain_text("Did you mean opaque?")
    page.get_by_role("link", name="Back to the start").click()
    expect(page.locator("#status")).to_have_text(GROWN)


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 400])
def test_it_fits_and_can_be_read(page: Page, port: int, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, port, "?lang=nl")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    faint = [text for ratio, text in page.evaluate(CONTRAST) if ratio < 4.5]
    assert faint == []
    unnamed = page.eval_on_selector_all(
        "input, select, button",
        "all => all.filter(each => !(each.labels?.length || each.ariaLabel || each.textContent))"
        ".map(each => each.outerHTML)",
    )  # fmt: skip
    assert unnamed == []


def test_a_program_that_is_gone_is_said_and_waited_for(browser: Browser, played: PlayedStudy, tmp_path: Path) -> None:
    page = browser.new_page(locale="en-GB")
    with served(played, tmp_path) as port:
        opened(page, port)
    page.get_by_label("Design", exact=True).select_option("paper")
    status = page.locator("#status")
    expect(status).to_contain_text("The program was ended", timeout=PATIENCE)
    page.wait_for_timeout(4000)  # it is asked again meanwhile, and still gone
    assert "The program was ended" in status.inner_text()
    page.close()
