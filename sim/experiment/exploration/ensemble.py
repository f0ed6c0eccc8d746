"""The ensemble: all sets of parameters that fit, as a table that other explorations take up."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import UsageError
from sim.experiment.exploration.space import Numbers, Space
from sim.scenario.factors import Factor
from sim.scenario.paths import follows


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Sets of parameters that fit published figures."""

    names: tuple[str, ...]
    """Of the factors, as the calibration called them."""
    values: Numbers
    """In base units: a row for each set."""
    sha256: str
    """Of the file."""

    def places(self, space: Space) -> dict[int, int]:
        """The column of each factor of a space that the sets have, by its place in the space."""
        return {
            place: column
            for place, factor in enumerate(space.factors)
            for column, name in enumerate(self.names)
            if is_named(factor, name)
        }

    def points(self, space: Space, spread: Numbers) -> Numbers:
        """Points of the unit cube, a row for each of `spread`: the sets by turns, and what they lack as it is spread.

        A value beyond the range that the space gives its factor is taken to the end of that range.
        """
        points: Numbers = spread.copy()
        turns = np.arange(len(spread)) % len(self.values)
        for place, column in self.places(space).items():
            factor = space.factors[place]
            points[:, place] = [
                min(max(factor.place(min(max(float(value), factor.low), factor.high)), 0.0), 1.0)
                for value in self.values[turns, column]
            ]
        return points


def is_named(factor: Factor, name: str) -> bool:
    """Whether a factor is the one that a calibration called so, perhaps in a scenario with more or fewer paths."""
    first = name.split(" +", maxsplit=1)[0].rpartition(":")[2]
    pattern = tuple(first.split("."))
    return factor.name == name or any(follows(tuple(path.split(".")), pattern) for path in factor.paths)


def ensemble_csv(factors: Sequence[Factor], members: Numbers) -> str:
    """The ensemble as CSV: a column for each factor in base units, a line for each set."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow([factor.name for factor in factors])
    lines.writerows([f"{value:.10g}" for value in row] for row in members.tolist())
    return written.getvalue()


def read_ensemble(path: Path) -> Ensemble:
    """The ensemble of a CSV file; raises `UsageError` if it is none."""
    try:
        content = path.read_bytes()
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        names, *members = rows
        values = np.array([[float(cell) for cell in row] for row in members])
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} is no table of sets of parameters: {error}.") from error
    if values.ndim != 2 or values.shape[1] != len(names) or not np.isfinite(values).all():
        raise UsageError(f"{path} needs a number for each of its {len(names)} columns in every line.")
    return Ensemble(tuple(names), values, hashlib.sha256(content).hexdigest())
