"""CSV as this program writes it: for other programs, or for a spreadsheet that takes a comma for the decimal mark."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from io import TextIOBase
from typing import Final, Literal, TypeAlias, get_args

from sim.legible import in_a_line

Dialect: TypeAlias = Literal["en", "nl"]
"""`en`: commas between the cells, decimal points, UTF-8. `nl`: semicolons, decimal commas, and the byte order mark by
which spreadsheets know UTF-8."""
DIALECTS: Final[tuple[Dialect, ...]] = get_args(Dialect)
SEPARATORS: Final[Mapping[Dialect, str]] = {"en": ",", "nl": ";"}
_BYTE_ORDER_MARK: Final = "\ufeff"
_DECIMAL: Final = re.compile(r"[-+]?[0-9]*\.[0-9]+([eE][-+]?[0-9]+)?")


class Rows:
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
        """A value as the file has it: a number with all its digits, a text on one line."""
        if isinstance(value, str) and not value.isprintable():
            value = in_a_line(value)
        if self.dialect == "nl" and isinstance(value, float | str) and _DECIMAL.fullmatch(str(value)):
            return str(value).replace(".", ",")
        return value


def as_csv(rows: Iterable[Iterable[object]], dialect: Dialect = "en") -> str:
    r"""A table, of which the first row is the header, as CSV.

    >>> as_csv([("design", "level"), ("paper; late", 0.125)], "nl")
    '\ufeffdesign;level\n"paper; late";0,125\n'
    """
    written = io.StringIO()
    lines = Rows(written, dialect)
    for row in rows:
        lines.write(row)
    return written.getvalue()


def in_dialect(files: Mapping[str, bytes], dialect: Dialect, *, but: str = "") -> dict[str, bytes]:
    """Files by name, the CSV among them written anew in a dialect; `but` is one that this program reads again."""

    def written(name: str, content: bytes) -> bytes:
        if dialect == "en" or name == but or not name.endswith(".csv"):
            return content
        return as_csv(csv.reader(io.StringIO(content.decode(), newline="")), dialect).encode()

    return {name: written(name, content) for name, content in files.items()}
