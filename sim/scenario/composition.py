"""Composing files: `extends`, named overrides, deletion by null, and single settings.

The order is as follows. The files that a file extends come before it, in the order given; every file is read once, at
its first turn. The named overrides follow in the order asked for, and then the settings. Mappings merge key by key. A
quantity, text, choice or list is replaced as a whole, and so is a mapping that the file names under `replaces`. The
contacts of a design merge by name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from sim.places import found
from sim.scenario.nodes import Entry, Listing, Mapping, Node, Scalar, entry_at
from sim.scenario.problems import InvalidScenarioError, Place, Problem
from sim.scenario.reading import Document, read_file
from sim.scenario.shape import Shape, leaves, scenario_shape
from sim.scenario.shipped import did_you_mean_file
from sim.scenario.suggestions import did_you_mean, listed

MOST_FILES: Final = 100
LARGEST_TOTAL: Final = 1024 * 1024
"""Largest number of characters in all files together."""
REPLACES: Final = "replaces"
FILE_KEYS: Final = ("extends", "overrides", "parameters_from", REPLACES)
"""Keys of a file that control its composition and are not part of the scenario."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file of fitted parameters as a scenario names it."""

    file: str
    """Its path as shown to users."""
    ensemble: Path | None
    """The table of all sets of parameters that fit, if the file names one."""
    narrowed: dict[str, bool] = field(default_factory=dict)
    """For each parameter by its path: True if published figures narrow its range, False if they leave it open."""


