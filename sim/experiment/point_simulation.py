"""Simulation at many points of some scenarios: exact sums at each, by the runner that all studies share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.analysis.exploration.probe import Probe, require_compiled
from sim.analysis.exploration.space import Numbers
from sim.errors import SimError, UsageError
from sim.experiment.certificate import Certificate, certify
from sim.experiment.engines import SIMPY, Json, engine_for_all
from sim.experiment.part_store import PartStore
from sim.experiment.plan import Batch, PlannedScenario, planned_at_batches
from sim.experiment.progress import ProgressObserver
from sim.experiment.runner import RunSettings, performed
from sim.experiment.study_data import StudyData
from sim.outcomes.responses import Counts
from sim.scenario.schema import Scenario

CERTIFIED_POINTS: Final = 3
CERTIFIED_CITIZENS: Final = 20
"""Lives that SimPy simulates as well at each of these points."""


@dataclass(frozen=True, slots=True)
class Step:
    """The sums of some probes at the points of one step."""

    name: str
    """Purpose of the points."""
    probes: tuple[Probe, ...]
    study_data: tuple[StudyData, ...]
    """One for each probe and batch of points; `aim.point` is the index of its probe."""

    def sums(self) -> dict[str, Counts]:
        """The sums of every probe at every point, by the name of its scenario."""
        return {
            probe.name: np.concatenate([one.sums() for one in self.study_data if one.aim.point == place])
            for place, probe in enumerate(self.probes)
        }

    def folded_sums(self) -> list[Counts]:
        """For each probe the sums by fold: an array of point by design by fold by cell by quantity."""
        return [
            np.concatenate([one.folded_sums() for one in self.study_data if one.aim.point == place])
            for place in range(len(self.probes))
        ]

    @property
    def points(self) -> int:
        """The number of points, counted once for each probe."""
        return sum(len(one.aim.batch) for one in self.study_data if one.aim.batch is not None)


def perform_points(
    probes: Sequence[Probe],
    places: Numbers,
    part_store: PartStore,
    means: RunSettings,
    watchers: Sequence[ProgressObserver] = (),
) -> dict[str, Counts]:
    """The sums of every probe at every point, by the name of its scenario: point by design by cell by column."""
    return step_at("points", probes, places, part_store, means, watchers).sums()


def step_at(
    name: str,
    probes: Sequence[Probe],
    places: Numbers,
    part_store: PartStore,
    means: RunSettings,
    watchers: Sequence[ProgressObserver] = (),
) -> Step:
    """Simulates the missing sums of some probes at points of the unit cube of the space that they share.

    Raises `UsageError` before anything is simulated if values are inconsistent at a point, `StudyError` if a task fails
    twice, and `StudyInterruptedError` when interrupted. Parts that are finished by then stay stored.
    """
    scenarios = [at_designs(probe, probe.scenario) for probe in probes]
    aims = planned_at_points(probes, places)
    engine = means.engine or engine_for_all(scenarios)
    if engine.name != SIMPY.name:
        require_compiled_at(probes, places)
    # A missing point would leave a gap in every statistic over points.
    means = replace(means, engine=engine, fail_fast=True)
    performed(aims, scenarios, part_store, replace(means, goes_on=True), watchers, lambda _: None)
    return Step(name, tuple(probes), tuple(StudyData(one, part_store) for one in aims))


def planned_at_points(probes: Sequence[Probe], places: Numbers) -> list[PlannedScenario]:
    """The planned simulations of some probes at some points: one for each batch of points."""
    return [
        aim
        for place, probe in enumerate(probes)
        for aim in planned_at_batches(at_designs(probe, probe.scenario), checked_batches(probe, places), place)
    ]


def checked_batches(probe: Probe, places: Numbers) -> Iterator[Batch]:
    """The points of a probe, divided into batches; raises `UsageError` for inconsistent values."""
    held = probe.space.held[probe.name]
    paths = tuple(factor.paths for factor in held.values())
    values = probe.space.values(places)[:, list(held)]
    for first in range(0, len(values), probe.points_per_part):
        rows = values[first : first + probe.points_per_part].tolist()
        batch = Batch(paths, tuple(map(tuple, rows)), probe.folds, probe.columns)
        try:
            # Each point is placed once before any is simulated: whatever can be refused is refused first.
            for _ in batch.scenarios(probe.scenario):
                pass
        except UsageError as error:
            raise UsageError(f"{error} (Points {first} to {first + len(batch) - 1} of {probe.name}.)") from error
        yield batch


def require_compiled_at(probes: Sequence[Probe], places: Numbers) -> None:
    """Raises `UsageError` if compiled code cannot simulate a scenario at a point.

    Spans and rates are largest in one corner of the space. If compiled code can simulate that corner it can simulate
    every point; only if it cannot are the points checked one by one.
    """
    for probe in probes:
        (corner,) = probe.space.values(np.ones((1, len(probe.space.factors))))
        try:
            require_compiled(probe.name, probe.space.scenario_at(probe.name, corner))
        except SimError:
            for place, row in enumerate(probe.space.values(places)):
                require_compiled_at_point(probe, place, row)


def require_compiled_at_point(probe: Probe, place: int, values: Numbers) -> None:
    """Raises `UsageError` that names the point if compiled code cannot simulate the scenario there."""
    try:
        require_compiled(probe.name, probe.space.scenario_at(probe.name, values))
    except UsageError as error:
        raise UsageError(f"{error} (Point {place} of {probe.name}.)") from error


def at_designs(probe: Probe, scenario: Scenario) -> Scenario:
    """A scenario that compares the designs of the probe, with its own design before the change."""
    own = scenario.compare
    compared = own.model_copy(update={"designs": probe.designs, "reference": probe.designs[0], "before": own.former})
    return scenario.model_copy(update={"compare": compared})


def certified(probes: Sequence[Probe], places: Numbers, means: RunSettings) -> dict[str, Json] | None:
    """The certificate of some probes: SimPy simulates some citizens at the first, middle and last point as well.

    None if SimPy itself simulates. Raises `StudyError` with the first number that differs.
    """
    if means.engine is not None and means.engine.name == SIMPY.name:
        return None
    chosen = sorted({0, len(places) // 2, len(places) - 1})[:CERTIFIED_POINTS]
    found = [
        certify(at_designs(probe, probe.space.scenario_at(probe.name, row)), CERTIFIED_CITIZENS)
        for probe in probes
        for row in probe.space.values(places[chosen])
    ]
    designs = tuple(dict.fromkeys(design for each in found for design in each.designs))
    citizens, lives, events = (sum(getattr(each, name) for each in found) for name in ("citizens", "lives", "events"))
    whole = Certificate(citizens, lives, designs, events)
    return {**whole.record(), "points": chosen}
