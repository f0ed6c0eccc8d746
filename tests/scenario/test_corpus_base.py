"""The base of the corpus fits the schema. Where it does not, only this fails: the tests of the corpus are skipped."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.base import BASE, EVERYTHING, fault


def test_base_of_the_corpus_fits_the_schema() -> None:
    assert fault() is None, fault()


def test_the_scenario_of_every_number_fits_the_schema() -> None:
    assert fault() is not None or fault(EVERYTHING) is None, fault(EVERYTHING)


def test_what_a_base_lacks_is_said(tmp_path: Path) -> None:
    lacking = tmp_path / "base.yaml"
    text = BASE.read_text(encoding="utf-8")
    assert "  forgets: 0.2\n" in text
    lacking.write_text(text.replace("  forgets: 0.2\n", ""), encoding="utf-8")
    said = fault(lacking)
    assert said is not None
    assert "python -m tests.corpus.rewrite" in said
    assert "forgets" in said
