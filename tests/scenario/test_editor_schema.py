"""The JSON Schema for editors accepts what the program accepts, as an independent validator sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.scenario.editor_schema import editor_schema
from sim.scenario.nodes import Plain, plain
from sim.scenario.reading import read_file
from tests.corpus.cases import BASE, HERE, VALID, expected

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(file for file in SCENARIOS.rglob("*.yaml") if file.name not in {"targets.yaml", "fitted.yaml"})
OPEN: Any = jsonschema.Draft7Validator(editor_schema())
COMPLETE: Any = jsonschema.Draft7Validator(editor_schema(complete=True))
CAUGHT = [
    "key-root", "key-population", "key-contact", "key-when", "key-known", "key-distribution", "key-category", "key-fee",
    "type-size-text", "type-mapping", "type-title-number", "share-above", "share-text", "number-text", "span-bare",
    "span-unit-unknown", "span-negative", "rate-bare", "money-bare", "day-format", "moment-format", "time-of-day",
    "known-grade", "distribution-unknown", "distribution-dimension", "kind-unknown", "channel-unknown",
    "discloses-unknown", "solidity", "segment-name", "weights-eleven", "extends-number", "seed-negative",
]  # fmt: skip
"""Invalid files whose fault an editor can see while the author types."""


def as_json(path: Path) -> object:
    """The bare values of a file, as a JSON validator takes them."""

    def lists(value: Plain) -> object:
        if isinstance(value, tuple):
            return [lists(item) for item in value]
        return {key: lists(item) for key, item in value.items()} if isinstance(value, dict) else value

    return lists(plain(read_file(path, path.name).root))


def faults(validator: Any, path: Path) -> list[str]:  # noqa: ANN401  # the library has no types
    """What the validator finds wrong with a file."""
    return [f"{path.name}: {error.message}" for error in validator.iter_errors(as_json(path))]


def test_both_variants_are_schemas() -> None:
    jsonschema.Draft7Validator.check_schema(editor_schema())
    jsonschema.Draft7Validator.check_schema(editor_schema(complete=True))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_file_satisfies_the_open_variant(path: Path) -> None:
    assert faults(OPEN, path) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_file_names_the_schema_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    marker, _, target = first.partition("$schema=")
    assert marker == "# yaml-language-server: "
    assert (path.parent / target).resolve() == SCENARIOS / "scenario.schema.json"


def test_shipped_schema_is_current() -> None:
    shipped = json.loads((SCENARIOS / "scenario.schema.json").read_text(encoding="utf-8"))
    assert shipped == editor_schema(), "write it anew: mbsim schema > scenarios/scenario.schema.json"


@pytest.mark.parametrize("path", [BASE, *VALID], ids=lambda path: path.stem)
def test_valid_file_satisfies_the_open_variant(path: Path) -> None:
    assert faults(OPEN, path) == []


@pytest.mark.long
@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_resolved_file_satisfies_the_complete_variant(path: Path, tmp_path: Path) -> None:
    resolved = tmp_path / "resolved.yaml"
    resolved.write_text(expected(path), encoding="utf-8")
    assert faults(COMPLETE, resolved) == []


@pytest.mark.parametrize("name", CAUGHT)
def test_an_editor_sees_the_fault(name: str) -> None:
    assert faults(OPEN, HERE / "invalid" / f"{name}.yaml")


def test_the_complete_variant_misses_what_a_part_may_lack() -> None:
    part = HERE / "valid" / "parts" / "small.yaml"
    assert faults(OPEN, part) == []
    assert faults(COMPLETE, part)


def test_every_key_is_described_for_the_editor() -> None:
    for name, definition in editor_schema()["definitions"].items():
        if " " not in name:
            for key, schema in definition["properties"].items():
                assert schema["description"], f"{name}.{key}"
