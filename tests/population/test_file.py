"""Citizens from a file: who they are, what the file leaves open, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiment.runner import run
from sim.outcomes.simulation import simulate
from sim.population.attributes import Citizens
from sim.population.file import attributes_in_file
from sim.population.prepared import PreparedScenario
from sim.rules.parameters import ADDRESSES, METHODS
from sim.scenario.resolution import dump, from_resolved, resolve
from tests.population.people import Column, citizens_of, write, written
from tests.shipped import MAIN, PREFERENCE, SCENARIOS, equal, main_scenario

COUNT = 120
OF_THE_PREFERENCE = ("chooses_paper", "opt_out_factor", "burden")
"""What no file gives: the scenario says what follows from a preference."""
ATTRIBUTES = [name for name in Citizens.__slots__ if name not in ("first", *OF_THE_PREFERENCE)]
VARIED = (
    "population.activated=0.9",
    "population.app=0.4",
    PREFERENCE,
    "population.habit=0.4",
    "population.helper=0.3",
    "population.mail_rule=0.2",
    "population.forgets={uniform: {low: 0, high: 0.5}}",
    "population.email={by_segment: {"
    + ", ".join(
        f"{segment}: {{valid: {valid}, none: {1 - valid}, stale: 0}}"
        for segment, valid in {"age-20-40": 0.9, "age-40-65": 0.8, "age-65-80": 0.5, "age-80-up": 0.1}.items()
    )
    + "}}",
)
"""Settings by which every attribute differs between citizens, and one depends on the segment."""


def from_file(path: Path, *settings: str) -> tuple[str, ...]:
    return (*settings, f"population.from_file={path}", "population.size=null")


def attribute(citizens: Citizens, name: str) -> list[object]:
    values: list[object] = getattr(citizens, name).tolist()
    return values


@pytest.mark.long
@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("design", ["opaque", "app-push"])
def test_a_file_with_exactly_the_drawn_attributes_changes_nothing(tmp_path: Path, ending: str, design: str) -> None:
    scenario = main_scenario(*VARIED)
    columns = written(scenario, COUNT)
    read = main_scenario(*from_file(write(tmp_path / f"people.{ending}", columns), *VARIED))
    assert set(columns) == set(ATTRIBUTES)
    assert read.population.size == COUNT
    expected = simulate(scenario, design, 0, range(COUNT))
    assert equal(simulate(read, design, 0, range(COUNT)), expected)
    columns["email"] = ["none" if word == "valid" else "valid" for word in columns["email"]]
    other = main_scenario(*from_file(write(tmp_path / f"other.{ending}", columns), *VARIED))
    assert not equal(simulate(other, design, 0, range(COUNT)), expected)


@pytest.mark.long
@pytest.mark.parametrize("name", ATTRIBUTES)
def test_one_attribute_is_given_and_all_others_are_drawn_as_without_the_file(tmp_path: Path, name: str) -> None:
    scenario = main_scenario(*VARIED)
    columns = written(scenario, COUNT)
    path = write(tmp_path / "people.csv", {name: list(reversed(columns[name]))})  # type: ignore[dict-item]  # one kind
    before = citizens_of(scenario, COUNT)
    after = citizens_of(main_scenario(*from_file(path, *VARIED)), COUNT)
    for each in ATTRIBUTES:
        expected = attribute(before, each)
        if each == name:
            expected = expected[::-1]
            assert expected != attribute(before, each)
        if each == "dormant" and name in {"activated", "dormant"}:
            assert not (after.dormant & ~after.activated).any()
        elif (name, each) not in {("segment", "email"), ("preference", "activated"), ("preference", "dormant")}:
            assert attribute(after, each) == expected


def test_what_is_drawn_follows_the_segment_that_the_file_gives(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", {"segment": ["age-80-up"] * 2_000})
    citizens = citizens_of(main_scenario(*from_file(path, *VARIED)), 2_000)
    none = int((citizens.email == ADDRESSES.index("none")).sum())
    assert 1_700 < none < 1_950  # 90 % of them; beyond 7 standard deviations otherwise, so below 1e-11


def test_every_way_to_write_a_value_is_read(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "\ufeffactivated, check_interval ,attention,login_method,unprompted_logins,diligence,segment\r\n"
        'true,"5 h",70 %,sms,1 / month,-1.5,age-80-up\r\n'
        "0,1.5 days,0.7,app,12 / year,2,age-20-40\r\n"
        "\r\n"
        "TRUE,  30 s,1,password,0 / year,1e-3,age-40-65\r\n",
        encoding="utf-8",
    )
    citizens = citizens_of(main_scenario(*from_file(path)), 3)
    assert citizens.activated.tolist() == [True, False, True]
    assert citizens.check_interval.tolist() == [18_000, 129_600, 60]  # nobody looks more than once a minute
    assert citizens.attention[0] == citizens.attention[1] < citizens.attention[2] == np.inf
    assert [METHODS[place] for place in citizens.login_method] == ["sms", "app", "password"]
    assert citizens.unprompted_logins.tolist() == [12.0, 12.0, 0.0]
    assert citizens.diligence.tolist() == [-1.5, 2.0, 0.001]
    assert citizens.segment.tolist() == [3, 0, 1]


def test_replications_have_the_same_given_attributes_and_other_luck(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", {"check_interval": [f"{minutes} min" for minutes in range(1, 101)]})
    scenario = main_scenario(*from_file(path), "replications=2")
    first, second = citizens_of(scenario, 100), citizens_of(scenario, 100, replication=1)
    assert first.check_interval.tolist() == second.check_interval.tolist()
    assert first.diligence.tolist() != second.diligence.tolist()


def test_processes_find_the_file_and_parallel_equals_serial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns: dict[str, Column] = {"email": ["valid", "none"] * 40, "diligence": [0.01 * number for number in range(80)]}
    write(tmp_path / "people.csv", columns)
    monkeypatch.chdir(tmp_path)
    chosen = ("population.from_file=people.csv", "population.size=null", "compare.designs=[opaque, sender]")
    scenario = main_scenario(*chosen)
    serial = run(scenario, workers=1, citizens_per_task=20)
    parallel = run(scenario, workers=2, citizens_per_task=20)
    for design, table in serial.tables.items():
        assert equal(dict(parallel.tables[design]), dict(table))
    assert len(serial.tables["sender"]["citizen"]) == 80


def test_the_path_is_relative_to_the_file_that_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copytree(SCENARIOS, tmp_path / "scenarios")
    people = write(tmp_path / "scenarios" / "parts" / "people.csv", {"app": [True] * 7})
    (tmp_path / "scenarios" / "parts" / "people.yaml").write_text("population: {from_file: people.csv}\n")
    study = tmp_path / "scenarios" / "study.yaml"
    study.write_text("extends: [mijnoverheid-2016.yaml, parts/people.yaml]\npopulation: {size: 7}\n")
    monkeypatch.chdir(tmp_path / "scenarios" / "parts")
    for path in (study, Path("../study.yaml")):
        file = resolve(path).scenario.population.from_file
        assert file is not None
        assert Path(file.path).resolve() == people
        assert Path(file.path).is_absolute()
        assert file.rows == 7


def test_the_identity_of_a_scenario_holds_the_content_and_not_the_place_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    here = write(tmp_path / "here.csv", {"app": [True, False]})
    there = write(tmp_path / "a" / "there.csv", {"app": [True, False]})
    other = write(tmp_path / "other.csv", {"app": [True, True]})
    one, same, different = (resolve(MAIN, settings=from_file(path)) for path in (here, there, other))
    assert dump(one.scenario) == dump(same.scenario)
    assert one.sha256 == same.sha256 != different.sha256
    assert str(tmp_path) not in dump(one.scenario)
    assert "path: population.csv" in dump(one.scenario)


def test_a_located_text_reads_back_to_the_same_scenario(tmp_path: Path) -> None:
    scenario = main_scenario(*from_file(write(tmp_path / "people.parquet", {"app": [True, False]})))
    assert from_resolved(dump(scenario, located=True)) == scenario
    with pytest.raises(ScenarioError, match=r"no file: population\.parquet"):
        from_resolved(dump(scenario))


def test_a_file_that_changed_since_is_not_used(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", {"app": [True, False]})
    scenario = main_scenario(*from_file(path))
    assert len(PreparedScenario(scenario).given["app"]) == 2
    write(path, {"app": [False, False]})
    with pytest.raises(ScenarioError, match="other content than when the scenario was read"):
        attributes_in_file(scenario.population)
    path.unlink()
    with pytest.raises(ScenarioError, match=r"people\.csv:1:1: cannot be read: No such file"):
        attributes_in_file(scenario.population)


def test_without_a_file_nothing_is_given() -> None:
    assert attributes_in_file(main_scenario().population) == {}
