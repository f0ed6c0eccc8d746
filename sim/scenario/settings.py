"""Single settings from outside the files: lines `path=value` with the value in YAML, or values from Python.

A setting that replaces a quantity drops the old evidence: the new value is graded assumed, and its note names the
setting.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from sim.scenario.composition import Composition, hints
from sim.scenario.nodes import Entry, Listing, Mapping, Node, Scalar, child
from sim.scenario.problems import InvalidScenarioError, Place
from sim.scenario.reading import Document, read_node
from sim.scenario.shape import Shape, scenario_shape
from sim.scenario.suggestions import listed
from sim.scenario.values import node_of, plain_setting
from sim.scenario.writing import inline

SETTINGS: Final = "--set"
"""File name of command-line settings in places, as if they were the lines of a file."""
GIVEN: Final = "setting"
"""File name of settings from Python in places; each is one line, without columns."""
OUTSIDE: Final = frozenset({SETTINGS, GIVEN})
Settings: TypeAlias = "Sequence[str] | abc.Mapping[str, object]"
"""Lines `path=value`, or values by their dotted path."""
_EVIDENCE: Final = frozenset({"low", "high", "grade", "source", "note"})


def apply_settings(composition: Composition, settings: Settings) -> None:
    """Apply settings in order to the tree of the composition; problems are recorded there.

    Raises `UsageError` for a Python value that no scenario can contain.
    """
    if isinstance(settings, abc.Mapping):
        values = {path: plain_setting(path, value) for path, value in settings.items()}
        lines = tuple(f"{path}={inline(value)}" for path, value in values.items())
        _write_down(composition, GIVEN, lines)
        for number, (path, value) in enumerate(values.items(), start=1):
            place = Place(GIVEN, number, 0)
            _put(composition, lines[number - 1], place, path, node_of(value, place))
        return
    lines = tuple(setting.replace("\n", " ").replace("\r", " ") for setting in settings)
    _write_down(composition, SETTINGS, lines)
    for number, line in enumerate(lines, start=1):
        path, equals, text = line.partition("=")
        place = Place(SETTINGS, number, 1)
        if not equals or not path.strip():
            composition.refuse(place, "a setting has the form path=value, such as population.size=500")
            continue
        try:
            # Blank lines and spaces bring the value to its line and column in that file, so that
            # problems point at it.
            node = read_node("\n" * (number - 1) + " " * (len(path) + 1) + text, SETTINGS, lines)
        except InvalidScenarioError as invalid:
            composition.problems.extend(invalid.problems)
            continue
        _put(composition, line, place, path, node)


def _write_down(composition: Composition, name: str, lines: tuple[str, ...]) -> None:
    """Add the lines of the settings to the documents, to be shown with problems."""
    if lines:
        # At the front, so that the last document stays the scenario that was asked for.
        composition.documents.insert(0, Document(name, lines, Mapping({}, Place(name, 1, 1))))


def _put(composition: Composition, line: str, place: Place, path: str, node: Node) -> None:
    """Put one value into the tree."""
    changed = _Setting(composition, line, place).put(
        composition.root, scenario_shape(), tuple(path.strip().split(".")), node
    )
    if isinstance(changed, Mapping):
        composition.root = changed


class _Setting:
    """One setting, applied by walking down the tree."""

    def __init__(self, composition: Composition, line: str, place: Place) -> None:
        self.composition = composition
        self.line = line
        self.place = place

    def put(self, node: Node, shape: Shape | None, path: tuple[str, ...], value: Node) -> Node:
        """The node with the value put at the path; unchanged, with a problem recorded, if that is impossible."""
        step, rest = path[0], path[1:]
        below = None if shape is None else shape.below(step)
        old = child(node, step)
        declared = (shape is not None and step in shape.keys) or (_is_known(node) and step in _EVIDENCE)
        if old is None and (rest or not declared):
            keys = list(shape.keys) if shape is not None and shape.kind == "part" else _steps(node)
            # A part that is not there cannot be set by halves: its other keys would have no values.
            if declared:
                problem = (
                    f"the scenario has no {step!r}, of which {self.line} would set a part: give it whole, in a file"
                )
                self.composition.refuse(self.place, problem)
                return node
            self.composition.refuse(self.place, f"there is no {step!r} to set in {self.line}", **hints(step, keys))
            return node
        if rest == ("value",) and old is not None and (_is_known(old.node) or isinstance(old.node, Scalar)):
            rest = ()
        if rest and old is not None:
            return _with(node, step, old, self.put(old.node, below, rest, value))
        if isinstance(value, Scalar) and value.value is None:
            return self.without(node, step, old)
        inside = below is None and (shape is None or shape.is_quantity)
        quantity = (below is not None and below.is_quantity) or (inside and not (_is_known(node) and step in _EVIDENCE))
        return _with(node, step, old, self.assumed(value) if quantity else self.named(value, below))

    def assumed(self, value: Node) -> Node:
        """A bare value with new evidence; anything else unchanged."""
        if not isinstance(value, Scalar):
            return value
        parts = {
            "value": value,
            "grade": Scalar("assumed", self.place),
            "note": Scalar(f"set by {SETTINGS} {self.line}", self.place),
        }
        return Mapping({key: Entry(node.place, node) for key, node in parts.items()}, value.place)

    def named(self, value: Node, shape: Shape | None) -> Node:
        """The value with its lists of named items as mappings."""
        return self.composition.by_name(value, shape)

    def without(self, node: Node, step: str, old: Entry | None) -> Node:
        """The node without an inherited key."""
        if old is None or not isinstance(node, Mapping):
            self.composition.refuse(
                self.place, f"null deletes a key, and there is no {step!r} to delete", allowed=listed(_steps(node))
            )
            return node
        return replace(node, entries={key: entry for key, entry in node.entries.items() if key != step})


def _is_known(node: Node) -> bool:
    return isinstance(node, Mapping) and "value" in node.entries


def _steps(node: Node) -> list[str]:
    if isinstance(node, Mapping):
        return list(node.entries)
    return [str(number) for number in range(len(node.items))] if isinstance(node, Listing) else []


def _with(node: Node, step: str, old: Entry | None, value: Node) -> Node:
    """The node with one entry changed; `old` is the entry there before."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Listing):
        items = list(node.items)
        items[int(step)] = value
        return replace(node, items=tuple(items))
    entry = Entry(value.place, value)
    if old is not None:
        entry = entry.over(old) if value.place.file in OUTSIDE else replace(old, node=value)
    return replace(node, entries=node.entries | {step: entry})
