"""Files of citizens that cannot be used: every problem with its row and column, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from sim.cli import cli
from sim.errors import ScenarioError
from sim.scenario.checking import check
from sim.scenario.people import MOST_PROBLEMS, attributes_of, read_people
from sim.scenario.problems import InvalidScenarioError
from sim.scenario.resolution import resolve
from tests.shipped import MAIN

SEGMENTS = ("young", "old")
CELLS = {
    "segment": ("yong", "found the text 'yong'; did you mean young?", "young, old"),
    "activated": ("ja", "expected true or false; found the text 'ja'", "true or false"),
    "dormant": ("2", "expected true or false; found the bare number 2", "true or false"),
    "email": ("vald", "found the text 'vald'; did you mean valid?", "valid, none, stale"),
    "phone": ("stail", "found the text 'stail'; did you mean stale?", "valid, none, stale"),
    "app": ("0.5", "expected true or false; found the bare number 0.5", "true or false"),
    "reminder_opt_in": ("", "found nothing; leave the whole column out to have it drawn", "true or false"),
    "check_interval": (
        "5",
        "expected a span with its unit, such as 21 days or 1.5 min; found the bare number 5",
        "a span above 0 with its unit, such as 5 h",
    ),
    "letterbox_interval": ("0 s", "must be above 0; found 0 s", "a span above 0 with its unit, such as 5 h"),
    "attention": (
        "1.5",
        "a share lies from 0 to 1 (0 % to 100 %), both included; found 1.5",
        'a number from 0 to 1, or a percentage such as "30 %"',
    ),
    "diligence": (
        "high",
        "expected a number without a unit, such as -0.17; found the text 'high'",
        "a number without a unit",
    ),
    "login_method": ("pin", "found the text 'pin'", "password, sms, app"),
    "forgets": (
        "21",
        "a share lies from 0 to 1 (0 % to 100 %), both included; found 21",
        'a number from 0 to 1, or a percentage such as "30 %"',
    ),
    "direct_debit": ("no", "expected true or false; found the text 'no'", "true or false"),
    "unprompted_logins": (
        "3",
        "expected a rate, such as 9 / year or 2 / month; found the bare number 3",
        "a number per year, month, week or day, such as 9 / year",
    ),
    "preference": ("loves", "found the text 'loves'", "prefers, can, could, cannot"),
    "habit": ("2", "expected true or false; found the bare number 2", "true or false"),
    "helper": ("some", "expected true or false; found the text 'some'", "true or false"),
    "mail_rule": ("-1", "expected true or false; found the bare number -1", "true or false"),
}
"""For each attribute a cell that is wrong, what is said of it, and what is allowed."""
GOOD = {
    "segment": "old",
    "email": "none",
    "phone": "none",
    "check_interval": "5 h",
    "letterbox_interval": "1 day",
    "login_method": "sms",
    "preference": "can",
    "unprompted_logins": "3 / year",
}


def problems_of(text: str, shown: str = "people.csv") -> list[str]:
    people, problems = read_people(text.encode(), shown, SEGMENTS)
    assert (people is None) == bool(problems)
    return [f"{problem.place}: {problem.message}" for problem in problems]


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_is_told_by_row_and_column(name: str) -> None:
    cell, found, allowed = CELLS[name]
    other = "diligence" if name != "diligence" else "forgets"
    content = f"{other},{name}\n0.5,{GOOD.get(name, '1')}\n0.25,{cell}\n".encode()
    people, problems = read_people(content, "people.csv", SEGMENTS)
    assert people is None
    (problem,) = problems
    assert str(problem.place) == "people.csv:3:6"
    assert problem.message == f"row 2, column {name}: {found}"
    assert problem.allowed == allowed
    assert problem.excerpt == f"0.25,{cell}"
    assert problems_of(f"{other},{name}\n0.5,{GOOD.get(name, '1')}\n") == []


def test_every_attribute_has_a_wrong_cell_above() -> None:
    assert set(CELLS) == set(attributes_of(SEGMENTS))


def test_all_problems_come_together() -> None:
    text = "emial,app,app,forgets\nvalid,1,0,0.1\nvalid,x,0,2\nvalid,1\n\nvalid,1,0,-1\n"
    assert problems_of(text) == [
        "people.csv:4:1: row 3: found 2 cells; the header names 4 columns",
        "people.csv:1:1: no attribute of a citizen is called 'emial'",
        "people.csv:1:11: column app is there twice",
        "people.csv:3:7: row 2, column app: expected true or false; found the text 'x'",
        "people.csv:3:11: row 2, column forgets: a share lies from 0 to 1 (0 % to 100 %), both included; found 2",
        "people.csv:6:11: row 4, column forgets: a share lies from 0 to 1 (0 % to 100 %), both included; found -1",
    ]


def test_a_column_that_is_wrong_throughout_does_not_flood() -> None:
    found = problems_of("check_interval,app\n" + "5,1\n" * 500)
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1] == f"people.csv:1:1: column check_interval: {500 - MOST_PROBLEMS} more rows have a problem"
    ragged = problems_of("check_interval,app\n" + "5 h\n" * 500 + "5 h,1\n")
    assert len(ragged) == MOST_PROBLEMS + 1
    assert ragged[-1] == f"people.csv:1:1: {500 - MOST_PROBLEMS} more rows have another length than the header"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "people.csv:1:1: no citizens: a header and a row for each are needed"),
        ("app\n", "people.csv:1:1: no citizens: a header and a row for each are needed"),
        ("activated,dormant\n1,1\n0,1\n", "people.csv:3:3: row 2, column dormant: found true in an account that"),
        ('app\n"1\n', "people.csv:2:1: not CSV: unexpected end of data"),
        ('app\n"1"1\n', "people.csv:2:1: not CSV: ',' expected after '\"'"),
        ('email,app\n"none",2\n', "people.csv:2:1: row 1, column app: expected true or false; found the bare number 2"),
    ],
)
def test_files_that_hold_no_citizens_or_contradict_themselves(text: str, found: str) -> None:
    (problem,) = problems_of(text)
    assert problem.startswith(found)


@given(st.sampled_from(["a.csv", "a.parquet"]), st.binary(max_size=300))
@example("a.csv", b"app\n\x00\n")
@example("a.csv", b"app,\x85forgets\n1\x1c,\xe2\x80\xa8\n")
def test_whatever_the_bytes_are_there_are_citizens_or_problems(name: str, content: bytes) -> None:
    people, problems = read_people(content, name, SEGMENTS)
    assert (people is None) == bool(problems)
    assert all(str(problem).startswith(f"{name}:") for problem in problems)


@given(st.text(st.sampled_from('app,forgets\n\r"01.%x \u2028'), max_size=80))
def test_whatever_the_text_is_problems_have_a_line_of_it(text: str) -> None:
    _, problems = read_people(("app,forgets\n" + text).encode(), "a.csv", SEGMENTS)
    assert all(1 <= problem.place.line <= text.count("\n") + text.count("\r") + 2 for problem in problems)


def test_bytes_that_are_no_text_and_no_parquet() -> None:
    (problem,) = read_people(b"app\n\xff\n", "a.csv", None)[1]
    assert (str(problem.place), problem.message) == ("a.csv:2:1", "not UTF-8 text")
    (problem,) = read_people(b"app\n1\n", "a.parquet", None)[1]
    assert problem.message.startswith("not Parquet: ")
    (problem,) = read_people(b"app\n1\n", "people.xlsx", None)[1]
    assert problem.message == "a file of citizens is named .csv or .parquet"


def test_a_wrong_cell_of_a_parquet_file_is_told_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    table = {"app": [True, None, False], "check_interval": ["5 h", "1 day", "0 h"], "forgets": [0.5, 1.0, 1.01]}
    pq.write_table(pa.table(table), path)
    _, problems = read_people(path.read_bytes(), "people.parquet", SEGMENTS)
    assert [f"{problem.place}: {problem.message}" for problem in problems] == [
        "people.parquet:2:1: row 2, column app: found nothing; leave the whole column out to have it drawn",
        "people.parquet:3:2: row 3, column check_interval: must be above 0; found 0 h",
        "people.parquet:3:3: row 3, column forgets: a share lies from 0 to 1 (0 % to 100 %), both included; found 1.01",
    ]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        (("population.from_file=missing.csv",), "--set:1:22: no file: missing.csv"),
        (("population.from_file=.",), "--set:1:22: not a regular file: ."),
        (("population.from_file=[a.csv]",), "--set:1:22: from_file names a file of citizens"),
        (("population.from_file={rows: 2}",), "--set:1:22: from_file names a file of citizens"),
        (("population.from_file=people.csv",), "found 10000 citizens, and people.csv has 2 rows"),
        (("population.size=3", "population.from_file=people.csv"), "--set:1:17: found 3 citizens"),
        (("population.from_file={path: people.csv, rows: 3}",), "--set:1:47: people.csv has 2 rows"),
        (("population.from_file={path: people.csv, sha256: abc}",), "--set:1:49: people.csv has other content, with"),
        (("population.size=1", "population.from_file={path: people.csv, row: 2}"), "unknown key 'row'"),
    ],
)
def test_what_the_scenario_says_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: tuple[str, ...], found: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("app\n1\n0\n")
    with pytest.raises(InvalidScenarioError) as refused:
        resolve(MAIN, settings=settings)
    assert len(refused.value.problems) == 1
    assert found in str(refused.value)


def test_the_first_rows_are_taken_and_a_size_may_be_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("app\n1\n0\n")
    file = "population.from_file=people.csv"
    assert resolve(MAIN, settings=("population.size=1", file)).scenario.population.size == 1
    assert resolve(MAIN, settings=("population.size=2", file)).scenario.population.size == 2


def test_problems_of_the_file_and_of_the_scenario_come_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("app\n1\nperhaps\n")
    settings = ("population.size=2", "population.from_file=people.csv", "population.forgets=2")
    found = check(MAIN, settings=settings)
    assert [str(problem.place) for problem in found] == ["people.csv:3:1", "--set:3:20"]
    changes = [argument for setting in settings for argument in ("--set", setting)]
    checked = CliRunner().invoke(cli, ["check", str(MAIN), *changes])
    assert checked.exit_code == 2
    assert "row 2, column app: expected true or false; found the text 'perhaps'" in checked.output
    compared = CliRunner().invoke(cli, ["compare", str(MAIN), *changes])
    assert isinstance(compared.exception, ScenarioError)
    assert compared.exception.exit_code == 2
    assert not list(tmp_path.glob("results*"))
