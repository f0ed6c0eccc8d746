from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sim.report.event_log.log_columns import COLUMNS
from sim.report.event_log.spreadsheet import write_meanings
from tests.report.event_log.logs import (
    DESIGNS,
    journal_counts,
    lively,
    lively_log,
    lively_table,
    log_of,
    table_of,
    with_hostile_titles,
)


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(lively_table(), newline="")))


def test_there_is_one_row_per_row_of_the_journal() -> None:
    assert Counter(row["activity"] for row in rows()) == journal_counts()
    assert len(rows()) == journal_counts().total() > 1000
    assert {row["design"] for row in rows()} == set(DESIGNS)


def test_every_cell_is_of_the_type_of_its_column_and_empty_only_where_it_may_be() -> None:
    log, file = lively_log(), io.StringIO()
    write_meanings(log, file, "log.csv")
    described = json.loads(file.getvalue())
    columns = described["tableSchema"]["columns"]
    assert described["url"] == "log.csv"
    assert [column["name"] for column in columns] == [column.name for column in COLUMNS] == list(rows()[0])
    readers: dict[str, Callable[[str], object]] = {
        "string": str,
        "integer": int,
        "boolean": {"true": True, "false": False}.__getitem__,
        "dateTimeStamp": datetime.fromisoformat,
    }
    empty = set()
    for row in rows():
        for column in columns:
            cell = row[column["name"]]
            if cell:
                readers[column["datatype"]](cell)
            else:
                empty.add(column["name"])
    assert empty == {column["name"] for column in columns if not column["required"]}
    assert all(column["dc:description"].endswith(".") for column in columns)


def test_a_trace_is_a_message_or_a_citizen_and_its_times_ascend() -> None:
    last: dict[str, int] = {}
    for row in rows():
        parts = [row["design"], row["replication"], row["citizen"], *([row["case"]] if row["case"] else [])]
        assert row["trace"] == "/".join(parts)
        assert bool(row["case"]) == bool(row["kind"]) == bool(row["sender"])
        assert last.get(row["trace"], -1) <= int(row["second"])
        last[row["trace"]] = int(row["second"])


def test_no_cell_is_a_formula_whatever_the_titles() -> None:
    text = table_of(log_of(with_hostile_titles(lively())))
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any("=1+1 <x" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n|%"))]


def test_the_same_log_has_the_same_bytes() -> None:
    assert table_of(lively_log()) == lively_table()
