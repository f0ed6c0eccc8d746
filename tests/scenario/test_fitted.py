"""Fitted parameters that a scenario takes from a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.evidence import ledger
from sim.scenario.explanation import explain
from sim.scenario.resolution import Resolution, dump, from_resolved, resolve
from tests.shipped import SCENARIOS

SCENARIO = """\
extends: mijnoverheid-2016.yaml
name: own
parameters_from: {file}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    return tmp_path / "scenarios"


def taking(folder: Path, parameters: str, head: str = "made_by: a test\n") -> Resolution:
    (folder / "own.yaml").write_text(SCENARIO.format(file="own-fit.yaml"), encoding="utf-8")
    (folder / "own-fit.yaml").write_text(f"{head}parameters:\n{parameters}", encoding="utf-8")
    return resolve(folder / "own.yaml")


def value(found: Resolution, path: str) -> tuple[str, str | None, str | None, str | None]:
    parameter = next(each for each in ledger(found.scenario).parameters if each.path == path)
    return parameter.value, parameter.low, parameter.high, parameter.grade


PINNED = "{value: 0.2, low: 0.15, high: 0.3, standing: pinned}"


def test_a_calibrated_number_takes_its_value_and_range(folder: Path) -> None:
    found = taking(folder, f"  population.dormant: {PINNED}\n")
    assert value(found, "population.dormant") == ("0.2", "0.15", "0.3", "calibrated")
    assert found.fitted is not None
    assert found.fitted.narrowed == {"population.dormant": True}


def test_evidence_stays_and_history_tells_what_was_replaced(folder: Path) -> None:
    own = resolve(folder / "mijnoverheid-2016.yaml", fitted=False)
    found = explain(taking(folder, f"  population.dormant: {PINNED}\n"), "population.dormant")
    before = explain(own, "population.dormant")
    assert (found.sources, found.note) == (before.sources, before.note)
    assert found.origin.place is not None
    assert found.origin.place.file.endswith("own-fit.yaml")
    assert found.origin.place.line == 3
    assert any("citizens.yaml" in earlier.place.file for earlier in found.origin.overrode)


def test_what_figures_leave_open_is_assumed_and_says_so(folder: Path) -> None:
    parameters = "  opening.b0: {value: 1.5, low: -3, high: 4, standing: open}\n"
    found = taking(folder, parameters)
    assert value(found, "opening.b0") == ("1.5", "-3", "4", "assumed")
    note = explain(found, "opening.b0").note
    assert note is not None
    assert note.endswith("published figures leave it open: its value fits, and so do others")


def test_a_star_is_any_step(folder: Path) -> None:
    found = taking(folder, f"  senders.*.message_types.*.also_on_paper: {PINNED}\n")
    taken = [each for each in ledger(found.scenario).parameters if each.path.endswith("also_on_paper")]
    assert len(taken) == 13
    assert {each.value for each in taken} == {"0.2"}


def test_what_the_scenario_does_not_grade_calibrated_is_left_alone(folder: Path) -> None:
    parameters = (
        f"  effort.triage: {{value: 9 s, low: 5 s, high: 30 s, standing: pinned}}\n  population.dormant: {PINNED}\n"
    )
    found = taking(folder, parameters)
    assert value(found, "effort.triage")[0] == "15 s"
    (folder / "own.yaml").write_text(
        SCENARIO.format(file="own-fit.yaml") + "population: {dormant: {value: 0, grade: assumed, note: chosen}}\n",
        encoding="utf-8",
    )
    assert value(resolve(folder / "own.yaml"), "population.dormant")[0] == "0"


def test_settings_and_overrides_win(folder: Path) -> None:
    taking(folder, f"  population.dormant: {PINNED}\n")
    found = resolve(folder / "own.yaml", settings=["population.dormant=0.1"])
    assert value(found, "population.dormant")[0] == "0.1"


def test_the_last_file_that_names_one_counts(folder: Path) -> None:
    taking(folder, f"  population.dormant: {PINNED}\n")
    (folder / "outer.yaml").write_text(
        "extends: own.yaml\nname: outer\nparameters_from: other.yaml\n", encoding="utf-8"
    )
    text = "made_by: x\nparameters:\n  population.dormant: {value: 0.3, low: 0.2, high: 0.35, standing: narrowed}\n"
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    assert value(resolve(folder / "outer.yaml"), "population.dormant")[0] == "0.3"


def test_without_fitted_the_scenario_keeps_its_own(folder: Path) -> None:
    taking(folder, f"  population.dormant: {PINNED}\n")
    own = resolve(folder / "own.yaml", fitted=False)
    assert value(own, "population.dormant") == ("0.18", "0", "0.4", "calibrated")
    assert own.fitted is None


def test_the_resolved_text_needs_no_other_file(folder: Path) -> None:
    found = taking(folder, f"  population.dormant: {PINNED}\n")
    text = dump(found.scenario)
    assert "parameters_from" not in text
    assert from_resolved(text) == found.scenario


@pytest.mark.long
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("  poplation.dormant: " + PINNED, "3:3: no scenario has a number at poplation.dormant"),
        ("  population.dormant: {value: 0.2, low: 0.1}", "3:3: population.dormant has value, low, high and standing"),
        ("  population.dormant: 0.2", "3:3: population.dormant has value, low, high and standing"),
        (
            "  population.dormant: {value: 0.2, low: 0.1, high: 0.3, standing: sure}",
            "the standing of population.dormant is one of pinned, narrowed, open",
        ),
        ("  population.dormant: {value: 2, low: 0.1, high: 0.3, standing: open}", "a share lies from 0 to 1"),
        ("  population.dormant: {value: 0.2, low: 0.3, high: 0.1, standing: open}", "low <= value <= high"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(folder: Path, parameters: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        taking(folder, parameters + "\n")
    assert said in str(caught.value)
    assert "own-fit.yaml" in str(caught.value)


def test_an_unknown_key_is_told_with_the_nearest(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"no key 'ensembel'[\s\S]*did you mean ensemble"):
        taking(folder, f"  population.dormant: {PINNED}\n", head="ensembel: x.csv\n")


def test_a_file_that_is_not_there_is_told_where_it_is_named(folder: Path) -> None:
    (folder / "own.yaml").write_text(SCENARIO.format(file="nowhere.yaml"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"own\.yaml:3:\d+: no file .*nowhere\.yaml to take parameters from"):
        resolve(folder / "own.yaml")


def test_the_ensemble_lies_beside_the_file(folder: Path) -> None:
    found = taking(folder, f"  population.dormant: {PINNED}\n", head="made_by: x\nensemble: sets.csv\n")
    assert found.fitted is not None
    assert found.fitted.ensemble == folder / "sets.csv"


def test_what_is_said_of_one_number_wins_over_a_pattern(folder: Path) -> None:
    own = "  collections.tax.unable: {value: 0.04, low: 0.03, high: 0.05, standing: pinned}\n"
    pattern = "  collections.*.unable: {value: 0.01, low: 0, high: 0.02, standing: pinned}\n"
    for parameters in (own + pattern, pattern + own):
        found = taking(folder, parameters)
        assert value(found, "collections.tax.unable")[0] == "0.04"
        assert value(found, "collections.municipal.unable")[0] == "0.01"
