"""Studies over what is not known for programs and notebooks: what the command line does, as functions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, overload

from sim.experiment.arguments import checked, instance, optional, path
from sim.experiment.exploration.calibration import Calibration, Extent, calibrated
from sim.experiment.exploration.ensemble import sets_of
from sim.experiment.exploration.fitted_file import require_one_of_each, written
from sim.experiment.exploration.points import known_points
from sim.experiment.exploration.probing import Probe
from sim.experiment.exploration.question import Question, chosen_targets, coverage_of, question_of, scenarios_of
from sim.experiment.exploration.robust import Survival
from sim.experiment.exploration.sensitivity import Method, sensitivity_rows
from sim.experiment.exploration.space import Numbers, space_of
from sim.experiment.exploration.studies import Inquiry, Moved, inquiry, judged_inquiry, moved, survivals
from sim.experiment.exploration.validation import Prediction, predictions
from sim.experiment.interface import Settings, Table, framed, long_table, named_designs, place_of
from sim.experiment.parts import Memory
from sim.experiment.points import perform_points
from sim.experiment.runner import Means
from sim.experiment.store import Origin, results_folder
from sim.outcomes.responses import JUDGED, Counts
from sim.scenario.coverage import Coverage
from sim.scenario.factors import chosen_factors
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found_or_shipped, found_or_shipped_part
from sim.scenario.targets import Targets, read_targets

File: TypeAlias = "str | Path"
Simulated: TypeAlias = Callable[[Sequence[Probe], Numbers], Mapping[str, Counts]]
"""Gives the sums of some probes at points of the unit cube."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What was found by varying numbers over their ranges, with the numbers that have none and so were not varied."""

    coverage: Coverage

    def without_range(self) -> Table:
        """Every number that says something of the world and has no range, with the reason; it stayed as stated."""
        rows = [(each.path, each.reason) for each in self.coverage.without_range]
        return framed(long_table(("path", "reason"), rows))


@dataclass(frozen=True, slots=True)
class Survivals(Covered):
    """What holds over what is not known, response by response."""

    found: tuple[Survival, ...]

    def table(self) -> Table:
        """Every design of every response: in which share it wins, is as good, loses, and how far it is behind."""
        header = ("response", "group", "design", "wins", "as_good", "loses", "regret_mean", "regret_90", "regret_most")
        rows = [
            (each.response.name, each.group, one.design, one.wins.value, one.as_good.value, one.loses.value,
             one.regret.mean, one.regret.high, one.regret.largest)
            for each in self.found
            for one in each.robustness.showings
        ]  # fmt: skip
        return framed(long_table(header, rows))


@dataclass(frozen=True, slots=True)
class Movements(Covered):
    """Which numbers that are not known move each output."""

    done: Moved

    def table(self) -> Table:
        """Every number of every output: its effect, or its part of the variance, with intervals."""
        header, rows = sensitivity_rows(self.done.found)
        return framed(long_table(header, rows))


@dataclass(frozen=True, slots=True)
class Fit(Covered):
    """What a calibration found."""

    found: Calibration
    targets: Targets

    def table(self) -> Table:
        """Every number that matters: its range, the best fit, the range of what fits, what the figures say of it."""
        rows = [
            (said.factor.name, said.factor.grade, said.factor.low, said.factor.high, value, said.low, said.high,
             said.contraction, said.standing)
            for said, value in zip(self.found.said, self.found.best.tolist(), strict=True)
        ]  # fmt: skip
        header = ("factor", "grade", "range_low", "range_high", "fit", "low", "high", "contraction", "standing")
        return framed(long_table(header, rows))

    def residuals(self) -> Table:
        """Every published figure with what the best fit says of it."""
        found = self.found
        columns = (found.question.published, found.answers, found.residuals, found.off)
        rows = zip((each.name for each in found.question.targets), *(each.tolist() for each in columns), strict=True)
        return framed(long_table(("target", "published", "fit", "residual", "standard_deviations"), rows))

    def write(self, file: File) -> Path:
        """Writes the file that scenarios name in `parameters_from`, and the ensemble beside it; returns its path."""
        return written(self.found, ("sim.calibrate",), self.targets, path("file", file))


