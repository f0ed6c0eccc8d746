"""Sweeps: one study at several points, each the same scenario with other values at some paths.

The parts of all points lie in one folder and are named by content like any others, so points that are added later, or
that another study had before, are not simulated twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from sim.errors import UsageError
from sim.experiment.result_tables import RESPONSE_COLUMNS, RESPONSE_HEADER, response_rows
from sim.experiment.runner import Study
from sim.scenario.delimited import read_delimited
from sim.scenario.problems import InvalidScenarioError
from sim.spreadsheets import NUMBER, Column, Table

Point: TypeAlias = Mapping[str, str]
"""The value at each varied path, as `--set` takes it; a path that is missing or empty has the scenario's own value."""
OPENING = "([{"
CLOSING = ")]}"


def grid(overs: Sequence[str]) -> list[Point]:
    """Every combination of the values of some `path=a,b,c`, the last path varying fastest.

    A comma within brackets or quotes belongs to a value. Raises `UsageError` for another form or a repeated path.
    """
    axes: dict[str, list[str]] = {}
    for over in overs:
        path, equals, text = over.partition("=")
        values = split(text)
        if not equals or not path.strip() or not all(values):
            raise UsageError(f"--over has the form path=a,b,c, such as population.dormant=0.1,0.2; found {over!r}.")
        if path.strip() in axes:
            raise UsageError(f"--over names {path.strip()} twice; give all its values at once.")
        axes[path.strip()] = values
    return [dict(zip(axes, combination, strict=True)) for combination in itertools.product(*axes.values())]


def split(text: str) -> list[str]:
    """A text in pieces, split at each comma that is not within brackets or quotes."""
    pieces, depth, quote = [""], 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        depth += (sign in OPENING) - (sign in CLOSING) if not quote else 0
        if sign == "," and not depth and not quote:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces]


def listed(file: Path) -> list[Point]:
    """The points of a CSV file: a column per path, a row per point; an empty cell leaves the value as it is.

    A blank line is skipped if there are several columns. With a single column it could be a point, and is refused.
    """
    try:
        table = read_delimited(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"{file} cannot be read as CSV: {error.strerror}.") from error
    except InvalidScenarioError as error:
        raise UsageError(f"{file} cannot be read as CSV. {error.problems[0]}") from error
    header = [name.strip() for name in table.header]
    if not all(header) or len(set(header)) < len(header) or not table.rows:
        raise UsageError(f"{file} needs a first line of paths, each once and none empty, and a line for each point.")
    for line, cells in table.rows:
        if len(header) == 1 and not table.lines[line - 1].strip():
            raise UsageError(f'{file}:{line}: a blank line. Write "" for a point with the value of the scenario.')
        if len(cells) != len(header):
            raise UsageError(f"{file}:{line}: found {len(cells)} values, and there are {len(header)} paths.")
    return [dict(zip(header, map(str.strip, cells), strict=True)) for _, cells in table.rows]


def settings_of(point: Point) -> tuple[str, ...]:
    """A point as settings."""
    return tuple(f"{path}={value}" for path, value in point.items() if value)


def paths_of(points: Sequence[Point]) -> tuple[str, ...]:
    """Every path that some point varies, in the order of their first appearance."""
    return tuple(dict.fromkeys(path for point in points for path in point))


def cells_of(points: Sequence[Point]) -> list[list[str]]:
    """The value of each point at each of these paths; empty if a point has the scenario's own."""
    paths = paths_of(points)
    return [[point.get(path, "") for path in paths] for point in points]


def path_columns(points: Sequence[Point]) -> tuple[Column, ...]:
    """A column for each varied path: of numbers if all its values are plain numbers, else of texts."""
    meaning = "Value of the scenario at this path, as a scenario file has it. Empty where it is the scenario's own."
    return tuple(Column(path, "number" if is_numeric(points, path) else "string", meaning, "", required=False)
                 for path in paths_of(points))  # fmt: skip


def is_numeric(points: Sequence[Point], path: str) -> bool:
    """True if all values of the points at a path are numbers without a unit."""
    return all(NUMBER.fullmatch(value) for point in points if (value := point.get(path)))


def sweep_columns(points: Sequence[Point]) -> tuple[Column, ...]:
    """The columns of the table of a sweep: the varied paths, then those of any table of responses.

    A path that is the name of a column of responses, such as `title`, is called `point.title`.
    """
    paths = path_columns(points)
    named = (replace(each, name=f"point.{each.name}") if each.name in RESPONSE_HEADER else each for each in paths)
    return (*named, *RESPONSE_COLUMNS)


def sweep_header(points: Sequence[Point]) -> tuple[str, ...]:
    """The names of these columns."""
    return tuple(column.name for column in sweep_columns(points))


def sweep_rows(points: Sequence[Point], studies: Sequence[Study]) -> Iterator[list[object]]:
    """The responses of every point, in the order of the points."""
    for cells, study in zip(cells_of(points), studies, strict=True):
        for row in response_rows(study.analysis, study.missing):
            yield [*cells, *row]


def sweep_table(points: Sequence[Point], studies: Sequence[Study]) -> Table:
    """The long table of a sweep."""
    title = "Every response of every point, group and design, with its paired difference from the reference"
    return Table(title, sweep_columns(points), sweep_rows(points, studies))


def points_table(points: Sequence[Point]) -> Table:
    """The points, as `--points` takes them."""
    return Table("The points of the sweep, in their order", path_columns(points), cells_of(points), read_again=True)


def sweep_files(points: Sequence[Point], studies: Sequence[Study]) -> dict[str, Table]:
    """The tables of a sweep in its results folder."""
    return {"responses.csv": sweep_table(points, studies), "points.csv": points_table(points)}


REPEAT = ("mbsim", "sweep", "resolved.yaml", "--points", "points.csv")
"""The command that repeats a sweep from its folder."""
