"""Reproduction of a study from its manifest: its tasks are performed again, and must agree to the last bit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import StudyError
from sim.experiment.engines import Engine, engine_for_all
from sim.experiment.executors import workers_for
from sim.experiment.libraries import differing
from sim.experiment.manifest import RESOLVED, Manifest, TaskRecord, read_manifest
from sim.experiment.part_store import StoredPart, batch_in, columns_in
from sim.experiment.plan import NOTHING, Done, Span, Task, cut
from sim.experiment.progress import ProgressObserver
from sim.experiment.scheduler import Scheduler
from sim.experiment.sweep import settings_of
from sim.experiment.tallying import merged_columns
from sim.experiment.task_execution import CompletedTask, TaskCost
from sim.files import digest_of
from sim.outcomes.responses import Columns
from sim.scenario.resolution import resolve, with_settings
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The first value of a task that differs."""

    task: str
    column: str
    citizen: int | None
    """None if the part is a tally."""
    kept: str
    again: str

    def __str__(self) -> str:
        """The difference in one sentence."""
        who = "" if self.citizen is None else f", citizen {self.citizen}"
        return f"{self.task}: column {self.column}{who}: kept {self.kept}, now {self.again}"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Result of reproducing a study.

    >>> import sim
    >>> comparison = sim.compare("mijnoverheid-2016", ["opaque", "paper"], size=50, points=0, out="results/again")
    >>> reproduction = sim.reproduce("results/again")
    >>> reproduction.differences, reproduction.damaged
    ((), ())
    """

    folder: Path
    manifest: Manifest
    tasks: int
    """Number of parts that were made again."""
    differences: tuple[Mismatch, ...]
    damaged: tuple[str, ...]
    """Files whose content does not match the manifest."""
    elsewhere: tuple[str, ...]
    """Differences in the versions of the program and its libraries between then and now, in words."""

    @property
    def equal(self) -> bool:
        """True if everything was the same to the last bit.

        Other versions of the program or of its libraries, which `elsewhere` lists, do not count as a difference.

        >>> reproduction.equal
        True
        """
        return not self.differences and not self.damaged

    def lines(self) -> list[str]:
        """The result as lines of text.

        First what differs in versions, then damaged files and different numbers; or else how many tasks are equal.

        >>> print(reproduction.lines()[-1])
        Bit-equal: 2 of 2 tasks, performed again.
        """
        lines = [f"Now and then differ: {each}." for each in self.elsewhere]
        lines += [f"Damaged: {name} is not the file that the manifest tells of." for name in self.damaged]
        lines += [f"Different: {difference}." for difference in self.differences]
        if self.equal:
            lines.append(f"Bit-equal: {self.tasks} of {len(self.manifest.tasks)} tasks, performed again.")
        return lines


class ComparingStore:
    """A store that keeps nothing: each part that it receives is compared with the stored one.

    A part of rows is compared at once; a tally when all its citizens have arrived.
    """

    def __init__(self, folder: Path, scenarios: Sequence[Scenario]) -> None:
        self.folder = folder
        self.scenarios = scenarios
        self.records: dict[Task, TaskRecord] = {}
        self.come: dict[str, list[CompletedTask]] = {}
        self.differences: list[Mismatch] = []

    def expect(self, record: TaskRecord, chunk: int) -> list[Task]:
        """The tasks that make a part again."""
        whole = Span(record.first, record.end)
        # A merged tally may hold millions of citizens; it is made again by tasks of the usual size.
        pieces = cut(whole, chunk) if record.holds == "tally" else [whole]
        batch = batch_in((self.folder / record.part).read_bytes()) if record.holds == "sums" else None
        designs = None if record.design is None else (record.design,)
        tasks = [Task(designs, record.replication, *piece, (record.part,), record.point, batch) for piece in pieces]
        self.records |= dict.fromkeys(tasks, record)
        return tasks

    def put(self, performed: CompletedTask) -> None:
        """Compares the results of a task with the stored part, when all tasks of that part are done."""
        record = self.records[performed.task]
        come = self.come.setdefault(record.part, [])
        come.append(performed)
        # Tasks of one tally arrive in any order.
        if sum(each.task.end - each.task.first for each in come) < record.end - record.first:
            return
        (again,) = performed.tables
        if record.holds == "tally":
            again = merged_columns(self.scenarios[record.point], [each.tables[0] for each in come])
        kept = columns_in((self.folder / record.part).read_bytes())
        found = first_difference(record, kept, again)
        if found is not None:
            self.differences.append(found)
        del self.come[record.part]

    def done(self) -> Done:
        """Always empty: every task is performed again."""
        return NOTHING

    def columns(self, part: StoredPart) -> Columns:
        """Raises `KeyError`: no part is kept."""
        raise KeyError(part)

    def effort(self, part: StoredPart) -> TaskCost:
        """Raises `KeyError`: no part is kept."""
        raise KeyError(part)

    def drop(self, parts: Iterable[StoredPart]) -> None:
        """Does nothing: no part is kept."""


def performed_again(
    folder: Path,
    *,
    most: int | None = 10,
    engine: Engine | None = None,
    workers: int | None = None,
    watchers: Sequence[ProgressObserver] = (),
) -> Reproduction:
    """Performs `most` tasks of a finished study again, or all with None, and compares them with its parts.

    The selection depends only on the parts. Raises `UsageError` if the folder holds no finished study, and `StudyError`
    if a task fails.
    """
    manifest = read_manifest(folder)
    damaged = tuple(name for name, digest in files_of(manifest).items() if not is_file(folder / name, digest))
    scenarios = scenarios_of(folder, manifest)
    engine = engine or engine_for_all(scenarios)
    sound = [record for record in manifest.tasks if record.part not in damaged]
    # Hashes order the parts in a way that is random, yet the same every time.
    taken = sorted(sound, key=lambda record: record.sha256)[:most]
    comparing = ComparingStore(folder, scenarios)
    tasks = [task for record in taken for task in comparing.expect(record, engine.citizens_per_task)]
    scheduler = Scheduler(scenarios, comparing, watchers, deque(tasks), fail_fast=True, before=0)
    if tasks:
        scheduler.follow(lambda: workers_for(scenarios, engine, len(tasks), workers))
    elsewhere = differing(manifest.libraries)
    return Reproduction(folder, manifest, len(taken), tuple(comparing.differences), damaged, elsewhere)


def files_of(manifest: Manifest) -> dict[str, str]:
    """The SHA-256 of every file of a study, parts included."""
    return {**manifest.files, **{record.part: record.sha256 for record in manifest.tasks}}


def is_file(path: Path, digest: str) -> bool:
    """True if there is a file with this hash."""
    try:
        return digest_of(path) == digest
    except OSError:
        return False


def scenarios_of(folder: Path, manifest: Manifest) -> list[Scenario]:
    """The scenarios of a finished study: one, one for each point of a sweep, or those that are simulated at points."""
    resolution = resolve(folder / RESOLVED)
    if resolution.sha256 != manifest.scenario_sha256:
        raise StudyError(f"{folder / RESOLVED} is not the scenario that the manifest tells of.")
    if manifest.points:
        return [with_settings(resolution.scenario, settings_of(point)) for point in manifest.points]
    return [resolution.scenario if name == RESOLVED else resolve(folder / name).scenario for name in manifest.scenarios]


def first_difference(record: TaskRecord, kept: Columns, again: Columns) -> Mismatch | None:
    """The first column and row in which two parts differ; None if they are equal to the last bit."""
    who = "all designs" if record.design is None else f"design {record.design}"
    task = f"{who}, replication {record.replication}, citizens {record.first} to {record.end - 1}"
    if tuple(kept) != tuple(again):
        return Mismatch(task, "all", None, ", ".join(kept), ", ".join(again))
    for name, values in kept.items():
        one, two = np.asarray(values), np.asarray(again[name])
        if one.shape != two.shape:
            return Mismatch(task, name, None, f"{len(one)} values", f"{len(two)} values")
        unequal = one != two
        if unequal.any():
            row = int(np.argmax(unequal))
            citizen = None if record.design is None else record.first + row
            return Mismatch(task, name, citizen, str(one[row]), str(two[row]))
    return None
