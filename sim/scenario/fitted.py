"""Fitted parameters: values found by `mbsim calibrate`, which a scenario takes over through `parameters_from`.

A file of fitted parameters states the value of each and the range that fits. A scenario takes those that it grades
`calibrated` itself; parameters that it grades otherwise, or does not have, are ignored. So one file serves scenarios
that share some of their numbers. Evidence (grade, sources, note) stays with the scenario, except for a number that
published figures leave open: it becomes assumed, and its note says why.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from sim.places import found
from sim.scenario.composition import Composition, Fitted, hints
from sim.scenario.nodes import Entry, Mapping, Node, Scalar, entry_at
from sim.scenario.paths import STAR
from sim.scenario.problems import InvalidScenarioError, Place
from sim.scenario.reading import Document, read_file
from sim.scenario.shape import scenario_shape

PARAMETERS_FROM: Final = "parameters_from"
KEYS: Final = ("made_by", "targets", "targets_sha256", "ensemble", "parameters")
TAKEN: Final = ("value", "low", "high")
STANDING: Final = "standing"
OPEN: Final = "fitted with all others, but published figures leave it open: its value fits, and so do others"
STANDINGS: Final = ("pinned", "narrowed", "open")
"""How far published figures determine a fitted number: they pin it down, narrow it, or leave it open."""


def take_fitted(composition: Composition) -> Fitted | None:
    """Put the fitted values into the tree and report problems of their file; None if no such file is named.

    If several scenario files name one, the last counts: the file that extends the others.
    """
    named = named_file(composition)
    if named is None:
        return None
    document, entry = named
    if not isinstance(entry.node, Scalar) or not isinstance(entry.node.value, str) or not entry.node.value:
        composition.refuse(entry.node.place, f"{PARAMETERS_FROM} names a file relative to this one")
        return None
    shown = os.path.normpath(str(Path(document.file).parent / entry.node.value))
    try:
        fitted = read_file(Path(shown), shown)
    # Tried first and asked afterwards: a file that is missing is told where it is named, and a
    # wrong one where it is wrong.
    except InvalidScenarioError as invalid:
        if not found(Path(shown).is_file):
            composition.refuse(entry.node.place, f"no file {shown} to take parameters from")
        else:
            composition.problems.extend(invalid.problems)
        return None
    # At the front, so that the last document stays the scenario that was asked for.
    composition.documents.insert(0, fitted)
    return fitted_parameters(composition, fitted)


def named_file(composition: Composition) -> tuple[Document, Entry] | None:
    """The last document that names a file of fitted parameters, with the entry that names it."""
    for document in reversed(composition.documents):
        entry = document.root.entries.get(PARAMETERS_FROM)
        if entry is not None:
            return document, entry
    return None


def fitted_parameters(composition: Composition, fitted: Document) -> Fitted:
    """Take over every parameter of a file that the tree grades calibrated."""
    for key, entry in fitted.root.entries.items():
        if key not in KEYS:
            composition.refuse(entry.place, f"no key {key!r} in a file of fitted parameters", **hints(key, KEYS))
    parameters = fitted.root.entries.get("parameters")
    if parameters is None or not isinstance(parameters.node, Mapping):
        place = Place(fitted.file, 1, 1) if parameters is None else parameters.place
        composition.refuse(place, "a file of fitted parameters has `parameters`: a mapping of paths to their values")
        return Fitted(fitted.file, None)
    # Names with fewer stars are more specific, and so are applied last and win.
    for name, entry in sorted(parameters.node.entries.items(), key=lambda each: -each[0].count(STAR)):
        if is_valid_parameter(composition, name, entry):
            for path in paths_like(composition.root, tuple(name.split("."))):
                composition.root = put(composition.root, path, entry)
    narrowed = {name: standing_of(entry) != "open" for name, entry in parameters.node.entries.items()}
    ensemble = fitted.root.entries.get("ensemble")
    named = None if ensemble is None or not isinstance(ensemble.node, Scalar) else str(ensemble.node.value)
    return Fitted(fitted.file, None if named is None else Path(fitted.file).parent / named, narrowed)


def standing_of(entry: Entry) -> object:
    """The standing of a fitted number as the file states it, one of `STANDINGS` if the file is valid."""
    found = entry_at(entry.node, (STANDING,))
    return found.node.value if found is not None and isinstance(found.node, Scalar) else None


def is_valid_parameter(composition: Composition, name: str, entry: Entry) -> bool:
    """True if a parameter has a possible path, a value, a range and a standing; otherwise the problem is reported."""
    first = name.split(".", 1)[0]
    keys = list(scenario_shape().keys)
    if first != STAR and first not in keys:
        composition.refuse(entry.place, f"no scenario has a number at {name}", **hints(first, keys))
        return False
    found = set(entry.node.entries) if isinstance(entry.node, Mapping) else set()
    if found != {*TAKEN, STANDING}:
        composition.refuse(entry.place, f"{name} has {', '.join(TAKEN)} and {STANDING}, and nothing else")
        return False
    if standing_of(entry) not in STANDINGS:
        composition.refuse(entry.place, f"the {STANDING} of {name} is one of {', '.join(STANDINGS)}")
        return False
    return True


def paths_like(node: Node, pattern: tuple[str, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths below a node that match a pattern and lead to a number graded calibrated; a star matches any step."""
    if not pattern:
        if isinstance(node, Mapping) and grade_of(node) == "calibrated":
            yield path
        return
    if isinstance(node, Scalar):
        return
    steps = node.entries.items() if isinstance(node, Mapping) else enumerate(node.items)
    for step, below in steps:
        if pattern[0] in (STAR, str(step)):
            inner = below.node if isinstance(below, Entry) else below
            yield from paths_like(inner, pattern[1:], (*path, str(step)))


