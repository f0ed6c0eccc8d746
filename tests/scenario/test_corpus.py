"""Every file of the corpus resolves to what lies beside it, or is refused in the words that lie beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.resolution import dump, from_resolved, resolve
from tests.corpus.cases import (
    BASE,
    HERE,
    INVALID,
    INVALID_TARGETS,
    RESOLVED,
    VALID,
    checked,
    expected,
    expected_file,
    refused,
    require_equal,
    resolved,
)
from tests.corpus.differences import difference, differing


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_file_resolves_as_expected(path: Path) -> None:
    require_equal(resolved(path), expected(path), path.name)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_resolving_the_resolved_form_changes_nothing(path: Path, tmp_path: Path) -> None:
    text = expected(path)
    (tmp_path / "resolved.yaml").write_text(text, encoding="utf-8")
    again = resolve(tmp_path / "resolved.yaml")
    require_equal(dump(again.scenario), text, path.name)
    assert from_resolved(text) == again.scenario


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_file_is_refused_in_the_expected_words(path: Path) -> None:
    require_equal(checked(path), expected(path), path.name)


@pytest.mark.parametrize("path", INVALID_TARGETS, ids=lambda path: path.stem)
def test_invalid_file_of_targets_is_refused_in_the_expected_words(path: Path) -> None:
    require_equal(refused(path), expected(path), path.name)


def test_base_resolves_as_expected() -> None:
    require_equal(dump(resolve(BASE).scenario), RESOLVED.read_text(encoding="utf-8"), BASE.name)


def test_extending_the_base_changes_nothing_by_itself() -> None:
    assert expected_file(HERE / "valid" / "extends-one.yaml").read_text(encoding="utf-8") == ""


def test_corpus_is_as_large_as_promised() -> None:
    assert len(VALID) >= 60
    assert len(INVALID) >= 150
    assert len(INVALID_TARGETS) >= 30


@pytest.mark.parametrize("folder", ["valid", "invalid", "invalid-targets"])
def test_nothing_expected_lacks_its_case(folder: str) -> None:
    listed = {"valid": VALID, "invalid": INVALID, "invalid-targets": INVALID_TARGETS}
    cases = {expected_file(path) for path in listed[folder]}
    written = {path for path in (HERE / folder).iterdir() if path.suffix in {".txt", ".diff"}}
    assert written == cases


def test_every_expected_text_has_a_place_and_says_how_many_problems() -> None:
    for path in INVALID:
        first, *_ = text = expected(path).splitlines()
        assert first.count(":") >= 3, path.name
        assert any(line.startswith(f"{path.name}: ") and "problem" in line for line in text), path.name


def test_every_expected_text_about_targets_has_a_place_and_says_how_many_problems() -> None:
    for path in INVALID_TARGETS:
        first, *_, last, _ = expected(path).split("\n")
        assert first.startswith(f"{path.name}:"), path.name
        assert first.count(":") >= 3, path.name
        assert last.split()[1] in {"problem", "problems"}, path.name


@pytest.mark.parametrize("change", [str.upper, lambda text: text + "\n", lambda text: text[:-1], lambda _: ""])
def test_comparison_fails_on_a_wrong_answer(change: object) -> None:
    assert callable(change)
    wanted = expected(VALID[0])
    with pytest.raises(AssertionError, match="canary, line"):
        require_equal(change(wanted), wanted, "canary")


@pytest.mark.parametrize(
    ("kept", "wrong"),
    [
        ("-  app: 0.3\n+  app: 0.4\n", "-  app: 0.3\n+  app: 0.5\n"),
        ("-  app: 0.3\n+  app: 0.4\n", "-  app: 0.2\n+  app: 0.4\n"),
        ("-  app: 0.3\n+  app: 0.4\n", "-  app: 0.3\n"),
        ("@@ at population.app @@", "@@ at population.apps @@"),
        ("@@ at population.app @@", "@@ after population.app @@"),
        ("@@ at population.app @@", "@@ at population.forgets @@"),
        ("@@ at population.app @@", "@@ population.app @@"),
    ],
)
def test_a_wrong_stored_difference_fails(kept: str, wrong: str) -> None:
    base = RESOLVED.read_text(encoding="utf-8")
    text = base.replace("  app: 0.3\n", "  app: 0.4\n")
    stored = difference(base, text)
    require_equal(differing(base, stored), text, "canary")
    assert kept in stored
    with pytest.raises(AssertionError):
        require_equal(differing(base, stored.replace(kept, wrong)), text, "canary")


def test_a_difference_tells_the_order_of_keys() -> None:
    base = RESOLVED.read_text(encoding="utf-8")
    young, old = (line for line in base.splitlines(keepends=True) if "{title: " in line and "share" in line)
    turned = base.replace(young + old, old + young)
    assert turned != base
    assert differing(base, difference(base, turned)) == turned


def test_valid_file_among_the_invalid_ones_is_noticed(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(expected(VALID[0]), encoding="utf-8")
    with pytest.raises(AssertionError, match="exit code 0"):
        checked(good)
