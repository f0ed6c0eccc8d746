"""A file of citizens: one row per citizen, one column for each attribute that the file gives.

Every cell is written as in a scenario file: spans and rates with their unit, shares as `0.3` or `30 %`, flags as `true`
or `false`. Problems are reported cell by cell, with the content found and the values allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePath
from typing import Final, TypeAlias, get_args

from sim.scenario.delimited import USUAL, Form, Remedy, read_delimited
from sim.scenario.forms import Domain
from sim.scenario.problems import InvalidScenarioError, Place, Problem
from sim.scenario.quantities import categories_of
from sim.scenario.reading import scalar_value
from sim.scenario.schema import LoginMethod, Population, Preferred
from sim.scenario.suggestions import nearest
from sim.scenario.units import NUMBER, RATE, SHARE, SPAN, QuantityError, described, has_decimal_comma
from sim.spreadsheets import Column, Table

CSV: Final = ".csv"
PARQUET: Final = ".parquet"
MOST_PROBLEMS: Final = 10
"""Largest number of problems of one column that are reported one by one; the others are only counted."""

Value: TypeAlias = bool | int | float | str
Cells: TypeAlias = Sequence[object]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The format of an attribute in a file of citizens: the allowed values in words, and a function to read a cell."""

    allowed: str
    read: Callable[[object], Value]
    """Raises `QuantityError`."""


@dataclass(frozen=True, slots=True)
class People:
    """The citizens of a file: the values of each attribute that it gives, in the order of its rows."""

    rows: int
    columns: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a file by column, with the position of each row."""

    shown: str
    names: tuple[str, ...]
    columns: tuple[Cells, ...]
    rows: tuple[int, ...]
    """The number of each row in the file, from 1; rows with too few or too many cells are skipped."""
    lines: tuple[int, ...] = ()
    """In a text file, the line of each row."""
    texts: tuple[str, ...] = ()
    """In a text file, all its lines."""
    form: Form = USUAL
    """In a text file, its format."""

    def place(self, row: int, column: int) -> Place:
        """The place of a cell: line and character in a text file, row and column elsewhere. Row -1 is the header."""
        if not self.texts:
            return Place(self.shown, self.rows[row] if row >= 0 else 1, column + 1)
        line = self.lines[row] if row >= 0 else 1
        before = self.texts[line - 1].split(self.form.sign)[:column]
        # Quotation marks may hide separators, so of such a line only the beginning is known.
        quoted = '"' in self.texts[line - 1]
        return Place(self.shown, line, 1 if quoted else 1 + sum(len(cell) + 1 for cell in before))

    def problem(self, row: int, column: int, message: str, *, allowed: str = "", hint: str = "") -> Problem:
        """A problem of one cell, with its line in a text file."""
        place = self.place(row, column)
        excerpt = self.texts[place.line - 1] if self.texts else ""
        where = f"row {self.rows[row]}, column {self.names[column]}: " if row >= 0 else ""
        return Problem(place, where + message, excerpt, allowed, hint)


@lru_cache(maxsize=1)
def read_people(
    content: bytes, shown: str, segments: tuple[str, ...] | None, form: Form = USUAL
) -> tuple[People | None, tuple[Problem, ...]]:
    """The citizens in the content of a CSV or Parquet file, and all its problems; no citizens if there are any.

    `shown` is the name of the file as shown to users; its suffix decides the format. Without `segments` any name of a
    segment is accepted. `form` is the format of a CSV file. The last result is cached, because a study resolves its
    scenario more than once.
    """
    reader = {CSV: _read_csv, PARQUET: _read_parquet}.get(suffix_of(shown))
    if reader is None:
        message = "a file of citizens is named .csv or .parquet"
        return None, (Problem(Place(shown, 1, 1), message),)
    grid, problems = reader(content, shown, form)
    if grid is None:
        return None, tuple(problems)
    attributes = attributes_of(segments)
    if comma := _decimal_commas(grid, attributes):
        return None, (comma,)
    problems += _header_problems(grid, attributes)
    columns: dict[str, tuple[Value, ...]] = {}
    for number, name in enumerate(grid.names):
        if name in attributes:
            column = _Column(grid, number, attributes[name])
            columns[name] = column.values()
            problems += column.problems
    # Only of cells that could be read: otherwise one mistake would be told twice.
    problems += _contradictions(grid, columns) if not problems else []
    return (None if problems else People(len(grid.rows), columns)), tuple(problems)


def kept_people(content: bytes, form: Form) -> Table:
    """A CSV file of citizens unchanged, with the meanings of its columns."""
    known = attributes_of(None)
    columns = (
        Column(name, "string", f"{meaning_of(name)} Written as in a scenario: {known[name].allowed}.")
        for name in read_delimited(content, "", form).header
    )
    unusual = {"delimiter": form.sign, "encoding": form.encoding} if form != USUAL else None
    return Table("The citizens of the study, a row for each", tuple(columns), content=content, form=unusual)


def meaning_of(name: str) -> str:
    """The meaning of an attribute: the field description of the population, or that of the segment."""
    described_as = Population.model_fields[name].description if name in Population.model_fields else None
    return " ".join((described_as or "Segment of the population that the citizen is of.").split())


def suffix_of(name: str) -> str:
    """The ending of a file's name in lower case, with its dot."""
    _, dot, ending = name.rpartition(".")
    return (dot + ending).lower()


