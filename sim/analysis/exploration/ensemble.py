"""The ensemble: all sets of parameters that fit, as a table that other explorations take up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.exploration.space import Numbers, Space
from sim.errors import UsageError
from sim.scenario.composition import Fitted
from sim.scenario.delimited import read_delimited
from sim.scenario.factors import Factor
from sim.scenario.paths import STAR, follows
from sim.scenario.problems import InvalidScenarioError
from sim.spreadsheets import as_csv

SLACK: Final = 1e-6
"""The part of a range by which a value may lie outside it: it was written with ten digits."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Sets of parameters that fit published figures."""

    names: tuple[str, ...]
    """Of the factors, as the calibration called them."""
    values: Numbers
    """In base units: a row for each set."""
    sha256: str
    """Of the file."""
    content: bytes = b""
    """The file as it is."""

    def places(self, space: Space) -> dict[int, int]:
        """The column of each factor of a space that the sets have, by its place in the space."""
        found = {place: column_of(space, place, self.names) for place in range(len(space.factors))}
        return {place: column for place, column in found.items() if column is not None}

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

        Raises `UsageError` if no factor of the space is in the sets, or if a set lies outside the range of a factor:
        then it was fitted to another scenario.
        """
        points: Numbers = spread.copy()
        columns = self.places(space)
        if not columns:
            raise UsageError(
                "None of the numbers of the scenario is in the sets of parameters: they are of another one."
            )
        for place, column in columns.items():
            factor, values = space.factors[place], self.values[self.used(len(spread)), column]
            slack = SLACK * (factor.high - factor.low)
            if values.min() < factor.low - slack or values.max() > factor.high + slack:
                raise UsageError(
                    f"The sets of parameters have {factor.name} from {values.min():.6g} to {values.max():.6g}, and the "
                    f"scenario allows {factor.low:.6g} to {factor.high:.6g}: they were fitted to another one."
                )
            points[:, place] = [factor.place(min(max(value, factor.low), factor.high)) for value in values.tolist()]
        return points


def column_of(space: Space, place: int, names: Sequence[str]) -> int | None:
    """The column that holds a factor of a space: of its own name, of its name in its scenario, or of a pattern.

    A pattern holds a factor only if all paths of that follow it; of several that with the fewest stars counts.
    """
    factor = space.factors[place]
    bare = factor.name.rpartition(":")[2]
    holders = [name for name, held in space.held.items() if place in held]
    for wanted in (factor.name, *(f"{holder}:{bare}" for holder in holders), bare):
        if wanted in names:
            return names.index(wanted)
    holding = [
        column for column, name in enumerate(names) if ":" not in name and holds(name.split(" +")[0], factor.paths)
    ]
    return min(holding, key=lambda column: names[column].count(STAR), default=None)


def holds(pattern: str, paths: Sequence[str]) -> bool:
    """Whether all paths follow a pattern."""
    steps = tuple(pattern.split("."))
    return all(follows(tuple(path.split(".")), steps) for path in paths)


def ensemble_csv(factors: Sequence[Factor], members: Numbers) -> str:
    """The ensemble as CSV: a column for each factor in base units, a line for each set."""
    return as_csv([[each.name for each in factors], *([f"{value:.10g}" for value in row] for row in members.tolist())])


def read_ensemble(path: Path) -> Ensemble:
    """The ensemble of a CSV file; raises `UsageError` if it is none."""
    try:
        content = path.read_bytes()
        table = read_delimited(content, str(path))
        values = np.array([[float(cell) for cell in cells] for _, cells in table.rows])
    except (OSError, ValueError, InvalidScenarioError) as error:
        reason = error.problems[0] if isinstance(error, InvalidScenarioError) else error
        raise UsageError(f"{path} is no table of sets of parameters: {reason}.") from error
    names = table.header
    if values.ndim != 2 or values.shape[1] != len(names) or not np.isfinite(values).all():
        raise UsageError(f"{path} needs a number for each of its {len(names)} columns in every line.")
    return Ensemble(names, values, hashlib.sha256(content).hexdigest(), content)


def sets_of(fitted: Fitted | None, file: str | Path | None) -> Ensemble | None:
    """The sets of a file, or those that a scenario names with its fitted parameters; None if there are none."""
    named = fitted.ensemble if fitted is not None else None
    path = Path(file) if file is not None else named
    return None if path is None else read_ensemble(path)
