"""Numbers without a range are counted and named, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.scenarios import check_command
from sim.scenario.checking import reach
from sim.scenario.coverage import Coverage, Unvaried, coverage, ranges
from sim.scenario.factors import factors_of, remainders
from sim.scenario.resolution import resolve
from tests.shipped import MAIN

OWN = ("population.dormant=0.2", "population.check_interval=2 days", "opening.b0={value: 1, low: 0}")


def reasons(*settings: str) -> dict[str, str]:
    return {each.path: each.reason for each in reach(MAIN, settings=settings).without_range}


def test_a_value_in_place_of_a_graded_one_is_told_as_such() -> None:
    found, before = reasons(*OWN), reasons()
    assert found["population.dormant"] == found["population.check_interval"] == "own"
    assert found["opening.b0"] == "half"
    assert before["population.segments.age-20-40.share"] == "measured"
    assert before["channels.email.visibility"] == "point"
    assert set(found) - set(before) == {"population.dormant", "population.check_interval", "opening.b0"}


def test_without_the_files_a_value_has_the_reason_of_its_grade() -> None:
    found = resolve(MAIN, settings=OWN)
    dormant = ranges(found.scenario, found.scenario.compare.designs)["population.dormant"]
    assert dormant == "assumed"  # as a setting is


def test_every_number_has_a_range_or_a_reason_for_none() -> None:
    scenario = resolve(MAIN).scenario
    found = ranges(scenario, scenario.designs)
    ranged = {path for path, reason in found.items() if reason is None}
    varied = {path for factor in factors_of(scenario) for path in factor.paths}
    assert varied <= ranged | (varied - set(found))  # whatever is varied and used has a range
    assert ranged - varied <= set(remainders(scenario))


def test_names_are_few_and_counts_are_whole() -> None:
    found = Coverage(9, tuple(Unvaried(name, "ungraded") for name in "abcde"), ("x", "y"))
    assert found.words == (
        "5 of 9 numbers have no range and stay fixed: 5 ungraded (a, b, c, and 2 more). 2 numbers with a range are "
        "used by no design or response here and left out: x, y."
    )
    assert found.document()["without_range"] == [{"path": name, "reason": "ungraded"} for name in "abcde"]
    assert Coverage(9, ()).words == "All 9 numbers have a range."
    assert coverage({"a": None, "b": None}, {"a": "measured"}) == Coverage(2, (Unvaried("a", "measured"),))


@pytest.mark.parametrize("as_json", [False, True])
def test_check_tells_them(tmp_path: Path, as_json: bool) -> None:
    file = tmp_path / "own.yaml"
    relative = Path(*[".."] * (len(file.parents) - 1)) / MAIN.relative_to("/")
    file.write_text(f"extends: {relative}\nname: own\npopulation: {{dormant: 0.2}}\n", encoding="utf-8")
    result = CliRunner().invoke(check_command, [str(file), *(["--json"] if as_json else [])], catch_exceptions=False)
    assert result.exit_code == 0
    assert (
        '"reason": "own"' in result.output
        if as_json
        else "1 set by the study in place of a graded number" in result.output
    )
    assert "population.dormant" in result.output
