"""The ensemble: all sets of parameters that fit, as a table that other explorations use.

The table has one row for each number: its name, its paths, and its value and range in the scenarios that were fitted,
followed by its value in every set. A scenario takes a number from the sets only if it states that number in the same
way. So the share without e-mail of one country is never taken for that of another, even if both have the same path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, cast, get_args

import numpy as np
import numpy.typing as npt

from sim.analysis.exploration.space import Numbers, Space
from sim.errors import UsageError
from sim.scenario.composition import Fitted
from sim.scenario.delimited import read_delimited
from sim.scenario.distributions import Grade
from sim.scenario.factors import Factor
from sim.scenario.problems import InvalidScenarioError
from sim.scenario.suggestions import listed
from sim.scenario.units import dimension_named
from sim.spreadsheets import Column, Table

SLACK: Final = 1e-6
"""Tolerance for values outside their range, as a fraction of it: the table is written with ten digits."""
OF_NUMBER: Final = "base unit of what it measures: s, EUR cent, times a year, or none"
STATED_COLUMNS: Final = (
    Column("number", "string", "Name of the number: its path in the scenario, or a pattern of its paths."),
    Column("paths", "string", "All paths where it occurs, separated by spaces."),
    Column("measures", "string", "What it measures: a share, a number, a span, a rate or money."),
    Column("grade", "string", "Evidence for it: measured, calibrated or assumed.", "", False),
    Column("sources", "string", "Keys of its sources, separated by spaces.", "", False),
    Column("value", "number", "Its value as the scenario states it.", OF_NUMBER),
    Column("low", "number", "Lower end of its range there.", OF_NUMBER),
    Column("high", "number", "Upper end of its range there.", OF_NUMBER),
)
"""The columns that describe a number, before those of the sets."""
STATED: Final = tuple(column.name for column in STATED_COLUMNS)


SETS: Final = "Sets of parameters that fit published figures: a row for each number, a column for each set"


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Sets of parameters that fit published figures."""

    factors: tuple[Factor, ...]
    """The numbers, as stated in the scenarios that were fitted."""
    values: Numbers
    """Values in base units: one row for each set, one column for each number."""
    sha256: str
    """SHA-256 of the file."""
    content: bytes = b""
    """Bytes of the file."""

    @property
    def table(self) -> Table:
        """The file unchanged, with the meanings of its columns."""
        header = read_delimited(self.content, "").header
        return Table(SETS, ensemble_columns(header[len(STATED) :]), content=self.content, read_again=True)

    def places(self, space: Space) -> dict[int, int]:
        """For each factor of a space that the sets have: its index in the space, and its column in the sets.

        A factor is in the sets if one of the numbers there is the same number, or was fitted for it.
        """
        found = ((place, self.column_of(factor)) for place, factor in enumerate(space.factors))
        return {place: column for place, column in found if column is not None}

    def column_of(self, factor: Factor) -> int | None:
        """The column of a number: the same number, or a fitted one whose pattern covers it; None if there is none.

        The pattern is that by which a scenario takes its fitted value. The number must also be stated in the same way.
        """
        same = (column for column, each in enumerate(self.factors) if each.is_same(factor))
        fitted = (
            column
            for column, each in enumerate(self.factors)
            if each.grade == "calibrated" and each.is_stated_like(factor) and each.is_pattern_of(factor)
        )
        return next(chain(same, fitted), None)

    def bound(self, space: Space) -> Bound:
        """The numbers of a space that the sets supply, and the fitted ones that its scenarios state themselves."""
        columns = self.places(space)
        taken = set(columns.values())
        paths = {path for factor in space.factors for path in factor.paths}
        own = [
            each.name
            for column, each in enumerate(self.factors)
            if each.grade == "calibrated" and column not in taken and paths & set(each.paths)
        ]
        return Bound(tuple(space.factors[place].name for place in columns), tuple(own))

    def taken(self, count: int) -> int:
        """The number of sets that so many points use."""
        return min(count, len(self.values))

    def used(self, count: int) -> npt.NDArray[np.int64]:
        """The rows of the sets for so many points: evenly spaced over all sets, or each set about equally often."""
        sets = len(self.values)
        if count <= sets:
            return np.arange(count, dtype=np.int64) * sets // count
        return np.arange(count, dtype=np.int64) % sets

    def points(self, space: Space, spread: Numbers) -> Numbers:
        """Points of the unit cube, one for each row of `spread`: a set, and its missing factors from `spread`.

        Raises `UsageError` if no factor of the space is in the sets: they were then fitted to another scenario.
        """
        points: Numbers = spread.copy()
        columns = self.places(space)
        if not columns:
            raise UsageError(
                "None of the numbers of the scenario is in the sets of parameters: they are of another one, or it "
                "states all of them otherwise than when they were fitted."
            )
        for place, column in columns.items():
            factor, values = space.factors[place], self.values[self.used(len(spread)), column]
            # Values are written with ten digits, so they may lie just outside their range.
            points[:, place] = [factor.place(min(max(value, factor.low), factor.high)) for value in values.tolist()]
        return points


