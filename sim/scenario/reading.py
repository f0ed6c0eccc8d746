"""Reading YAML 1.2 into a tree in which every value has its line and column, within fixed limits on size and depth.

Only plain data is accepted: no tags, no merge keys, no second document, no duplicate keys. Scalars follow the core
schema of YAML 1.2, so `no` and `2016-01-01` are texts.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from sim.places import is_text, shown_as
from sim.scenario.nodes import Atom, Entry, Listing, Mapping, Node, Scalar
from sim.scenario.problems import InvalidScenarioError, Place, Problem
from sim.scenario.shipped import did_you_mean_file

LARGEST_FILE: Final = 256 * 1024
"""Largest size of a file in bytes."""
DEEPEST: Final = 24
"""Largest depth of nested mappings and lists."""
MOST_PROBLEMS: Final = 100
"""Largest number of problems with the YAML of one file that are reported together."""
MOST_NODES: Final = 12_000
"""Largest number of keys and values in a file, with aliases counted at the size of their target."""
LONGEST_KEY: Final = 200
LONGEST_NUMBER: Final = 400
"""Largest number of characters of a number; a longer scalar is text."""

_NULL = re.compile(r"null|Null|NULL|~|")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its name as shown to users, its lines, and the tree."""

    file: str
    lines: tuple[str, ...]
    root: Mapping


def line_of(lines: tuple[str, ...], place: Place) -> str:
    """The line that a place is in; empty beyond the end."""
    return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def read_file(path: Path, shown: str) -> Document:
    """Read a scenario file; any invalid content raises `InvalidScenarioError` with a place."""
    start = Place(shown, 1, 1)
    # A name that is no UTF-8 can be neither printed nor written into a manifest.
    if not is_text(shown):
        raise InvalidScenarioError(
            Problem(Place(shown_as(shown), 1, 1), "the name is not UTF-8; give the file another")
        )
    try:
        # Asked before opening: opening a pipe would wait for ever.
        if not path.is_file():
            if path.exists():
                raise InvalidScenarioError(Problem(start, "not a regular file"))
            raise InvalidScenarioError(Problem(start, "no such file", hint=did_you_mean_file(path, shown)))
        with path.open("rb") as stream:
            # One byte more than allowed tells a file that is too large from one that just fits.
            content = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidScenarioError(Problem(start, f"cannot be read: {reason}")) from None
    return read_bytes(content, shown)


def read_bytes(content: bytes, shown: str) -> Document:
    """Read the content of a scenario file; any invalid content raises `InvalidScenarioError` with a place."""
    if len(content) > LARGEST_FILE:
        message = f"larger than {LARGEST_FILE // 1024} KiB, the most a scenario file may hold"
        raise InvalidScenarioError(Problem(Place(shown, 1, 1), message))
    try:
        # With or without the mark that some editors put first.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise InvalidScenarioError(Problem(Place(shown, line, column), "not UTF-8 text")) from None
    return read_text(text, shown)


@lru_cache(maxsize=64)
def read_text(text: str, shown: str, *, most_nodes: int = MOST_NODES) -> Document:
    """Read the text of a scenario; raises `InvalidScenarioError` with a place.

    The same text is read once: composing never changes a document, and most verbs resolve a scenario twice.
    """
    # As YAML breaks lines, so that its line numbers find the line that is shown.
    lines = tuple(re.split(r"\r\n|\r|\n", text))
    root = read_node(text, shown, lines, most_nodes=most_nodes)
    if not isinstance(root, Mapping):
        raise InvalidScenarioError(
            Problem(root.place, "a scenario is a mapping of keys to values", line_of(lines, root.place))
        )
    return Document(shown, lines, root)


