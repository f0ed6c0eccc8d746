"""Robustness: the design that wins over the parameter uncertainty, its regret, and the conditions of its losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.exploration.centrality import Outlying, outlying
from sim.analysis.exploration.comparison_points import with_folds
from sim.analysis.exploration.ensemble import Bound, Ensemble, bound_by, read_ensemble, sets_of
from sim.analysis.exploration.pipelines import ExplorationSetup, comparison_setup, robustness_by_response
from sim.analysis.exploration.robust import ResponseRobustness
from sim.analysis.exploration.sampling_error import widest_half_widths
from sim.analysis.exploration.sensitivity import outputs_table
from sim.analysis.exploration.space import Numbers
from sim.analysis.groups import ALL, REACHABLE
from sim.errors import UsageError
from sim.experiment.engines import Choice
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import read_points
from sim.outcomes.responses import Counts, judged_of, responses_of
from sim.scenario.coverage import Coverage
from sim.scenario.resolution import resolve
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.multi_point import ExplorationResult, PointsRequest, at_points
from sim.studies.parameter_uncertainty import ENSEMBLE, WHAT
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class RobustnessResult(ExplorationResult):
    """Robustness of designs over the parameter uncertainty, as `sim.robust` returns it.

    A point is one set of values of all uncertain numbers; shares are fractions of the explored parameter space.

    >>> import sim
    >>> found = sim.robust("mijnoverheid-2016", designs=["opaque", "paper"], size=50, points=16)
    >>> [each.favourite for each in found.found]
    ['paper', 'paper']
    """

    found: tuple[ResponseRobustness, ...]
    title: str
    """Title of the scenario."""
    points: int
    sets: int
    """Number of sets that fit, from which the points take their fitted numbers; 0 if every number was varied."""
    identified: Mapping[str, bool]
    """For each fitted number by its name, True if published figures narrow it."""
    outlying: tuple[Outlying, ...]
    """Numbers of the study that lie at the edge of the sets that fit."""
    beside: tuple[ResponseRobustness, ...]
    """The same for the other group of citizens: reachable accounts, or all."""
    bound: Bound
    """Numbers taken from the sets, and fitted ones that the study states itself."""

    def table(self) -> pd.DataFrame:
        """One row for every response and design: where it wins, is as good as the best, or loses, and its regret.

        A DataFrame; `wins`, `as_good` and `loses` are shares of the parameter sets from 0 to 1, and regret is
        in the unit of the response.

        >>> len(found.table())
        4
        """
        header = ("response", "group", "design", "wins", "as_good", "loses", "regret_mean", "regret_90", "regret_most")
        rows = [
            (each.response.name, each.group, one.design, one.wins.value, one.as_good.value, one.loses.value,
             one.regret.mean, one.regret.high, one.regret.largest)
            for each in self.found
            for one in each.robustness.performances
        ]  # fmt: skip
        return frame(long_table(header, rows))

    @checked()
    def text(self, width: int = 80) -> str:
        """The result as text, as `mbsim robust` prints it; lines have at most `width` characters (at least 80).

        >>> max(map(len, found.text(100).splitlines())) <= 100
        True
        """
        from sim.report.uncertainty.robust import render

        return render(
            self.found,
            self.beside,
            self.coverage,
            self.points,
            self.sets,
            self.bound,
            self.outlying,
            self.identified,
            width,
        )

    def document(self) -> dict[str, Any]:
        """The result as a mapping that can be written as JSON.

        Shares lie from 0 to 1; regrets are in the units of their responses.

        >>> sorted(found.document())[:3]
        ['coverage', 'other_group', 'outlying']
        """
        from sim.report.uncertainty.robust import document

        found = document(self.found, self.beside, self.identified, self.coverage)
        outlying = [{"number": each.factor.name, "below": each.share} for each in self.outlying]
        return {**found, "sets": self.sets, **self.bound.document(), "outlying": outlying}

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name.

        No window is opened.

        >>> len(found.figures()) > 0
        True
        """
        from sim.report.figures.exploration_figures import robustness_drawings
        from sim.report.figures.style import house_style

        with house_style():
            return {each.name: each.figure for each in robustness_drawings(self.found, self.coverage, self.title)}


