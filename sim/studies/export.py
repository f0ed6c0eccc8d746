"""Exporting: the event log of a results folder, for process mining and for spreadsheets."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, get_args

from sim.errors import UsageError
from sim.model.engine import Simulation
from sim.report.event_log.destination import Destination, Format, destinations, finished, sidecar
from sim.report.event_log.kept_study import KeptStudy, read_study
from sim.report.event_log.log import EventLog, Progress
from sim.report.event_log.ocel import write_ocel
from sim.report.event_log.selection import selected
from sim.report.event_log.spreadsheet import write_meanings, write_table
from sim.report.event_log.xes import write_xes
from sim.spreadsheets import Dialect
from sim.studies.arguments import checked, one_of, optional, text

FORMATS: Final[tuple[Format, ...]] = get_args(Format)


class ExportedLog(NamedTuple):
    """A file with an event log."""

    path: Path
    designs: tuple[str, ...]
    """Whose events it holds."""
    events: int
    """How many there are."""


@dataclass(frozen=True, slots=True)
class Export:
    """Event logs that can be written, of which everything was asked before anything is simulated."""

    study: KeptStudy
    simulation: Simulation
    form: Format
    replication: int
    citizens: tuple[range, ...]
    """Whose lives are told, as stretches of neighbours."""
    places: tuple[Destination, ...]
    csv: Dialect

    def write(self, place: Destination, progress: Progress | None = None) -> ExportedLog:
        """Simulates the citizens again and writes their log, as a whole or not at all."""
        log = EventLog(self.study, self.simulation, place.designs, self.replication, self.citizens)
        return ExportedLog(place.path, place.designs, self.written(log, place.path, progress))

    def written(self, log: EventLog, path: Path, progress: Progress | None) -> int:
        """Writes a log in the format; returns the number of events."""
        if self.form == "csv":
            with finished(path) as file, finished(sidecar(path)) as meanings:
                write_meanings(log, meanings, path.name, self.csv)
                return write_table(log, file, progress, self.csv)
        with finished(path) as file:
            return (write_xes if self.form == "xes" else write_ocel)(log, file, progress)


def to_export(
    folder: Path,
    form: Format,
    designs: Sequence[str],
    citizens: str | None,
    replication: int,
    out: Path | None,
    csv: Dialect,
) -> Export:
    """What is to be written of a results folder; `UsageError` if that cannot be."""
    if csv != "en" and form != "csv":
        raise UsageError(f"csv says how a table is written, and {form} is none: leave it out, or ask for a table.")
    study = read_study(folder)
    scenario = study.scenario
    chosen = study.chosen(tuple(designs))
    if replication >= scenario.replications:
        raise UsageError(f"There is no replication {replication}: the study has 0-{scenario.replications - 1}.")
    wanted = selected(citizens, scenario.population.size)
    places = destinations(study, chosen, form, out)
    return Export(study, Simulation(scenario), form, replication, wanted, places, csv)


@checked(form=one_of(*FORMATS), citizens=optional(text))
def export(
    folder: str | Path,
    form: Format = "csv",
    *,
    designs: Sequence[str] = (),
    citizens: str | None = None,
    replication: int = 0,
    out: str | Path | None = None,
    csv: Dialect = "en",
) -> tuple[ExportedLog, ...]:
    """Writes the event log of a finished comparison: a table, an XES log (IEEE 1849-2016), or OCEL 2.0 in JSON.

    The folder holds no events and needs none: the same citizens are simulated again, and the same things happen to them
    to the last bit. `citizens` are written as `0-99`, `3,17,40-49` or `all`; by default they are the first hundred.
    `out` is a file for all designs, or a folder for one file for each; by default a file here, named as the folder. A
    file of that name is replaced. Warns if the program is another than the one that simulated the study. Raises
    `UsageError` for what there is not, and `StudyError` if the disk refuses.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "paper"], size=100, out="results/logged")
    >>> logs = sim.export("results/logged", "xes", citizens="0-9", out="lives.xes")
    >>> logs[0].path.name, logs[0].designs
    ('lives.xes', ('opaque', 'paper'))
    """
    asked = to_export(Path(folder), form, designs, citizens, replication, None if out is None else Path(out), csv)
    if asked.study.warning is not None:
        warnings.warn(asked.study.warning, stacklevel=3)
    return tuple(asked.write(place) for place in asked.places)
