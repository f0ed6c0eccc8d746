"""The event log as XES (IEEE 1849-2016): a trace for each message, and one per citizen for all other events.

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
from sim.report.event_log.event import Event, Life
from sim.report.event_log.log import EventLog, Progress
from sim.report.event_log.log_columns import BY_NAME, Level, LogColumn, Value, columns_of

EXTENSIONS: Final = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
}
"""The prefix and address of each standard extension in use. The addresses are names: nothing is ever fetched."""
KEYS: Final = {
    "trace": "concept:name",
    "activity": "concept:name",
    "timestamp": "time:timestamp",
    "role": "org:role",
    "resource": "org:resource",
}
"""The names of columns in the standard extensions; all other columns keep their names."""
ELEMENTS: Final = {"string": "string", "integer": "int", "boolean": "boolean", "time": "date"}
UNKNOWN: Final[Mapping[str, Value]] = {
    "string": "unknown",
    "integer": 0,
    "boolean": False,
    "time": "1970-01-01T00:00:00.000+00:00",
}
"""The default value that a global attribute must have. It is never used, since every trace and event has its own."""
CLASSIFIERS: Final = {"Activity": "concept:name", "Activity-and-detail": "concept:name detail"}
OF_EVENTS: Final = (BY_NAME["activity"], BY_NAME["timestamp"], *columns_of(Level.EVENT))
NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 documents cannot hold, not even escaped."""


def write_xes(log: EventLog, file: TextIOBase, progress: Progress | None = None) -> int:
    """Writes the log; returns the number of events."""
    written = XesWriter(file)
    count = 0
    # A decimal, as the schema demands, though the standard's number is written 1849-2016 elsewhere.
    with written.element("log", {"xes.version": "1849.2016", "xes.features": ""}):
        written.head(log)
        for life in log.lives(progress):
            for trace in traces(life):
                written.trace(trace)
            count += len(life)
    written.end()
    return count


def traces(life: Life) -> Iterator[Life]:
    """The events of a life by trace: first those that belong to no message, then message by message."""
    by_case: dict[int, list[Event]] = {}
    for event in life:
        by_case.setdefault(event.case, []).append(event)
    return (tuple(by_case[case]) for case in sorted(by_case))


class XesWriter:
    """Writes the elements of a log in sequence, with each name and value escaped."""

    def __init__(self, file: TextIOBase) -> None:
        self.file = file
        self.xml = XMLGenerator(file, encoding="UTF-8", short_empty_elements=True)
        self.xml.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """Writes the element around the content written in the block."""
        self.start(name, attributes)
        yield
        self.xml.endElement(name)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Writes the start tag of an element."""
        self.xml.startElement(name, AttributesImpl({key: legible(value) for key, value in attributes.items()}))

    def empty(self, name: str, attributes: Mapping[str, str]) -> None:
        """Writes an element without content."""
        self.start(name, attributes)
        self.xml.endElement(name)

    def line(self) -> None:
        """Writes a line break, so that the file is readable."""
        self.xml.ignorableWhitespace("\n")

    def attribute(self, key: str, datatype: str, value: Value) -> None:
        """Writes a typed attribute, or nothing if its value is None."""
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            self.empty(ELEMENTS[datatype], {"key": key, "value": text})

    def column(self, column: LogColumn, event: Event) -> None:
        """Writes a column of an event as an attribute."""
        # With milliseconds, because old readers accept no time without them.
        value = event.time.isoformat(timespec="milliseconds") if column.datatype == "time" else column.value(event)
        self.attribute(KEYS.get(column.name, column.name), column.datatype, value)

    def head(self, log: EventLog) -> None:
        """Writes everything before the traces."""
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
        """Writes the attributes that every trace, or every event, has."""
        with self.element("global", {"scope": scope}):
            for column in columns:
                if column.always:
                    self.attribute(KEYS.get(column.name, column.name), column.datatype, UNKNOWN[column.datatype])
            if scope == "event":
                self.attribute("lifecycle:transition", "string", "complete")
        self.line()

    def trace(self, events: Life) -> None:
        """Writes a trace with its events. Its own attributes are taken from its first event."""
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
        """Writes one event. Every event counts as complete at its time, however long the citizen was busy with it."""
        with self.element("event", {}):
            for column in OF_EVENTS:
                self.column(column, event)
            self.attribute("lifecycle:transition", "string", "complete")

    def end(self) -> None:
        """Ends the document."""
        self.xml.endDocument()
        self.line()


def legible(text: str) -> str:
    """A text that XML can hold, with the replacement character for all other characters."""
    return NOT_IN_XML.sub("\ufffd", text)
