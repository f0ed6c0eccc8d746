"""Planning a trial in the field: its power, and what it would teach, over the parameter uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.exploration.comparison_points import with_folds
from sim.analysis.exploration.ensemble import Bound, bound_by, read_ensemble, sets_of
from sim.analysis.exploration.pipelines import Inquiry, inquiry, of_every_response
from sim.analysis.trials.planning import PlannedTrial, arms_of, dispersions, outcomes_of, planned
from sim.experiment.engines import Choice
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import read_points
from sim.scenario.coverage import Coverage
from sim.scenario.resolution import Resolution, resolve
from sim.scenario.schema import Trial
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked
from sim.studies.execution import RunOptions
from sim.studies.multi_point import SIZE, Explored, PointsRequest, at_points
from sim.studies.parameter_uncertainty import ENSEMBLE
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session
from sim.studies.tables import frame, json_text, long_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WHAT: Final = "what a trial would show"
"""What the points are for, as it is kept and told."""


@dataclass(frozen=True, repr=False)
class TrialPlan(Explored):
    """What a trial would show, and what it would teach."""

    found: PlannedTrial
    title: str
    """Of the scenario."""
    sets: int
    """Sets of numbers that fit, of which the points take their fitted numbers; 0 where there are none."""
    bound: Bound

    def table(self) -> pd.DataFrame:
        """The power of every outcome for every number of accounts."""
        from sim.report.trial import power_table

        found = power_table(self.found)
        return frame(long_table(found.header, found.rows))

    def lessons(self) -> pd.DataFrame:
        """How far the trial narrows every number, and every difference between its arms."""
        from sim.report.trial import lessons_table

        found = lessons_table(self.found)
        return frame(long_table(found.header, found.rows))

    @checked()
    def text(self, width: int = 80) -> str:
        """What came out, as `mbsim trial` prints it."""
        from sim.report.trial import render

        return render(self.found, self.title, self.coverage, width)

    def document(self) -> dict[str, Any]:
        """What came out, for a program."""
        from sim.report.trial import document

        return {**document(self.found, self.coverage), "sets": self.sets, **self.bound.document()}

    def plan(self) -> str:
        """The analysis plan, in Markdown."""
        from sim.report.trial import plan

        return plan(self.found, self.title)

    def figures(self) -> dict[str, Figure]:
        """Every figure by its name."""
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
    """Plans a randomised trial of designs, as `trial` of the scenario describes it: its power, and what it would teach.

    The first of the `designs` is the control; by default those of `trial.designs`, or those that the study compares.
    Power is told over parameter sets: sets of numbers that fit, and all others anywhere in their range.
    With `out` the same folder is written as by `mbsim trial`, with an analysis plan.

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
    """Simulates what is missing of a plan, and writes everything that is made of it to its folder."""
    request = as_trial(request)
    wanted = request.asked(SIZE)
    outcomes_of(wanted.scenario)
    asked = asked_of(wanted.open())
    probe, sets = with_folds(asked.probe), sets_of(wanted.resolution.fitted, ensemble)
    places = asked.points(points, request.seed, sets)
    with at_points("trial", "trial", wanted, [probe], request, session) as at:
        certificate = at.certificate([probe], places)
        dispersion = dispersions(wanted.scenario, probe.designs)
        sums = at.place.points(WHAT, probe, places)
        found = TrialPlan(
            planned(probe, sums, places, dispersion, request.seed), wanted.scenario.title,
            0 if sets is None else sets.taken(len(places)), bound_by(sets, asked.space),
            coverage=asked.coverage, folder=at.place.folder, certificate=certificate,
        )  # fmt: skip
        if not at.writes:
            return found
        files = {**files_of(found), **({} if sets is None else {ENSEMBLE: sets.table})}
        kept: dict[str, Any] = {
            "points": len(places),
            "points_seed": request.seed,
            "sets": found.sets,
            "dispersion": dict(dispersion),
            "coverage": found.coverage.document(),
        }
        return replace(found, removed=at.save(wanted.scenario, files, kept, certificate))


def asked_of(stated: Resolution) -> Inquiry:
    """What is asked of every point: the outcomes, every number being varied that an arm uses."""
    names = [each.name for each in outcomes_of(stated.scenario)]
    return of_every_response(inquiry(stated, names, "all"), stated)


def files_of(found: TrialPlan) -> Mapping[str, bytes | Table]:
    """The plan, the tables and the figure."""
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
    asked = asked_of(resolve(folder / VARIED.format(kept.manifest.scenario)))
    sets = read_ensemble(folder / ENSEMBLE) if said["sets"] else None
    probe, places = with_folds(asked.probe), asked.points(said["points"], said["points_seed"], sets)
    (sums,) = kept.folded_sums([probe], places)
    return TrialPlan(
        planned(probe, sums, places, said["dispersion"], said["points_seed"]), kept.scenario.title, said["sets"],
        bound_by(sets, asked.space),
        coverage=Coverage.of_document(said["coverage"]), folder=folder, certificate=kept.manifest.certified,
    )  # fmt: skip