def attributes_of(segments: Sequence[str] | None) -> dict[str, Attribute]:
    """The attributes that a file can contain, by the names of their columns."""
    flag = Attribute("true or false", _read_flag)
    interval = Attribute("a span above 0 with its unit, such as 5 h", _quantity(Domain(SPAN, above=0)))
    share = Attribute(SHARE.allowed, _quantity(Domain(SHARE)))
    addresses = _words(categories_of(Population.model_fields["email"].annotation))
    return {
        "segment": _words(segments) if segments is not None else Attribute("the name of a segment", str),
        "activated": flag,
        "dormant": flag,
        "email": addresses,
        "phone": addresses,
        "app": flag,
        "reminder_opt_in": flag,
        "check_interval": interval,
        "letterbox_interval": interval,
        "attention": share,
        "diligence": Attribute(NUMBER.allowed, _quantity(Domain(NUMBER))),
        "login_method": _words(get_args(LoginMethod)),
        "forgets": share,
        "direct_debit": flag,
        "unprompted_logins": Attribute(RATE.allowed, _quantity(Domain(RATE))),
        "preference": _words(get_args(Preferred)),
        "habit": flag,
        "helper": flag,
        "mail_rule": flag,
    }


def _quantity(domain: Domain) -> Callable[[object], Value]:
    def read(cell: object) -> Value:
        return domain.read(_scalar(cell))

    return read


def _words(names: Sequence[str]) -> Attribute:
    def read(cell: object) -> Value:
        if cell in names:
            return str(cell)
        near = nearest(str(cell), names)
        raise QuantityError(f"found {described(cell)}" + (f"; did you mean {near}?" if near else ""))

    return Attribute(", ".join(names), read)


def _read_flag(cell: object) -> Value:
    found = _scalar(cell)
    if isinstance(found, bool) or (isinstance(found, int) and found in {0, 1}):
        return bool(found)
    raise QuantityError(f"expected true or false; found {described(found)}")


def _scalar(cell: object) -> object:
    """The value of a cell; a text is read as in a scenario file."""
    return scalar_value(cell.strip()) if isinstance(cell, str) else cell


class _Column:
    """One column: its values, and the problems of its cells."""

    def __init__(self, grid: Grid, number: int, attribute: Attribute) -> None:
        self.grid = grid
        self.number = number
        self.attribute = attribute
        self.problems: list[Problem] = []
        self.untold = 0

    def values(self) -> tuple[Value, ...]:
        """The value of each row; for an invalid cell the problem is recorded and the value is False."""
        values = tuple(self.value(row, cell) for row, cell in enumerate(self.grid.columns[self.number]))
        if self.untold:
            name = self.grid.names[self.number]
            message = f"column {name}: {self.untold} more rows have a problem"
            self.problems.append(Problem(self.grid.place(-1, self.number), message))
        return values

    def value(self, row: int, cell: object) -> Value:
        """The value of one cell."""
        message = "found nothing; leave the whole column out to have it drawn"
        if cell is not None and cell != "":
            try:
                return self.attribute.read(self.grid.form.number(cell) if isinstance(cell, str) else cell)
            except QuantityError as error:
                message = str(error)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(self.grid.problem(row, self.number, message, allowed=self.attribute.allowed))
        else:
            self.untold += 1
        return False


def _header_problems(grid: Grid, attributes: Mapping[str, Attribute]) -> list[Problem]:
    """Problems with the names of the columns, or with a file without rows."""
    problems = []
    for number, name in enumerate(grid.names):
        if name not in attributes:
            near = nearest(name, list(attributes))
            message = f"no attribute of a citizen is called {name[:80]!r}"
            hint = f"did you mean {near}?" if near else ""
            problems.append(grid.problem(-1, number, message, allowed=", ".join(attributes), hint=hint))
        elif name in grid.names[:number]:
            problems.append(grid.problem(-1, number, f"column {name} is there twice"))
    if not grid.names or not grid.columns[0]:
        problems.append(Problem(Place(grid.shown, 1, 1), "no citizens: a header and a row for each are needed"))
    return problems


