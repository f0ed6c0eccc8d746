from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli.compare import compare_command
from sim.cli.export import FORMATS, export_command
from sim.errors import UsageError
from sim.report.event_log.destination import ENDINGS, Format
from tests.cli.program import mbsim
from tests.experiment.studies import SHIPPED, small
from tests.population.people import write
from tests.report.event_log import ocel_conformance, xes_conformance
from tests.report.event_log.logs import lively, results_folder_of


def export(*arguments: str) -> Result:
    return CliRunner().invoke(export_command, arguments, catch_exceptions=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a comparison of two designs leaves."""
    folder = tmp_path_factory.mktemp("results") / "a-study"
    arguments = ["--size", "24", "--seed", "7", "--design", "opaque", "--design", "paper", "--workers", "1"]
    ran = CliRunner().invoke(compare_command, [str(SHIPPED), *arguments, "--out", str(folder)], catch_exceptions=False)
    assert ran.exit_code == 0
    return folder


def test_a_table_adds_up_to_what_the_comparison_kept(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    answer = export(str(run), "--out", str(file))
    assert answer.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    assert answer.stdout == f"Wrote {file}: {len(rows):,} events of citizens 0-23 under 2 designs.\n"
    assert answer.stderr == ""
    for design in ("opaque", "paper"):
        kept = pq.read_table(run / "citizens" / f"{design}.parquet").to_pylist()
        for citizen in kept:
            own = [
                row
                for row in rows
                if (row["design"], row["citizen"], row["measured"]) == (design, str(citizen["citizen"]), "true")
            ]
            assert sum(int(row["effort_seconds"]) for row in own) == citizen["effort_seconds"]
            assert sum(row["activity"] == "logged in" for row in own) == citizen["logins"]
    described = json.loads((tmp_path / "log.csv-metadata.json").read_text(encoding="utf-8"))
    assert described["url"] == "log.csv"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["log.csv", "log.csv-metadata.json"]


@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
def test_a_folder_gets_a_log_per_design_that_says_what_the_log_of_all_says(
    run: Path, tmp_path: Path, form: str
) -> None:
    ending = ENDINGS[form]  # type: ignore[index]  # the parameter is a plain text
    answer = export(str(run), "--format", form, "--out", str(tmp_path / "logs"), "--citizens", "3,5-8")
    assert answer.exit_code == 0
    assert [line.split(":")[0] for line in answer.stdout.splitlines()[:2]] == [
        f"Wrote {tmp_path / 'logs' / design}{ending}" for design in ("opaque", "paper")
    ]
    alone = tmp_path / f"alone{ending}"
    export(str(run), "--format", form, "--out", str(alone), "--citizens", "3,5-8", "--design", "paper")
    assert alone.read_bytes() == (tmp_path / "logs" / f"paper{ending}").read_bytes()
    text = alone.read_text(encoding="utf-8")
    if form == "xes":
        assert xes_conformance.problems(text) == []
    if form == "ocel":
        assert ocel_conformance.problems(text) == []


def test_the_default_is_a_table_here_of_the_first_hundred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = results_folder_of(tmp_path / "kept" / "many-1a2b", small(size=150, designs="opaque"))
    monkeypatch.chdir(tmp_path)
    lines = export(str(folder)).stdout.splitlines()
    assert lines[0].startswith("Wrote many-1a2b.csv: ")
    assert lines[0].endswith(" events of citizens 0-99 under opaque.")
    assert lines[1] == "The study has citizens 0-149: choose others with --citizens."
    assert (tmp_path / "many-1a2b.csv").is_file()


def test_other_replications_can_be_asked_for(tmp_path: Path) -> None:
    folder = results_folder_of(tmp_path / "run", lively())
    for number in ("0", "1"):
        export(str(folder), "--citizens", "0-4", "--replication", number, "--out", str(tmp_path / f"{number}.csv"))
    first, second = ((tmp_path / f"{number}.csv").read_text(encoding="utf-8") for number in ("0", "1"))
    assert first != second
    with pytest.raises(UsageError, match="There is no replication 2: the study has 0-1"):
        export(str(folder), "--replication", "2")


def test_another_version_is_warned_of_on_standard_error(tmp_path: Path) -> None:
    folder = results_folder_of(tmp_path / "run", small(designs="opaque"), version="0.0.7")
    answer = export(str(folder), "--citizens", "0", "--out", str(tmp_path / "log.csv"))
    assert answer.exit_code == 0
    assert answer.stderr.startswith(f"Warning: The results in {folder} are of version 0.0.7")
    assert "Warning" not in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--citizens", "0-99"), "There is no citizen 99: the study has the citizens 0-23."),
        (("--design", "papr"), "Did you mean paper?"),
        (("--format", "xes", "--out", "log.csv"), r"name a file that ends in \.xes"),
        (("--out", "a-study/responses.csv"), "lies in the results folder"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_written(
    run: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], complaint: str
) -> None:
    monkeypatch.chdir(run.parent)
    with pytest.raises(UsageError, match=complaint):
        export("a-study", *arguments)
    assert [each.name for each in run.parent.iterdir()] == ["a-study"]


def test_a_folder_of_something_else_is_one_paragraph_and_exit_code_2(tmp_path: Path) -> None:
    answer = mbsim("export", str(tmp_path))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"Error: {tmp_path} is no results folder: it has no manifest.json.")
    assert "Traceback" not in answer.stderr


def test_citizens_from_a_file_are_those_that_the_results_hold(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", {"email": ["valid", "none"] * 6})
    settings = ["--set", f"population.from_file={path}", "--size", "12", "--design", "opaque", "--workers", "1"]
    ran = CliRunner().invoke(
        compare_command, [str(SHIPPED), *settings, "--out", str(tmp_path / "run")], catch_exceptions=False
    )
    assert ran.exit_code == 0
    path.unlink()
    export(str(tmp_path / "run"), "--out", str(tmp_path / "log.csv"))
    rows = csv.DictReader(io.StringIO((tmp_path / "log.csv").read_text(encoding="utf-8"), newline=""))
    noticed = {int(row["citizen"]) for row in rows if (row["activity"], row["channel"]) == ("contact noticed", "email")}
    assert noticed
    assert all(citizen % 2 == 0 for citizen in noticed)


def test_a_log_for_a_dutch_spreadsheet_has_the_same_cells(run: Path, tmp_path: Path) -> None:
    for dialect in ("en", "nl"):
        answer = export(str(run), "--out", str(tmp_path / f"{dialect}.csv"), "--citizens", "0-3", "--csv", dialect)
        assert answer.exit_code == 0
    content = (tmp_path / "nl.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == list(csv.reader(io.StringIO((tmp_path / "en.csv").read_text(encoding="utf-8"), newline="")))
    described = {name: json.loads((tmp_path / f"{name}.csv-metadata.json").read_text()) for name in ("en", "nl")}
    assert described["nl"] == {**described["en"], "url": "nl.csv", "dialect": {"delimiter": ";"}}
    with pytest.raises(UsageError, match="csv says how a table is written, and xes is none"):
        export(str(run), "--format", "xes", "--csv", "nl", "--out", str(tmp_path / "log.xes"))


@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
def test_a_program_gets_the_same_files(run: Path, tmp_path: Path, form: Format) -> None:
    assert export(str(run), "--format", form, "--citizens", "0-3,7", "--out", str(tmp_path / "command")).exit_code == 0
    (tmp_path / "program").mkdir()
    logs = sim.export(run, form, citizens="0-3,7", out=tmp_path / "program")
    files = {path.name: path.read_bytes() for path in (tmp_path / "command").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "program").iterdir()} == files
    assert [each.path.name for each in logs] == [f"{design}{ENDINGS[form]}" for design in ("opaque", "paper")]
    assert [each.designs for each in logs] == [("opaque",), ("paper",)]
    assert min(each.events for each in logs) > 100


@pytest.mark.long
def test_a_program_is_refused_what_the_command_line_refuses(run: Path, tmp_path: Path) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"form": "xml"}, "There is no form 'xml'"),
        ({"designs": ["paper", "papers"]}, "papers"),
        ({"citizens": "99-"}, "99-"),
        ({"citizens": ""}, "citizens is a text"),
        ({"replication": 7}, "There is no replication 7"),
        ({"form": "ocel", "csv": "nl"}, "csv says how a table is written"),
        ({"out": run / "log.csv"}, "lies in the results folder"),
    )
    for asked, said in cases:
        with pytest.raises(UsageError, match=re.escape(said)):
            sim.export(**{"folder": run, "out": tmp_path / "logs", **asked})
    assert list(tmp_path.iterdir()) == []


def test_both_doors_write_the_same_workbook(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = export(str(run), "--xlsx")
    assert answer.stdout == "Wrote a-study.xlsx: the comparison of 2 designs.\n"
    (book,) = sim.export(run, xlsx=True, out="again.xlsx")
    assert book == (Path("again.xlsx"), ("opaque", "paper"), 0)
    assert Path("again.xlsx").read_bytes() == Path("a-study.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--format", "xes", "--design", "paper"), "leave out the format and designs"),
        (("--out", "a-study/x.xlsx"), "lies in the results folder"),
        (("--out", "x.xls"), r"name a file that ends in \.xlsx"),
    ],
)
def test_a_workbook_is_refused_before_anything_is_written(
    run: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], complaint: str
) -> None:
    monkeypatch.chdir(run.parent)
    with pytest.raises(UsageError, match=complaint):
        export("a-study", "--xlsx", *arguments)
    assert [each.name for each in run.parent.iterdir()] == ["a-study"]
