"""A comparison as one workbook for Excel and compatible programs: results, meanings of columns, and evidence.

Numbers are stored as numbers and texts as texts, whatever they begin with: no title of a scenario becomes a formula.
The same results give the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.errors import UsageError
from sim.legible import in_a_line
from sim.scenario.evidence import Ledger, numbers
from sim.scenario.schema import Scenario
from sim.spreadsheets import Column, Table

MOST_ROWS: Final = 1_048_576
"""The largest number of rows of an Excel sheet, including its header."""
LONGEST: Final = 32_767
"""The largest number of characters in an Excel cell."""
WIDEST: Final = 60
"""The largest width of a column, in characters."""
LOOKED_AT: Final = 500
"""The number of rows that determine the width of a column."""
CREATED: Final = datetime(2016, 1, 1, tzinfo=timezone.utc)
"""The creation time in every workbook's properties; the clock would change the bytes each time."""
# A text that begins with = would otherwise become a formula, and run on the machine of whoever opens the file.
OPTIONS: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
PARAMETERS: Final = (
    Column("path", "string", "Path of the number in the scenario."),
    Column("written", "string", "Its value as a scenario file states it, with its unit."),
    Column("value", "number", "The same as a number.", "that of column unit"),
    Column("low", "number", "Lower end of its range. Empty where none is known.", "that of column unit", False),
    Column("high", "number", "Upper end of that range.", "that of column unit", False),
    Column("unit", "string", "Unit of value, low and high; shares lie from 0 to 1 and are shown in per cent."),
    Column("grade", "string", "Evidence for the number: measured, calibrated, assumed, ungraded, or chosen by the "
           "study."),
    Column("sources", "string", "Keys of its sources, described on the sheet sources.", "", False),
    Column("note", "string", "What is said of it.", "", False),
    Column("meaning", "string", "What the number is."),
)  # fmt: skip
SOURCES: Final = (
    Column("key", "string", "Name of the source in the scenario."),
    Column("title", "string", "What it is called."),
    Column("where", "string", "Where it is found."),
    Column("year", "integer", "When it was published.", "", False),
    Column("solidity", "string", "A official or peer-reviewed, B report of an official figure, C commercial, "
           "interested party or small n, D ambiguous or conflicting."),
    Column("numbers", "integer", "Count of the numbers of the scenario that cite it.", "numbers"),
)  # fmt: skip
MEANINGS: Final = (
    Column("sheet", "string", "The sheet."),
    Column("column", "string", "The column of it."),
    Column("datatype", "string", "What its cells are."),
    Column("unit", "string", "In which unit they are.", "", False),
    Column("meaning", "string", "What they mean."),
)


def workbook(answer: Sequence[str], responses: Table, scenario: Scenario, ledger: Ledger) -> bytes:
    """The bytes of a workbook whose first sheet holds the lines of `answer`.

    Raises `UsageError` if a sheet is too long.
    """
    tables = {
        "responses": responses,
        "parameters": Table("Every number of the scenario", PARAMETERS, list(parameter_rows(scenario, ledger))),
        "sources": Table("Every source that a number cites", SOURCES, list(source_rows(ledger))),
    }
    meanings = [
        [name, each.name, each.datatype, each.unit or None, each.meaning]
        for name, table in tables.items()
        for each in table.columns
    ]
    sheets = {
        "responses": tables.pop("responses"),
        "columns": Table("What the columns of the other sheets mean", MEANINGS, meanings),
        **tables,
    }
    written = io.BytesIO()
    with Workbook(written, OPTIONS) as book:
        book.set_properties({"title": text_of(scenario.title), "created": CREATED})
        write_answer(book, answer)
        for name, table in sheets.items():
            write_table(book, name, table)
    return written.getvalue()


def parameter_rows(scenario: Scenario, ledger: Ledger) -> Iterator[list[object]]:
    """Every number of a scenario with its range and its evidence."""
    for (_, known), each in zip(numbers(scenario), ledger.parameters, strict=True):
        unit = "share" if known.dimension.name == "share" else known.dimension.base or "number"
        yield [
            each.path, each.value, known.value, known.low, known.high, unit, each.standing,
            " ".join(each.sources) or None, each.note, each.meaning,
        ]  # fmt: skip


def source_rows(ledger: Ledger) -> Iterator[list[object]]:
    """Every source that a number cites."""
    for each in ledger.citations:
        if each.paths:
            source = each.source
            yield [each.key, source.title, source.where, source.year, source.solidity, len(each.paths)]


def write_answer(book: Workbook, lines: Sequence[str]) -> None:
    """The sheet with the answer, one line in each row; the first line is its title."""
    sheet = book.add_worksheet("answer")
    sheet.set_column(0, 0, 2 * WIDEST)
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, text_of(line), bold if row == 0 else wrapped)


def write_table(book: Workbook, name: str, table: Table) -> None:
    """A sheet for one table, with its header frozen. Shares are shown in per cent."""
    rows = [list(row) for row in table.rows]
    # The header takes a row as well.
    if len(rows) >= MOST_ROWS:
        raise UsageError(
            f"The sheet {name} would have {len(rows) + 1:,} rows, and Excel has room for {MOST_ROWS:,}. Use the CSV "
            "files of the results folder instead."
        )
    sheet = book.add_worksheet(name)
    head, share = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.00%"})
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, head)
        sheet.set_column(place, place, width_of([column.name, *(row[place] for row in rows[:LOOKED_AT])]))
    unit = table.header.index("unit") if "unit" in table.header else None
    for number, row in enumerate(rows, 1):
        in_per_cent = unit is not None and str(row[unit]).startswith("share")
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            is_amount = column.datatype == "number" and column.unit.endswith("column unit")
            write_cell(sheet, number, place, value, share if in_per_cent and is_amount else None)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)


def write_cell(sheet: Worksheet, row: int, place: int, value: object, shown: Format | None) -> None:
    """One cell, written by its type. A missing or non-finite value leaves it empty."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    # Before numbers, because bool is a subtype of int.
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, shown)
    else:
        sheet.write_string(row, place, text_of(value))


def text_of(value: Any) -> str:  # noqa: ANN401  (whatever a row holds)
    """A text on one line, cut to the longest that a cell can hold."""
    return in_a_line(str(value))[:LONGEST]


def width_of(values: Iterable[object]) -> int:
    """The width of a column in characters. Floats count at most 10, since Excel rounds them for display."""
    lengths = (min(len(str(value)), 10 if isinstance(value, float) else WIDEST) for value in values)
    return max(8, min(WIDEST, max(lengths) + 2))
