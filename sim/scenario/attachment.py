"""The file of citizens that a scenario names: found beside the scenario file, read, and identified by its content."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from sim.scenario.composition import Composition
from sim.scenario.delimited import Decimal, Encoding, Form, Separator
from sim.scenario.nodes import Entry, Mapping, Node, Scalar, entry_at, plain
from sim.scenario.people import People, read_people
from sim.scenario.problems import Place, Problem
from sim.scenario.suggestions import listed
from sim.scenario.units import described

FROM_FILE: Final = "from_file"
FORMS: Final = {"encoding": get_args(Encoding), "separator": get_args(Separator), "decimal": get_args(Decimal)}
"""The allowed values of each key that describes the format of a file."""


def attach(composition: Composition) -> None:
    """Put the path, digest and number of rows of the file of citizens into the tree, if it names one.

    The path is made absolute, so that another process finds the file whatever its folder. A file that cannot be used
    is removed from the tree, and its problems are reported.
    """
    entry = entry_at(composition.root, ("population", FROM_FILE))
    if entry is None:
        return
    file = _spelled_out(entry.node)
    path = entry_at(file, ("path",))
    if path is None or not isinstance(path.node, Scalar) or not isinstance(path.node.value, str) or not path.node.value:
        composition.refuse(entry.node.place, "from_file names a file of citizens relative to this one, such as a.csv")
        _put(composition, FROM_FILE, None)
        return
    # Relative to the file that names it, and not to the working folder, so that a scenario can be
    # moved with its data.
    shown = os.path.normpath(str(Path(path.node.place.file).parent / path.node.value))
    content = _content(composition, shown, path.node.place)
    people = None if content is None else _people(composition, content, shown, file)
    if content is None or people is None:
        _put(composition, FROM_FILE, None)
        return
    found: dict[str, str | int] = {
        "path": str(Path(shown).absolute()),
        # The digest goes into the canonical text, so that a study of another file of citizens is another study.
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": people.rows,
    }
    entries = {key: Entry(path.place, Scalar(value, path.node.place)) for key, value in found.items()}
    _put(composition, FROM_FILE, replace(entry, node=Mapping(file.entries | entries, file.place)))
    _fit_size(composition, people.rows, shown, path)


def _spelled_out(node: Node) -> Mapping:
    """The entry as a mapping; a bare text is the path of the file."""
    return node if isinstance(node, Mapping) else Mapping({"path": Entry(node.place, node)}, node.place)


def _content(composition: Composition, shown: str, place: Place) -> bytes | None:
    """The bytes of the file; None, with the problem reported, if it cannot be read."""
    path = Path(shown)
    try:
        if path.is_file():
            return path.read_bytes()
        composition.refuse(place, f"{'not a regular file' if path.exists() else 'no file'}: {shown}")
    except (OSError, ValueError) as error:
        composition.refuse(place, f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}")
    return None


def _people(composition: Composition, content: bytes, shown: str, file: Mapping) -> People | None:
    """The citizens of the file; None, with all problems reported, if it is invalid or not the one recorded."""
    digest = hashlib.sha256(content).hexdigest()
    # Asked before the cells are read: of another file the digest is the one problem worth telling.
    if not _agrees(composition, file, "sha256", digest, f"{shown} has other content, with the SHA-256 {digest}"):
        return None
    form = _form(composition, file)
    if form is None:
        return None
    people, problems = read_people(content, shown, _segments(composition.root), form)
    composition.problems.extend(problems)
    if people is None or not _agrees(composition, file, "rows", people.rows, f"{shown} has {people.rows} rows"):
        return None
    return people


def _form(composition: Composition, file: Mapping) -> Form | None:
    """The format that the scenario states for the file; None, with the problem reported, if a value is not allowed."""
    said: dict[str, object] = {}
    for key, words in FORMS.items():
        entry = file.entries.get(key)
        if entry is None:
            continue
        said[key] = entry.node.value if isinstance(entry.node, Scalar) else None
        if said[key] not in words:
            found = described(plain(entry.node))
            composition.refuse(
                entry.node.place, f"{key}: found {found}", allowed=listed([f'"{word}"' for word in words])
            )
            return None
    return Form(**said)  # type: ignore[arg-type]  # each is one of the words that there are


def _agrees(composition: Composition, file: Mapping, key: str, found: object, message: str) -> bool:
    """True if the scenario states the value found, or none, at a key of the file; otherwise a problem is reported."""
    said = file.entries.get(key)
    if said is None or (isinstance(said.node, Scalar) and said.node.value == found):
        return True
    composition.refuse(said.node.place, message)
    return False


def _segments(root: Mapping) -> tuple[str, ...] | None:
    """The names of the segments, if the document has any."""
    entry = entry_at(root, ("population", "segments"))
    return tuple(entry.node.entries) if entry is not None and isinstance(entry.node, Mapping) else None


def _fit_size(composition: Composition, rows: int, shown: str, path: Entry) -> None:
    """Set the population size to the number of rows unless the scenario asks for fewer; more is a problem."""
    size = entry_at(composition.root, ("population", "size"))
    if size is None:
        _put(composition, "size", Entry(path.place, Scalar(rows, path.node.place)))
    elif isinstance(size.node, Scalar) and isinstance(size.node.value, int) and size.node.value > rows:
        message = f"found {size.node.value} citizens, and {shown} has {rows} rows"
        composition.refuse(size.node.place, message, allowed=f"1 to {rows}")


def _put(composition: Composition, key: str, entry: Entry | None) -> None:
    """Change one key of the population, or remove it if `entry` is None."""
    population = composition.root.entries["population"]
    assert isinstance(population.node, Mapping)  # noqa: S101  # a key of it was found
    entries = {name: each for name, each in population.node.entries.items() if name != key}
    if entry is not None:
        entries[key] = entry
    changed = replace(population, node=replace(population.node, entries=entries))
    composition.root = replace(composition.root, entries=composition.root.entries | {"population": changed})


def content_of(path: str, sha256: str) -> bytes | Problem:
    """The bytes of a file if its digest is as recorded, or else the problem."""
    start = Place(path, 1, 1)
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return Problem(start, f"cannot be read: {error.strerror}")
    # Checked each time: a study that goes on after the file has changed would mix two populations.
    if hashlib.sha256(content).hexdigest() != sha256:
        return Problem(start, "has other content than when the scenario was read")
    return content
