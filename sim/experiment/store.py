"""The results folder: one process at a time fills it, no file in it is ever half written, no finished part is lost.

A folder is accepted if it is new, empty, or holds results of this program. Parts are added one by one as tasks are
done. All files made from them (tables, figures, crate, manifest) are prepared in a temporary folder and moved into
place at the end, the manifest last. So the manifest always lists the files of the last finished study.
"""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sim.analysis.exploration.probe import Probe
from sim.analysis.exploration.space import Numbers
from sim.errors import StudyError, StudyInterruptedError, UsageError
from sim.experiment.crate import CRATE, crate_text
from sim.experiment.engines import Json
from sim.experiment.identity import world_digest
from sim.experiment.lock import locked
from sim.experiment.manifest import MANIFEST, RESOLVED, read_manifest, write_out
from sim.experiment.ownership import (
    PAGES,
    ROWS,
    earlier_files,
    holds_nothing,
    refuse_foreign,
    refuse_other_study,
    sweep_unfinished,
)
from sim.experiment.part_store import FileStore
from sim.experiment.plan import planned_scenario
from sim.experiment.point_simulation import Step, at_designs, planned_at_points, step_at
from sim.experiment.progress import ProgressObserver
from sim.experiment.provenance import Finished, StudyOrigin, manifest_of, probes_of, varied_file
from sim.experiment.result_tables import responses_table, write_rows
from sim.experiment.runner import RunSettings, Study, perform_studies
from sim.experiment.status import State, StatusLog
from sim.experiment.study_kinds import Kind
from sim.files import UNFINISHED, digest_of, flush, flush_folder, read_json_object, write_whole
from sim.outcomes.responses import Counts
from sim.places import destination
from sim.scenario.attachment import content_of
from sim.scenario.people import CSV, kept_people
from sim.scenario.problems import Problem
from sim.scenario.schema import Scenario
from sim.scenario.writing import dump
from sim.shell import typed
from sim.spreadsheets import SIDECAR, Table, table_files

__all__ = ["ResultsFolder", "StudyOrigin", "default_folder", "results_folder"]


FULL: Final = {errno.ENOSPC, errno.EDQUOT}
"""Error numbers of a full disk or a full account."""


