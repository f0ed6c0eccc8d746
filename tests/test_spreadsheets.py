"""CSV for other programs, and for a spreadsheet that takes a comma for the decimal mark."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.errors import UsageError
from sim.experiment.manifest import read_manifest
from sim.experiment.runner import Means, run
from sim.experiment.store import results_folder
from sim.experiment.sweep import listed, sweep_files
from sim.experiment.tables import RESPONSE_HEADER, response_rows, responses_csv
from sim.spreadsheets import as_csv, in_dialect
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import origin_of, small

MEANS = Means(simulate, workers=1, citizens_per_task=20)
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
    csv.writer(written, lineterminator="\n").writerows(rows)
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
    text = responses_csv(replace(analysis, responses=responses))
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
    files = {"ensemble.csv": b"a,b\n1.5,2\n", "effects.csv": b"a,b\n1.5,2\n", "figure.svg": b"1.5,2"}
    written = in_dialect(files, "nl", but="ensemble.csv")
    assert written == {**files, "effects.csv": b"\xef\xbb\xbfa;b\n1,5;2\n"}
    assert in_dialect(files, "en") == files


def test_a_dialect_that_there_is_not_is_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no csv 'de'"):
        sim.compare(small(50), out=tmp_path / "out", csv="de")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()