@checked()
def robust(
    scenario: AnyScenario,
    settings: Settings | None = None,
    *,
    overrides: Sequence[str] = (),
    designs: Sequence[str] = (),
    reference: str | None = None,
    responses: Sequence[str] = (),
    group: str = "all",
    margins: Sequence[str] = (),
    points: int = 512,
    size: int | None = None,
    seed: int = 1,
    ensemble: str | Path | None = None,
    ranges: bool = False,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> RobustnessResult:
    """Finds the design that wins over the parameter uncertainty, and the conditions under which it loses.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `settings`, `overrides`, `designs`, `reference`, `margins`: as in `sim.compare`.
    - `responses`: names of responses; by default those that the study is about, effort, and invoices missed if there
      are any.
    - `group`: `"all"` or `"reachable"` citizens.
    - `points`: number of parameter sets, 16 or more. Each has one of the sets of numbers that fit published figures,
      and all other numbers anywhere in their range.
    - `size`: citizens at each of them, 2,000 by default.
    - `seed`: seed of the parameter sets.
    - `ensemble`: file of the sets that fit; by default that of the scenario's `parameters_from`.
    - `ranges`: use no sets that fit, but vary every number over its range.
    - `engine`, `workers`, `cluster`, `out`, `replace`, `csv`: as in `sim.compare`.

    Returns a `RobustnessResult`. With `out` the folder of `mbsim robust` is written as well. Raises `ScenarioError` and
    `UsageError` before anything is simulated, and `StudyError` if a task fails.

    >>> import sim
    >>> found = sim.robust("mijnoverheid-2016", designs=["opaque", "paper"], size=50, points=16)
    >>> [each.favourite for each in found.found]
    ['paper', 'paper']
    """
    request = PointsRequest(
        scenario, tuple(designs), reference, (), tuple(overrides), dict(settings or {}), tuple(margins), size, seed,
        RunOptions(engine, workers=workers, cluster=cluster), None if out is None else Path(out), replace, csv,
    )  # fmt: skip
    return run_robust(request, tuple(responses), group, points, ensemble, ranges=ranges, session=PROGRAM)


def run_robust(
    request: PointsRequest,
    responses: Sequence[str],
    group: str,
    points: int,
    ensemble: str | Path | None,
    *,
    ranges: bool,
    session: Session,
) -> RobustnessResult:
    """Simulates the missing points of a study of robustness, and writes its results to its folder."""
    wanted = request.asked()
    scenario = wanted.scenario
    known = responses_of(scenario)
    # No design can win by a response of which neither more nor less is better.
    usual = [name for name in judged_of(scenario) if known[name].better is not None]
    # Without fitted values: which of them go together is said by the sets, and not by narrower ranges.
    inquiry = comparison_setup(wanted.open(), responses or usual, group)
    probe = with_folds(inquiry.probe)
    sets = None if ranges else sets_of(wanted.resolution.fitted, ensemble)
    places = inquiry.points(points, request.seed, sets)
    with at_points("robustness", "robust", wanted, [probe], request, session) as at:
        certificate = at.certificate([probe], places)
        sums = at.sums([probe], places, WHAT)[probe.name]
        chance = widest_half_widths(scenario, inquiry.outputs[0].group.name)
        found = RobustnessResult(
            robustness_by_response(inquiry, places, sums, chance), scenario.title, len(places),
            0 if sets is None else sets.taken(len(places)), wanted.resolution.identified,
            outlying(scenario, inquiry.scenario, sets), other_group(inquiry, places, sums),
            bound_by(sets, inquiry.space), coverage=inquiry.coverage, folder=at.place.folder, certificate=certificate,
        )  # fmt: skip
        if not at.writes:
            return found
        files = {
            "points.csv": outputs_table(inquiry.probe, inquiry.outputs, places, sums),
            **files_of(found),
            **({} if sets is None else {ENSEMBLE: sets.table}),
        }
        removed = at.save(scenario, files, requested_settings(found, request, sets, chance), certificate)
        return replace(found, removed=removed)


def other_group(setup: ExplorationSetup, places: Numbers, sums: Counts) -> tuple[ResponseRobustness, ...]:
    """The robustness for the other group of citizens; empty if a response is defined hardly anywhere."""
    other = ALL if setup.outputs[0].group is REACHABLE else REACHABLE
    outputs = tuple(replace(each, group=other) for each in setup.outputs)
    try:
        return robustness_by_response(replace(setup, outputs=outputs), places, sums, {})
    except UsageError:
        return ()


def files_of(found: RobustnessResult) -> dict[str, bytes | Table]:
    """The tables and figures, by file name."""
    from sim.report.figures.exploration_figures import robustness_figures
    from sim.report.uncertainty.robust import duels_table

    return {
        "robustness.json": json_text(found.document()).encode(),
        "duels.csv": duels_table(found.found),
        **robustness_figures(found.found, found.coverage, found.title),
    }


def requested_settings(
    found: RobustnessResult, request: PointsRequest, sets: Ensemble | None, chance: Mapping[str, float]
) -> dict[str, Any]:
    """All settings that are needed to open the study again, for its manifest."""
    return {
        "points": found.points,
        "points_seed": request.seed,
        "ensemble": None if sets is None else {"sets": found.sets, "sha256": sets.sha256, **found.bound.document()},
        "responses": [each.response.name for each in found.found],
        "group": found.found[0].group,
        "identified": dict(found.identified),
        # Stored, because it takes a simulation, and a folder is opened without any.
        "chance": dict(chance),
        "coverage": found.coverage.document(),
    }


def opened(folder: Path) -> RobustnessResult:
    """The study of robustness in a finished results folder."""
    kept = read_points(folder, "robustness")
    setup = kept.manifest.asked
    resolution = resolve(folder / VARIED.format(kept.manifest.scenario))
    inquiry = comparison_setup(resolution, setup["responses"], setup["group"])
    sets = None if setup["ensemble"] is None else read_ensemble(folder / ENSEMBLE)
    places = inquiry.points(setup["points"], setup["points_seed"], sets)
    probe = with_folds(inquiry.probe)
    sums = kept.sums([probe], places)[probe.name]
    return RobustnessResult(
        robustness_by_response(inquiry, places, sums, setup["chance"]), kept.scenario.title, len(places),
        0 if sets is None else setup["ensemble"]["sets"], setup["identified"],
        outlying(kept.scenario, resolution.scenario, sets), other_group(inquiry, places, sums),
        bound_by(sets, inquiry.space),
        coverage=Coverage.of_document(setup["coverage"]), folder=folder, certificate=kept.manifest.certified,
    )  # fmt: skip
