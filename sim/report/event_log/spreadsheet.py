"""The event log as a table: a CSV file with one row per event, and the meanings of its columns as CSV on the Web."""

from __future__ import annotations

from io import TextIOBase
from typing import Final

from sim.experiment.provenance import source_of
from sim.report.event_log.log import EventLog, Progress
from sim.report.event_log.log_columns import COLUMNS, Level
from sim.spreadsheets import Column, Dialect, RowWriter, metadata

DESCRIBED: Final = tuple(
    # Columns of a message are empty in rows that are about no message.
    Column(each.name, each.datatype, each.meaning, each.unit, each.always and each.levels != (Level.MESSAGE,))
    for each in COLUMNS
)


def write_table(log: EventLog, file: TextIOBase, progress: Progress | None = None, dialect: Dialect = "en") -> int:
    """Writes the header and one row per event; returns the number of events."""
    rows = RowWriter(file, dialect)
    rows.write(column.name for column in DESCRIBED)
    count = 0
    for life in log.lives(progress):
        for event in life:
            rows.write(column.value(event) for column in COLUMNS)
        count += len(life)
    return count


def write_meanings(log: EventLog, file: TextIOBase, table: str, dialect: Dialect = "en") -> None:
    """Writes the meanings of the columns of the table with this name."""
    scenario = log.study.scenario
    title = f"Journal of {scenario.name}: {scenario.title}"
    file.write(metadata(table, title, source_of(log.study.sha256), DESCRIBED, dialect))
