from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import StudyError, UsageError
from sim.experiment.result_tables import responses_table
from sim.experiment.runner import RunSettings
from sim.experiment.saved_results import read_results
from sim.scenario.resolution import resolve
from tests.experiment.fake_engine import failing, simulate
from tests.experiment.studies import QUEUEING, kept, small


def changed_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.long
@pytest.mark.parametrize("totals", [False, True])
@pytest.mark.parametrize("queue", [False, True])
def test_a_folder_says_what_its_study_said_and_is_left_as_it_was(tmp_path: Path, totals: bool, queue: bool) -> None:
    scenario = resolve(QUEUEING).scenario if queue else small(60, 2)
    study = kept(tmp_path, scenario, RunSettings(simulate, workers=1, citizens_per_task=17, totals=totals))
    before = names_in(tmp_path)
    found = read_results(tmp_path)
    assert responses_table(found.analysis).csv() == responses_table(study.analysis).csv()
    assert found.lacks == ""
    assert names_in(tmp_path) == before


def test_the_parts_of_another_version_are_read_as_well(tmp_path: Path) -> None:
    study = kept(tmp_path, small(60), RunSettings(simulate, workers=1))
    changed_manifest(tmp_path, version="0.0.1", code_sha256="ab" * 32)
    found = read_results(tmp_path)
    assert found.manifest.version == "0.0.1"
    assert responses_table(found.analysis).csv() == responses_table(study.analysis).csv()


def test_an_incomplete_study_says_the_same_as_when_it_ran(tmp_path: Path) -> None:
    study = kept(tmp_path, small(60), RunSettings(failing, workers=1, citizens_per_task=20))
    found = read_results(tmp_path)
    assert study.lacks()
    assert found.lacks == study.lacks()
    assert responses_table(found.analysis, 20).csv() == responses_table(study.analysis, 20).csv()


def test_a_damaged_part_and_a_missing_one_are_told_and_left_where_they_are(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1))
    part, other, *_ = sorted((tmp_path / "parts").iterdir())
    content = part.read_bytes()
    part.write_bytes(content[:-1] + b"\0")
    with pytest.raises(StudyError, match=f"{part.name} is not the file that the manifest tells of: it is damaged"):
        read_results(tmp_path)
    assert part.exists()
    part.write_bytes(content)
    other.unlink()
    with pytest.raises(StudyError, match=f"{other.name} cannot be read: No such file"):
        read_results(tmp_path)


def test_what_is_no_finished_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is no results folder"):
        read_results(tmp_path)
    kept(tmp_path, small(60), RunSettings(simulate, workers=1))
    changed_manifest(tmp_path, kind="sweep", points=[{"seed": "1"}, {"seed": "2"}])
    with pytest.raises(UsageError, match="holds a sweep of several points, and what is needed here is a comparison"):
        read_results(tmp_path)


@pytest.mark.long
def test_a_scenario_that_was_changed_is_refused(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1))
    file = tmp_path / "resolved.yaml"
    text = file.read_text()
    file.write_text(text.replace("seed: 5", "seed: 6"))
    with pytest.raises(UsageError, match="is not the scenario that the manifest speaks of"):
        read_results(tmp_path)
    file.write_text(text)
    changed_manifest(tmp_path, scenario_sha256="0" * 64)
    with pytest.raises(UsageError, match=r"is as it was written, by version .*, and this one takes it for another"):
        read_results(tmp_path)
    file.write_text(text + "what: 1\n")
    with pytest.raises(UsageError, match="cannot be read by this one"):
        read_results(tmp_path)


def test_a_manifest_with_parts_of_a_design_that_is_not_compared_is_refused(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1))
    tasks = json.loads((tmp_path / "manifest.json").read_text())["tasks"]
    changed_manifest(tmp_path, tasks=[tasks[0] | {"design": "kivra"}, *tasks[1:]])
    with pytest.raises(StudyError, match="tells of parts of kivra"):
        read_results(tmp_path)


def test_a_study_of_which_every_task_failed_is_refused(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(failing, workers=1, citizens_per_task=20))
    changed_manifest(tmp_path, tasks=[])
    with pytest.raises(StudyError, match="60 of 60 citizens are in no number"):
        read_results(tmp_path)
