"""The public names: what a program or a notebook does with `import sim`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiment.sweep import listed
from tests.blank import blank_figures
from tests.experiment.studies import SHIPPED, scenarios_at


@pytest.fixture(autouse=True)
def _without_figures() -> Iterator[None]:
    with blank_figures():
        yield


def values(table: pd.DataFrame, column: str) -> list[Any]:
    """A column of a table."""
    return list(table[column])


def test_to_import_it_loads_nothing_heavy() -> None:
    heavy = ("numba", "matplotlib", "simpy", "numpy", "pyarrow", "pydantic", "click", "rich", "ruamel")
    code = "import sys, sim; dir(sim); print([name for name in sys.argv[1:] if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_every_public_name_is_there() -> None:
    for name in sim.__all__:
        assert getattr(sim, name) is not None
        assert name in dir(sim)
    with pytest.raises(AttributeError, match="has no attribute 'simulat'"):
        getattr(sim, "simulat")  # noqa: B009


def test_a_study_from_file_to_table(tmp_path: Path) -> None:
    scenario = sim.load(SHIPPED, {"population.size": 12, "seed": 3})
    assert (scenario.population.size, scenario.seed) == (12, 3)
    found = sim.compare(scenario, ["opaque", "sender"], out=tmp_path / "out")
    assert found.lacks == ""
    assert repr(found) == "<Comparison of opaque, sender: mijnoverheid-2016, 12 citizens, seed 3>"
    table = found.table("effort_minutes", "missed_share", group="all")
    assert values(table, "response") == ["effort_minutes", "missed_share"] * 2
    assert values(table, "design") == ["opaque"] * 2 + ["sender"] * 2
    assert values(table, "level")[0] == found.analysis.contrast("all", "opaque", "effort_minutes").level.value
    assert values(found.citizens("sender"), "citizen") == list(range(12))
    assert found.columns("sender")["citizen"].tolist() == list(range(12))
    assert (tmp_path / "out" / "responses.csv").exists()
    assert sim.reproduce(tmp_path / "out", workers=1).equal
    with pytest.raises(sim.UsageError, match=r"There is no design 'wmebv'\. There are opaque, sender\."):
        found.citizens("wmebv")
    with pytest.raises(sim.UsageError, match="There is no response 'effort'"):
        found.table("effort")


def test_a_shipped_scenario_is_loaded_by_its_bare_name_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sim.load("mijnoverheid-2016") == sim.load(SHIPPED)
    with pytest.raises(sim.ScenarioError, match="no-such"):
        sim.load("no-such")


def test_a_study_of_ones_own_begins_with_a_starter(tmp_path: Path) -> None:
    path = sim.new("mine", tmp_path)
    (tmp_path / "other.yaml").write_text("extends: mine.yaml\nname: other\nseed: 7\n", encoding="utf-8")
    assert (path, sim.load(path).name, sim.load(tmp_path / "other.yaml").seed) == (tmp_path / "mine.yaml", "mine", 7)
    with pytest.raises(sim.UsageError, match="exists already"):
        sim.new("mine", tmp_path)
    with pytest.raises(sim.UsageError, match="is not a name"):
        sim.new("Two Words", tmp_path)


def test_citizens_are_simulated_alone() -> None:
    scenario = sim.load(SHIPPED, {"population.size": 12})
    some, every = sim.simulate(scenario, "sender", range(3, 5)), sim.simulate(scenario, "sender")
    assert values(some, "citizen") == [3, 4]
    assert values(some, "effort_seconds") == values(every, "effort_seconds")[3:5]
    with pytest.raises(sim.UsageError, match="Citizens follow on each other"):
        sim.simulate(scenario, citizens=range(0, 10, 2))


def test_values_are_set_at_dotted_paths() -> None:
    scenario = sim.load(SHIPPED)
    other = scenario.with_(
        {"horizon": "90 days", "compare.designs": ["opaque", "paper"], "population.dormant": 0.5, "phishing": None}
    )
    assert other.horizon.value == 90 * 86_400
    assert other.compare.designs == ("opaque", "paper")
    assert other == sim.load(
        SHIPPED,
        {"horizon": "90 days", "compare.designs": ("opaque", "paper"), "population.dormant": 0.5, "phishing": None},
    )
    assert scenario.with_({}) == scenario
    with pytest.raises(sim.ScenarioError, match="there is no 'dormnt' to set"):
        scenario.with_({"population.dormnt": 1})


@pytest.mark.long
def test_a_sweep_has_a_column_for_each_path(tmp_path: Path) -> None:
    scenario = sim.load(SHIPPED, {"population.size": 6, "compare.designs": ["opaque"]})
    points = [{"population.dormant": 0.0}, {"population.dormant": 0.9}]
    found = sim.sweep(scenario, points, out=tmp_path / "out")
    table = found.table("logins", group="all")
    assert values(table, "population.dormant") == ["0.0", "0.9"]
    assert values(table, "level")[0] > values(table, "level")[1]
    assert sim.reproduce(tmp_path / "out", workers=1).equal
    with pytest.raises(sim.UsageError, match="points needs at least one"):
        sim.sweep(scenario, [])


@pytest.mark.long
def test_points_are_labelled_by_their_own_keys_and_read_once(tmp_path: Path) -> None:
    scenario = sim.load(SHIPPED, {"population.size": 6, "compare.designs": ["opaque"]})
    points = ({"seed": 1, "title": "a # b"}, {"title": "yes", "seed": 2}, {"population.dormant": np.float64(0.9)})
    found = sim.sweep(scenario, (point for point in points), out=tmp_path / "out")
    table = found.table("logins", group="all")
    assert values(table, "seed") == ["1", "2", ""]
    assert values(table, "point.title") == ['"a # b"', '"yes"', ""]
    assert values(table, "population.dormant") == ["", "", "0.9"]
    alone = [sim.compare(scenario.with_(point)).table("logins", group="all") for point in points]
    assert values(table, "level") == [values(each, "level")[0] for each in alone]
    assert [study.scenario.title for study in found.studies][:2] == ["a # b", "yes"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["points"] == list(found.points)
    assert manifest["repeat"][:2] == ["mbsim", "sweep"]
    again = scenarios_at(listed(tmp_path / "out" / "points.csv"), tmp_path / "out" / "resolved.yaml")
    assert again == [study.scenario for study in found.studies]
    assert sim.reproduce(tmp_path / "out", workers=1).equal
