from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.errors import StudyError, UsageError
from sim.experiment.manifest import read_manifest
from sim.experiment.reproduction import Reproduction, performed_again
from sim.experiment.runner import RunSettings
from sim.experiment.store import results_folder
from sim.experiment.sweep import grid, sweep_files
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, kept, origin_of, scenarios_at, small


def again(folder: Path, most: int | None = None) -> Reproduction:
    return performed_again(folder, most=most, engine=simulate, workers=1)


def falsify(folder: Path, part: Path, column: str, row: int) -> None:
    """Changes one number of a part, and the manifest so that it vouches for the change."""
    table = pq.read_table(part)
    values = table.column(column).to_pylist()
    values[row] += 1
    place = table.column_names.index(column)
    pq.write_table(table.set_column(place, table.schema.field(column), pa.array(values)), part)
    content = json.loads((folder / "manifest.json").read_text())
    for task in content["tasks"]:
        if task["part"] == f"parts/{part.name}":
            task["sha256"] = hashlib.sha256(part.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(content))


@pytest.mark.long
@pytest.mark.parametrize("totals", [False, True])
def test_a_study_is_the_same_again(tmp_path: Path, totals: bool) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1, citizens_per_task=20, totals=totals))
    found = again(tmp_path)
    assert found.equal
    assert found.tasks == len(read_manifest(tmp_path).tasks) == (3 if totals else 9)
    assert found.lines() == [f"Bit-equal: {found.tasks} of {found.tasks} tasks, performed again."]
    assert again(tmp_path, most=2).lines() == [f"Bit-equal: 2 of {found.tasks} tasks, performed again."]


def test_the_first_difference_is_named_with_both_values(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1, citizens_per_task=20))
    part = next((tmp_path / "parts").glob("sender.*.c20-40.*"))
    before = pq.read_table(part).column("logins").to_pylist()[7]
    falsify(tmp_path, part, "logins", 7)
    falsify(tmp_path, part, "payments", 3)
    found = again(tmp_path)
    assert not found.equal
    (difference,) = found.differences
    assert (difference.column, difference.citizen) == ("logins", 27)
    assert (difference.kept, difference.again) == (str(before + 1), str(before))
    where = "design sender, replication 0, citizens 20 to 39: column logins, citizen 27"
    assert found.lines() == [f"Different: {where}: kept {before + 1}, now {before}."]


def test_a_difference_in_a_tally_is_named(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1, citizens_per_task=60, totals=True))
    falsify(tmp_path, next((tmp_path / "parts").iterdir()), "low", 5)
    (difference,) = again(tmp_path).differences
    assert difference.task == "all designs, replication 0, citizens 0 to 59"
    assert (difference.column, difference.citizen) == ("low", None)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(simulate, workers=1))
    part = next((tmp_path / "parts").iterdir())
    part.write_bytes(part.read_bytes()[:-1])
    (tmp_path / "responses.csv").unlink()
    found = again(tmp_path)
    assert not found.equal
    assert set(found.damaged) == {"responses.csv", f"parts/{part.name}"}
    assert "Damaged: responses.csv is not the file that the manifest tells of." in found.lines()


def test_a_sweep_is_the_same_again(tmp_path: Path) -> None:
    points = grid(["seed=1,2"])
    base = small(30)
    scenarios = scenarios_at(
        points, SHIPPED, settings=("population.size=30", "compare.designs=[opaque, sender, paper]")
    )
    with results_folder(tmp_path, origin_of(base)) as results:
        studies = results.perform(scenarios, RunSettings(simulate, workers=1, citizens_per_task=20))
        results.save(studies, sweep_files(points, studies), points)
    found = again(tmp_path)
    assert found.equal
    assert found.tasks == 12


@pytest.mark.long
def test_what_was_another_version_is_said(tmp_path: Path) -> None:
    kept(tmp_path, small(20), RunSettings(simulate, workers=1))
    path = tmp_path / "manifest.json"
    content = json.loads(path.read_text())
    content["libraries"]["numpy"] = "1.0"
    path.write_text(json.dumps(content))
    found = again(tmp_path)
    assert found.equal
    assert found.lines()[0].startswith("Now and then differ: numpy is ")
    assert found.lines()[0].endswith(", and was 1.0.")


def test_a_folder_without_a_finished_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no manifest"):
        again(tmp_path)
    kept(tmp_path, small(20), RunSettings(simulate, workers=1))
    resolved = tmp_path / "resolved.yaml"
    resolved.write_text(resolved.read_text().replace("seed: 5", "seed: 6"))
    with pytest.raises(StudyError, match="is not the scenario that the manifest tells of"):
        again(tmp_path)