def _decimal_commas(grid: Grid, attributes: Mapping[str, Attribute]) -> Problem | None:
    """The problem of a file whose decimals all have commas although it states points; None for any other file.

    It is reported once, instead of once for each cell.
    """
    if not grid.texts or grid.form.decimal == ",":
        return None
    numbers = [number for number, name in enumerate(grid.names) if name in attributes]
    cells = ((number, row, str(cell)) for number in numbers for row, cell in enumerate(grid.columns[number]))
    found = next((each for each in cells if "," in each[2] and has_decimal_comma(each[2])), None)
    # A single point shows that the file knows decimals with a point, and then the comma is a mistake of its own cell.
    if found is None or any("." in str(cell) for number in numbers for cell in grid.columns[number]):
        return None
    number, row, cell = found
    hint = f"or {_remedy(grid.shown)(replace(grid.form, decimal=','))}"
    return grid.problem(row, number, f"found {described(cell)}", allowed="decimals with a point", hint=hint)


def _contradictions(grid: Grid, columns: Mapping[str, tuple[Value, ...]]) -> list[Problem]:
    """Problems of rows with an account that is dormant but was never activated."""
    if "activated" not in columns or "dormant" not in columns:
        return []
    number = grid.names.index("dormant")
    rows = [
        row
        for row, (activated, dormant) in enumerate(zip(columns["activated"], columns["dormant"], strict=True))
        if dormant and not activated
    ]
    message = "found true in an account that is not activated; only an activated account is dormant"
    return [grid.problem(row, number, message, allowed="false") for row in rows[:MOST_PROBLEMS]]


# The two formats


def _read_csv(content: bytes, shown: str, form: Form) -> tuple[Grid | None, list[Problem]]:
    """The grid of a CSV file: names in the first line, and double quotes around cells that need them."""
    try:
        table = read_delimited(content, shown, form, _remedy(shown))
    except InvalidScenarioError as invalid:
        return None, list(invalid.problems)
    width = len(table.header)
    whole = [(row, line, cells) for row, (line, cells) in enumerate(table.rows, start=1) if len(cells) == width]
    columns = tuple(tuple(cells[number] for _, _, cells in whole) for number in range(width))
    rows, lines = tuple(row for row, _, _ in whole), tuple(line for _, line, _ in whole)
    grid = Grid(shown, table.header, columns, rows, lines, table.lines, form)
    return grid, _ragged(table.rows, width, grid)


def _remedy(shown: str) -> Remedy:
    def said(seeming: Form) -> str:
        return f"write from_file: {{path: {PurePath(shown).name}, {seeming.settings_text()}}}"

    return said


def _ragged(rows: Sequence[tuple[int, tuple[str, ...]]], width: int, grid: Grid) -> list[Problem]:
    """Problems of rows with more or fewer cells than the header."""
    odd = [(row, line, len(cells)) for row, (line, cells) in enumerate(rows, start=1) if len(cells) != width]
    problems = [
        Problem(
            Place(grid.shown, line, 1),
            f"row {row}: found {count} cells; the header names {width} columns",
            grid.texts[line - 1] if line <= len(grid.texts) else "",
        )
        for row, line, count in odd[:MOST_PROBLEMS]
    ]
    if odd[MOST_PROBLEMS:]:
        message = f"{len(odd) - MOST_PROBLEMS} more rows have another length than the header"
        problems.append(Problem(Place(grid.shown, 1, 1), message))
    return problems


def _read_parquet(content: bytes, shown: str, form: Form) -> tuple[Grid | None, list[Problem]]:
    """The grid of a Parquet file, with columns of texts, numbers or truth values."""
    if form != USUAL:
        message = "a Parquet file says itself how it is written, and takes no encoding, separator or decimal"
        return None, [Problem(Place(shown, 1, 1), message)]
    import pyarrow as pa  # noqa: PLC0415  (heavy to load, and only a scenario with a Parquet file needs it)
    import pyarrow.parquet as pq  # noqa: PLC0415  (as above)

    try:
        table = pq.read_table(pa.BufferReader(content), use_threads=False, pre_buffer=False)
        columns = tuple(tuple(column.to_pylist()) for column in table.columns)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return None, [Problem(Place(shown, 1, 1), f"not Parquet: {reason}")]
    return Grid(shown, tuple(table.column_names), columns, tuple(range(1, table.num_rows + 1))), []
