from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import stat
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.study import analyse
from sim.analysis.tally import Tally
from sim.errors import StudyError, UsageError
from sim.experiment.runner import Study, run
from sim.experiment.store import Origin, default_folder, parquet, responses_csv, results_folder, save
from sim.outcomes.columns import COLUMNS, NAMES
from sim.scenario.resolution import resolve
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, small

ORIGIN = Origin(SHIPPED, "name: what ran\n", "ab" * 32, ("mbsim", "compare", "study.yaml"))


def study(designs: str = "opaque, sender, paper", workers: int = 1) -> Study:
    return run(small(50, designs=designs), engine=simulate, citizens_per_task=20, workers=workers)


def kept(folder: Path, one: Study) -> None:
    with results_folder(folder) as place:
        save(
            one,
            analyse(one.scenario, Tally.of(one.scenario, one.tables)),
            ORIGIN,
            {"figure.svg": b"<svg/>"},
            place,
            folder,
        )


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_everything_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "results"
    kept(folder, study())
    assert names_in(folder) == {
        "scenario.yaml", "resolved.yaml", "responses.csv", "figure.svg", "manifest.json",
        "citizens/opaque.parquet", "citizens/sender.parquet", "citizens/paper.parquet",
    }  # fmt: skip
    assert [entry.name for entry in folder.iterdir() if entry.name.startswith(".")] == []


