"""The ensemble: all sets of parameters that fit, as a table that other explorations take up.

The table has a row for each number: what it is called, where it stands, and how the scenarios that were fitted state
it, followed by its value in every set. A scenario takes a number of the sets only where it states that number alike.
So the share without e-mail of one country is never taken for that of another, however alike their paths are spelled.
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
"""The part of a range by which a value may lie outside it: it was written with ten digits."""
OF_NUMBER: Final = "base unit of what it measures: s, EUR cent, times a year, or none"
STATED_COLUMNS: Final = (
    Column("number", "string", "Name of the number: its path in the scenario, or a pattern of its paths."),
    Column("paths", "string", "All paths at which it stands, with a space between two."),
    Column("measures", "string", "What it measures: a share, a number, a span, a rate or money."),
    Column("grade", "string", "What it stands on: measured, calibrated or assumed.", "", False),
    Column("sources", "string", "Keys of its sources, with a space between two.", "", False),
    Column("value", "number", "Its value as the scenario states it.", OF_NUMBER),
    Column("low", "number", "Lower end of its range there.", OF_NUMBER),
    Column("high", "number", "Upper end of its range there.", OF_NUMBER),
)
"""The columns that say what a number is, before those of the sets."""
STATED: Final = tuple(column.name for column in STATED_COLUMNS)


SETS: Final = "Sets of parameters that fit published figures: a row for each number, a column for each set"


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Sets of parameters that fit published figures."""

    factors: tuple[Factor, ...]
    """The numbers, as the scenarios that were fitted state them."""
    values: Numbers
    """In base units: a row for each set, a column for each number."""
    sha256: str
    """Of the file."""
    content: bytes = b""
    """The file as it is."""

    @property
    def table(self) -> Table:
        """The file as it is, with the meanings of its columns."""
        header = read_delimited(self.content, "").header
        return Table(SETS, ensemble_columns(header[len(STATED) :]), content=self.content, read_again=True)

    def places(self, space: Space) -> dict[int, int]:
        """The column of each factor of a space that the sets have, by its place in the space.

        A factor is in the sets if one of the numbers there is the same number, or was fitted for it as well.
        """
        found = ((place, self.column_of(factor)) for place, factor in enumerate(space.factors))
        return {place: column for place, column in found if column is not None}

    def column_of(self, factor: Factor) -> int | None:
        """The column of a number: the same number, or one that was fitted and whose pattern holds it.

        The pattern is that by which a scenario takes its fitted value, and the number must be stated alike too.
        """
        same = (column for column, each in enumerate(self.factors) if each.is_same(factor))
        fitted = (
            column
            for column, each in enumerate(self.factors)
            if each.grade == "calibrated" and each.is_stated_like(factor) and each.is_pattern_of(factor)
        )
        return next(chain(same, fitted), None)

    def bound(self, space: Space) -> Bound:
        """Which numbers of a space the sets give, and which fitted ones its scenarios state for themselves."""
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
        """How many of the sets so many points take."""
        return min(count, len(self.values))

    def used(self, count: int) -> npt.NDArray[np.int64]:
        """The rows of the sets that so many points take: evenly from all of them, or each as often as any other."""
        sets = len(self.values)
        if count <= sets:
            return np.arange(count, dtype=np.int64) * sets // count
        return np.arange(count, dtype=np.int64) % sets

    def points(self, space: Space, spread: Numbers) -> Numbers:
        """Points of the unit cube, a row for each of `spread`: one set each, and what it lacks as it is spread.

        Raises `UsageError` if no factor of the space is in the sets: then they were fitted to another scenario.
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
            points[:, place] = [factor.place(min(max(value, factor.low), factor.high)) for value in values.tolist()]
        return points


@dataclass(frozen=True, slots=True)
class Bound:
    """What a scenario takes of the sets that fit."""

    taken: tuple[str, ...] = ()
    """The numbers that the sets give, jointly."""
    own: tuple[str, ...] = ()
    """Fitted numbers that the scenario states for itself, and so varies in its own range."""

    def words(self, sets: int) -> str:
        """The same as the beginning of a sentence, told of so many sets."""
        count = len(self.taken)
        first = f"{count} {'number comes' if count == 1 else 'numbers come'}, together, from {sets:,} sets that fit"
        if not self.own:
            return first
        return f"{first}; {listed(self.own)} was fitted too, but the study states it for itself"

    def document(self) -> dict[str, list[str]]:
        """The same for a program."""
        return {"taken": list(self.taken), "own": list(self.own)}


def bound_by(sets: Ensemble | None, space: Space) -> Bound:
    """What the numbers of a space take of some sets; nothing where there are none."""
    return Bound() if sets is None else sets.bound(space)


def ensemble_table(factors: Sequence[Factor], members: Numbers) -> Table:
    """The ensemble: a row for each factor, as it is stated, and its value in each set, in base units."""
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
    """What the table says of a number."""
    known = [repr(each) for each in (factor.value, factor.low, factor.high)]
    paths, sources = " ".join(factor.paths), " ".join(factor.sources)
    return [factor.name, paths, factor.dimension.name, factor.grade or "", sources, *known]


def stated_factor(cells: Sequence[str]) -> Factor:
    """A number from what the table says of it; raises `ValueError` or `KeyError` if that is none."""
    name, paths, measures, grade, sources, *known = cells
    if grade and grade not in get_args(Grade):
        raise ValueError(f"{name} has the grade {grade!r:.40}")
    value, low, high = (float(each) for each in known)
    whole, known_grade = measures in {"span", "money"}, cast("Grade | None", grade or None)
    return Factor(
        name, tuple(paths.split()), value, low, high, whole, known_grade, tuple(sources.split()), None,
        dimension_named(measures),
    )  # fmt: skip


def read_ensemble(path: Path) -> Ensemble:
    """The ensemble of a CSV file; raises `UsageError` if it is none."""
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
