"""A comparison at parameter sets: by both doors, kept, opened, repeated, left out where it must be."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from pathlib import Path
from threading import main_thread

import pytest
from click.testing import CliRunner

import sim
from sim.cli import cli
from sim.errors import StudyInterruptedError, UsageError
from sim.experiment import task_execution
from sim.experiment.certificate import certify
from sim.experiment.task_execution import columns_to_store
from sim.studies.parameter_uncertainty import Points, points_of
from sim.studies.request import scenario_request
from tests.blank import blank_figures
from tests.shipped import MAIN, SCENARIOS

pytestmark = pytest.mark.long

DESIGNS = ("opaque", "wmebv")
COMMAND = ["compare", str(MAIN), "--size=120", "--points=16", "--certify=2", *(f"--design={name}" for name in DESIGNS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of two designs at 16 points, from the command line."""
    place = tmp_path_factory.mktemp("points") / "out"
    result = CliRunner().invoke(cli, [*COMMAND, f"--out={place}"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return place


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> sim.Comparison:
    """The same from a program."""
    place = tmp_path_factory.mktemp("points") / "program"
    return sim.compare(MAIN, DESIGNS, size=120, points=16, certify=2, out=place)


def manifest_of(folder: Path) -> Mapping[str, object]:
    document: Mapping[str, object] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return document


def test_both_doors_write_the_same(folder: Path, found: sim.Comparison) -> None:
    assert found.folder is not None
    one, other = manifest_of(folder), manifest_of(found.folder)
    assert one["files"] == other["files"]
    assert one["asked"] == other["asked"]
    names = [{path.name for path in (place / "parts").iterdir()} for place in (folder, found.folder)]
    assert names[0] == names[1]


def test_points_are_tasks_of_the_same_study(folder: Path) -> None:
    manifest = manifest_of(folder)
    assert manifest["scenarios"] == ["resolved.yaml", "varied-mijnoverheid-2016.yaml"]
    assert manifest["steps"] == [{"name": "parameter uncertainty", "after": [], "points": 16}]
    assert manifest["kept"] == "rows"
    assert {"unknown.csv", "ensemble.csv"} <= set(manifest["files"])  # type: ignore[call-overload]


def test_what_was_opened_says_the_same(folder: Path, found: sim.Comparison) -> None:
    opened = sim.open(folder)
    assert isinstance(opened, sim.Comparison)
    assert opened.uncertainty == found.uncertainty
    assert opened.text() == found.text()
    assert opened.text(full=True) == found.text(full=True)


def test_every_part_is_reproduced(folder: Path) -> None:
    again = sim.reproduce(folder, most=None)
    assert again.equal, again.lines()
    assert again.tasks == len(again.manifest.tasks) > len(DESIGNS)


def test_a_study_is_repeated_from_its_folder_alone(folder: Path, found: sim.Comparison) -> None:
    again = sim.compare(folder / "resolved.yaml", certify=2)
    assert again.uncertainty is not None
    assert found.uncertainty is not None
    assert again.uncertainty.ranges == found.uncertainty.ranges


def test_without_points_nothing_is_said_of_the_unknown(found: sim.Comparison, tmp_path: Path) -> None:
    with blank_figures():
        alone = sim.compare(MAIN, DESIGNS, size=120, points=0, certify=2, out=tmp_path / "out")
    assert alone.uncertainty is None
    assert not (tmp_path / "out" / "unknown.csv").exists()
    assert manifest_of(tmp_path / "out")["asked"] == {}
    assert alone.table().equals(found.table())


def test_tallies_alone_will_do(found: sim.Comparison, tmp_path: Path) -> None:
    with blank_figures():
        tallied = sim.compare(MAIN, DESIGNS, size=120, points=16, certify=2, totals=True, out=tmp_path / "out")
    assert found.uncertainty is not None
    assert tallied.uncertainty == found.uncertainty == sim.open(tmp_path / "out").uncertainty  # type: ignore[union-attr]


def test_a_study_that_grows_keeps_its_points(found: sim.Comparison) -> None:
    grown = sim.compare(MAIN, DESIGNS, size=120, points=16, certify=2, precision=["effort_minutes 60 %"], most=150)
    assert grown.uncertainty == found.uncertainty


def test_what_was_simulated_is_not_simulated_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parts = {path.name: path.stat().st_mtime_ns for path in (folder / "parts").iterdir()}
    sim.compare(MAIN, DESIGNS, size=120, points=16, certify=2, out=folder)
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "parts").iterdir()} == parts


