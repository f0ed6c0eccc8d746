"""The reference in the README is what the models say, and the README's rules are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario import composition, reading, units
from sim.scenario.editor_schema import parts_of
from sim.scenario.families import FAMILIES
from sim.scenario.reference import BEGIN, END, reference
from sim.scenario.schema import Part
from sim.scenario.shape import fields_of

README = Path(__file__).parents[2] / "scenarios" / "README.md"


def written() -> str:
    """The text of the README."""
    return README.read_text(encoding="utf-8")


def reference_in(text: str) -> str:
    """The part of a README that is written from the models."""
    return text[text.index(BEGIN) : text.index(END) + len(END)] + "\n"


def require_current(text: str) -> None:
    """Raises AssertionError unless the reference in the text is the one of the models."""
    assert reference_in(text) == reference(), "write it anew: mbsim schema --reference"


def test_reference_is_current() -> None:
    require_current(written())


def test_a_stale_reference_is_noticed() -> None:
    with pytest.raises(AssertionError):
        require_current(written().replace("`dormant`", "`sleeping`"))


def test_every_key_has_a_row_with_its_meaning() -> None:
    rows = reference().splitlines()
    for name, part in parts_of().items():
        assert f"### {name}" in rows
        for key, field in fields_of(part).items():
            assert field.description, f"{name}.{key} has no docstring"
            assert any(row.startswith(f"| `{key}` | ") and row.count(" | ") >= 3 for row in rows)


def test_every_part_of_the_schema_is_in_the_reference() -> None:
    def below(part: type[Part]) -> set[str]:
        of_targets = part.__module__.endswith(".targets")  # another document, which the page tells by itself
        return set() if of_targets else {part.__name__}.union(*(below(each) for each in part.__subclasses__()))

    assert set(parts_of()) == below(Part) - {"Part"}


def test_links_lead_somewhere() -> None:
    headings = {line[4:].lower() for line in reference().splitlines() if line.startswith("### ")}
    assert set(re.findall(r"\]\(#([a-z]+)\)", reference())) <= headings


def test_limits_are_those_of_the_program() -> None:
    text = " ".join(written().split())
    for limit in (
        f"larger than {reading.LARGEST_FILE // 1024} KiB",
        f"deeper than {reading.DEEPEST} levels",
        f"more than {reading.MOST_NODES:,} keys and values",
        f"more than {composition.MOST_FILES} files or {composition.LARGEST_TOTAL >> 20} MiB",
        f"[-{units.LARGEST_NUMBER}, {units.LARGEST_NUMBER}]",
        f"[0 / year, {units.MOST_PER_YEAR} / year]",
        f"[0 s, {units.LONGEST_SPAN // 86_400} days]",
        f"[EUR 0, EUR {units.LARGEST_AMOUNT // 100}]",
    ):
        assert limit in text, limit


def test_every_distribution_has_its_row() -> None:
    rows = written().splitlines()
    for name, family in FAMILIES.items():
        (row,) = [row for row in rows if row.startswith(f"| `{name}` | ")]
        assert all(f"`{parameter}`" in row for parameter in family.parameters)
