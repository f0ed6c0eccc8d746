"""The event log as a table: one row per event in CSV, and beside it what the columns mean, as CSV on the Web.

The sidecar follows the W3C recommendation "Metadata Vocabulary for Tabular Data" (2015), which also gives its name.
"""

from __future__ import annotations

import json
from io import TextIOBase
from typing import Final

from sim import __version__
from sim.experiment.identity import SOFTWARE
from sim.report.event_log.columns import COLUMNS, Level, Value
from sim.report.event_log.log import EventLog, Progress
from sim.spreadsheets import SEPARATORS, Dialect, Rows

SIDECAR: Final = "-metadata.json"
"""What is added to the name of the table."""
DATATYPES: Final = {"string": "string", "integer": "integer", "boolean": "boolean", "time": "dateTimeStamp"}


def write_table(log: EventLog, file: TextIOBase, progress: Progress | None = None, dialect: Dialect = "en") -> int:
    """Writes the header and one row per event; returns the number of events."""
    rows = Rows(file, dialect)
    rows.write(column.name for column in COLUMNS)
    count = 0
    for life in log.lives(progress):
        for event in life:
            rows.write(cell(column.value(event)) for column in COLUMNS)
        count += len(life)
    return count


def cell(value: Value) -> str | int | None:
    """A value as a cell has it: true and false in small letters, nothing for what is not there."""
    return ("false", "true")[value] if isinstance(value, bool) else value


def write_meanings(log: EventLog, file: TextIOBase, table: str, dialect: Dialect = "en") -> None:
    """Writes the sidecar of the table with this name."""
    json.dump(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "url": table,
            **({"dialect": {"delimiter": SEPARATORS[dialect]}} if dialect != "en" else {}),
            "dc:title": f"Journal of {log.study.scenario.name}: {log.study.scenario.title}",
            "dc:source": f"scenario with SHA-256 {log.study.sha256}, simulated by {SOFTWARE} {__version__}",
            "tableSchema": {
                "columns": [
                    {
                        "name": column.name,
                        "titles": column.name,
                        "datatype": DATATYPES[column.datatype],
                        "required": column.always and column.levels != (Level.MESSAGE,),
                        "dc:description": column.meaning,
                    }
                    for column in COLUMNS
                ],
            },
        },
        file,
        indent=2,
        ensure_ascii=False,
    )
    file.write("\n")
