"""Simulates some probes at some points of a space: what is done is kept, and found again by a later run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sim.errors import SimError, StudyInterruptedError, UsageError
from sim.experiment.certificate import certify
from sim.experiment.exploration.probing import Probe
from sim.experiment.exploration.shelf import PointShelf, key_of
from sim.experiment.exploration.space import Numbers
from sim.outcomes.responses import Counts
from sim.scenario.schema import Scenario

POINTS_PER_TASK: Final = 16
"""Points whose sums are kept together. They are counted from the first one, so that more points cost only the new."""
CERTIFIED_POINTS: Final = 3
CERTIFIED_CITIZENS: Final = 12
Told: TypeAlias = Callable[[int, int], None]
"""Told how many points, each for every probe, are done of how many."""


@dataclass(frozen=True, slots=True)
class PointTask:
    """Some points of one probe."""

    probe: Probe
    first: int
    values: Numbers
    key: str

    def perform(self) -> Counts:
        """The sums at each point."""
        return np.stack([self.probe.sums(row) for row in self.values])


def explored(
    probes: Sequence[Probe],
    places: Numbers,
    shelf: PointShelf,
    *,
    workers: int | None = None,
    told: Told | None = None,
) -> dict[str, Counts]:
    """The sums of every probe at every point: point by design by cell by what is summed, by the name of the scenario.

    `places` are points of the unit cube of the space that all probes share. Raises `UsageError`, before anything is
    simulated, if that cannot be done at a point; `StudyInterruptedError` when it is interrupted, and what is done by
    then is kept.
    """
    tasks = [task for probe in probes for task in tasks_of(probe, places)]
    found = {task.key: kept for task in tasks if (kept := shelf.get(task.key)) is not None}
    missing = list({task.key: task for task in tasks if task.key not in found}.values())
    require(missing)
    found |= performed(missing, shelf, workers or os.cpu_count() or 1, told)
    return {probe.name: np.concatenate([found[task.key] for task in tasks if task.probe is probe]) for probe in probes}


def require(tasks: Sequence[PointTask]) -> None:
    """Raises `UsageError` if a scenario cannot be simulated at a point.

    Spans and rates are largest in one corner of the space. What can be simulated there can be anywhere, and the points
    are looked at one by one only if it cannot.
    """
    for probe in {id(task.probe): task.probe for task in tasks}.values():
        corner = probe.space.values(np.ones((1, len(probe.space.factors))))[0]
        try:
            probe.kernel(corner)
        except SimError:
            for task in (each for each in tasks if each.probe is probe):
                for place, row in enumerate(task.values, start=task.first):
                    require_at(probe, place, row)


def require_at(probe: Probe, place: int, values: Numbers) -> None:
    """Raises `UsageError` that names the point if the scenario cannot be simulated there."""
    try:
        probe.kernel(values)
    except UsageError as error:
        raise UsageError(f"{error} (Point {place} of {probe.name}.)") from error


def tasks_of(probe: Probe, places: Numbers) -> list[PointTask]:
    """The points of a probe, cut into tasks."""
    values = probe.space.values(places)
    cuts = [values[first : first + POINTS_PER_TASK] for first in range(0, len(values), POINTS_PER_TASK)]
    return [PointTask(probe, place * POINTS_PER_TASK, cut, key_of(probe, cut)) for place, cut in enumerate(cuts)]


def performed(tasks: Sequence[PointTask], shelf: PointShelf, workers: int, told: Told | None) -> dict[str, Counts]:
    """What the tasks give, by their keys; each is kept as soon as it is done."""
    found: dict[str, Counts] = {}
    total, done = sum(len(task.values) for task in tasks), 0
    with ThreadPoolExecutor(max(1, min(workers, len(tasks)))) as pool:
        left = list(tasks)
        running: dict[Future[Counts], PointTask] = {}
        try:
            while left or running:
                while left and len(running) < 2 * workers:
                    task = left.pop(0)
                    running[pool.submit(task.perform)] = task
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    found[task.key] = result_of(future, task)
                    shelf.put(task.key, found[task.key])
                    done += len(task.values)
                    if told is not None:
                        told(done, total)
        except BaseException as error:
            for future, task in running.items():
                if not future.cancel() and future.exception() is None:
                    found[task.key] = future.result()
                    shelf.put(task.key, found[task.key])
            if isinstance(error, KeyboardInterrupt):
                raise StudyInterruptedError(len(found), len(tasks)) from error
            raise
    return found


def result_of(future: Future[Counts], task: PointTask) -> Counts:
    """What a task gave; of values that the scenario does not allow it is said where they were."""
    try:
        return future.result()
    except UsageError as error:
        last = task.first + len(task.values) - 1
        raise UsageError(f"{error} (Points {task.first} to {last} of {task.probe.name}.)") from error


def certified(probes: Sequence[Probe], places: Numbers) -> Mapping[str, Mapping[str, object]]:
    """The certificate of each probe: SimPy simulates some citizens at the first, middle and last point as well.

    Raises `StudyError` with the first number that differs.
    """
    chosen = sorted({0, len(places) // 2, len(places) - 1})[:CERTIFIED_POINTS]
    found: dict[str, Mapping[str, object]] = {}
    for probe in probes:
        values = probe.space.values(places[chosen])
        records = [certify(at_designs(probe, row), CERTIFIED_CITIZENS).record() for row in values]
        found[probe.name] = {
            **records[0],
            "points": chosen,
            "events": sum(int(str(each["events"])) for each in records),
        }
    return found


def at_designs(probe: Probe, values: Numbers) -> Scenario:
    """The scenario at a point, comparing the designs of the probe."""
    scenario = probe.space.scenario_at(probe.name, values)
    compared = scenario.compare.model_copy(update={"designs": probe.designs, "reference": probe.designs[0]})
    return scenario.model_copy(update={"compare": compared})