@dataclass
class Composition:
    """A document under construction: its tree so far, the files it came from, and the problems met."""

    documents: list[Document] = field(default_factory=list)
    root: Mapping = field(default_factory=lambda: Mapping({}, Place("", 1, 1)))
    overrides: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    shape: Shape = field(default_factory=scenario_shape)
    """The shape that the document must have."""
    incomplete: bool = False
    """True if a file to extend was not found, so that missing keys are not reported as well."""
    fitted: Fitted | None = None
    """The file that parameters were taken from, if any."""

    def refuse(self, place: Place, message: str, *, allowed: str = "", hint: str = "") -> None:
        """Record a problem together with the line of the file that it is in."""
        lines = next((document.lines for document in self.documents if document.file == place.file), ())
        excerpt = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
        self.problems.append(Problem(place, message, excerpt, allowed, hint))

    # Files

    def add_file(self, path: Path, shown: str, chain: tuple[str, ...] = ()) -> None:
        """Add a file after the files that it extends."""
        document = read_file(path, shown)
        # The real path, so that one file reached by two names or a link is read once.
        identity = os.path.realpath(path)
        # Noted before the files that it extends are read, so that a circle comes to an end.
        self.seen.add(identity)
        if len(self.seen) > MOST_FILES:
            raise InvalidScenarioError(Problem(Place(shown, 1, 1), f"more than {MOST_FILES} files"))
        self.documents.append(document)
        # Counted over all files, for many small ones may be as much to read as a large one.
        if sum(len(line) for each in self.documents for line in each.lines) > LARGEST_TOTAL:
            raise InvalidScenarioError(
                Problem(Place(shown, 1, 1), f"more than {LARGEST_TOTAL // 1024} KiB in all files")
            )
        for name, place in self.extended(document):
            inner = path.parent / name
            inner_identity = os.path.realpath(inner)
            # A file may be extended by several others, but not by one that it extends itself.
            if inner_identity in (*chain, identity):
                self.refuse(place, f"{name} extends this file in turn")
            elif inner_identity not in self.seen:
                self.add_extended(inner, os.path.normpath(str(Path(shown).parent / name)), place, (*chain, identity))
        # Moved behind the files that it extends, so that the last document is the file that was asked for.
        self.documents.remove(document)
        self.documents.append(document)
        self.add_document(document)

    def add_extended(self, path: Path, shown: str, place: Place, chain: tuple[str, ...]) -> None:
        """Add a file that another one extends; if it is missing, the problem is reported where the file is named."""
        if found(path.is_file):
            self.add_file(path, shown, chain)
            return
        self.incomplete = True
        self.refuse(place, f"no file {shown} to extend", hint=did_you_mean_file(path, shown))

    def extended(self, document: Document) -> list[tuple[str, Place]]:
        """The files that a document extends, in order, each with the place where it is named."""
        entry = document.root.entries.get("extends")
        if entry is None:
            return []
        nodes = entry.node.items if isinstance(entry.node, Listing) else (entry.node,)
        names: list[tuple[str, Place]] = []
        for node in nodes:
            if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value:
                self.incomplete = True
                self.refuse(node.place, "extends names a file, or a list of files, relative to this one")
            # An anchored path would make the scenario mean another file on another machine. A
            # null byte ends a name for the operating system.
            elif "\0" in node.value or is_anchored(node.value):
                self.incomplete = True
                self.refuse(node.place, "extends names a file relative to this one")
            else:
                names.append((node.value, node.place))
        return names

    def add_document(self, document: Document) -> None:
        """Merge the content of one file into the tree, and store its named overrides."""
        entries = {key: entry for key, entry in document.root.entries.items() if key not in FILE_KEYS}
        overrides = document.root.entries.get("overrides")
        if overrides is not None:
            self.keep_overrides(overrides)
        root = self.by_name(Mapping(entries, document.root.place), self.shape)
        if isinstance(root, Mapping):
            if REPLACES in document.root.entries:
                # Removed before merging, so that nothing inherited is left to merge with.
                self.forget(document.root.entries[REPLACES].node, root)
            self.root = replace(self.merged(self.root, root, self.shape), place=root.place)

    def forget(self, named: Node, over: Mapping) -> None:
        """Remove the inherited mappings that a file replaces as a whole; problems are reported."""
        for node in named.items if isinstance(named, Listing) else (named,):
            path = node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
            steps = tuple(path.split("."))
            given, shape = entry_at(over, steps), self.shape
            for step in steps:
                below = shape.below(step)
                shape = below if below is not None and below.merges else Shape("leaf", None)
            if not path:
                self.refuse(node.place, "replaces names a mapping by its path, such as population.segments, or a list")
            elif shape.kind == "leaf":
                self.refuse(
                    node.place, f"{path} is no mapping that merges key by key; what else is given replaces anyway"
                )
            elif given is None or not isinstance(given.node, Mapping):
                self.refuse(node.place, f"this file gives no {path} to replace the inherited one")
            elif entry_at(self.root, steps) is None:
                self.refuse(node.place, f"there is no inherited {path} to replace")
            else:
                self.root = without(self.root, steps)

    def keep_overrides(self, entry: Entry) -> None:
        """Store the named overrides of a file; a later file's override replaces an earlier one of the same name."""
        if not isinstance(entry.node, Mapping):
            self.refuse(entry.node.place, "overrides is a mapping of names to partial scenarios")
            return
        for name, each in entry.node.entries.items():
            if isinstance(each.node, Mapping) and each.node.entries:
                node = self.by_name(each.node, self.shape)
                self.overrides[name] = replace(each, node=node)
            else:
                self.refuse(each.place, f"override {name!r} is a partial scenario: a mapping with the keys it changes")

    # Named lists

    def by_name(self, node: Node, shape: Shape | None) -> Node:
        """The same tree with every list of named items as a mapping by name."""
        if shape is None or not shape.merges:
            return node
        if shape.kind == "named" and isinstance(node, Listing):
            return self.listing_by_name(node)
        if not isinstance(node, Mapping):
            return node
        entries = {
            key: replace(entry, node=self.by_name(entry.node, shape.below(key))) for key, entry in node.entries.items()
        }
        if shape.kind == "named":
            entries = {key: replace(entry, node=self.with_name(key, entry)) for key, entry in entries.items()}
        return Mapping(entries, node.place, named=shape.kind == "named")

    def listing_by_name(self, node: Listing) -> Mapping:
        """A list of items with a `name`, as a mapping by that name."""
        entries: dict[str, Entry] = {}
        for item in node.items:
            entry = item.entries.get("name") if isinstance(item, Mapping) else None
            name = entry.node.value if entry is not None and isinstance(entry.node, Scalar) else None
            if entry is None or not isinstance(name, str):
                number = entry.node.text if entry is not None and isinstance(entry.node, Scalar) else ""
                hint = f'to be a text, put it in quotes: "{number}"' if number else ""
                self.refuse(item.place, "every contact is a mapping with its name as a text", hint=hint)
            elif name in entries:
                first = entries[name].node.place
                self.refuse(entry.node.place, f"contact {name!r} is given twice; first in line {first.line}")
            else:
                entries[name] = Entry(item.place, item)
        return Mapping(entries, node.place, named=True)

    def with_name(self, name: str, entry: Entry) -> Node:
        """A contact given by name, with that name among its keys."""
        if not isinstance(entry.node, Mapping):
            return entry.node
        given = entry.node.entries.get("name")
        if given is not None and not (isinstance(given.node, Scalar) and given.node.value == name):
            self.refuse(given.node.place, f"this contact is called {name!r}; a contact cannot be renamed")
        entries = {"name": Entry(entry.place, Scalar(name, entry.place))}
        return replace(entry.node, entries=entries | {key: e for key, e in entry.node.entries.items() if key != "name"})

    # Merging

    def merged(
        self, base: Mapping, over: Mapping, shape: Shape, *, known_only: bool = False, path: str = ""
    ) -> Mapping:
        """The base with `over` merged on top; with `known_only`, names that the base does not have are refused."""
        entries = dict(base.entries)
        for key, entry in over.entries.items():
            old, below = entries.get(key), shape.below(key)
            where = f"{path}.{key}" if path else key
            if isinstance(entry.node, Scalar) and entry.node.value is None:
                self.delete(entries, key, entry)
                continue
            # A table has names of the author's own, so only an override can tell a new name from a misspelt one.
            if known_only and old is None and shape.kind == "table":
                self.refuse(entry.place, f"{where} is not there to be overridden", **hints(key, entries))
                continue
            node = entry.node
            if below is not None and below.merges and isinstance(node, Mapping):
                under = old.node if old is not None and isinstance(old.node, Mapping) else Mapping({}, node.place)
                node = self.merged(under, node, below, known_only=known_only, path=where)
                node = replace(node, named=below.kind == "named")
                # A mapping keeps the place of its first file, and the keys within know their own.
                if old is not None and isinstance(old.node, Mapping):
                    entries[key] = replace(old, node=node)
                    continue
            changed = replace(entry, node=node)
            # Linked to what it replaces, from which `why` tells the history of a value.
            entries[key] = changed if old is None else changed.over(old)
        return Mapping(entries, base.place, base.named)

    def delete(self, entries: dict[str, Entry], key: str, entry: Entry) -> None:
        """Delete an inherited key; a key that is not there is a problem."""
        if key in entries:
            del entries[key]
        else:
            self.refuse(
                entry.place, f"null deletes an inherited key, and there is no {key!r} to delete", **hints(key, entries)
            )

    # Named overrides

    def apply_overrides(self, names: Sequence[str]) -> None:
        """Apply named overrides in order; two that change the same key are refused."""
        touched: dict[tuple[str, ...], str] = {}
        for name in dict.fromkeys(names):
            entry = self.overrides.get(name)
            if entry is None:
                self.refuse(
                    Place(self.documents[-1].file, 1, 1), f"no override called {name!r}", **hints(name, self.overrides)
                )
            elif isinstance(entry.node, Mapping):
                self.refuse_clashes(name, entry.node, touched)
                self.root = self.merged(self.root, entry.node, self.shape, known_only=True)

    def refuse_clashes(self, name: str, node: Mapping, touched: dict[tuple[str, ...], str]) -> None:
        """Add the paths that an override changes to `touched`, and refuse those that another one has changed before."""
        for path, entry, _ in leaves(node):
            if path[-1] == "name" and path[2:3] == ("contacts",):
                continue  # every override of a contact says which one it is
            # One path at the beginning of the other: a whole mapping and a key in it clash as well.
            for other, by in touched.items():
                if by != name and (path[: len(other)] == other or other[: len(path)] == path):
                    self.refuse(entry.place, f"overrides {by!r} and {name!r} both touch {'.'.join(path)}")
            touched.setdefault(path, name)


def without(node: Mapping, path: Sequence[str]) -> Mapping:
    """The mapping without the key at the end of a path."""
    step, rest = path[0], path[1:]
    entry = node.entries[step]
    if not rest or not isinstance(entry.node, Mapping):
        return replace(node, entries={key: each for key, each in node.entries.items() if key != step})
    return replace(node, entries=node.entries | {step: replace(entry, node=without(entry.node, rest))})


def is_anchored(name: str) -> bool:
    """True if a path begins at a root or a drive of any operating system; the answer does not depend on the system."""
    # Both kinds are asked for on every system, so that a scenario valid here is valid everywhere.
    return bool(PurePosixPath(name).anchor or PureWindowsPath(name).anchor)


def hints(key: str, known: Iterable[str]) -> dict[str, str]:
    """The allowed names and the nearest of them, as arguments of a problem about an unknown name."""
    names = list(known)
    return {"allowed": listed(names), "hint": did_you_mean(key, names)}
