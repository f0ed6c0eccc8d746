from __future__ import annotations

import json
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from sim.errors import UsageError
from sim.experiment.crate import CRATE
from sim.experiment.runner import RunSettings
from sim.experiment.store import results_folder
from tests.crates import faults_of
from tests.experiment.fake_engine import failing, simulate
from tests.experiment.studies import kept, origin_of, small

MEANS = RunSettings(simulate, workers=1, citizens_per_task=20)


def test_a_crate_says_what_made_which_files_of_what(tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    assert faults_of(tmp_path) == []
    crate = ROCrate(tmp_path)
    run, table = crate.dereference("#run"), crate.dereference("responses.csv")
    assert crate.root_dataset["name"] == f"Comparison of {small(50).title}"
    assert crate.root_dataset["license"].id == run["instrument"]["license"].id == "https://spdx.org/licenses/MIT"
    assert "mbsim compare resolved.yaml" in run["description"]
    assert run["actionStatus"].endswith("CompletedActionStatus")
    assert [each.id for each in run["object"]] == ["scenario.yaml", "resolved.yaml"]
    assert table["encodingFormat"] == "text/csv"
    assert table["description"].startswith("Every response of every group and design")
    assert table["subjectOf"]["about"].id == "responses.csv"
    assert table["subjectOf"]["encodingFormat"] == "application/csvm+json"
    assert crate.dereference("citizens/paper.parquet")["description"] == "One row per citizen under the design paper."


def test_a_crate_says_what_failed(tmp_path: Path) -> None:
    kept(tmp_path, small(50), RunSettings(failing, workers=1, citizens_per_task=20))
    run = ROCrate(tmp_path).dereference("#run")
    assert run["actionStatus"].endswith("FailedActionStatus")
    assert json.loads((tmp_path / "manifest.json").read_text())["failures"][0]["reason"] in run["error"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("#run", "instrument"), {"@id": "#authors"}, "is of another software"),
        (("#run", "object"), [], "do not add up"),
        (("./", "license"), None, "has no license"),
        (("./", "datePublished"), "2020-01-01", "of another date"),
        (("responses.csv", "subjectOf"), {"@id": "elsewhere.json"}, "elsewhere.json is described nowhere"),
    ],
)  # fmt: skip
def test_a_crate_that_is_wrong_is_noticed(path: tuple[str, str], value: object, fault: str, tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    document = json.loads((tmp_path / CRATE).read_text(encoding="utf-8"))
    entity = next(each for each in document["@graph"] if each["@id"] == path[0])
    entity[path[1]] = value
    (tmp_path / CRATE).write_text(json.dumps(document), encoding="utf-8")
    assert fault in "; ".join(faults_of(tmp_path))


def test_a_file_that_is_no_part_of_a_crate_is_noticed(tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    document = json.loads((tmp_path / CRATE).read_text(encoding="utf-8"))
    next(each for each in document["@graph"] if each["@id"] == "./")["hasPart"] = []
    (tmp_path / CRATE).write_text(json.dumps(document), encoding="utf-8")
    with pytest.warns(UserWarning, match="not listed in the root dataset"):
        assert "not every file is described" in faults_of(tmp_path)


def test_an_earlier_folder_without_a_crate_gets_one(tmp_path: Path) -> None:
    kept(tmp_path, small(50), MEANS)
    (tmp_path / CRATE).unlink()
    kept(tmp_path, small(50), MEANS)
    assert faults_of(tmp_path) == []


def test_a_folder_of_a_stranger_with_a_crate_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / CRATE).write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="not results of this program"), results_folder(tmp_path, origin_of(small(50))):
        pass
    assert (tmp_path / CRATE).read_text(encoding="utf-8") == "{}"