def read_node(text: str, shown: str, lines: tuple[str, ...], *, most_nodes: int = MOST_NODES) -> Node:
    """Read one YAML value of any kind; raises `InvalidScenarioError` with a place."""
    builder = _Builder(shown, lines, most_nodes)
    try:
        root = builder.built(_events(text))
    except ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        place = Place(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise InvalidScenarioError(
            Problem(place, "a character that YAML does not allow", line_of(lines, place))
        ) from None
    except MarkedYAMLError as error:
        raise InvalidScenarioError(builder.syntax_problem(error)) from None
    # Errors other than YAMLError are faults of the parser that malformed input can bring about.
    except (YAMLError, ValueError, IndexError, AssertionError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidScenarioError(Problem(builder.latest, "not YAML", line_of(lines, builder.latest))) from error
    if builder.problems:
        raise InvalidScenarioError(*builder.problems)
    return root


def _events(text: str) -> Iterator[Event]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from YAML(typ="safe", pure=True).parse(text)


def scalar_value(text: str) -> Atom:
    """The value of a plain scalar in the core schema of YAML 1.2; a scalar too long for a number stays text."""
    if text in _TRUTH:
        return _TRUTH[text]
    if _NULL.fullmatch(text):
        return None
    # Reading a long number takes quadratic time, and Python refuses one of more than 4,300 digits.
    return text if len(text) > LONGEST_NUMBER else _number_or_text(text)


def _number_or_text(text: str) -> str | int | float:
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return float(text.replace(".", "")) if _NOT_FINITE.fullmatch(text) else text


@dataclass
class _Open:
    """A mapping or list under construction."""

    place: Place
    mapping: bool
    anchor: str | None
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: tuple[str, Place] | None = None
    size: int = 1


class _Builder:
    """Builds the tree from parse events, and refuses YAML features that a scenario may not use."""

    def __init__(self, shown: str, lines: tuple[str, ...], most_nodes: int) -> None:
        self.shown = shown
        self.most_nodes = most_nodes
        self.lines = lines
        self.problems: list[Problem] = []
        self.latest = Place(shown, 1, 1)
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0
        self.count = 0

    def refuse(self, place: Place, message: str) -> None:
        """Record a problem and go on; too many problems end the reading."""
        self.problems.append(Problem(place, message, line_of(self.lines, place)))
        if len(self.problems) >= MOST_PROBLEMS:
            raise self.stop(place, f"more than {MOST_PROBLEMS - 1} problems; reading stops here")

    def stop(self, place: Place, message: str) -> InvalidScenarioError:
        """The error that ends the reading immediately, with all problems so far."""
        return InvalidScenarioError(*self.problems, Problem(place, message, line_of(self.lines, place)))

    def syntax_problem(self, error: MarkedYAMLError) -> Problem:
        """The problem behind an error of the YAML parser."""
        mark = error.problem_mark or error.context_mark
        place = self.latest if mark is None else Place(self.shown, mark.line + 1, mark.column + 1)
        what = (error.problem or error.context or "unreadable").replace("\n", " ")
        if error.problem and error.context and error.context_mark is not None:
            what += f", {error.context} that begins in line {error.context_mark.line + 1}"
        return Problem(place, f"not YAML: {what}", line_of(self.lines, place))

    def built(self, events: Iterator[Event]) -> Node:
        """The tree of the one document in the stream."""
        for event in events:
            self.latest = Place(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)
            self.take(event)
        if self.root is None:
            raise self.stop(Place(self.shown, 1, 1), "the file is empty")
        return self.root

    def take(self, event: Event) -> None:
        """Process one parse event."""
        place = self.latest
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.stop(place, "a second document; a scenario file holds one")
        # A tag can ask a YAML reader to make any object. "!" only says that a scalar is text.
        if getattr(event, "tag", None) not in {None, "!"}:
            self.refuse(place, "tags are not allowed")
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            # Without a limit a deeply nested file would exhaust Python's stack.
            if len(self.stack) >= DEEPEST:
                raise self.stop(place, f"nested deeper than {DEEPEST} levels")
            self.stack.append(_Open(place, isinstance(event, MappingStartEvent), event.anchor))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.close()
        elif isinstance(event, AliasEvent):
            self.alias(str(event.anchor), place)
        elif isinstance(event, ScalarEvent):
            # Escapes such as "\ud83d" can write half of a pair, which could be written to no file.
            if not event.value.isascii() and any("\ud800" <= each <= "\udfff" for each in event.value):
                self.refuse(place, "half of a surrogate pair is not a character")
            value = scalar_value(event.value) if event.implicit[0] and event.style is None else event.value
            self.add(Scalar(value, place, event.value), 1, event.anchor, text=event.value)

    def close(self) -> None:
        """Finish the innermost open mapping or list."""
        done = self.stack.pop()
        node = Mapping(done.entries, done.place) if done.mapping else Listing(tuple(done.items), done.place)
        self.add(node, done.size, done.anchor)

    def alias(self, anchor: str, place: Place) -> None:
        """Add the value that an alias refers to; an anchor still open is refused, as the value would contain itself."""
        if anchor not in self.anchors:
            raise self.stop(place, f"alias to {anchor!r}, which is not a complete value before this")
        node, size = self.anchors[anchor]
        self.add(node, size, None)

    def add(self, node: Node, size: int, anchor: str | None, text: str | None = None) -> None:
        """Add a finished value to the innermost open mapping or list, or make it the root."""
        if anchor is not None:
            self.anchors[str(anchor)] = (node, size)
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        # Sizes add up with aliases expanded, which stops a small file that would unfold to billions of values.
        parent.size += size
        if parent.size > self.most_nodes:
            raise self.stop(self.latest, f"more than {self.most_nodes} values, with aliases written out")
        if not parent.mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self.key(node, text)
        else:
            (name, place), parent.key = parent.key, None
            if name in parent.entries:
                self.refuse(place, f"key {name!r} is given twice; first in line {parent.entries[name].place.line}")
            if text == "" and isinstance(node, Scalar) and node.value is None:
                self.refuse_decimal_comma(name, place)
            parent.entries[name] = Entry(place, node)

    def refuse_decimal_comma(self, name: str, place: Place) -> None:
        """Report a decimal comma within braces, as in `{dormant: 0,18}`, where YAML takes `18` for a key."""
        whole = re.search(r"[0-9]+,$", line_of(self.lines, place)[: place.column - 1])
        decimals = re.match(r"[0-9]+", name)
        if whole is not None and decimals is not None:
            number = f"{whole[0]}{decimals[0]}"
            message = f"found {number}: within {{ }} a comma divides keys, and decimals have a point"
            self.problems.append(
                Problem(place, message, line_of(self.lines, place), hint=f"did you mean {number.replace(',', '.')}?")
            )

    def key(self, node: Node, text: str | None) -> tuple[str, Place]:
        """The name of a key as it was written."""
        if text is None:
            self.refuse(self.latest, "a key must be written out as text")
            return f"<{len(self.problems)}>", self.latest
        if len(text) > LONGEST_KEY:
            self.refuse(node.place, f"a key of more than {LONGEST_KEY} characters")
        if text == "<<":
            self.refuse(node.place, "merge keys are not part of YAML 1.2; use extends")
        return text, node.place
