"""Planning a randomised trial: its power, and the information it would give, over the parameter uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.exploration.comparison_points import with_folds
from sim.analysis.exploration.ensemble import Bound, bound_by, read_ensemble, sets_of
from sim.analysis.exploration.pipelines import ExplorationSetup, exploration_setup, with_all_used_factors
from sim.analysis.trials.planning import PlannedTrial, arms_of, dispersions, outcomes_of, planned
from sim.experiment.engines import Choice
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import read_points
from sim.scenario.coverage import Coverage
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Trial
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.multi_point import SIZE, ExplorationResult, PointsRequest, at_points
from sim.studies.parameter_uncertainty import ENSEMBLE
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WHAT: Final = "what a trial would show"
"""Purpose of the points, as it is stored and shown."""


@dataclass(frozen=True, repr=False)
class TrialPlan(ExplorationResult):
    """The plan of a trial: its power, and the information it would give, as `sim.trial` returns it.

    >>> import sim
    >>> found = sim.trial("mijnoverheid-2016", size=100, points=16)
    >>> found.found.arms
    ('opaque', 'wmebv')
    """

    found: PlannedTrial
    title: str
    """Title of the scenario."""
    sets: int
    """Number of sets that fit, from which the points take their fitted numbers; 0 without any."""
    bound: Bound

    def table(self) -> pd.DataFrame:
        """One row for every outcome, arm and number of accounts: the power over the parameter sets.

        A DataFrame; power is from 0 to 1, and effects are in the unit of the response.

        >>> sorted(set(found.table()["response"]))
        ['logins', 'opened_within_21_days', 'paid_on_first_notice_share']
        """
        from sim.report.trial import power_table

        found = power_table(self.found)
        return frame(long_table(found.header, found.rows))

    def lessons(self) -> pd.DataFrame:
        """One row for every number, and every difference between the arms: how far the trial narrows it.

        A DataFrame; narrowing is the part of the variance that the trial removes, from 0 to 1.

        >>> found.lessons().empty
        True
        """
        from sim.report.trial import lessons_table

        found = lessons_table(self.found)
        return frame(long_table(found.header, found.rows))

    @checked()
    def text(self, width: int = 80) -> str:
        """The plan as text, as `mbsim trial` prints it; lines have at most `width` characters (at least 80).

        >>> max(map(len, found.text(100).splitlines())) <= 100
        True
        """
        from sim.report.trial import render

        return render(self.found, self.title, self.coverage, width)

    def document(self) -> dict[str, Any]:
        """The plan as a mapping that can be written as JSON.

        Power and shares lie from 0 to 1; differences are in the units of their responses.

        >>> sorted(found.document())[:3]
        ['arms', 'control', 'coverage']
        """
        from sim.report.trial import document

        return {**document(self.found, self.coverage), "sets": self.sets, **self.bound.document()}

    def plan(self) -> str:
        """The analysis plan, in Markdown.

        >>> found.plan().startswith("#")
        True
        """
        from sim.report.trial import plan

        return plan(self.found, self.title)

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name.

        No window is opened.

        >>> len(found.figures()) > 0
        True
        """
        from sim.report.figures.style import house_style
        from sim.report.figures.trial import trial_drawing

        with house_style():
            drawn = trial_drawing(self.found, self.title, self.coverage)
        return {drawn.name: drawn.figure}


