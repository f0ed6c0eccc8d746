"""Delimited text tables, with a given separator, encoding and decimal mark.

Reading is strict. An unclosed quotation mark, or a format other than the stated one, is a problem with its place. The
format that a file seems to have is named in the error, but never assumed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Final, Literal, TypeAlias

from sim.scenario.problems import InvalidScenarioError, Place, Problem
from sim.scenario.units import QuantityError, described, has_decimal_comma

Encoding: TypeAlias = Literal["utf-8", "utf-16", "windows-1252"]
Separator: TypeAlias = Literal[",", ";", "tab", "|"]
Decimal: TypeAlias = Literal[".", ","]

_CODECS: Final = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}
_ENCODINGS: Final = {"utf-8": "UTF-8", "utf-16": "UTF-16", "windows-1252": "Windows-1252"}
_SIGNS: Final[dict[Separator, str]] = {",": ",", ";": ";", "tab": "\t", "|": "|"}
_SEPARATORS: Final = {",": "commas", ";": "semicolons", "tab": "tabs", "|": "vertical bars"}
_QUOTED: Final = re.compile(r'"[^"]*"')
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Form:
    """The format of a delimited table; the default is `Form()`."""

    encoding: Encoding = "utf-8"
    separator: Separator = ","
    decimal: Decimal = "."

    @property
    def sign(self) -> str:
        """The character between two cells."""
        return _SIGNS[self.separator]

    def unusual(self) -> dict[str, str]:
        """The fields that differ from the default format, by their key in a scenario file."""
        return {
            each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name) != each.default
        }

    def settings_text(self) -> str:
        """The differences from the default format, as written in a scenario file: `separator: ";", decimal: ","`."""
        return ", ".join(f'{name}: "{value}"' for name, value in self.unusual().items())

    def number(self, cell: str) -> str:
        """A cell with a decimal point; raises `QuantityError` if it has a point already where a comma is stated."""
        if self.decimal == ".":
            return cell
        # A point where decimals have a comma divides thousands or is a mistake: either way the
        # number is not what it seems.
        if re.search(r"\.[0-9]", cell):
            raise QuantityError(f"decimals of this file are said to have a comma; found {described(cell)}")
        return re.sub(r",(?=[0-9])", ".", cell)


USUAL: Final = Form()
Remedy: TypeAlias = Callable[[Form], str]
"""A function from the format that a file seems to have to advice for the user."""


def save_as_usual(_seeming: Form) -> str:
    """Advice where a file can be read in the default format only."""
    return "save it as CSV in UTF-8, with commas between the cells and points in decimals"


@dataclass(frozen=True, slots=True)
class Delimited:
    """A table as it was read: the header, the cells of each row with its line number, and the lines themselves.

    A blank line is a row with one empty cell if the table has a single column, and is skipped otherwise.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    lines: tuple[str, ...]


def read_delimited(content: bytes, shown: str, form: Form = USUAL, remedy: Remedy = save_as_usual) -> Delimited:
    r"""The cells of a table, without the spaces around them.

    Raises `InvalidScenarioError` with one problem if the bytes are not text in the stated encoding, the cells seem to
    have another separator, or a quotation mark is misplaced.

    >>> read_delimited(b"path,other\n1,2\n", "points.csv").rows
    ((2, ('1', '2')),)
    """
    text = _decoded(content, shown, form, remedy)
    # As text editors count lines: `splitlines` would also break at characters that no editor shows as a line's end.
    lines = tuple(re.split(r"\r\n|\r|\n", text))
    seeming = _divided(lines, form)
    if seeming is not None:
        found, said = _SEPARATORS[seeming.separator], _SEPARATORS[form.separator]
        message = f"cells are divided by {said}, and the first line has {found}"
        raise InvalidScenarioError(Problem(Place(shown, 1, 1), message, lines[0], hint=remedy(seeming)))
    header, *rows = list(_rows(text, shown, form)) or [(1, ())]
    return Delimited(header[1], tuple(row for row in rows if row[1] != ("",) or len(header[1]) == 1), lines)


def _decoded(content: bytes, shown: str, form: Form, remedy: Remedy) -> str:
    codec = _CODECS.get(form.encoding) or _wide_codec(content)
    start, wide = max(0, content.find(b"\0")), content.startswith(UTF_16_MARKS) or b"\0" in content
    # Bytes of zero hardly occur in text other than UTF-16, which Windows-1252 would decode to
    # nonsense without an error.
    if form.encoding == "utf-16" or not wide:
        try:
            return content.decode(codec)
        except UnicodeDecodeError as error:
            start = error.start
    guess = _guessed(content, form, wide=wide)
    hint = "" if guess is None else f"it seems to be {_ENCODINGS[guess.encoding]}: {remedy(guess)}"
    place = Place(shown, content.count(b"\n", 0, start) + 1, 1)
    raise InvalidScenarioError(Problem(place, f"not {_ENCODINGS[form.encoding]} text", hint=hint))


def _wide_codec(content: bytes) -> str:
    """The codec of UTF-16 by its byte order mark; without a mark it is little-endian, as Windows writes it."""
    return "utf-16" if content.startswith(UTF_16_MARKS) else "utf-16-le"


def _guessed(content: bytes, form: Form, *, wide: bool) -> Form | None:
    """The format that bytes seem to have if they are not in the stated one; None if it cannot be determined."""
    encoding: Encoding = "utf-16" if wide else "windows-1252"
    guess = replace(form, encoding=encoding)
    try:
        text = content.decode(_wide_codec(content) if wide else "cp1252")
    except UnicodeDecodeError:
        return None
    return None if encoding == form.encoding else _divided(tuple(text.splitlines()), guess) or guess


def _divided(lines: tuple[str, ...], form: Form) -> Form | None:
    """The format in which the first line has several cells, if it has only one in the stated format; else None."""
    # Separators within quotation marks divide nothing.
    first = _QUOTED.sub("", lines[0]) if lines else ""
    if _SIGNS[form.separator] in first:
        return None
    separator = max(_SIGNS, key=lambda name: first.count(_SIGNS[name]))
    if _SIGNS[separator] not in first:
        return None
    # The first rows are enough for a guess, which is only a hint.
    cells = (cell.strip('" ') for line in lines[1:50] for cell in line.split(_SIGNS[separator]))
    commas = separator != "," and any(map(has_decimal_comma, cells))
    return replace(form, separator=separator, decimal="," if commas else form.decimal)


def _rows(text: str, shown: str, form: Form) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The cells of each row, with the number of the line in which it ends."""
    # `strict`, since Python would otherwise take an unclosed quotation mark for the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_SIGNS[form.separator], strict=True)
    begun = 0
    try:
        for cells in reader:
            yield reader.line_num, tuple(cell.strip() for cell in cells) or ("",)
            begun = reader.line_num
    except csv.Error as error:
        line, reason = max(1, reader.line_num), str(error)
        # Told where the row begins: the mark is never closed, so the reader only notices at the end of the file.
        if reason == "unexpected end of data":
            line, reason = begun + 1, f"{reason}; a quotation mark of this row is never closed"
        raise InvalidScenarioError(Problem(Place(shown, line, 1), f"not CSV: {reason}")) from None
