"""Export: the event log of a results folder, for process mining, or the whole comparison as one workbook."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, get_args

from sim.errors import StudyError, UsageError
from sim.experiment.engines import Engine, engine_for
from sim.experiment.result_tables import responses_table
from sim.files import write_whole
from sim.notation import listed
from sim.places import destination
from sim.report.event_log.destination import Destination, Format, destinations, finished, sidecar
from sim.report.event_log.log import EventLog, Progress
from sim.report.event_log.ocel import write_ocel
from sim.report.event_log.saved_study import SavedStudy, read_study
from sim.report.event_log.selection import selected
from sim.report.event_log.spreadsheet import write_meanings, write_table
from sim.report.event_log.xes import write_xes
from sim.scenario.evidence import ledger
from sim.spreadsheets import Dialect
from sim.studies.arguments import checked, one_of, optional, text
from sim.studies.compare import Comparison, opened

FORMATS: Final[tuple[Format, ...]] = get_args(Format)
WORKBOOK: Final = ".xlsx"


class ExportedLog(NamedTuple):
    """A file with an event log, or a workbook: its path, designs and number of events.

    Times in it are Dutch local times with their offset from UTC.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "paper"], size=50, points=0, out="results/exported")
    >>> (log,) = sim.export("results/exported", citizens="0-9", out="lives.csv")
    >>> log.path.name, log.designs, log.events > 0
    ('lives.csv', ('opaque', 'paper'), True)
    """

    path: Path
    designs: tuple[str, ...]
    """Designs whose events or responses it holds."""
    events: int
    """Number of events: 0 in a workbook."""


class ExportRequest(NamedTuple):
    """Request for an export, by a program or at the command line."""

    folder: Path
    form: Format
    designs: Sequence[str]
    citizens: str | None
    replication: int
    out: Path | None
    csv: Dialect


@dataclass(frozen=True, slots=True)
class Export:
    """Event logs that can be written, checked before anything is simulated."""

    study: SavedStudy
    engine: Engine
    form: Format
    replication: int
    citizens: tuple[range, ...]
    """Citizens whose events are exported, as ranges of neighbours."""
    places: tuple[Destination, ...]
    csv: Dialect

    def write(self, place: Destination, progress: Progress | None = None) -> ExportedLog:
        """Simulates the citizens again and writes their log, completely or not at all."""
        # The folder holds no events. The same addresses give the same draws, and so the same events.
        log = EventLog(self.study, self.engine, place.designs, self.replication, self.citizens)
        return ExportedLog(place.path, place.designs, self.written(log, place.path, progress))

    def written(self, log: EventLog, path: Path, progress: Progress | None) -> int:
        """Writes a log in the format; returns the number of events."""
        if self.form == "csv":
            with finished(path) as file, finished(sidecar(path)) as meanings:
                write_meanings(log, meanings, path.name, self.csv)
                return write_table(log, file, progress, self.csv)
        with finished(path) as file:
            return (write_xes if self.form == "xes" else write_ocel)(log, file, progress)


def to_export(wanted: ExportRequest) -> Export:
    """The checked export of a results folder; raises `UsageError` if it is not possible."""
    form = wanted.form
    if wanted.csv != "en" and form != "csv":
        raise UsageError(f"csv says how a table is written, and {form} is none: leave it out, or ask for a table.")
    study = read_study(wanted.folder)
    scenario = study.scenario
    chosen = study.chosen(tuple(wanted.designs))
    if wanted.replication >= scenario.replications:
        raise UsageError(f"There is no replication {wanted.replication}: the study has 0-{scenario.replications - 1}.")
    chosen_citizens = selected(wanted.citizens, scenario.population.size)
    places = destinations(study, chosen, form, wanted.out)
    return Export(study, engine_for(scenario), form, wanted.replication, chosen_citizens, places, wanted.csv)


def answer_of(found: Comparison) -> list[str]:
    """The answer of a comparison for the first sheet of a workbook: a title, and then sentences."""
    from sim.report.answer import ComparisonAnswer

    answer = ComparisonAnswer(found.analysis)
    said = (
        found.lacks,
        answer.question,
        *answer.sentences,
        answer.beginning,
        *answer.facts,
        *found.verdict.split("\n"),
    )
    return [found.scenario.title, *(line for line in said if line)]


def write_workbook(folder: Path, out: Path | None) -> ExportedLog:
    """Writes a comparison as one workbook; raises `UsageError` if its path or size is unsuitable."""
    from sim.report.workbook import workbook

    kept = read_study(folder)
    place = workbook_place(folder, out)
    found = opened(folder)
    responses = responses_table(found.analysis, found.study.missing)
    content = workbook(answer_of(found), responses, kept.scenario, ledger(kept.scenario))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, content)
    except OSError as error:
        raise StudyError(f"{place} could not be written: {error.strerror}.") from error
    return ExportedLog(place, found.designs, 0)


def workbook_place(folder: Path, out: Path | None) -> Path:
    """The file of a workbook; the default is one in the current folder, named as the results folder."""
    place = out if out is not None else Path(f"{folder.resolve().name}{WORKBOOK}")
    if place.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            f"{place} lies in the results folder, which a later comparison replaces. Name a place outside of it."
        )
    if place.suffix != WORKBOOK or place.is_dir():
        raise UsageError(f"{place} is no place for a workbook: name a file that ends in {WORKBOOK}.")
    return destination(place, folder=False)


def exported_workbook(wanted: ExportRequest) -> ExportedLog:
    """Writes a workbook; raises `UsageError` if an option is given that only event logs have."""
    given = {
        "the format": wanted.form != "csv", "designs": bool(wanted.designs), "citizens": wanted.citizens is not None,
        "replication": wanted.replication != 0, "csv": wanted.csv != "en",
    }  # fmt: skip
    named = [name for name, is_given in given.items() if is_given]
    if named:
        raise UsageError(f"A workbook holds a whole comparison and no events: leave out {listed(named)}.")
    return write_workbook(wanted.folder, wanted.out)


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
    xlsx: bool = False,
) -> tuple[ExportedLog, ...]:
    """Exports the event log of a finished comparison: a table, an XES log (IEEE 1849-2016), or OCEL 2.0 in JSON.

    The arguments:

    - `folder`: the results folder of a comparison. It holds no events: the same citizens are simulated again, with the
      same events to the last bit.
    - `form`: `"csv"`, `"xes"` or `"ocel"`.
    - `designs`: names of designs; all by default.
    - `citizens`: such as `"0-99"` (the default), `"3,17,40-49"` or `"all"`.
    - `replication`: number of the simulated history, from 0.
    - `out`: a file for all designs, or a folder with one file for each; by default a file here, named as the folder. An
      existing file is replaced.
    - `csv`: `"nl"` writes a table for a Dutch spreadsheet.
    - `xlsx`: write one workbook instead of a log: the answer, all responses, the meaning of the columns, and the
      parameters with their ranges, grades and sources.

    Returns an `ExportedLog` for each file. Warns if the program is not the version that simulated the study. Raises
    `UsageError` for an argument that does not fit the folder, and `StudyError` if the disk refuses.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "paper"], size=100, out="results/logged")
    >>> logs = sim.export("results/logged", "xes", citizens="0-9", out="lives.xes")
    >>> logs[0].path.name, logs[0].designs
    ('lives.xes', ('opaque', 'paper'))
    """
    place = None if out is None else Path(out)
    wanted = ExportRequest(Path(folder), form, designs, citizens, replication, place, csv)
    if xlsx:
        return (exported_workbook(wanted),)
    asked = to_export(wanted)
    if asked.study.warning is not None:
        # Three levels up is the line of the caller, past the check of arguments.
        warnings.warn(asked.study.warning, stacklevel=3)
    return tuple(asked.write(place) for place in asked.places)
