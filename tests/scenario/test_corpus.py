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
    VALID,
    checked,
    expected,
    expected_file,
    refused,
    require_equal,
    resolved,
)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_file_resolves_as_expected(path: Path) -> None:
    require_equal(resolved(path), expected(path), path.name)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_resolving_the_resolved_form_changes_nothing(path: Path) -> None:
    again = resolve(expected_file(path))
    require_equal(dump(again.scenario), expected(path), path.name)
    assert from_resolved(expected(path)) == again.scenario


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_file_is_refused_in_the_expected_words(path: Path) -> None:
    require_equal(checked(path), expected(path), path.name)


@pytest.mark.parametrize("path", INVALID_TARGETS, ids=lambda path: path.stem)
def test_invalid_file_of_targets_is_refused_in_the_expected_words(path: Path) -> None:
    require_equal(refused(path), expected(path), path.name)


def test_base_is_complete_and_changes_nothing_by_itself() -> None:
    extending = expected(HERE / "valid" / "extends-one.yaml")
    assert dump(resolve(BASE).scenario) == extending


def test_corpus_is_as_large_as_promised() -> None:
    assert len(VALID) >= 60
    assert len(INVALID) >= 150
    assert len(INVALID_TARGETS) >= 30


@pytest.mark.parametrize("folder", ["valid", "invalid", "invalid-targets"])
def test_nothing_expected_lacks_its_case(folder: str) -> None:
    listed = {"valid": VALID, "invalid": INVALID, "invalid-targets": INVALID_TARGETS}
    cases = {expected_file(path) for path in listed[folder]}
    written = {path for path in (HERE / folder).iterdir() if path.suffix == ".txt" or ".resolved" in path.name}
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
    with pytest.raises(AssertionError):
        require_equal(change(wanted), wanted, "canary")


def test_valid_file_among_the_invalid_ones_is_noticed(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(expected(VALID[0]), encoding="utf-8")
    with pytest.raises(AssertionError, match="exit code 0"):
        checked(good)
