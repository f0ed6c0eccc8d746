"""CSV for other programs, and for a spreadsheet that takes a comma for the decimal mark."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.errors import UsageError
from sim.experiment.manifest import read_manifest
from sim.experiment.result_tables import RESPONSE_HEADER, response_rows, responses_table
from sim.experiment.runner import RunSettings, run
from sim.experiment.store import results_folder
from sim.experiment.sweep import listed, sweep_files
from sim.spreadsheets import Column, Dialect, Table, as_csv, table_files
from tests.csvw import problems_of
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import origin_of, small

MEANS = RunSettings(simulate, workers=1, citizens_per_task=20)
DUTCH = b"\xef\xbb\xbfa;b-c: d\n1,5;true\n"
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def dutch(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def english(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(st.text(max_size=8) | st.floats() | st.integers() | st.none(), min_size=2, max_size=2)))
def test_each_row_is_one_line_of_as_many_cells_whatever_the_texts(rows: list[list[object]]) -> None:
    header = ["one", "two"]
    for dialect, separator in (("en", ","), ("nl", ";")):
        text = as_csv([header, *rows], dialect).removeprefix("\ufeff")  # type: ignore[arg-type]
        assert len(text.splitlines()) == len(rows) + 1
        found = list(csv.reader(text.splitlines(), delimiter=separator, strict=True))
        assert all(len(row) == 2 for row in found)


@given(st.lists(st.tuples(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=8), st.floats())))
def test_what_has_no_line_break_is_written_as_ever(rows: list[tuple[str, float]]) -> None:
    written = io.StringIO()
    whole = [(text, number if math.isfinite(number) else None) for text, number in rows]
    csv.writer(written, lineterminator="\n").writerows(whole)
    assert as_csv(rows) == written.getvalue()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_dutch_number_has_all_its_digits(value: float) -> None:
    ((cell,), (text,)) = dutch(as_csv([[value], [repr(value)]], "nl").encode())
    assert cell == text == repr(value).replace(".", ",")
    assert float(cell.replace(",", ".")) == value


def test_texts_with_a_point_stay_as_they_are() -> None:
    cells = ["1.5 min", "e.g. this", "2016-01-31", "designs.opaque", "a;b", 'c"d', "12", None]
    assert dutch(as_csv([cells], "nl").encode()) == [[*cells[:-1], ""]]


def test_a_title_with_line_breaks_and_quotes_is_one_cell() -> None:
    scenario = small(50)
    title = f'A{BREAKS}"B", C;\ud800D'
    study = run(scenario, engine=simulate, citizens_per_task=20, workers=1)
    groups = tuple(replace(each, title=title) for each in study.analysis.groups)
    analysis = replace(study.analysis, groups=groups)
    responses = {name: replace(each, title=title) for name, each in analysis.responses.items()}
    text = responses_table(replace(analysis, responses=responses)).csv()
    assert len(text.splitlines()) == len(list(response_rows(analysis))) + 1
    rows = english(text)
    assert {len(row) for row in rows} == {len(RESPONSE_HEADER)}
    assert rows[1][RESPONSE_HEADER.index("title")] == f'A{" " * len(BREAKS)}"B", C; D'


def test_a_folder_for_a_dutch_spreadsheet_has_the_same_numbers(tmp_path: Path) -> None:
    scenario = small(50)
    origin = replace(origin_of(scenario), csv="nl")
    for folder, one in ((tmp_path / "nl", origin), (tmp_path / "en", origin_of(scenario))):
        with results_folder(folder, one) as results:
            (study,) = results.perform([scenario], MEANS)
            results.save([study], {"figure.svg": b"<svg/>"})
    content = (tmp_path / "nl" / "responses.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfgroup;citizens;design;")
    rows = english((tmp_path / "en" / "responses.csv").read_text())
    numbers = sum(cell.replace(".", "", 1).lstrip("-").isdigit() for row in rows for cell in row)
    assert numbers > 100
    level = RESPONSE_HEADER.index("level")
    assert dutch(content)[1][level] == rows[1][level].replace(".", ",")
    assert [[cell.replace(",", ".") for cell in row] for row in dutch(content)] == [
        [cell.replace(",", ".") for cell in row] for row in rows
    ]
    assert (tmp_path / "nl" / "resolved.yaml").read_bytes() == (tmp_path / "en" / "resolved.yaml").read_bytes()
    assert read_manifest(tmp_path / "nl").repeat == ["mbsim", "compare", "resolved.yaml", "--csv", "nl"]
    assert read_manifest(tmp_path / "en").repeat == ["mbsim", "compare", "resolved.yaml"]


def test_what_the_program_reads_again_is_written_as_it_reads_it(tmp_path: Path) -> None:
    scenario = small(50)
    points = [{"population.dormant": "0.125", "population.attention": "0.5"}]
    with results_folder(tmp_path / "nl", replace(origin_of(scenario), csv="nl")) as results:
        studies = results.perform([scenario], MEANS)
        results.save(studies, sweep_files(points, studies), points)
    assert listed(tmp_path / "nl" / "points.csv") == points
    rows = dutch((tmp_path / "nl" / "responses.csv").read_bytes())
    assert rows[1][:2] == ["0,125", "0,5"]


COLUMNS = (Column("a", "number", "What a is.", "s"), Column("b-c: d", "boolean", "What b is.", required=False))


@pytest.mark.parametrize(("dialect", "content"), [("en", b"a,b-c: d\n1.5,true\n"), ("nl", DUTCH)])
def test_a_table_has_the_meanings_of_its_columns_beside_it(dialect: Dialect, content: bytes, tmp_path: Path) -> None:
    table = Table("A row for each", COLUMNS, [[1.5, True]])
    kept = Table("As it was given", COLUMNS[:1], content="a;\u00e9\n1;2\n".encode("cp1252"), form={"delimiter": ";"})
    files: dict[str, bytes | Table] = {
        "one.csv": table,
        "again.csv": replace(table, read_again=True),
        "kept.csv": kept,
        "figure.svg": b"1.5,2",
    }
    found = table_files(files, "here", dialect)
    assert found["one.csv"] == content
    assert found["again.csv"] == b"a,b-c: d\n1.5,true\n"
    assert (found["kept.csv"], found["figure.svg"]) == (kept.content, b"1.5,2")
    described = json.loads(found["one.csv-metadata.json"])
    assert described["tableSchema"]["columns"][1]["name"] == "b%2Dc%3A%20d"
    assert described["tableSchema"]["columns"][0]["schema:unitText"] == "s"
    assert json.loads(found["kept.csv-metadata.json"])["dialect"] == {"delimiter": ";"}
    for name in ("one.csv", "again.csv"):
        (tmp_path / name).write_bytes(found[name])
        (tmp_path / f"{name}-metadata.json").write_bytes(found[f"{name}-metadata.json"])
    assert problems_of(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a,b-c: d\n1,True\n", "'True' is no boolean"),
        ("a,b-c: d\n,true\n", "'' is no double"),
        ("a,b-c: d\nnan,true\n", "'nan' is no double"),
        ('a,b-c: d\n"1,5",true\n', "'1,5' is no double"),
        ("a,b\n1,true\n", "other columns"),
    ],
)
def test_a_table_that_is_not_as_described_is_noticed(tmp_path: Path, content: str, problem: str) -> None:
    for name, each in table_files({"one.csv": Table("Rows", COLUMNS, [[1.5, None]])}, "here", "en").items():
        (tmp_path / name).write_bytes(each)
    assert problems_of(tmp_path) == []
    (tmp_path / "one.csv").write_text(content, encoding="utf-8")
    (said,) = problems_of(tmp_path)
    assert problem in said
    (tmp_path / "two.csv").write_text("a\n", encoding="utf-8")
    assert "two.csv has no metadata" in problems_of(tmp_path)


def test_a_dialect_that_there_is_not_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no csv 'de'"):
        sim.compare(small(50), out=tmp_path / "out", csv="de")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()
