"""The workbook, read back from its XML."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pytest

from sim.errors import UsageError
from sim.experiment.result_tables import responses_table
from sim.experiment.runner import run
from sim.report import workbook as module
from sim.report.workbook import PARAMETERS, parameter_rows, text_of, workbook
from sim.scenario.evidence import ledger
from sim.spreadsheets import Table
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import small

STUDY = run(small(30, designs="opaque, sender"), engine=simulate)
SCENARIO, LEDGER = STUDY.scenario, ledger(STUDY.scenario)
HOSTILE = ["=1+1", "{=SUM(A1)}", "https://example.org", "12", "a\rb", "'x", "<b>&", "x" * 40_000]
Cell: TypeAlias = str | float | bool
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def responses() -> Table:
    return responses_table(STUDY.analysis)


def written(answer: list[str] | None = None) -> bytes:
    return workbook(answer or ["A title", "A sentence."], responses(), SCENARIO, LEDGER)


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  (written by this test)


def sheets(content: bytes) -> dict[str, dict[tuple[int, int], Cell]]:
    """The cells of every sheet by row and column, from 0; formulas are refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        strings = ["".join(each.itertext()) for each in parsed(package.read("xl/sharedStrings.xml")).iter(f"{SPACE}si")]
        named = [each.attrib["name"] for each in parsed(package.read("xl/workbook.xml")).iter(f"{SPACE}sheet")]
        trees = [parsed(package.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, 1 + len(named))]
        assert not [name for name in package.namelist() if "_rels/sheet" in name], "no sheet has links"
    assert not [tree for tree in trees if next(tree.iter(f"{SPACE}f"), None) is not None], "no cell has a formula"
    return {name: dict(cells_of(tree, strings)) for name, tree in zip(named, trees, strict=True)}


def cells_of(tree: ET.Element, strings: list[str]) -> list[tuple[tuple[int, int], Cell]]:
    found: list[tuple[tuple[int, int], Cell]] = []
    for cell in tree.iter(f"{SPACE}c"):
        letters = cell.attrib["r"].rstrip("0123456789")
        row = int(cell.attrib["r"][len(letters) :]) - 1
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - 64
        value = cell.findtext(f"{SPACE}v")
        if value is not None:
            kind = cell.get("t")
            found.append(((row, column - 1), strings[int(value)] if kind == "s" else float(value)))
    return found


def test_every_cell_reads_back_to_sixteen_digits_and_what_is_not_there_is_empty() -> None:
    found = sheets(written())
    assert list(found) == ["answer", "responses", "columns", "parameters", "sources"]
    for name, header, rows in (
        ("responses", responses().header, list(responses().rows)),
        ("parameters", tuple(each.name for each in PARAMETERS), list(parameter_rows(SCENARIO, LEDGER))),
    ):
        expected = {
            (row, column): float(f"{value:.16g}") if isinstance(value, int | float) else value
            for row, values in enumerate([header, *rows])
            for column, value in enumerate(values)
            if value is not None
        }
        assert found[name] == expected
        assert sum(isinstance(value, float) for value in found[name].values()) > 100
    assert [found["answer"][row, 0] for row in range(2)] == ["A title", "A sentence."]


def test_the_columns_of_every_sheet_have_their_meaning_in_one() -> None:
    found = sheets(written())
    told = [
        (value, found["columns"][row, 1]) for (row, column), value in found["columns"].items() if row and column == 0
    ]
    headers = [
        (name, found[name][0, column])
        for name in ("responses", "parameters", "sources")
        for column in range(100)
        if (0, column) in found[name]
    ]
    assert sorted(told) == sorted((str(sheet), str(column)) for sheet, column in headers)


def test_a_text_stays_a_text_whatever_it_begins_with() -> None:
    found = sheets(written(["A title", *HOSTILE]))["answer"]
    assert [found[row, 0] for row in range(1, 1 + len(HOSTILE))] == list(map(text_of, HOSTILE))
    assert text_of(HOSTILE[4]) == "a b"
    assert len(text_of(HOSTILE[-1])) == 32_767


def test_the_same_results_give_the_same_bytes_and_others_give_others() -> None:
    assert written() == written()
    assert written(["Another title"]) != written()


def test_shares_are_in_per_cent_and_the_header_stays() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        assert b'<pane ySplit="1"' in package.read("xl/worksheets/sheet2.xml")
        assert b"0.00%" in package.read("xl/styles.xml")


def test_what_has_no_room_in_excel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 50)
    with pytest.raises(UsageError, match=r"The sheet responses would have [0-9,]+ rows, and Excel has room for 50"):
        written()


def test_a_number_that_is_none_is_left_empty() -> None:
    rows = [[*row] for row in responses().rows][:1]
    rows[0][6] = float("nan")
    found = sheets(workbook(["A title"], replace(responses(), rows=rows), SCENARIO, LEDGER))["responses"]
    assert (1, 5) in found
    assert (1, 6) not in found