@pytest.mark.parametrize(
    ("settings", "designs", "reason"),
    [
        ({}, ("opaque",), "only one design"),
        ({}, ("opaque", "opaque"), "only one design"),
    ],
)
def test_where_there_are_no_points_the_reason_is_said(
    settings: Mapping[str, object], designs: tuple[str, ...], reason: str
) -> None:
    alone = sim.compare(MAIN, designs, settings=dict(settings), size=10, points=16, certify=2)
    assert alone.uncertainty is not None
    assert reason in alone.uncertainty.left_out
    assert not alone.uncertainty.ranges
    assert alone.text()


def test_points_that_fail_are_told_and_leave_an_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no sums today")

    monkeypatch.setattr("sim.experiment.task_execution.sums_of", fails)
    with blank_figures():
        result = CliRunner().invoke(cli, [*COMMAND, f"--out={tmp_path}"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "no sums today" in result.output
    opened = sim.open(tmp_path)
    assert isinstance(opened, sim.Comparison)
    assert opened.lacks.startswith("Incomplete: ")
    assert "no sums today" in opened.lacks


def test_an_interrupt_of_the_comparison_leaves_its_points_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    def interrupted(*given: object) -> object:
        begun.append(1)
        signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)
        return columns_to_store(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(task_execution, "columns_to_store", interrupted)
    with pytest.raises(StudyInterruptedError):
        sim.compare(MAIN, DESIGNS, size=20, points=16, certify=1, out=tmp_path)
    assert begun == [1]
    assert not (tmp_path / "manifest.json").exists()


def test_a_queue_has_no_points() -> None:
    wanted = scenario_request(
        SCENARIOS / "mijnoverheid-2016.yaml", values={"compare.points": 16, "population.size": 20}
    )
    assert isinstance(points_of(wanted), Points)
    queued = scenario_request(
        Path(__file__).parent.parent / "experiment" / "helpdesk.yaml", values={"compare.points": 16}
    )
    planned = points_of(queued)
    assert not isinstance(planned, Points)
    assert planned is not None
    assert "helpdesk" in planned.left_out


@pytest.mark.parametrize("size", [1, 2, 3, 25])
def test_hardly_any_citizens_will_do(size: int) -> None:
    few = sim.compare(MAIN, DESIGNS, size=size, points=2, certify=1)
    assert few.uncertainty is not None
    assert few.uncertainty.points == 2
    assert few.text()


@pytest.mark.parametrize("points", [-1, 1.5, "many", True])
def test_points_are_a_whole_number(points: object) -> None:
    with pytest.raises(UsageError, match="points is a whole number from 0"):
        sim.compare(MAIN, DESIGNS, points=points)  # type: ignore[arg-type]


def test_both_engines_are_equal_at_a_point() -> None:
    planned = points_of(scenario_request(MAIN, values={"compare.points": 2, "population.size": 20}, designs=DESIGNS))
    assert isinstance(planned, Points)
    (row,) = planned.probe.space.values(planned.places[1:])
    assert certify(planned.probe.space.scenario_at(planned.probe.name, row), 3).citizens == 3


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_study_is_compared_with_points(file: Path) -> None:
    compared = sim.compare(file, size=60, points=4, certify=1, replications=1)
    assert compared.uncertainty is not None
    assert compared.uncertainty.left_out or compared.uncertainty.ranges
    assert len(compared.text().splitlines()) <= 40


def test_what_knowing_more_is_worth_is_told_by_both_doors_and_kept(folder: Path, found: sim.Comparison) -> None:
    assert found.uncertainty is not None
    information = found.uncertainty.information
    assert {each.numbers for each in information} == {""}  # 16 points are too few for parts of the scenario
    assert {each.best for each in information} <= set(DESIGNS)
    assert all(each.value >= 0.0 for each in information)
    assert "value of information for the choice between designs" in found.text(full=True)
    document = json.loads(found.document())["unknown"]["information"]
    assert [each["value"] for each in document] == [each.value for each in information]
    assert (folder / "information.csv").read_text(encoding="utf-8").count("\n") == 1 + len(information)


def test_of_many_points_each_part_of_the_scenario_has_its_worth() -> None:
    found = sim.compare(MAIN, DESIGNS, size=20, points=72, certify=1)
    assert found.uncertainty is not None
    everything = {(each.group, each.response): each.value for each in found.uncertainty.information if not each.numbers}
    parts = [each for each in found.uncertainty.information if each.numbers]
    assert {"opening", "appraisal"} <= {each.numbers for each in parts}
    assert all(each.value <= everything[each.group, each.response] for each in parts)
    missed = {each.numbers for each in parts if each.response == "missed_share"}
    assert "survey" not in missed  # no answer of a survey moves what is missed
    assert "senders" in missed or not everything["all", "missed_share"]