def default_folder(scenario: Scenario) -> Path:
    """`results/<scenario>-<8 digits>`: studies that can share parts have the same folder, and others do not.

    The digits are a hash of everything that a row depends on except its design. More citizens, replications and designs
    are added to the existing folder.
    """
    return Path("results") / f"{scenario.name}-{world_digest(scenario)[:8]}"


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """A results folder that this process may fill, with a temporary folder in it where files are prepared."""

    folder: Path
    place: Path
    origin: StudyOrigin
    part_store: FileStore
    status_log: StatusLog
    began_at: float
    steps: list[Step] = field(default_factory=list)
    """Simulated steps at points."""

    def perform(
        self, scenarios: Sequence[Scenario], means: RunSettings, watchers: Sequence[ProgressObserver] = ()
    ) -> list[Study]:
        """Performs the missing tasks of some scenarios."""
        totals = means.only_totals(scenarios)
        keys = [key for each in scenarios for key in planned_scenario(each, totals=totals).kept.values()]
        self.find(keys)
        self.keep_scenario(scenarios[0])
        return perform_studies(
            scenarios, self.part_store, means, (self.status_log, *watchers), self.earlier_certificate()
        )

    def perform_points(
        self,
        name: str,
        probes: Sequence[Probe],
        places: Numbers,
        means: RunSettings,
        watchers: Sequence[ProgressObserver] = (),
    ) -> dict[str, Counts]:
        """The sums of some probes at points of the unit cube; performs the missing tasks."""
        return self.step(name, probes, places, means, watchers).sums()

    def step(
        self,
        name: str,
        probes: Sequence[Probe],
        places: Numbers,
        means: RunSettings,
        watchers: Sequence[ProgressObserver] = (),
    ) -> Step:
        """Performs the missing tasks of some probes at points of the unit cube.

        `name` is that of the step: the purpose of the points.
        """
        if len(places) > 1:
            self.status_log.log_line(f"{name}: {len(places)} points")
        self.find([key for one in planned_at_points(probes, places) for key in one.kept.values()])
        self.steps.append(step_at(name, probes, places, self.part_store, means, (self.status_log, *watchers)))
        return self.steps[-1]

    def find(self, keys: Iterable[str]) -> None:
        """Finds the parts with these keys; damaged ones are logged, and made anew."""
        for name in self.part_store.find(keys):
            self.status_log.log_line(f"The part {name} is damaged; it is put aside and made anew.")

    def earlier_certificate(self) -> Mapping[str, Json] | None:
        """The certificate of this very scenario that the folder holds already; None if there is none."""
        try:
            manifest = read_manifest(self.folder)
        except UsageError:
            return None
        return manifest.certified if manifest.scenario_sha256 == self.origin.sha256 else None

    def keep_scenario(self, scenario: Scenario) -> None:
        """Writes the scenario at once, so that an unfinished study can be continued from its folder alone."""
        # The files of a finished study stay until this one is finished too, for its manifest tells of them.
        if not (self.folder / MANIFEST).exists():
            for name, content in scenario_files(self.origin, scenario).items():
                write_whole(self.folder / name, content)

    def save(
        self,
        studies: Sequence[Study],
        files: Mapping[str, bytes | Table],
        points: Sequence[Mapping[str, str]] = (),
        asked: Mapping[str, Json] | None = None,
    ) -> str:
        """Writes the files made of the studies, and moves them into the folder, the manifest last.

        `points` are those of a sweep; `asked` are the settings of points of parameter uncertainty beside a comparison.
        Files of an earlier study that this one does not have are removed, except parts. Returns a sentence if a page
        was removed, else an empty text.
        """
        tables = {} if points else {"responses.csv": responses_table(studies[0].analysis, studies[0].missing)}
        written = table_files({**files, **tables}, self.origin.source, self.origin.csv)
        names = self.prepare({**scenario_files(self.origin, studies[0].scenario), **self.varied(), **written})
        finished = Finished.of_studies(studies, points, self.steps, asked or {})
        return self.finish(finished, [*names, *(() if points else self.rows(studies[0]))])

    def varied(self) -> dict[str, bytes]:
        """The scenarios that were simulated at points, with their numbers as stated."""
        probes = probes_of(self.steps)
        return {varied_file(each.name): dump(at_designs(each, each.scenario)).encode() for each in probes}

    def save_points(
        self,
        kind: Kind,
        scenario: Scenario,
        files: Mapping[str, bytes | Table],
        asked: Mapping[str, Json],
        certificate: Mapping[str, Json] | None,
    ) -> str:
        """Writes the files made of the steps at points, as `save` does for a comparison."""
        finished = Finished.of_steps(kind, scenario, self.steps, asked, certificate)
        contents = {**scenario_files(self.origin, scenario), **self.varied()}
        written = table_files(files, self.origin.source, self.origin.csv)
        return self.finish(finished, self.prepare({**contents, **written}))

    def finish(self, finished: Finished, names: Sequence[str]) -> str:
        """Writes crate and manifest, moves all prepared files into the folder, and records how the study ended."""
        digests = {name: digest_of(self.place / name) for name in names}
        seconds = time.perf_counter() - self.began_at
        manifest = manifest_of(finished, self.part_store, self.origin, digests, seconds)
        crate = crate_text(manifest, finished.scenario, self.titles(names))
        said = self.move_in(digests, {CRATE: crate, MANIFEST: write_out(manifest)})
        state: State = "failed" if finished.lacks else "done"
        self.status_log.end(state, finished.lacks or "done")
        return said

    def move_in(self, digests: Mapping[str, str], documents: Mapping[str, str]) -> str:
        """Moves prepared files into the folder, the manifest last; returns a sentence if a page was removed.

        `documents` are the texts of crate and manifest. A page that was made from other files belongs to an earlier
        study.
        """
        for name, text in documents.items():
            (self.place / name).write_bytes(text.encode())
        for name in (*digests, *documents):
            # Flushed before they are moved, so that no name refers to content that a power cut could lose.
            flush(self.place / name)
        # Asked before anything is moved, because the earlier manifest is replaced then.
        changed = earlier_files(self.folder) != digests
        stale = [page for name in PAGES if changed and (page := self.folder / name).exists()]
        # Removed before the new files come, so that a run that is killed in between leaves no page of other numbers.
        for page in stale:
            page.unlink()
        move_into_place(self.place, self.folder, (*digests, *documents))
        return " ".join(
            f"{page} told of the earlier results, and was removed; mbsim {PAGES[page.name]} makes it anew."
            for page in stale
        )

    def titles(self, names: Iterable[str]) -> dict[str, str]:
        """The titles of the tables among prepared files, from the descriptions beside them."""
        described = [name for name in names if name.endswith(SIDECAR)]
        return {name.removesuffix(SIDECAR): str(read_json_object(self.place / name)["dc:title"]) for name in described}

    def prepare(self, contents: Mapping[str, bytes]) -> list[str]:
        """Writes files into the temporary folder; returns their paths."""
        for name, content in contents.items():
            (self.place / name).parent.mkdir(exist_ok=True)
            (self.place / name).write_bytes(content)
        return list(contents)

    def rows(self, study: Study) -> Iterator[str]:
        """Writes the rows of each design, if rows are stored; yields their paths."""
        if study.study_data.aim.totals is not None:
            return
        (self.place / ROWS).mkdir(exist_ok=True)
        segments = tuple(study.scenario.population.segments)
        for design in study.designs:
            name = f"{ROWS}/{design}.parquet"
            write_rows(self.place / name, design, study.study_data.blocks_of(design), segments)
            yield name


