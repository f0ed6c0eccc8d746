"""Writing CSV: for other programs, or for spreadsheets that use a decimal comma.

A table declares its columns once; its header and the file with the meanings of its columns both come from that list.
The latter follows CSV on the Web, the W3C recommendation "Metadata Vocabulary for Tabular Data" (2015), which also
determines its name.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOBase
from typing import Any, Final, Literal, TypeAlias, get_args
from urllib.parse import quote

from sim.legible import in_a_line

Dialect: TypeAlias = Literal["en", "nl"]
"""`en`: commas between the cells, decimal points, UTF-8. `nl`: semicolons, decimal commas, and the byte order mark by
which spreadsheets recognise UTF-8."""
DIALECTS: Final[tuple[Dialect, ...]] = get_args(Dialect)
SEPARATORS: Final[Mapping[Dialect, str]] = {"en": ",", "nl": ";"}
DECIMALS: Final[Mapping[Dialect, str]] = {"en": ".", "nl": ","}
SIDECAR: Final = "-metadata.json"
"""Suffix that turns the name of a table into that of the file with the meanings of its columns."""
NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
"""A number in a form that XML Schema and all spreadsheets accept."""
_BYTE_ORDER_MARK: Final = "\ufeff"
_DECIMAL: Final = re.compile(r"[-+]?[0-9]*\.[0-9]+([eE][-+]?[0-9]+)?")

Datatype: TypeAlias = Literal["string", "integer", "number", "boolean", "time"]
_DATATYPES: Final[Mapping[Datatype, str]] = {
    "string": "string", "integer": "integer", "number": "double", "boolean": "boolean", "time": "dateTimeStamp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, datatype, meaning and unit."""

    name: str
    datatype: Datatype
    meaning: str
    unit: str = ""
    """The unit in words; empty if there is none."""
    required: bool = True
    """True if every row has a value."""

    def described(self, dialect: Dialect) -> dict[str, Any]:
        """The description of the column in the metadata. Its `name` there is percent-encoded, as in a URL."""
        return {
            # A name is a variable of a URI template (RFC 6570), which may not hold these two, and
            # `quote` leaves them.
            "name": quote(self.name, safe="").replace("-", "%2D").replace("~", "%7E"),
            "titles": self.name,
            "datatype": self.described_datatype(dialect),
            "required": self.required,
            "dc:description": self.meaning,
            **({"schema:unitText": self.unit} if self.unit else {}),
        }

    def described_datatype(self, dialect: Dialect) -> str | dict[str, Any]:
        """The datatype of the cells, with the number format where it is not the default."""
        base = _DATATYPES[self.datatype]
        if self.datatype == "number" and dialect == "nl":
            return {"base": base, "format": {"decimalChar": DECIMALS[dialect]}}
        return base


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written to a file: its title, columns and rows."""

    title: str
    """A title that describes the rows."""
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]] = ()
    content: bytes | None = None
    """The content of a file that is stored as it was given; used instead of the rows."""
    form: Mapping[str, str] | None = None
    """The format of such a file, in terms of CSV on the Web; None for that of the dialect `en`."""
    read_again: bool = False
    """True if this program reads the file again, and so always writes it in the dialect `en`."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def csv(self, dialect: Dialect = "en") -> str:
        """The header and the rows as CSV."""
        return as_csv([self.header, *self.rows], dialect)

    def files(self, name: str, source: str, dialect: Dialect = "en") -> dict[str, bytes]:
        """The file of the table, and the file with the meanings of its columns, by name."""
        # What the program reads again keeps one form, whatever language a user's spreadsheet has.
        written: Dialect = "en" if self.read_again else dialect
        content = self.csv(written).encode() if self.content is None else self.content
        meanings = metadata(name, self.title, source, self.columns, written, self.form)
        return {name: content, name + SIDECAR: meanings.encode()}


def metadata(
    name: str,
    title: str,
    source: str,
    columns: Iterable[Column],
    dialect: Dialect = "en",
    form: Mapping[str, str] | None = None,
) -> str:
    """The metadata of the table in a file: the meanings of its columns, as JSON."""
    unusual = {"delimiter": SEPARATORS[dialect]} if dialect != "en" else form
    content = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        **({"dialect": unusual} if unusual else {}),
        "dc:title": title,
        "dc:source": source,
        "tableSchema": {"columns": [column.described(dialect) for column in columns]},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def table_files(files: Mapping[str, bytes | Table], source: str, dialect: Dialect) -> dict[str, bytes]:
    """Files by name, each table with the meanings of its columns beside it."""
    found: dict[str, bytes] = {}
    for name, content in files.items():
        found |= content.files(name, source, dialect) if isinstance(content, Table) else {name: content}
    return found


def dialect_of(content: bytes) -> Dialect:
    """The dialect of a file that this program wrote."""
    return "nl" if content.startswith(_BYTE_ORDER_MARK.encode()) else "en"


class RowWriter:
    """Writes rows of cells to a file that was opened with `newline=""`; each row is one line."""

    def __init__(self, file: TextIOBase, dialect: Dialect = "en") -> None:
        self.dialect = dialect
        if dialect == "nl":
            file.write(_BYTE_ORDER_MARK)
        self.lines = csv.writer(file, delimiter=SEPARATORS[dialect], lineterminator="\n")

    def write(self, cells: Iterable[object]) -> None:
        """One row."""
        self.lines.writerow([self.cell(value) for value in cells])

    def cell(self, value: object) -> object:
        """A value as written in the file: a number with all its digits, a text on one line, `true` or `false`.

        Missing values, infinities and NaN are written as empty cells.
        """
        # Before numbers, because a bool is an int in Python.
        if isinstance(value, bool):
            return "true" if value else "false"
        # CSV on the Web and XML Schema know these values, but spreadsheets take them for text.
        if isinstance(value, float) and not math.isfinite(value):
            return None
        if isinstance(value, str) and not value.isprintable():
            value = in_a_line(value)
        # Only what is a decimal number as a whole: a version or a date with points in it stays.
        if self.dialect == "nl" and isinstance(value, float | str) and _DECIMAL.fullmatch(str(value)):
            return str(value).replace(".", ",")
        return value


def as_csv(rows: Iterable[Iterable[object]], dialect: Dialect = "en") -> str:
    r"""A table, of which the first row is the header, as CSV.

    >>> as_csv([("design", "level"), ("paper; late", 0.125)], "nl")
    '\ufeffdesign;level\n"paper; late";0,125\n'
    """
    written = io.StringIO()
    lines = RowWriter(written, dialect)
    for row in rows:
        lines.write(row)
    return written.getvalue()
