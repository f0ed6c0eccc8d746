"""Attributes of citizens that are given in a file, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.rules.parameters import ADDRESSES, METHODS, PREFERENCES
from sim.scenario.attachment import content_of
from sim.scenario.people import read_people
from sim.scenario.problems import InvalidScenarioError, Problem
from sim.scenario.schema import Population

Given: TypeAlias = Mapping[str, npt.NDArray[Any]]
"""One array for each attribute in a file, in the order of its rows; all other attributes are drawn."""


def attributes_in_file(population: Population) -> Given:
    """The attributes in the population's file; empty if it names no file.

    Raises `ScenarioError` if the file is gone, or is not the one that the scenario was read with.
    """
    file = population.from_file
    if file is None:
        return {}
    # Read again from the path, but checked against the hash of the scenario: results must never rest on another file.
    content = content_of(file.path, file.sha256)
    if isinstance(content, Problem):
        raise InvalidScenarioError(content)
    segments = tuple(population.segments)
    people, problems = read_people(content, file.path, segments, file.form)
    if people is None:
        raise InvalidScenarioError(*problems)
    names = {
        "segment": segments,
        "email": ADDRESSES,
        "phone": ADDRESSES,
        "login_method": METHODS,
        "preference": PREFERENCES,
    }
    return {name: _array(values, names.get(name)) for name, values in people.columns.items()}


def _array(values: Sequence[Any], words: Sequence[str] | None) -> npt.NDArray[Any]:
    """A column in the same form as drawn attributes: words by their place, flags as booleans, all else as floats."""
    if words is not None:
        places = {word: place for place, word in enumerate(words)}
        return np.array([places[value] for value in values], dtype=np.int64)
    return np.array(values, dtype=np.bool_ if isinstance(values[0], bool) else np.float64)
