"""The brief as a page: two pages of A4 in both languages, from whatever study, and the same bytes each time."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.analysis.study_analysis import Analysis
from sim.report.brief.pdf import can_write, pdf_of
from sim.report.brief.wording import LANGUAGES, Language
from sim.report.html.brief import brief_page
from tests.report.html.pages import FACTS, fifteen, hostile, queueing, three, tree_of

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
needs_weasyprint = pytest.mark.skipif(not can_write(), reason="WeasyPrint or Pango is not there")


def page_of(study: Callable[[], Analysis], language: Language = "nl", missing: int = 0) -> str:
    return brief_page(study(), FACTS, language, 17_000_000, missing)


@pytest.fixture(scope="module")
def fullest() -> str:
    """The page with the most and the longest on it."""
    return page_of(fifteen, missing=1_000)


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_everything_in_its_language(language: Language) -> None:
    page = page_of(three, language)
    tree = tree_of(page)
    assert tree.all("html")[0].attributes["lang"] == language
    assert len(tree.all("h1")) == len(tree.all("table")) == len(tree.all("figure")) == 1
    assert len(tree.all("h2")) == 8
    assert not tree.all("script", "img", "link")
    assert "http:" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    assert page == page_of(three, language)


def test_no_text_of_a_scenario_breaks_out() -> None:
    page = page_of(hostile)
    assert "<img" not in page
    assert "\u202e" not in page
    assert len(tree_of(page).all("section")) == 2


@pytest.mark.long
@needs_weasyprint
@pytest.mark.parametrize("study", [fifteen, hostile, queueing], ids=lambda study: study.__name__)
def test_the_pdf_has_two_pages_and_no_date(study: Callable[[], Analysis], fullest: str) -> None:
    page = fullest if study is fifteen else page_of(study)
    found = pdf_quietly(page)
    assert pages_of(found) == 2
    assert not re.search(rb"/(Creation|Mod)Date", objects_of(found))
    if study is fifteen:
        assert found == pdf_quietly(page)


def pdf_quietly(page: str) -> bytes:
    """The PDF, whatever the libraries behind it warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pdf_of(page)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type ?/Page\b", objects_of(pdf)))


def objects_of(pdf: bytes) -> bytes:
    """A PDF and everything that is compressed in it."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(stream))
    return b"\n".join(found)


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not there")
def test_a_browser_prints_two_pages(fullest: str, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    place = tmp_path / "brief.html"
    place.write_text(fullest, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = [CHROMIUM, *options, f"--print-to-pdf={tmp_path / 'brief.pdf'}", place.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert pages_of((tmp_path / "brief.pdf").read_bytes()) == 2
