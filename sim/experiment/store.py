"""The results folder: one process at a time fills it, nothing in it is ever half written, nothing finished is lost.

A folder is taken if it is new, empty, or holds results of this program. Parts are added one by one as tasks are done.
Everything made from them (tables, figures, manifest) is prepared beside and moved into place at the end, the manifest
last; the manifest tells which files belong to the last finished study.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.errors import StudyError, StudyInterruptedError, UsageError
from sim.experiment.claim import (
    earlier_files,
    holds_nothing,
    refuse_foreign,
    refuse_other_kind,
    said_in,
    sweep_unfinished,
)
from sim.experiment.diary import Diary, State
from sim.experiment.engines import Json
from sim.experiment.files import UNFINISHED, digest_of, flush, flush_folder, write_whole
from sim.experiment.identity import world_digest
from sim.experiment.lock import locked
from sim.experiment.manifest import MANIFEST, write_out
from sim.experiment.pace import Watcher
from sim.experiment.parts import Files
from sim.experiment.plan import aim
from sim.experiment.provenance import Origin, manifest_of
from sim.experiment.runner import Means, Study, perform_studies
from sim.experiment.shell import typed
from sim.experiment.spreadsheets import in_dialect
from sim.experiment.tables import responses_csv, write_rows
from sim.scenario.attachment import content_of
from sim.scenario.problems import Problem
from sim.scenario.schema import Scenario

__all__ = ["Origin", "Results", "default_folder", "results_folder"]

ROWS: Final = "citizens"


def default_folder(scenario: Scenario) -> Path:
    """`results/<scenario>-<8 digits>`: what can share parts lands in one folder, and nothing else does.

    The digits stand for everything that a row depends on but its design. More citizens, replications and designs
    are added to what is there.
    """
    return Path("results") / f"{scenario.name}-{world_digest(scenario)[:8]}"


@dataclass(frozen=True, slots=True)
class Results:
    """A results folder that is ours to fill, and a place in it where files are prepared."""

    folder: Path
    place: Path
    origin: Origin
    shelf: Files
    diary: Diary
    began_at: float

    def perform(self, scenarios: Sequence[Scenario], means: Means, watchers: Sequence[Watcher] = ()) -> list[Study]:
        """Performs what the folder lacks of some scenarios."""
        totals = means.only_totals(scenarios)
        keys = [key for each in scenarios for key in aim(each, totals=totals).kept.values()]
        try:
            for name in self.shelf.find(keys):
                self.diary.told(f"The part {name} is damaged; it is put aside and made anew.")
            self.keep_scenario(scenarios[0])
            return perform_studies(scenarios, self.shelf, means, (self.diary, *watchers), self.earlier_certificate())
        except OSError as error:
            raise refused(self.folder, error) from error

    def earlier_certificate(self) -> Mapping[str, Json] | None:
        """The certificate of this very scenario that the folder holds already."""
        content = said_in(self.folder / MANIFEST)
        found = content.get("certificate")
        return found if content.get("scenario_sha256") == self.origin.sha256 and isinstance(found, dict) else None

    def keep_scenario(self, scenario: Scenario) -> None:
        """Writes the scenario at once, so that an unfinished study can be continued from its folder alone."""
        if not (self.folder / MANIFEST).exists():
            for name, content in scenario_files(self.origin, scenario).items():
                write_whole(self.folder / name, content)

    def save(
        self, studies: Sequence[Study], files: Mapping[str, bytes], points: Sequence[Mapping[str, str]] = ()
    ) -> None:
        """Writes what was made of the studies, and moves it into the folder, the manifest last.

        Files that an earlier study had and this one does not are removed, parts excepted. Raises `StudyError` if the
        disk refuses.
        """
        try:
            names = self.prepare(studies, files, several=bool(points))
            digests = {name: digest_of(self.place / name) for name in names}
            seconds = time.perf_counter() - self.began_at
            content = manifest_of(studies, self.shelf, self.origin, points, digests, seconds)
            (self.place / MANIFEST).write_bytes(write_out(content).encode())
            for name in (*names, MANIFEST):
                flush(self.place / name)
            move_into_place(self.place, self.folder, (*names, MANIFEST))
        except OSError as error:
            raise refused(self.folder, error) from error
        lacks = next((lack for study in studies if (lack := study.lacks())), "")
        state: State = "failed" if lacks else "done"
        self.diary.end(state, lacks or "done")

    def prepare(self, studies: Sequence[Study], files: Mapping[str, bytes], *, several: bool) -> list[str]:
        """Writes all files but the manifest; their paths. Of several scenarios the files given are all tables."""
        made = dict(files)
        if not several:
            made["responses.csv"] = responses_csv(studies[0].analysis, studies[0].missing).encode()
        tables = in_dialect(made, self.origin.csv, but="points.csv")
        contents = {**scenario_files(self.origin, studies[0].scenario), **tables}
        for name, content in contents.items():
            (self.place / name).parent.mkdir(exist_ok=True)
            (self.place / name).write_bytes(content)
        return [*contents, *(() if several else self.rows(studies[0]))]

    def rows(self, study: Study) -> Iterator[str]:
        """Writes the rows of each design, where rows are kept; their paths."""
        if study.gathering.aim.totals is not None:
            return
        (self.place / ROWS).mkdir(exist_ok=True)
        for design in study.designs:
            name = f"{ROWS}/{design}.parquet"
            write_rows(self.place / name, design, study.gathering.blocks_of(design))
            yield name


@contextlib.contextmanager
def results_folder(
    folder: Path, origin: Origin, say: Callable[[str], None] | None = None, *, kind: str | None = None
) -> Iterator[Results]:
    """Claims a results folder for this process; `kind` is that of an exploration, none of an ordinary study.

    Raises `UsageError` if the folder holds results of another kind, which would be lost, is not ours to fill, is in
    use, or cannot be written. Whatever ends the study before its time is noted in the status. A folder that was made
    for nothing is removed again.
    """
    refuse_foreign(folder)
    existed = folder.exists()
    with contextlib.ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            refuse_other_kind(folder, kind)
            stack.enter_context(locked(folder, origin.command))
            sweep_unfinished(folder)
            place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        except OSError as error:
            raise UsageError(f"The results folder {folder} cannot be written: {error.strerror}.") from error
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        diary = Diary(folder, typed(origin.command), say)
        results = Results(folder, place, origin, Files(folder), diary, time.perf_counter())
        try:
            diary.begin()
            yield results
        except BaseException as error:
            left = told_of(error, results)
            diary.ended_by(left)
            if not existed and holds_nothing(folder):
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            raise left from error


def told_of(error: BaseException, results: Results) -> BaseException:
    """The error that ended a study, with how to go on where it was an interrupt."""
    if not isinstance(error, StudyInterruptedError | KeyboardInterrupt):
        return error
    counts = error.args[:2] if isinstance(error, StudyInterruptedError) else (0, 0)
    how = f"What is done is kept in {results.folder}. Continue with: {typed(results.origin.command)}"
    return StudyInterruptedError(*counts, how)


def refused(folder: Path, error: OSError) -> StudyError:
    """What is said when the disk refuses."""
    return StudyError(
        f"The results could not be written to {folder}: {error.strerror}. Nothing that is done is lost: "
        "make room, and run the same command again."
    )


def scenario_files(origin: Origin, scenario: Scenario) -> dict[str, bytes]:
    """The scenario as it was written, and with everything explicit; and the file of citizens, if it names one."""
    return {
        **({} if origin.scenario_file is None else {"scenario.yaml": origin.scenario_file.read_bytes()}),
        "resolved.yaml": origin.resolved.encode(),
        **population_file(scenario),
    }


def population_file(scenario: Scenario) -> dict[str, bytes]:
    """The file of citizens under the name that the resolved scenario gives it; nothing if there is none."""
    file = scenario.population.from_file
    if file is None:
        return {}
    content = content_of(file.path, file.sha256)
    if isinstance(content, Problem):
        raise StudyError(f"The file of citizens cannot be kept with the results. {content}")
    return {file.kept_as: content}


def move_into_place(place: Path, folder: Path, names: Sequence[str]) -> None:
    """Moves prepared files one by one over those of the same name, and removes what an earlier study left."""
    earlier = earlier_files(folder)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (place / name).replace(folder / name)
        flush_folder((folder / name).parent)
    for name in earlier:
        stale = folder / name
        if name not in names and stale.resolve().is_relative_to(folder.resolve()):
            stale.unlink(missing_ok=True)