@checked()
def trial(
    scenario: AnyScenario,
    settings: Settings | None = None,
    *,
    overrides: Sequence[str] = (),
    designs: Sequence[str] = (),
    points: int = 128,
    size: int | None = None,
    seed: int = 1,
    ensemble: str | Path | None = None,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> TrialPlan:
    """Plans a randomised trial of designs: its power, and how far it would narrow the uncertain numbers.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study. Its `trial` describes the trial.
    - `settings`, `overrides`: as in `sim.compare`.
    - `designs`: names of the arms, the control first; by default those of `trial.designs`, or those that the study
      compares.
    - `points`: number of parameter sets, 16 or more. Each has one of the sets of numbers that fit published figures,
      and all other numbers anywhere in their range.
    - `size`: citizens at each of them, 2,000 by default.
    - `seed`: seed of the parameter sets.
    - `ensemble`: file of the sets that fit; by default that of the scenario's `parameters_from`.
    - `engine`, `workers`, `cluster`, `out`, `replace`, `csv`: as in `sim.compare`.

    Returns a `TrialPlan`. With `out` the folder of `mbsim trial` is written as well, with an analysis plan. Raises
    `ScenarioError` and `UsageError` before anything is simulated, and `StudyError` if a task fails.

    >>> import sim
    >>> found = sim.trial("mijnoverheid-2016", size=100, points=16)
    >>> found.found.arms
    ('opaque', 'wmebv')
    >>> table = found.table()
    >>> sorted(set(table["response"]))
    ['logins', 'opened_within_21_days', 'paid_on_first_notice_share']
    """
    request = PointsRequest(
        scenario, tuple(designs), None, (), tuple(overrides), dict(settings or {}), (), size, seed,
        RunOptions(engine, workers=workers, cluster=cluster), None if out is None else Path(out), replace, csv,
    )  # fmt: skip
    return plan(request, points, ensemble, PROGRAM)


def as_trial(request: PointsRequest) -> PointsRequest:
    """The same request for the arms of the trial and its duration."""
    stated = request.asked().scenario
    own = stated.trial or Trial()
    arms = arms_of(stated, request.designs)
    window = {} if own.duration is None else {"horizon": f"{own.duration.value} s"}
    named = {"trial": {"designs": arms}} if stated.trial is None else {"trial.designs": arms}
    return replace(request, designs=arms, reference=arms[0], values={**request.values, **window, **named})


def plan(request: PointsRequest, points: int, ensemble: str | Path | None, session: Session) -> TrialPlan:
    """Simulates the missing points of a plan, and writes its results to its folder."""
    request = as_trial(request)
    wanted = request.asked(SIZE)
    # Called for what it refuses, before anything is simulated.
    outcomes_of(wanted.scenario)
    setup = setup_of(wanted.open())
    probe, sets = with_folds(setup.probe), sets_of(wanted.resolution.fitted, ensemble)
    places = setup.points(points, request.seed, sets)
    with at_points("trial", "trial", wanted, [probe], request, session) as at:
        certificate = at.certificate([probe], places)
        dispersion = dispersions(wanted.scenario, probe.designs)
        sums = at.place.points(WHAT, probe, places)
        found = TrialPlan(
            planned(probe, sums, places, dispersion, request.seed), wanted.scenario.title,
            0 if sets is None else sets.taken(len(places)), bound_by(sets, setup.space),
            coverage=setup.coverage, folder=at.place.folder, certificate=certificate,
        )  # fmt: skip
        if not at.writes:
            return found
        files = {**files_of(found), **({} if sets is None else {ENSEMBLE: sets.table})}
        kept: dict[str, Any] = {
            "points": len(places),
            "points_seed": request.seed,
            "sets": found.sets,
            # Stored, because it takes a simulation, and a folder is opened without any.
            "dispersion": dict(dispersion),
            "coverage": found.coverage.document(),
        }
        return replace(found, removed=at.save(wanted.scenario, files, kept, certificate))


def setup_of(stated: Resolution) -> ExplorationSetup:
    """The outcomes at every point, with every number varied that an arm uses."""
    names = [each.name for each in outcomes_of(stated.scenario)]
    return with_all_used_factors(exploration_setup(stated, names, "all"), stated)


def files_of(found: TrialPlan) -> Mapping[str, bytes | Table]:
    """The plan, the tables and the figure, by file name."""
    from sim.report.figures.trial import trial_figures
    from sim.report.trial import lessons_table, power_table

    return {
        "plan.md": found.plan().encode(),
        "power.csv": power_table(found.found),
        "lessons.csv": lessons_table(found.found),
        "trial.json": json_text(found.document()).encode(),
        **trial_figures(found.found, found.title, found.coverage),
    }


def opened(folder: Path) -> TrialPlan:
    """The plan of a trial in a finished results folder."""
    kept = read_points(folder, "trial")
    said = kept.manifest.asked
    setup = setup_of(resolve(folder / VARIED.format(kept.manifest.scenario)))
    sets = read_ensemble(folder / ENSEMBLE) if said["sets"] else None
    probe, places = with_folds(setup.probe), setup.points(said["points"], said["points_seed"], sets)
    (sums,) = kept.folded_sums([probe], places)
    return TrialPlan(
        planned(probe, sums, places, said["dispersion"], said["points_seed"]), kept.scenario.title, said["sets"],
        bound_by(sets, setup.space),
        coverage=Coverage.of_document(said["coverage"]), folder=folder, certificate=kept.manifest.certified,
    )  # fmt: skip
