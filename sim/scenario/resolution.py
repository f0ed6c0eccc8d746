"""Resolving a scenario file: from the terse form that people write to the complete scenario, its hash and origins."""

from __future__ import annotations

import hashlib
import sys
from collections import abc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.alternatives import refuse_wrong
from sim.scenario.attachment import attach
from sim.scenario.composition import Composition, Fitted
from sim.scenario.fitted import take_fitted
from sim.scenario.nodes import Mapping, entry_at, plain
from sim.scenario.problems import InvalidScenarioError, Place, Problem
from sim.scenario.reading import Document, read_text
from sim.scenario.schema import Scenario
from sim.scenario.schema_validation import validated
from sim.scenario.settings import OUTSIDE, Settings, apply_settings
from sim.scenario.values import node_of
from sim.scenario.writing import document_of, dump, inline

__all__ = [
    "Earlier",
    "Resolution",
    "ValueOrigin",
    "compose",
    "dump",
    "from_resolved",
    "resolution_of",
    "resolve",
    "with_settings",
]

RESOLVED = "resolved scenario"
"""The name, in places, of a document that does not come from a file."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that a later one replaced, and the place where it was written."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class ValueOrigin:
    """Where a value was written, and the values it replaced, the latest first; `place` is None for a default."""

    path: str
    place: Place | None
    overrode: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolved scenario: the scenario, the SHA-256 of its canonical text, and the files in their order."""

    scenario: Scenario
    sha256: str
    files: tuple[str, ...]
    overrides: tuple[str, ...]
    """The names of the overrides that the files define."""
    root: Mapping
    fitted: Fitted | None = None
    """The file of fitted parameters, if one was used."""

    @property
    def identified(self) -> dict[str, bool]:
        """For each fitted number by name, True if published figures narrow it; empty without fitted parameters."""
        return {} if self.fitted is None else dict(self.fitted.narrowed)

    def origin(self, path: str) -> ValueOrigin:
        """Where the value at a dotted path was written, and the values it replaced; no place if it is in no file."""
        entry = entry_at(self.root, path.split("."))
        if entry is None:
            return ValueOrigin(path, None)
        earlier = tuple(Earlier(inline(plain(old.node)), old.place) for old in entry.history())
        return ValueOrigin(path, entry.place, earlier)


def resolve(
    path: str | Path,
    *,
    overrides: Sequence[str] = (),
    settings: Settings = (),
    values: abc.Mapping[str, object] | None = None,
    fitted: bool = True,
) -> Resolution:
    """Resolve a scenario file, with named overrides and then settings applied in the order given.

    Without `fitted` the file under `parameters_from` is ignored, so that calibrated numbers have the values and ranges
    that the scenario itself gives them. Raises `ScenarioError` with every problem of the document, each with its place.
    """
    composition = compose(path, overrides=overrides, settings=settings, values=values, fitted=fitted)
    attach(composition)
    scenario = whole(composition)
    raise_problems(composition)
    assert scenario is not None  # noqa: S101  # no problem was noted
    files = tuple(document.file for document in composition.documents if document.file not in OUTSIDE)
    # Of the canonical text, so that layout, comments and the way in which files are composed make no other scenario.
    identity = hashlib.sha256(dump(scenario).encode()).hexdigest()
    return Resolution(scenario, identity, files, tuple(composition.overrides), composition.root, composition.fitted)


def compose(
    path: str | Path,
    *,
    overrides: Sequence[str] = (),
    settings: Settings = (),
    values: abc.Mapping[str, object] | None = None,
    fitted: bool = True,
) -> Composition:
    """Compose the files, fitted parameters, overrides and settings without validating the values."""
    # Overrides and settings come after fitted parameters, so that a user's own value always wins.
    composition = Composition()
    composition.add_file(Path(path), str(path))
    if fitted:
        composition.fitted = take_fitted(composition)
    composition.apply_overrides(overrides)
    apply_settings(composition, settings)
    apply_settings(composition, values or {})
    return composition


def whole(composition: Composition, *, partial: bool = False) -> Scenario | None:
    """The scenario of a tree, with its alternatives checked; None, with problems recorded, if invalid or partial."""
    scenario = validated(composition.root, composition.refuse, partial=partial or composition.incomplete)
    if scenario is not None:
        refuse_wrong(composition, scenario)
    return scenario


def in_order(composition: Composition) -> tuple[Problem, ...]:
    """All problems recorded so far, each once: those of the file itself first, then those of the files it extends."""
    order = {document.file: number for number, document in enumerate(reversed(composition.documents))}

    def position(problem: Problem) -> tuple[int, Place]:
        return order.get(problem.place.file, -1), problem.place

    return tuple(sorted(dict.fromkeys(composition.problems), key=position))


def raise_problems(composition: Composition) -> None:
    """Raise `InvalidScenarioError` with all problems recorded so far, if there are any."""
    if composition.problems:
        raise InvalidScenarioError(*in_order(composition))


def from_resolved(text: str) -> Scenario:
    """The scenario of a canonical text written by `dump`, of any size; raises `ScenarioError` if it is invalid."""
    # A text of the program's own is not limited: it may have more values than people write.
    document = read_text(text, RESOLVED, most_nodes=sys.maxsize)
    composition = Composition(documents=[document])
    composition.add_document(document)
    return completed(composition, known=True)


def resolution_of(scenario: Scenario) -> Resolution:
    """The resolution of a scenario object, as if its resolved form were the file."""
    document = read_text(dump(scenario, located=True), RESOLVED, most_nodes=sys.maxsize)
    composition = Composition(documents=[document])
    composition.add_document(document)
    identity = hashlib.sha256(dump(scenario).encode()).hexdigest()
    return Resolution(scenario, identity, (), (), composition.root)


def completed(composition: Composition, *, known: bool = False) -> Scenario:
    """The scenario of a whole resolved document; raises `ScenarioError` if it is invalid.

    Alternatives are not checked for a document `known` to be written by `dump`: they were when it was first read.
    """
    attach(composition)
    scenario = validated(composition.root, composition.refuse) if known else whole(composition)
    raise_problems(composition)
    assert scenario is not None  # noqa: S101  # no problem was noted
    return scenario


def with_settings(scenario: Scenario, settings: Settings) -> Scenario:
    """The scenario with settings applied; raises `ScenarioError` with every problem."""
    try:
        return changed(unwritten(scenario), settings)
    except InvalidScenarioError:
        # Only a text has lines to name; writing and reading it takes ten times as long, so it is left until needed.
        return changed(read_text(dump(scenario, located=True), RESOLVED, most_nodes=sys.maxsize), settings)


def unwritten(scenario: Scenario) -> Document:
    """The document that `read_text` would read from `dump`, built without a text; all values have the same place."""
    root = node_of(document_of(scenario, located=True), Place(RESOLVED, 1, 1))
    assert isinstance(root, Mapping)  # noqa: S101  # a scenario is one
    return Document(RESOLVED, (), root)


def changed(document: Document, settings: Settings) -> Scenario:
    """The scenario of a resolved document with settings applied; raises `ScenarioError` with every problem."""
    composition = Composition(documents=[document])
    composition.add_document(document)
    apply_settings(composition, settings)
    return completed(composition)
