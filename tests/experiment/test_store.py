from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import stat
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.evaluation import analyse
from sim.analysis.tally import Tally
from sim.errors import StudyError, UsageError
from sim.experiment.certificate import Certificate
from sim.experiment.engines import Engine, Json
from sim.experiment.manifest import SCHEMA, read_manifest, schema_text
from sim.experiment.result_tables import regrouped, responses_table, write_rows
from sim.experiment.runner import RunSettings, Study, run
from sim.experiment.store import default_folder, results_folder
from sim.rules.columns import COLUMNS, NAMES
from sim.scenario.schema import Scenario
from tests.experiment.fake_engine import failing, simulate
from tests.experiment.studies import kept, origin_of, small, tables_in

ORIGIN = origin_of(small(50))
MEANS = RunSettings(simulate, workers=1, citizens_per_task=20)


def scenario(designs: str = "opaque, sender, paper") -> Scenario:
    return small(50, designs=designs)


def study(designs: str = "opaque, sender, paper", workers: int = 1) -> Study:
    return run(scenario(designs), engine=simulate, citizens_per_task=20, workers=workers)


def names_in(folder: Path) -> set[str]:
    """Every file of a folder, but parts."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith("parts/")}


DIARY = {"status.json", "log.txt", "efforts.jsonl", ".lock"}
OWN = {
    "scenario.yaml",
    "resolved.yaml",
    "responses.csv",
    "responses.csv-metadata.json",
    "figure.svg",
    "ro-crate-metadata.json",
    "manifest.json",
    "status.json",
    "log.txt",
    "efforts.jsonl",
    ".lock",
}


def test_the_folder_holds_everything_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "results"
    kept(folder, scenario(), MEANS)
    assert names_in(folder) == OWN | {f"citizens/{design}.parquet" for design in ("opaque", "sender", "paper")}
    assert len(list((folder / "parts").iterdir())) == 9
    assert [entry.name for entry in folder.iterdir() if entry.name.startswith(".")] == [".lock"]


def test_the_manifest_says_what_ran_and_vouches_for_every_file(tmp_path: Path) -> None:
    kept(tmp_path, scenario(), MEANS)
    content = json.loads((tmp_path / "manifest.json").read_text())
    assert content["software"] == "messagebox-sim"
    assert content["scenario_sha256"] == origin_of(scenario()).sha256
    assert (content["citizens"], content["replications"], content["seed"]) == (50, 1, 5)
    assert (content["designs"], content["reference"]) == (["opaque", "sender", "paper"], "opaque")
    assert (content["engine"], content["certificate"], content["kept"]) == ("fake", None, "rows")
    assert content["libraries"]["numpy"] == np.__version__
    assert set(content["files"]) == names_in(tmp_path) - {"ro-crate-metadata.json", "manifest.json", *DIARY}
    for name, digest in content["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    assert len(content["tasks"]) == 9
    for task in content["tasks"]:
        assert hashlib.sha256((tmp_path / task["part"]).read_bytes()).hexdigest() == task["sha256"]
        assert task["seconds"] > 0
        assert task["memory_mb"] is None or task["memory_mb"] > 10
    assert sorted((task["first"], task["end"]) for task in content["tasks"] if task["design"] == "paper") == [
        (0, 20), (20, 40), (40, 50),
    ]  # fmt: skip


@pytest.mark.long
def test_every_manifest_fits_the_schema_that_is_shipped(tmp_path: Path) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    kept(tmp_path, scenario(), MEANS)
    kept(tmp_path / "failed", scenario(), RunSettings(failing, workers=1, citizens_per_task=20))
    for folder in (tmp_path, tmp_path / "failed"):
        content = json.loads((folder / "manifest.json").read_text())
        jsonschema.validate(content, schema)
        for key in content:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({name: value for name, value in content.items() if name != key}, schema)


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"citizens": -1}, "at citizens: "),
        ({"kept": "all"}, "at kept: "),
        ({"new": 1}, "at new: "),
        ({"tasks": [{}]}, r"at tasks\.0\.part: "),
    ],
)
def test_a_manifest_that_is_not_right_is_told(tmp_path: Path, change: dict[str, object], complaint: str) -> None:
    kept(tmp_path, scenario(), MEANS)
    path = tmp_path / "manifest.json"
    read_manifest(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(UsageError, match=complaint):
        read_manifest(tmp_path)
    with pytest.raises(UsageError, match="holds no manifest"):
        read_manifest(tmp_path / "elsewhere")


def test_the_status_tells_how_it_ended(tmp_path: Path) -> None:
    def status() -> dict[str, object]:
        found: dict[str, object] = json.loads((tmp_path / "status.json").read_text())
        return {name: found[name] for name in ("state", "planned", "done", "tasks_missing", "tasks_done")}

    with results_folder(tmp_path, ORIGIN) as results:
        assert status()["state"] == "unfinished"
        results.perform([scenario("opaque")], MEANS)
        counts = {"planned": 50, "done": 50, "tasks_missing": 3, "tasks_done": 3}
        assert status() == {"state": "unfinished", **counts}
    assert status()["state"] == "unfinished"
    kept(tmp_path, scenario("opaque, sender"), MEANS)
    assert status() == {"state": "done", "planned": 100, "done": 100, "tasks_missing": 3, "tasks_done": 3}
    kept(tmp_path, scenario("opaque, sender"), MEANS)
    assert status() == {"state": "done", "planned": 100, "done": 100, "tasks_missing": 0, "tasks_done": 0}
    with pytest.raises(StudyError), results_folder(tmp_path, ORIGIN):
        raise StudyError("it failed")
    assert status()["state"] == "failed"
    assert "it failed" in (tmp_path / "log.txt").read_text()


@pytest.mark.long
def test_what_failed_is_in_every_place_where_the_numbers_are(tmp_path: Path) -> None:
    one = kept(tmp_path, scenario(), RunSettings(failing, workers=1, citizens_per_task=20))
    assert one.missing == 20
    rows = list(csv.DictReader(io.StringIO((tmp_path / "responses.csv").read_text())))
    assert {row["missing_citizens"] for row in rows} == {"20"}
    assert {row["citizens"] for row in rows if (row["group"], row["response"]) == ("all", "logins")} == {"30"}
    manifest = read_manifest(tmp_path)
    assert manifest.missing_citizens == 20
    assert [failure.task for failure in manifest.failures] == [
        "designs opaque, sender and paper, replication 0, citizens 20 to 39"
    ]
    assert manifest.failures[0].stage == "simulating"
    assert "ZeroDivisionError" in manifest.failures[0].traceback
    status = json.loads((tmp_path / "status.json").read_text())
    assert status["state"] == "failed"
    assert [failure["task"] for failure in status["failed"]] == [manifest.failures[0].task]
    assert pq.read_table(tmp_path / "citizens" / "opaque.parquet").num_rows == 30
    again = kept(tmp_path, scenario(), MEANS)
    assert again.lacks() == ""
    kept(tmp_path / "whole", scenario(), MEANS)
    assert tables_in(tmp_path) == tables_in(tmp_path / "whole")


def test_only_what_is_new_is_simulated(tmp_path: Path) -> None:
    def simulated(one: Scenario) -> int:
        with results_folder(tmp_path, ORIGIN) as results:
            results.perform([one], MEANS)
        return int(json.loads((tmp_path / "status.json").read_text())["tasks_done"])

    assert simulated(small(50, designs="opaque, sender")) == 3
    assert simulated(small(50, designs="opaque, sender")) == 0
    assert simulated(small(50, designs="opaque, sender, paper")) == 3
    assert simulated(small(70, designs="opaque, sender")) == 2
    assert simulated(small(45, 2, designs="paper, opaque")) == 3
    assert simulated(small(45, 2, designs="paper, opaque", seed=6)) == 6
    assert simulated(small(50, designs="opaque, sender, paper")) == 0
    for folder in (tmp_path, tmp_path / "fresh"):
        kept(folder, small(50, designs="opaque, sender, paper"), MEANS)
    assert tables_in(tmp_path) == tables_in(tmp_path / "fresh")


def test_a_certificate_stays_with_what_it_vouches_for(tmp_path: Path) -> None:
    asked: list[int] = []

    def certify(one: Scenario) -> dict[str, Json]:
        asked.append(one.population.size)
        return dict(Certificate(one.population.size, one.population.size, ("opaque",), 7).record())

    means = RunSettings(Engine("certified", simulate.simulate, certify=certify), workers=1, citizens_per_task=20)
    for designs, expected in (("opaque", [50]), ("opaque", [50]), ("opaque, sender", [50, 50])):
        kept(tmp_path, scenario(designs), means)
        assert asked == expected
        assert read_manifest(tmp_path).certified == Certificate(50, 50, ("opaque",), 7).record()


def test_the_columns_come_back_with_unit_and_meaning(tmp_path: Path) -> None:
    one = kept(tmp_path, scenario(), MEANS)
    for path in (tmp_path / "citizens" / "sender.parquet", *(tmp_path / "parts").glob("sender.*")):
        table = pq.read_table(path)
        assert tuple(table.column_names) == ("design", *NAMES)
        assert set(table.column("design").to_pylist()) == {"sender"}
        for column in COLUMNS:
            described = table.schema.field(column.name).metadata
            named = column.name == "segment" and path.parent.name == "citizens"
            meaning = "segment of the population" if named else column.meaning
            assert described == {b"unit": b"" if named else column.unit.encode(), b"meaning": meaning.encode()}
    table = pq.read_table(tmp_path / "citizens" / "sender.parquet")
    segments = list(one.scenario.population.segments)
    for name in NAMES:
        held = one.tables["sender"][name].tolist()
        assert table.column(name).to_pylist() == ([segments[place] for place in held] if name == "segment" else held)


SEGMENTS = tuple(small().population.segments)


def test_the_same_rows_give_the_same_bytes_in_any_blocks(tmp_path: Path) -> None:
    columns = study().tables["sender"]
    blocks = [{name: values[first : first + 7] for name, values in columns.items()} for first in range(0, 50, 7)]
    write_rows(tmp_path / "whole", "sender", [columns], SEGMENTS)
    write_rows(tmp_path / "cut", "sender", blocks, SEGMENTS)
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "cut").read_bytes()
    columns["logins"][3] += 1
    write_rows(tmp_path / "other", "sender", [columns], SEGMENTS)
    assert (tmp_path / "whole").read_bytes() != (tmp_path / "other").read_bytes()
    for length in (1, 7, 8, 49, 50, 51):
        groups = [group["citizen"].tolist() for group in regrouped(blocks, length)]
        assert [len(group) for group in groups[:-1]] == [length] * (len(groups) - 1)
        assert [citizen for group in groups for citizen in group] == list(range(50))


def test_the_long_table_holds_every_contrast() -> None:
    analysis = study().analysis
    rows = list(csv.DictReader(io.StringIO(responses_table(analysis).csv())))
    assert len(analysis.contrasts) == len(analysis.groups) * 3 * len(analysis.responses)
    others = len(analysis.countings) + len(analysis.associations)
    assert len(rows) == len(analysis.contrasts) + others + len(analysis.spreads) * 9 + len(analysis.joints) * 9
    row = next(
        row for row in rows if (row["group"], row["design"], row["response"]) == ("all", "paper", "effort_minutes")
    )
    contrast = analysis.contrast("all", "paper", "effort_minutes")
    assert contrast.difference is not None
    assert float(row["level"]) == contrast.level.value
    assert float(row["difference"]) == contrast.difference.value
    assert float(row["difference_low"]) == contrast.difference.low
    opened = next(row for row in rows if (row["design"], row["response"]) == ("paper", "opened_within_42_days"))
    assert (opened["level"], opened["difference"]) == ("", "")
    assert "nan" not in responses_table(analysis).csv()


def test_the_long_table_holds_what_contacts_are_made_of_and_what_grades_go_with() -> None:
    one = study()
    varied = {
        design: {
            **columns,
            "surveyed": columns["reachable"],
            "grade": columns["messages" if design == "sender" else "surveyed"],
        }
        for design, columns in one.tables.items()
    }
    analysis = analyse(one.scenario, Tally.of(one.scenario, varied))
    rows = list(csv.DictReader(io.StringIO(responses_table(analysis).csv())))
    named = {(row["group"], row["design"], row["response"]): row for row in rows}
    assert len(analysis.countings) == len(analysis.groups) * 3 * len(one.scenario.counting)
    for counting in analysis.countings:
        share = named[counting.group, counting.design, f"attempt_share_by_{counting.rule}"]["level"]
        assert share == ("" if counting.attempt_share is None else str(counting.attempt_share))
    for found in analysis.associations:
        row = named[found.group, found.design, f"{found.grade}_overhead_correlation"]
        assert row["level"] == ("" if found.correlation is None else str(found.correlation))
        assert int(row["citizens"]) == found.asked
    assert float(named["all", "sender", "grade_overhead_correlation"]["level"]) > 0.5
    others = {design for _, design, name in named if name == "grade_overhead_correlation"} - {"sender"}
    assert others
    assert [named["all", design, "grade_overhead_correlation"]["level"] for design in others] == [""] * len(others)


def test_the_long_table_ends_with_how_burdens_are_spread() -> None:
    analysis = study().analysis
    rows = list(csv.DictReader(io.StringIO(responses_table(analysis).csv())))
    named = {(row["group"], row["design"], row["response"]): row for row in rows}
    assert len(named) == len(rows)
    for spread in analysis.spreads:
        found = spread.distribution
        gini = named[spread.group, spread.design, f"{spread.burden}_gini"]
        most = named[spread.group, spread.design, f"{spread.burden}_p100"]
        assert gini["level"] == ("" if found.gini is None else str(found.gini))
        assert most["level"] == ("" if found.percentiles is None else str(found.percentiles[-1]))
        assert int(gini["citizens"]) == found.citizens
        assert (gini["difference"], gini["differing"], gini["reference"]) == ("", "", analysis.reference)
    last = named["all", "paper", "fees_eur_top_tenth_share"]
    assert (last["title"], last["unit"]) == ("fees: share of the top tenth", "share of the total")


def test_a_later_study_replaces_ours_and_takes_old_designs_away(tmp_path: Path) -> None:
    kept(tmp_path, scenario(), MEANS)
    (tmp_path / "notes.txt").write_text("mine")
    kept(tmp_path, scenario("opaque, wmebv"), MEANS)
    assert names_in(tmp_path) == OWN | {"notes.txt", "citizens/opaque.parquet", "citizens/wmebv.parquet"}
    assert len(list((tmp_path / "parts").glob("sender.*"))) == 3


def test_a_folder_with_other_files_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with (
        pytest.raises(UsageError, match="holds files that are not results of this program"),
        results_folder(tmp_path, ORIGIN),
    ):
        pytest.fail("claimed")
    assert names_in(tmp_path) == {"thesis.docx"}


@pytest.mark.parametrize("content", ["{}", '{"software": "another"}', "[1]", "no json", '"messagebox-sim"'])
def test_a_manifest_of_something_else_is_not_ours(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(UsageError), results_folder(tmp_path, ORIGIN):
        pytest.fail("claimed")


def test_a_manifest_cannot_have_files_elsewhere_removed(tmp_path: Path) -> None:
    folder, precious = tmp_path / "results", tmp_path / "precious.txt"
    folder.mkdir()
    precious.write_text("keep me")
    forged = {"software": "messagebox-sim", "files": {"../precious.txt": "", str(precious): ""}}
    (folder / "manifest.json").write_text(json.dumps(forged))
    kept(folder, scenario(), MEANS, replace=True)
    assert precious.read_text() == "keep me"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("")
    with pytest.raises(UsageError, match="is a file"), results_folder(tmp_path / "results", ORIGIN):
        pytest.fail("claimed")
    with (
        pytest.raises(UsageError, match=r"cannot be (read|written)"),
        results_folder(tmp_path / "results" / "deeper", ORIGIN),
    ):
        pytest.fail("claimed")


@pytest.mark.skipif(sys.platform != "linux", reason="a file system that nobody can write, root included")
def test_a_folder_that_nobody_can_write_is_refused_at_once() -> None:
    complaint = "The results folder /proc/results cannot be written: "
    with pytest.raises(UsageError, match=complaint), results_folder(Path("/proc/results"), ORIGIN):
        pytest.fail("claimed")


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_refused_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(UsageError, match="cannot be written"), results_folder(tmp_path / "results", ORIGIN):
        pytest.fail("claimed")
    tmp_path.chmod(stat.S_IRWXU)


def test_a_study_that_fails_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(StudyError), results_folder(tmp_path / "results", ORIGIN):
        raise StudyError("it failed")
    assert list(tmp_path.iterdir()) == []


def test_a_study_that_fails_leaves_earlier_results_as_they_were(tmp_path: Path) -> None:
    kept(tmp_path, scenario(), MEANS)
    before = {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path) - DIARY}
    with pytest.raises(StudyError), results_folder(tmp_path, ORIGIN):
        raise StudyError("it failed")
    assert {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path) - DIARY} == before


def test_what_can_share_parts_shares_the_default_folder() -> None:
    assert default_folder(small(50)) == default_folder(small(60, 2, designs="opaque"))
    assert default_folder(small(50)) != default_folder(small(50, seed=6))
    name = default_folder(small(50)).name
    assert name.startswith("mijnoverheid-2016-")
    assert len(name) == len("mijnoverheid-2016-12345678")
