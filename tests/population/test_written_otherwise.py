"""Files of citizens as statistics offices write them: semicolons, tabs, decimal commas, Windows-1252, UTF-16."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.compare import compare_command
from sim.errors import ScenarioError
from sim.experiment.saved_results import read_results
from sim.scenario.checking import check
from sim.scenario.delimited import Form
from sim.scenario.people import read_people
from sim.scenario.resolution import Resolution, dump, from_resolved, resolve, with_settings
from tests.population.people import citizens_of
from tests.shipped import MAIN

USUAL = "segment,attention,check_interval\nage-20-40,0.3,1.5 h\nage-80-up,0.25,36 h\n"
DUTCH = USUAL.replace(",", ";").replace(".", ",")
SEGMENTS = ("age-20-40", "age-80-up")


def with_file(path: Path, form: str = "") -> Resolution:
    said = f"{{path: {path}, {form}}}" if form else str(path)
    return resolve(MAIN, settings=(f"population.from_file={said}", "population.size=null"))


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (DUTCH.encode(), Form(separator=";", decimal=",")),
        (DUTCH.encode("utf-8-sig"), Form(separator=";", decimal=",")),
        (DUTCH.replace(";", "\t").encode("utf-16"), Form("utf-16", "tab", ",")),
        (DUTCH.encode("utf-16-le"), Form("utf-16", ";", ",")),
        (DUTCH.encode("cp1252"), Form("windows-1252", ";", ",")),
        (USUAL.replace(",", "|").encode(), Form(separator="|")),
        (
            b'segment,attention,check_interval\nage-20-40,"0,3","1,5 h"\nage-80-up,"0,25",36 h\n',
            Form(decimal=","),
        ),
    ],
)
def test_the_same_citizens_come_from_every_form(content: bytes, form: Form) -> None:
    wanted, _ = read_people(USUAL.encode(), "people.csv", SEGMENTS)
    found, problems = read_people(content, "people.csv", SEGMENTS, form)
    assert problems == ()
    assert found == wanted
    assert wanted is not None
    assert wanted.columns["check_interval"] == (5_400, 129_600)


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (
            DUTCH.encode(),
            "cells are divided by commas, and the first line has semicolons",
            'write from_file: {path: people.csv, separator: ";", decimal: ","}',
        ),
        (
            b'"Perioden";"20 tot 40 jaar"\n"2019";"0,3195"\n',
            "cells are divided by commas, and the first line has semicolons",
            'write from_file: {path: people.csv, separator: ";", decimal: ","}',
        ),
        (
            USUAL.replace(",", "\t").encode(),
            "cells are divided by commas, and the first line has tabs",
            'write from_file: {path: people.csv, separator: "tab"}',
        ),
        (
            b"segment;attention\ncaf\xe9;0,3\n",
            "not UTF-8 text",
            (
                "it seems to be Windows-1252: write from_file: "
                '{path: people.csv, encoding: "windows-1252", separator: ";", decimal: ","}'
            ),
        ),
        (
            DUTCH.encode("utf-16"),
            "not UTF-8 text",
            (
                "it seems to be UTF-16: write from_file: "
                '{path: people.csv, encoding: "utf-16", separator: ";", decimal: ","}'
            ),
        ),
        (
            USUAL.encode("utf-16-le"),
            "not UTF-8 text",
            'it seems to be UTF-16: write from_file: {path: people.csv, encoding: "utf-16"}',
        ),
        (
            b'attention,forgets\n"0,3","0,18"\n"0,4","0,2"\n',
            "row 1, column attention: found the text '0,3'",
            'or write from_file: {path: people.csv, decimal: ","}',
        ),
    ],
)
def test_a_file_in_another_form_is_one_problem_with_the_way_on(content: bytes, message: str, hint: str) -> None:
    people, problems = read_people(content, "people.csv", SEGMENTS)
    assert people is None
    assert [problem.message.split(" (decimals")[0] for problem in problems] == [message]
    assert problems[0].hint == hint


@pytest.mark.parametrize(
    ("content", "form", "message"),
    [
        (USUAL.encode(), Form(separator=";"), "cells are divided by semicolons, and the first line has commas"),
        (b"\xff\xfea", Form("utf-16"), "not UTF-16 text"),
        (b"app\n\x81\n", Form("windows-1252"), "not Windows-1252 text"),
        (
            b"attention\n0.3\n",
            Form(decimal=","),
            "row 1, column attention: decimals of this file are said to have a comma",
        ),
    ],
)
def test_a_form_that_is_said_is_held_to(content: bytes, form: Form, message: str) -> None:
    people, problems = read_people(content, "people.csv", SEGMENTS, form)
    assert people is None
    assert [problem.message[: len(message)] for problem in problems] == [message]


def test_a_blank_row_of_one_column_is_a_cell_that_lacks() -> None:
    people, problems = read_people(b"attention\n0.1\n\n0.9\n", "people.csv", None)
    assert people is None
    assert [(str(each.place), each.message) for each in problems] == [
        ("people.csv:3:1", "row 2, column attention: found nothing; leave the whole column out to have it drawn")
    ]
    people, _ = read_people(b"attention,app\n0.1,1\n\n0.9,0\n", "people.csv", None)
    assert people is not None
    assert people.rows == 2


def test_the_form_is_part_of_the_identity_and_reads_back(tmp_path: Path) -> None:
    usual, dutch = tmp_path / "usual.csv", tmp_path / "dutch.csv"
    usual.write_text(USUAL)
    dutch.write_text(DUTCH)
    plain, other = with_file(usual), with_file(dutch, 'separator: ";", decimal: ","')
    assert with_file(usual, 'encoding: utf-8, separator: ",", decimal: "."').sha256 == plain.sha256
    assert '    separator: ";"\n    decimal: ","\n' in dump(other.scenario)
    assert "separator" not in dump(plain.scenario)
    assert plain.sha256 != other.sha256
    first, second = citizens_of(plain.scenario, 2), citizens_of(other.scenario, 2)
    assert first.check_interval.tolist() == second.check_interval.tolist() == [5_400, 129_600]
    again = with_settings(other.scenario, ["seed=7"])
    assert again.population.from_file == other.scenario.population.from_file
    assert from_resolved(dump(other.scenario, located=True)) == other.scenario


@pytest.mark.long
def test_results_hold_the_file_as_it_was_and_repeat_themselves(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(DUTCH.encode("utf-16"))
    said = f'population.from_file={{path: {path}, encoding: utf-16, separator: ";", decimal: ","}}'
    first, again = tmp_path / "first", tmp_path / "again"
    options = ["--set", said, "--size", "2", "--design", "opaque", "--out", str(first)]
    done = CliRunner().invoke(compare_command, [str(MAIN), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert (first / "population.csv").read_bytes() == path.read_bytes()
    path.unlink()
    repeated = [str(first / "resolved.yaml"), "--out", str(again)]
    assert CliRunner().invoke(compare_command, repeated, catch_exceptions=False).exit_code == 0
    for name in ("resolved.yaml", "responses.csv", "citizens/opaque.parquet", "population.csv"):
        assert (again / name).read_bytes() == (first / name).read_bytes()
    assert read_results(first).analysis.scenario.population.size == 2


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("encoding: latin", "encoding: found the text 'latin'"),
        ("separator: tabs", "separator: found the text 'tabs'"),
        ("decimal: [1]", "decimal: found a list"),
    ],
)
def test_a_form_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path, form: str, message: str) -> None:
    (tmp_path / "people.csv").write_text(USUAL)
    with pytest.raises(ScenarioError) as refused:
        with_file(tmp_path / "people.csv", form)
    (problem,) = refused.value.args
    assert problem.message == message
    assert problem.allowed.startswith('"')


def test_a_parquet_file_takes_no_form(tmp_path: Path) -> None:
    (tmp_path / "people.parquet").write_bytes(b"")
    said = f'population.from_file={{path: {tmp_path / "people.parquet"}, separator: ";"}}'
    (problem,) = check(MAIN, settings=(said, "population.size=null"))
    assert problem.message.startswith("a Parquet file says itself how it is written")