@dataclass(frozen=True, slots=True)
class Predictions(Covered, Sequence[Prediction]):
    """What the model says of published figures, one after the other."""

    found: tuple[Prediction, ...]

    @overload
    def __getitem__(self, place: int) -> Prediction: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Prediction, ...]: ...

    def __getitem__(self, place: int | slice) -> Prediction | tuple[Prediction, ...]:
        """The prediction at a place."""
        return self.found[place]

    def __len__(self) -> int:
        """How many figures there are."""
        return len(self.found)

    def table(self) -> Table:
        """Every figure: what was published, what the model says, and how many points tell of it."""
        rows = [
            (each.target.name, each.target.value, each.middle, each.low, each.high, each.is_inside, each.points)
            for each in self.found
        ]
        return framed(long_table(("target", "published", "median", "low", "high", "inside", "points"), rows))


@checked()
def robust(
    file: File,
    settings: Settings | None = None,
    *,
    designs: Sequence[str] = (),
    reference: str | None = None,
    responses: Sequence[str] = JUDGED,
    group: str = "all",
    points: int = 512,
    size: int = 2_000,
    seed: int = 1,
    ensemble: File | None = None,
    out: File | None = None,
    replace: bool = False,
) -> Survivals:
    """Which design wins over what is not known: sets of numbers that fit, and all others anywhere in their range.

    The sets are those of the scenario's `parameters_from`, or of an `ensemble` file. With `out` the sums at each point
    are kept in that folder, and not simulated again.

    >>> import sim
    >>> found = sim.robust("mijnoverheid-2016", designs=["opaque", "paper"], size=50, points=16)
    >>> [each.favourite for each in found.found]
    ['paper', 'paper']
    """
    out = place_of(out)
    found = resolved(file, settings, size, designs, reference)
    wide = resolved(file, settings, size, designs, reference, fitted=False)
    asked = judged_inquiry(wide, responses, group)
    places = asked.points(points, seed, sets_of(found.fitted, ensemble))
    with kept(out, "robustness", found.scenario, replace=replace) as simulate:
        sums = simulate([asked.probe], places)[asked.probe.name]
    return Survivals(survivals(asked, places, sums, found.scenario), coverage=asked.coverage)


@checked()
def sensitivity(
    file: File,
    settings: Settings | None = None,
    *,
    designs: Sequence[str] = (),
    reference: str | None = None,
    responses: Sequence[str] = JUDGED,
    group: str = "all",
    method: Method = "morris",
    factors: Sequence[str] = (),
    trajectories: int = 8,
    base: int = 256,
    size: int = 2_000,
    seed: int = 1,
    out: File | None = None,
    replace: bool = False,
) -> Movements:
    """Which numbers that are not known move each response under the reference, and each difference from it.

    >>> import sim
    >>> found = sim.sensitivity(
    ...     "mijnoverheid-2016",
    ...     designs=["opaque", "wmebv"],
    ...     responses=["missed_share"],
    ...     factors=["opening.b_value", "phishing.per_year"],
    ...     trajectories=2,
    ...     size=50,
    ... )
    >>> rows = found.table()
    >>> len(rows)  # two numbers of two outputs: the level under opaque, and the difference from it
    4
    """
    out = place_of(out)
    found = resolved(file, settings, size, designs, reference)
    asked: Inquiry = inquiry(found, responses, group, factors)
    with kept(out, "sensitivity", found.scenario, replace=replace) as simulate:
        done = moved(asked, method, trajectories, base, seed, lambda probes, at, _: simulate(probes, at))
    return Movements(done, coverage=asked.coverage)