def test_the_manifest_says_what_ran_and_vouches_for_every_file(tmp_path: Path) -> None:
    kept(tmp_path, study())
    content = json.loads((tmp_path / "manifest.json").read_text())
    assert content["software"] == "messagebox-sim"
    assert content["scenario_sha256"] == "ab" * 32
    assert (content["citizens"], content["replications"], content["seed"]) == (50, 1, 5)
    assert (content["designs"], content["reference"]) == (["opaque", "sender", "paper"], "opaque")
    assert set(content["seconds_by_design"]) == {"opaque", "sender", "paper"}
    assert content["libraries"]["numpy"] == np.__version__
    assert set(content["files"]) == names_in(tmp_path) - {"manifest.json"}
    for name, digest in content["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_the_columns_come_back_with_unit_and_meaning(tmp_path: Path) -> None:
    one = study()
    kept(tmp_path, one)
    table = pq.read_table(tmp_path / "citizens" / "sender.parquet")
    assert tuple(table.column_names) == NAMES
    for column in COLUMNS:
        assert table.column(column.name).to_pylist() == one.tables["sender"][column.name].tolist()
        described = table.schema.field(column.name).metadata
        assert described == {b"unit": column.unit.encode(), b"meaning": column.meaning.encode()}


def test_the_same_numbers_give_the_same_bytes_whatever_else_ran() -> None:
    few, many = study("opaque, sender"), study("wmebv, paper, sender, opaque", workers=2)
    assert parquet("sender", few.tables["sender"]) == parquet("sender", many.tables["sender"])
    many.tables["sender"]["logins"][3] += 1
    assert parquet("sender", few.tables["sender"]) != parquet("sender", many.tables["sender"])


def test_the_long_table_holds_every_contrast() -> None:
    one = study()
    analysis = analyse(one.scenario, Tally.of(one.scenario, one.tables))
    rows = list(csv.DictReader(io.StringIO(responses_csv(analysis))))
    assert len(analysis.contrasts) == len(analysis.groups) * 3 * len(analysis.responses)
    others = len(analysis.countings) + len(analysis.associations)
    assert len(rows) == len(analysis.contrasts) + others + len(analysis.spreads) * 9
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
    assert "nan" not in responses_csv(analysis)


def test_the_long_table_holds_what_contacts_are_made_of_and_what_grades_go_with() -> None:
    one = study()
    varied = {
        design: {**columns, "surveyed": columns["reachable"], "grade_free": columns["messages"]}
        for design, columns in one.tables.items()
    }
    analysis = analyse(one.scenario, Tally.of(one.scenario, varied))
    rows = list(csv.DictReader(io.StringIO(responses_csv(analysis))))
    named = {(row["group"], row["design"], row["response"]): row for row in rows}
    assert len(analysis.countings) == len(analysis.groups) * 3 * len(one.scenario.counting)
    for counting in analysis.countings:
        share = named[counting.group, counting.design, f"attempt_share_by_{counting.rule}"]["level"]
        assert share == ("" if counting.attempt_share is None else str(counting.attempt_share))
    for found in analysis.associations:
        row = named[found.group, found.design, f"{found.grade}_overhead_correlation"]
        assert row["level"] == ("" if found.correlation is None else str(found.correlation))
        assert int(row["citizens"]) == found.asked
    assert float(named["all", "sender", "grade_free_overhead_correlation"]["level"]) > 0.5
    assert named["all", "sender", "grade_mandatory_overhead_correlation"]["level"] == ""


def test_the_long_table_ends_with_how_burdens_are_spread() -> None:
    one = study()
    analysis = analyse(one.scenario, Tally.of(one.scenario, one.tables))
    rows = list(csv.DictReader(io.StringIO(responses_csv(analysis))))
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
    kept(tmp_path, study())
    (tmp_path / "notes.txt").write_text("mine")
    kept(tmp_path, study("opaque, wmebv"))
    assert names_in(tmp_path) == {
        "scenario.yaml", "resolved.yaml", "responses.csv", "figure.svg", "manifest.json", "notes.txt",
        "citizens/opaque.parquet", "citizens/wmebv.parquet",
    }  # fmt: skip


def test_a_folder_with_other_files_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(UsageError, match="holds files that are not results of this program"), results_folder(tmp_path):
        pytest.fail("claimed")
    assert names_in(tmp_path) == {"thesis.docx"}


@pytest.mark.parametrize("content", ["{}", '{"software": "another"}', "[1]", "no json", '"messagebox-sim"'])
def test_a_manifest_of_something_else_is_not_ours(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(UsageError), results_folder(tmp_path):
        pytest.fail("claimed")


def test_a_manifest_cannot_have_files_elsewhere_removed(tmp_path: Path) -> None:
    folder, precious = tmp_path / "results", tmp_path / "precious.txt"
    folder.mkdir()
    precious.write_text("keep me")
    forged = {"software": "messagebox-sim", "files": {"../precious.txt": "", str(precious): ""}}
    (folder / "manifest.json").write_text(json.dumps(forged))
    kept(folder, study())
    assert precious.read_text() == "keep me"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("")
    with pytest.raises(UsageError, match="is a file"), results_folder(tmp_path / "results"):
        pytest.fail("claimed")
    with pytest.raises(UsageError, match=r"cannot be (read|written)"), results_folder(tmp_path / "results" / "deeper"):
        pytest.fail("claimed")


@pytest.mark.skipif(sys.platform != "linux", reason="a file system that nobody can write, root included")
def test_a_folder_that_nobody_can_write_is_refused_at_once() -> None:
    complaint = "The results folder /proc/results cannot be written: "
    with pytest.raises(UsageError, match=complaint), results_folder(Path("/proc/results")):
        pytest.fail("claimed")


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_refused_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(UsageError, match="cannot be written"), results_folder(tmp_path / "results"):
        pytest.fail("claimed")
    tmp_path.chmod(stat.S_IRWXU)


def test_a_study_that_fails_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(StudyError), results_folder(tmp_path / "results"):
        raise StudyError("it failed")
    assert list(tmp_path.iterdir()) == []


def test_a_study_that_fails_leaves_earlier_results_as_they_were(tmp_path: Path) -> None:
    kept(tmp_path, study())
    before = {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path)}
    with pytest.raises(StudyError), results_folder(tmp_path):
        raise StudyError("it failed")
    assert {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path)} == before


def test_another_identity_has_another_default_folder() -> None:
    one, other = resolve(SHIPPED, settings=("seed=1",)), resolve(SHIPPED, settings=("seed=2",))
    assert default_folder("study", one.sha256) != default_folder("study", other.sha256)
    assert default_folder("study", "12345678" + "0" * 56) == Path("results/study-12345678")
