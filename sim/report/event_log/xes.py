"""The event log as XES (IEEE 1849-2016): a trace per message, and one per citizen for what is about no message.

Elements come in the order of the standard's schema: extensions, globals, classifiers, attributes of the log, traces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import TextIOBase
from typing import Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from sim import __version__
from sim.experiment.identity import SOFTWARE
from sim.report.event_log.columns import BY_NAME, Level, LogColumn, Value, columns_of
from sim.report.event_log.event import Event, Life
from sim.report.event_log.log import EventLog, Progress

EXTENSIONS: Final = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
}
"""Prefix and address of the standard extensions in use. They are names: nothing is ever fetched."""
KEYS: Final = {
    "trace": "concept:name",
    "activity": "concept:name",
    "timestamp": "time:timestamp",
    "role": "org:role",
    "resource": "org:resource",
}
"""What the standard extensions call a column; every other one keeps its name."""
ELEMENTS: Final = {"string": "string", "integer": "int", "boolean": "boolean", "time": "date"}
UNKNOWN: Final[Mapping[str, Value]] = {
    "string": "unknown",
    "integer": 0,
    "boolean": False,
    "time": "1970-01-01T00:00:00.000+00:00",
}
"""The value that a global attribute must have; it is never used, since every trace and event has its own."""
CLASSIFIERS: Final = {"Activity": "concept:name", "Activity-and-detail": "concept:name detail"}
OF_EVENTS: Final = (BY_NAME["activity"], BY_NAME["timestamp"], *columns_of(Level.EVENT))
NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML 1.0 document cannot hold, not even escaped."""


def write_xes(log: EventLog, file: TextIOBase, progress: Progress | None = None) -> int:
    """Writes the log; returns the number of events."""
    written = XesWriter(file)
    count = 0
    # A decimal, as the schema has it, though the number of the standard is written 1849-2016 elsewhere.
    with written.element("log", {"xes.version": "1849.2016", "xes.features": ""}):
        written.head(log)
        for life in log.lives(progress):
            for trace in traces(life):
                written.trace(trace)
            count += len(life)
    written.end()
    return count


def traces(life: Life) -> Iterator[Life]:
    """The events of a life by trace: first what is about no message, then message by message."""
    by_case: dict[int, list[Event]] = {}
    for event in life:
        by_case.setdefault(event.case, []).append(event)
    return (tuple(by_case[case]) for case in sorted(by_case))


class XesWriter:
    """Writes the elements of a log one after the other, each name and value escaped."""

    def __init__(self, file: TextIOBase) -> None:
        self.file = file
        self.xml = XMLGenerator(file, encoding="UTF-8", short_empty_elements=True)
        self.xml.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """An element around what is written meanwhile."""
        self.start(name, attributes)
        yield
        self.xml.endElement(name)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """The beginning of an element."""
        self.xml.startElement(name, AttributesImpl({key: legible(value) for key, value in attributes.items()}))

    def empty(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element with nothing in it."""
        self.start(name, attributes)
        self.xml.endElement(name)

    def line(self) -> None:
        """A new line, for people who look at the file."""
        self.xml.ignorableWhitespace("\n")

    def attribute(self, key: str, datatype: str, value: Value) -> None:
        """A typed attribute; nothing if it has no value."""
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            self.empty(ELEMENTS[datatype], {"key": key, "value": text})

    def column(self, column: LogColumn, event: Event) -> None:
        """A column of an event as an attribute."""
        # Milliseconds, because old readers take no time without them.
        value = event.time.isoformat(timespec="milliseconds") if column.datatype == "time" else column.value(event)
        self.attribute(KEYS.get(column.name, column.name), column.datatype, value)

    def head(self, log: EventLog) -> None:
        """Everything before the traces."""
        self.line()
        for name, (prefix, address) in EXTENSIONS.items():
            self.empty("extension", {"name": name, "prefix": prefix, "uri": address})
            self.line()
        self.globals("trace", (BY_NAME["trace"], *columns_of(Level.CITIZEN)))
        self.globals("event", OF_EVENTS)
        for name, keys in CLASSIFIERS.items():
            self.empty("classifier", {"name": name, "keys": keys})
            self.line()
        scenario = log.study.scenario
        self.attribute("concept:name", "string", f"{scenario.name}: {scenario.title}")
        self.attribute("lifecycle:model", "string", "standard")
        self.attribute("software", "string", f"{SOFTWARE} {__version__}")
        self.attribute("scenario_sha256", "string", log.study.sha256)
        self.line()

    def globals(self, scope: str, columns: tuple[LogColumn, ...]) -> None:
        """The attributes that every trace, or every event, has."""
        with self.element("global", {"scope": scope}):
            for column in columns:
                if column.always:
                    self.attribute(KEYS.get(column.name, column.name), column.datatype, UNKNOWN[column.datatype])
            if scope == "event":
                self.attribute("lifecycle:transition", "string", "complete")
        self.line()

    def trace(self, events: Life) -> None:
        """A trace with its events. What the log says of it is what it says of its first event."""
        first = events[0]
        with self.element("trace", {}):
            self.column(BY_NAME["trace"], first)
            for column in (*columns_of(Level.CITIZEN), *columns_of(Level.MESSAGE)):
                if first.message is not None or Level.CITIZEN in column.levels:
                    self.column(column, first)
            for event in events:
                self.line()
                self.event(event)
            self.line()
        self.line()

    def event(self, event: Event) -> None:
        """One event: something that is complete at its moment, however long the citizen was busy with it."""
        with self.element("event", {}):
            for column in OF_EVENTS:
                self.column(column, event)
            self.attribute("lifecycle:transition", "string", "complete")

    def end(self) -> None:
        """The end of the document."""
        self.xml.endDocument()
        self.line()


def legible(text: str) -> str:
    """A text that XML can hold: other characters become the replacement character."""
    return NOT_IN_XML.sub("\ufffd", text)