@checked(extent=optional(instance(Extent)))
def calibrate(
    targets: File = "targets",
    *,
    figures: Sequence[str] = (),
    factors: Sequence[str] = (),
    size: int = 4_000,
    extent: Extent | None = None,
    out: File | None = None,
    replace: bool = False,
) -> Fit:
    """Fits the numbers graded calibrated to the published figures of use `fit` in a file of targets.

    Only to some `figures` and with some `factors`, if they are named. With `out` the sums at each point are kept in
    that folder, so that a calibration that was interrupted goes on.

    >>> import sim
    >>> small = sim.Extent(trajectories=2, points=64, waves=1, chains=40, steps=200, members=64)
    >>> fit = sim.calibrate(figures=["without-login"], factors=["population.dormant"], size=200, extent=small)
    >>> [said.factor.name for said in fit.found.said]
    ['population.dormant']
    """
    out = place_of(out)
    named = read_targets(found_or_shipped_part(Path(targets)))
    chosen = chosen_targets(named.fit, figures)
    space = space_of(scenarios_of(chosen, size, fitted=False))
    require_one_of_each(space)
    question = question_of(space.only(chosen_factors(space.factors, factors)) if factors else space, chosen)
    with kept(out, "calibration", question.probes[0].scenario, replace=replace) as simulate:

        def sums(asked: Question, places: Numbers, _: str) -> Mapping[str, Counts]:
            return simulate(asked.probes, places)

        found = calibrated(question, sums, extent or Extent())
    return Fit(found, named, coverage=coverage_of(question))


@checked()
def validate(
    targets: File = "targets",
    *,
    points: int = 256,
    size: int = 4_000,
    seed: int = 1,
    ensemble: File | None = None,
    out: File | None = None,
    replace: bool = False,
) -> Predictions:
    """What the model predicts for the published figures of use `validate` in a file of targets.

    The sets of numbers that fit are those of the first scenario that names some, or of an `ensemble` file.

    >>> import sim
    >>> found = sim.validate(size=50, points=16)
    >>> found[0].target.name, found[0].low < found[0].middle < found[0].high
    ('action-against-sender', True)
    """
    out = place_of(out)
    named = read_targets(found_or_shipped_part(Path(targets)))
    question = question_of(space_of(scenarios_of(named.validate, size, fitted=False)), named.validate)
    resolutions = (resolve(target.scenario_file) for target in named.validate)
    first = next((each for each in resolutions if each.fitted is not None), None)
    sets = sets_of(None if first is None else first.fitted, ensemble)
    places = known_points(question.space, points, seed, sets)
    with kept(out, "validation", question.probes[0].scenario, replace=replace) as simulate:
        told = predictions(question, question.answers(simulate(question.probes, places)))
    return Predictions(told, coverage=coverage_of(question))


def resolved(
    file: File,
    settings: Settings | None,
    size: int,
    designs: Sequence[str],
    reference: str | None,
    *,
    fitted: bool = True,
) -> Resolution:
    """The scenario of a file with so many citizens, and the designs that are asked for."""
    values = {**(settings or {}), "population.size": size}
    place = found_or_shipped(Path(file))
    if designs or reference is not None:
        values |= named_designs(resolve(place, settings=values, fitted=fitted).scenario, designs, reference)
    return resolve(place, settings=values, fitted=fitted)


@contextlib.contextmanager
def kept(folder: Path | None, kind: str, scenario: Scenario, *, replace: bool) -> Iterator[Simulated]:
    """What simulates points, keeping them in a results folder that is ours while the block lasts, or in memory."""
    if folder is None:
        memory = Memory()
        yield lambda probes, places: perform_points(probes, places, memory, Means())
        return
    origin = Origin(None, scenario, (f"sim, {kind}",))
    with results_folder(folder, origin, kind=kind, replace=replace) as results:
        results.keep_scenario(scenario)
        yield lambda probes, places: results.perform_points(probes, places, Means())
        if results.replaces:
            results.clear()
            results.keep_scenario(scenario)
        results.diary.end("done", "done")


__all__ = ["Fit", "Movements", "Predictions", "Survivals", "calibrate", "robust", "sensitivity", "validate"]