@contextlib.contextmanager
def results_folder(
    folder: Path,
    origin: StudyOrigin,
    say: Callable[[str], None] | None = None,
    *,
    kind: Kind = "comparison",
    points: Sequence[Mapping[str, str]] = (),
    replace: bool = False,
) -> Iterator[ResultsFolder]:
    """Claims a results folder for this process.

    Raises `UsageError` if the folder holds another finished study, unless that is to be replaced, or if the folder
    belongs to other software, is in use, or cannot be written. Raises `StudyError` if the disk refuses later. An error
    that ends the study early is recorded in the status. A folder that was created and stayed empty is removed.
    """
    folder = destination(folder, folder=True)
    refuse_foreign(folder)
    existed = folder.exists()
    with contextlib.ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(folder, origin.command))
            # With the lock held, nobody changes the folder between this question and what follows from it.
            refuse_other_study(folder, origin.scenario, kind, points, replace=replace)
            sweep_unfinished(folder)
            # Within the folder, so that moving a file into place is a rename within one file system.
            place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        except OSError as error:
            raise UsageError(f"The results folder {folder} cannot be written: {error.strerror}.") from error
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        status_log = StatusLog(folder, typed(origin.command), say)
        results = ResultsFolder(folder, place, origin, FileStore(folder), status_log, time.perf_counter())
        try:
            status_log.begin()
            yield results
        except BaseException as error:
            # An interrupt, too, must leave its state in the folder.
            left = final_error(error, results)
            status_log.ended_by(left)
            if not existed and holds_nothing(folder):
                stack.callback(shutil.rmtree, folder, ignore_errors=True)
            raise left from error


def final_error(error: BaseException, results: ResultsFolder) -> BaseException:
    """The error that ended a study; with instructions to continue if it was an interrupt or an error of the disk."""
    if isinstance(error, OSError):
        return refused(results.folder, error)
    if not isinstance(error, StudyInterruptedError | KeyboardInterrupt):
        return error
    counts = error.args[:2] if isinstance(error, StudyInterruptedError) else (0, 0)
    how = f"What is done is kept in {results.folder}. Continue with: {typed(results.origin.command)}"
    return StudyInterruptedError(*counts, how)


def refused(folder: Path, error: OSError) -> StudyError:
    """The error for a disk that refuses."""
    which = f" ({error.filename})" if error.filename else ""
    return StudyError(
        f"The results could not be written to {folder}: {error.strerror or error}{which}. Nothing that is done is "
        f"lost: {'make room' if error.errno in FULL else 'mend that'}, and run the same command again."
    )


def scenario_files(origin: StudyOrigin, scenario: Scenario) -> dict[str, bytes]:
    """The scenario as it was written and with everything explicit, and the file of citizens if it names one."""
    return {
        **({} if origin.scenario_file is None else {"scenario.yaml": origin.scenario_file.read_bytes()}),
        RESOLVED: origin.resolved.encode(),
        **table_files(population_file(scenario), origin.source, "en"),
    }


def population_file(scenario: Scenario) -> dict[str, bytes | Table]:
    """The file of citizens under the name that the resolved scenario gives it; empty if there is none."""
    file = scenario.population.from_file
    if file is None:
        return {}
    content = content_of(file.path, file.sha256)
    if isinstance(content, Problem):
        raise StudyError(f"The file of citizens cannot be kept with the results. {content}")
    return {file.fixed_name: kept_people(content, file.form) if file.fixed_name.endswith(CSV) else content}


def move_into_place(place: Path, folder: Path, names: Sequence[str]) -> None:
    """Moves prepared files one by one over those of the same name, and removes the other files of an earlier study."""
    # Read before the manifest is replaced.
    earlier = earlier_files(folder)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (place / name).replace(folder / name)
        # Each name is on disk before the next file is moved: after a power cut the manifest is
        # never newer than what it lists.
        flush_folder((folder / name).parent)
    for name in earlier:
        stale = folder / name
        # The earlier manifest may have been edited: a path that leads out of the folder is not removed.
        if name not in names and stale.resolve().is_relative_to(folder.resolve()):
            stale.unlink(missing_ok=True)