def grade_of(node: Mapping) -> object:
    """The grade of a number; None if it has none."""
    entry = entry_at(node, ("grade",))
    return entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None


def put(node: Node, path: tuple[str, ...], fitted: Entry) -> Mapping:
    """The tree with a fitted value at a path; the evidence there is kept."""
    changed = with_fitted(node, path, fitted)
    assert isinstance(changed, Mapping)  # noqa: S101  (a tree is a mapping)
    return changed


def with_fitted(node: Node, path: tuple[str, ...], fitted: Entry) -> Node:
    """The node with a fitted value at a path below it."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Mapping):
        entry = node.entries[path[0]]
        last = len(path) == 1
        inner = number(entry, fitted) if last else replace(entry, node=with_fitted(entry.node, path[1:], fitted))
        return replace(node, entries=node.entries | {path[0]: inner})
    items = list(node.items)
    items[int(path[0])] = with_fitted(items[int(path[0])], path[1:], fitted)
    return replace(node, items=tuple(items))


def number(entry: Entry, fitted: Entry) -> Entry:
    """The entry of a number with its fitted value and range, linked to the entry that it replaces."""
    assert isinstance(entry.node, Mapping) and isinstance(fitted.node, Mapping)  # noqa: S101, PT018  (both were checked)
    entries = {key: Entry(fitted.node.entries[key].place, fitted.node.entries[key].node) for key in TAKEN}
    if standing_of(fitted) == "open":
        entries |= open_evidence(entry.node, fitted.place)
    return Entry(fitted.place, replace(entry.node, entries=entry.node.entries | entries)).over(entry)


def open_evidence(node: Mapping, place: Place) -> dict[str, Entry]:
    """The new grade and note of a number that was fitted with all others but is left open by published figures."""
    earlier = entry_at(node, ("note",))
    said = str(earlier.node.value) if earlier is not None and isinstance(earlier.node, Scalar) else ""
    note = f"{said}; {OPEN}" if said else OPEN
    return {"grade": Entry(place, Scalar("assumed", place)), "note": Entry(place, Scalar(note, place))}
