"""Checks of names that must exist elsewhere in the document: sources, segments, designs, schemes, public days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from sim.scenario.composition import hints
from sim.scenario.families import TABLE
from sim.scenario.nodes import Entry, Listing, Mapping, Node, Scalar, entry_at
from sim.scenario.shape import Shape, leaves, quantities_in

DESIGNS = {
    ("compare", "designs"), ("compare", "reference"), ("compare", "before"), ("search", "base"), ("trial", "designs"),
}  # fmt: skip
"""Paths at which designs are named."""
Refuse = Callable[..., None]
"""A function that records a problem: its place and message, and by keyword the `allowed` values and a `hint`."""


def refuse_dangling(
    root: Mapping, refuse: Refuse, *, partial: bool = False, within: Collection[str] | None = None
) -> None:
    """Report every name that refers to nothing; in a `partial` document the table referred to may be missing.

    With `within`, only names below these top-level keys of the document are checked.
    """
    names = {key: _names(root, path) for key, path in _WHERE.items()}
    entries = {key: entry for key, entry in root.entries.items() if within is None or key in within}
    for path, entry, shape in leaves(Mapping(entries, root.place)):
        for quantity in quantities_in(entry, shape):
            _refuse_segments(quantity, names["segment"], refuse, partial=partial)
            for node in _sources(quantity.node):
                _refuse_unknown("source", node, names["source"], refuse, partial=partial)
        if path in DESIGNS:
            for node in _texts(entry.node):
                _refuse_unknown("design", node, names["design"], refuse, partial=partial)
            _refuse_twice(entry.node, refuse)
        elif path == ("compare", "counting"):
            for node in _texts(entry.node):
                _refuse_unknown("counting rule", node, names["counting rule"], refuse, partial=partial)
        elif path[:1] == ("calendar",) and path[-1] in {"source", "closed"}:
            what = "source" if path[-1] == "source" else "public day"
            for node in _texts(entry.node):
                _refuse_unknown(what, node, names[what], refuse, partial=partial)
            _refuse_twice(entry.node, refuse)
        elif path[:1] == ("senders",) and path[-1] == "collection":
            for node in _texts(entry.node):
                _refuse_unknown("collection scheme", node, names["collection scheme"], refuse, partial=partial)


def refuse_unknown_sources(root: Mapping, shape: Shape, refuse: Refuse) -> None:
    """Report every source that a quantity names and the document does not list."""
    names = _names(root, _WHERE["source"])
    for _, entry, below in leaves(root, shape):
        for quantity in quantities_in(entry, below):
            for node in _sources(quantity.node):
                _refuse_unknown("source", node, names, refuse, partial=False)


_WHERE = {
    "source": ("sources",),
    "segment": ("population", "segments"),
    "design": ("designs",),
    "counting rule": ("counting",),
    "collection scheme": ("collections",),
    "public day": ("calendar", "days"),
}


def _names(root: Mapping, path: tuple[str, ...]) -> list[str] | None:
    """The names in a table of the document; None if it has no such table."""
    entry = entry_at(root, path)
    return list(entry.node.entries) if entry is not None and isinstance(entry.node, Mapping) else None


def _texts(node: Node) -> Iterator[Scalar]:
    """The texts in a value or a list of values."""
    for item in node.items if isinstance(node, Listing) else (node,):
        if isinstance(item, Scalar) and isinstance(item.value, str):
            yield item


def _sources(node: Node) -> Iterator[Scalar]:
    """The source keys named anywhere within a quantity."""
    if not isinstance(node, Mapping):
        return
    for key, entry in node.entries.items():
        if key == "source" and "value" in node.entries:
            yield from _texts(entry.node)
        else:
            yield from _sources(entry.node)


def _refuse_unknown(what: str, node: Scalar, names: list[str] | None, refuse: Refuse, *, partial: bool) -> None:
    if node.value in (names or ()) or (partial and names is None):
        return
    refuse(node.place, f"there is no {what} {str(node.value)[:80]!r}", **hints(str(node.value), names or ()))


def _refuse_twice(node: Node, refuse: Refuse) -> None:
    seen: set[object] = set()
    for text in _texts(node):
        if text.value in seen:
            refuse(text.place, f"{text.value} is named twice")
        seen.add(text.value)


def _refuse_segments(entry: Entry, names: list[str] | None, refuse: Refuse, *, partial: bool) -> None:
    """Report segments that a table lacks, and keys of it that are not segments."""
    table = entry.node.entries.get(TABLE) if isinstance(entry.node, Mapping) else None
    if table is None or not isinstance(table.node, Mapping) or (partial and names is None):
        return
    for key, inner in table.node.entries.items():
        if key not in (names or ()):
            refuse(inner.place, f"there is no segment {key!r}", **hints(key, names or ()))
    missing = [name for name in names or () if name not in table.node.entries]
    if missing:
        refuse(table.place, f"the table lacks the segment {', '.join(missing)}; it must name every segment once")
