from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.report.event_log.saved_study import read_study
from tests.experiment.studies import SHIPPED, small
from tests.report.event_log.logs import results_folder_of


def complaint(folder: Path) -> str:
    with pytest.raises(UsageError) as failed:
        read_study(folder)
    return str(failed.value)


def test_a_results_folder_is_read_back_as_what_ran(tmp_path: Path) -> None:
    study = read_study(results_folder_of(tmp_path, small()))
    assert study.scenario.population.size == 60
    assert study.designs == ("opaque", "sender", "paper")
    assert study.warning is None
    assert study.chosen(()) == study.designs
    assert study.chosen(("paper", "opaque", "paper")) == ("paper", "opaque")


def test_a_design_that_did_not_run_is_told_with_the_nearest(tmp_path: Path) -> None:
    study = read_study(results_folder_of(tmp_path, small()))
    with pytest.raises(UsageError) as failed:
        study.chosen(("sendr",))
    assert f"no design 'sendr' in {tmp_path}. Did you mean sender? It has opaque, sender, paper." in str(failed.value)
    with pytest.raises(UsageError, match="There is no design 'wmebv'"):
        study.chosen(("wmebv",))


def test_another_version_is_warned_of(tmp_path: Path) -> None:
    study = read_study(results_folder_of(tmp_path, small(), version="0.0.7"))
    assert study.warning is not None
    assert f"The results in {tmp_path} are of version 0.0.7, and this is " in study.warning


@pytest.mark.long
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"software": "another"}, "is no results folder of this program: its manifest.json is of something else"),
        ({"version": None}, "manifest.json has no version."),
        ({"scenario_sha256": 7}, "manifest.json has no scenario_sha256."),
        ({"designs": None}, "manifest.json has no list of designs."),
        ({"designs": []}, "manifest.json has no list of designs."),
        ({"designs": ["opaque", 3]}, "manifest.json has no list of designs."),
        ({"designs": ["opaque", "of-another-study"]}, "resolved.yaml is not the scenario that manifest.json speaks of"),
        ({"scenario_sha256": "ab" * 32}, "resolved.yaml is not the scenario that manifest.json speaks of"),
        ({"scenario_sha256": "ab" * 32, "version": "0.0.7"}, "by now. It ran with version 0.0.7, and this is "),
    ],
)
def test_a_folder_whose_manifest_is_wrong_is_refused(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    assert words in complaint(results_folder_of(tmp_path, small(), **changes))


def test_a_changed_scenario_is_refused(tmp_path: Path) -> None:
    file = results_folder_of(tmp_path, small()) / "resolved.yaml"
    text = file.read_text(encoding="utf-8")
    assert "seed: 5" in text
    file.write_text(text.replace("seed: 5", "seed: 6"), encoding="utf-8")
    assert f"Run the study again: mbsim compare {file} --out ANOTHER-FOLDER" in complaint(tmp_path)
    file.write_text("name: [", encoding="utf-8")
    assert "cannot be read by" in complaint(tmp_path)


def test_what_is_no_results_folder_is_told(tmp_path: Path) -> None:
    assert "does not exist; name a results folder" in complaint(tmp_path / "nothing")
    assert "is a file; name a results folder" in complaint(SHIPPED)
    assert f"{tmp_path} is no results folder: it has no manifest.json." in complaint(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    assert "manifest.json is not JSON" in complaint(tmp_path)
    (tmp_path / "manifest.json").write_bytes(b"\xff")
    assert "manifest.json is not JSON" in complaint(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps(["messagebox-sim"]))
    assert "is of something else" in complaint(tmp_path)
    (results_folder_of(tmp_path, small()) / "resolved.yaml").unlink()
    assert f"{tmp_path} has no resolved.yaml, which says what ran." in complaint(tmp_path)
