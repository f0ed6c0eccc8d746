"""The tree of a scenario file: values with the place where they were written and the values they replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sim.scenario.problems import Place

Atom: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    value: Atom
    place: Place
    text: str = field(default="", compare=False)
    """The text in the file; empty for a value that comes from no file."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value; `replaced` is the entry that it overrides, if any."""

    place: Place
    node: Node
    replaced: Entry | None = None

    def history(self) -> Iterator[Entry]:
        """The entries that this one replaced, the latest first."""
        entry = self.replaced
        while entry is not None:
            yield entry
            entry = entry.replaced

    def over(self, earlier: Entry) -> Entry:
        """This entry, linked to the earlier one that it replaces."""
        return replace(self, replaced=earlier)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in order. A `named` mapping represents a list whose items are identified by name."""

    entries: dict[str, Entry] = field(hash=False)
    place: Place
    named: bool = False


Node: TypeAlias = Scalar | Listing | Mapping
Plain: TypeAlias = Atom | tuple["Plain", ...] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """The bare values of a tree, as dicts, tuples and atoms."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Listing):
        return tuple(plain(item) for item in node.items)
    if node.named:
        return tuple(plain(entry.node) for entry in node.entries.values())
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def child(node: Node, step: str | int) -> Entry | None:
    """The entry one step down: by key, by place in a list, or by name in a list of named items."""
    if isinstance(node, Listing):
        # `isdigit` alone is also true of digits that `int` cannot read.
        place = int(step) if isinstance(step, int) or (step.isascii() and step.isdigit()) else len(node.items)
        return Entry(node.items[place].place, node.items[place]) if 0 <= place < len(node.items) else None
    if isinstance(node, Scalar):
        return None
    if isinstance(step, int):
        entries = list(node.entries.values())
        return entries[step] if node.named and 0 <= step < len(entries) else None
    return node.entries.get(step)


def entry_at(node: Node, path: Sequence[str | int]) -> Entry | None:
    """The entry at the end of a path; None if the path leaves the tree."""
    entry = Entry(node.place, node)
    for step in path:
        below = child(entry.node, step)
        if below is None:
            return None
        entry = below
    return entry
