"""The object-centric event log: OCEL 2.0 in its JSON format, section 8 of the specification.

Every value is a string, as the published schema demands; the declared type determines how to read it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from io import TextIOBase
from typing import IO, Final

from sim.report.event_log.event import Event
from sim.report.event_log.event_labels import ACTIVITIES
from sim.report.event_log.log import EventLog, Progress
from sim.report.event_log.log_columns import BY_NAME, Level, Value, columns_of
from sim.report.event_log.objects import OBJECT_TYPES, Object, Objects, Relation

ALWAYS: Final = "1970-01-01T00:00:00Z"
"""The time of an attribute that never changes, by the convention of the specification."""
OF_EVENTS: Final = (BY_NAME["design"], *columns_of(Level.EVENT))
Json = Mapping[str, object]


def write_ocel(log: EventLog, file: TextIOBase, progress: Progress | None = None) -> int:
    """Writes the log; returns the number of events.

    The document lists all events before all objects, but each life yields both: objects wait in a temporary file.
    """
    count = objects = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        file.write('{"objectTypes":[\n')
        file.write(",\n".join(compact(each) for each in object_types()))
        file.write('\n],"eventTypes":[\n')
        file.write(",\n".join(compact(each) for each in event_types()))
        file.write('\n],"events":[')
        for life in log.lives(progress):
            found = Objects(life)
            count = add(file, count, (event_row(event, found.relations(event)) for event in life))
            # After the events, because the objects of a life are found while its events are written.
            objects = add(waiting, objects, (object_row(each) for each in found.found.values()))
        file.write('\n],"objects":[')
        waiting.seek(0)
        shutil.copyfileobj(waiting, file)
        file.write("\n]}\n")
    return count


def add(file: TextIOBase | IO[str], before: int, rows: Iterable[Json]) -> int:
    """Appends rows to a list with `before` rows; returns the new number of rows."""
    for row in rows:
        file.write(",\n" if before else "\n")
        file.write(compact(row))
        before += 1
    return before


def compact(row: Json) -> str:
    """A row on one line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def object_types() -> list[Json]:
    """The declarations of the types of object."""
    return [
        {"name": name, "attributes": [{"name": each, "type": datatype} for each, datatype in attributes]}
        for name, attributes in OBJECT_TYPES.items()
    ]


def event_types() -> list[Json]:
    """The declarations of the types of event: all activities, with the same attributes."""
    attributes = [{"name": column.name, "type": column.datatype} for column in OF_EVENTS]
    return [{"name": words, "attributes": attributes} for words in ACTIVITIES.values()]


def event_row(event: Event, relations: list[Relation]) -> Json:
    """An event in the format of the document."""
    values = {column.name: column.value(event) for column in OF_EVENTS}
    return {
        "id": f"{event.citizen.identity}#{event.ordinal}",
        "type": ACTIVITIES[event.activity],
        "time": event.time.isoformat(),
        "attributes": [{"name": name, "value": text(value)} for name, value in values.items() if value is not None],
        "relationships": related(relations),
    }


def object_row(each: Object) -> Json:
    """An object in the format of the document."""
    return {
        "id": each.identity,
        "type": each.object_type,
        "attributes": [
            {"name": name, "time": ALWAYS, "value": text(value)}
            for name, value in each.attributes.items()
            if value is not None
        ],
        "relationships": related(each.relations),
    }


def related(relations: list[Relation]) -> list[Json]:
    """Relations in the format of the document."""
    return [{"objectId": relation.identity, "qualifier": relation.qualifier} for relation in relations]


def text(value: Value) -> str:
    """A value as a string."""
    return str(value).lower() if isinstance(value, bool) else str(value)