@dataclass(frozen=True, slots=True)
class Bound:
    """The numbers that a scenario takes from the sets that fit."""

    taken: tuple[str, ...] = ()
    """Numbers that the sets supply, jointly."""
    own: tuple[str, ...] = ()
    """Fitted numbers that the scenario states itself, and so varies in its own range."""

    def words(self, sets: int) -> str:
        """The same as the beginning of a sentence, for this number of sets."""
        count = len(self.taken)
        first = f"{count} {'number comes' if count == 1 else 'numbers come'} jointly from {sets:,} sets that fit"
        if not self.own:
            return first
        return f"{first}; {listed(self.own)} was fitted too, but the study states it for itself"

    def document(self) -> dict[str, list[str]]:
        """The same as a mapping, for a program."""
        return {"taken": list(self.taken), "own": list(self.own)}


def bound_by(sets: Ensemble | None, space: Space) -> Bound:
    """The numbers that a space takes from some sets; none without sets."""
    return Bound() if sets is None else sets.bound(space)


def ensemble_table(factors: Sequence[Factor], members: Numbers) -> Table:
    """The ensemble as a table: one row for each factor, as it is stated, and its value in each set, in base units."""
    sets = [f"set {place}" for place in range(1, len(members) + 1)]
    rows = (
        [*stated(factor), *(f"{value:.10g}" for value in column)]
        for factor, column in zip(factors, members.T.tolist(), strict=True)
    )
    return Table(SETS, ensemble_columns(sets), rows, read_again=True)


def ensemble_columns(sets: Iterable[str]) -> tuple[Column, ...]:
    """The columns of an ensemble with sets of these names."""
    return (*STATED_COLUMNS, *(Column(each, "number", "Its value in this set that fits.", OF_NUMBER) for each in sets))


def stated(factor: Factor) -> list[str]:
    """The cells that describe a number."""
    # `repr` gives every digit, by which a scenario that states the number alike is recognised.
    known = [repr(each) for each in (factor.value, factor.low, factor.high)]
    paths, sources = " ".join(factor.paths), " ".join(factor.sources)
    return [factor.name, paths, factor.dimension.name, factor.grade or "", sources, *known]


def stated_factor(cells: Sequence[str]) -> Factor:
    """A number from the cells that describe it; raises `ValueError` or `KeyError` if they are not valid."""
    name, paths, measures, grade, sources, *known = cells
    if grade and grade not in get_args(Grade):
        raise ValueError(f"{name} has the grade {grade!r:.40}")
    value, low, high = (float(each) for each in known)
    # Spans are whole seconds, and money is whole cents.
    whole, known_grade = measures in {"span", "money"}, cast("Grade | None", grade or None)
    return Factor(
        name, tuple(paths.split()), value, low, high, whole, known_grade, tuple(sources.split()), None,
        dimension_named(measures),
    )  # fmt: skip


def read_ensemble(path: Path) -> Ensemble:
    """The ensemble in a CSV file; raises `UsageError` if the file is not one."""
    size = len(STATED)
    try:
        content = path.read_bytes()
        table = read_delimited(content, str(path))
        if table.header[:size] != STATED or len(table.header) == size or not table.rows:
            raise ValueError(f"its columns are {', '.join(STATED)}, and one for each set")  # noqa: TRY301
        factors = tuple(stated_factor(cells[:size]) for _, cells in table.rows)
        values = np.array([[float(cell) for cell in cells[size:]] for _, cells in table.rows]).T
    except (OSError, ValueError, KeyError, InvalidScenarioError) as error:
        reason = error.problems[0] if isinstance(error, InvalidScenarioError) else error
        raise UsageError(f"{path} is no table of sets of parameters: {reason}.") from error
    low, high = (np.array([getattr(each, end) for each in factors]) for end in ("low", "high"))
    slack = SLACK * (high - low)
    if not ((values >= low - slack) & (values <= high + slack)).all():  # nan is neither
        raise UsageError(f"{path} has values outside the range that it says a number has.")
    return Ensemble(factors, values, hashlib.sha256(content).hexdigest(), content)


def sets_of(fitted: Fitted | None, file: str | Path | None) -> Ensemble | None:
    """The sets of a file, or those that a scenario names with its fitted parameters; None if there are none."""
    named = fitted.ensemble if fitted is not None else None
    path = Path(file) if file is not None else named
    return None if path is None else read_ensemble(path)
