"""Validation: predictions of the model for published figures that it was not fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sim.analysis.exploration.ensemble import read_ensemble, sets_of
from sim.analysis.exploration.points import known_points
from sim.analysis.exploration.question import (
    Question,
    coverage_of,
    question_of,
    require_a_figure,
    sampling_errors,
    scenarios_of,
)
from sim.analysis.exploration.space import space_of
from sim.analysis.exploration.validation import (
    JointPrediction,
    Prediction,
    joint_predictions,
    predictions,
    predictions_table,
)
from sim.errors import UsageError
from sim.experiment.engines import Choice
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import read_points
from sim.outcomes.responses import Response, responses_of
from sim.scenario.coverage import Coverage
from sim.scenario.resolution import resolve
from sim.scenario.shipped import found_or_shipped_part
from sim.scenario.targets import Correlated, Target, read_targets
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.multi_point import ExplorationResult, PointsRequest, at_points
from sim.studies.parameter_uncertainty import ENSEMBLE
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SIZE = 4_000
"""Default number of citizens of each scenario."""

COLUMNS = ("target", "published", "median", "own_low", "own_high", "low", "high", "inside", "power", "crps",
           "crps_trivial", "points")  # fmt: skip


@dataclass(frozen=True, repr=False)
class ValidationResult(ExplorationResult, Sequence[Prediction]):
    """A sequence of predictions for published figures, as `sim.validate` returns it.

    Nothing is fitted to these figures, so that a prediction can fail.

    >>> import sim
    >>> found = sim.validate("mijnoverheid-2016", size=50, points=16)
    >>> len(found) == len(found.table())
    True
    """

    found: tuple[Prediction, ...]
    question: Question
    points: int
    title: str
    """Title of the scenario."""
    fit: tuple[int, int]
    """Number of fitted parameters, and number of figures of the file that they were fitted to."""
    correlated: tuple[Correlated, ...] = ()
    """Figures of the file with correlated errors."""

    @property
    def together(self) -> tuple[JointPrediction, ...]:
        """The joint comparison of correlated figures, if all of them are predicted.

        >>> all(each.name for each in found.together)
        True
        """
        return joint_predictions(self.found, self.correlated)

    @overload
    def __getitem__(self, place: int) -> Prediction: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Prediction, ...]: ...

    def __getitem__(self, place: int | slice) -> Prediction | tuple[Prediction, ...]:
        """The prediction at an index."""
        return self.found[place]

    def __len__(self) -> int:
        """The number of figures."""
        return len(self.found)

    def table(self) -> pd.DataFrame:
        """One row for every figure: its published value, the prediction with its interval, power and score.

        A DataFrame; values are in the unit of the figure.

        >>> found.table()["target"].is_unique
        True
        """
        rows = [
            (each.target.name, each.target.value, each.middle, *each.own, each.low, each.high, each.is_inside,
             each.power, each.score, each.uninformed_score, each.points)
            for each in self.found
        ]  # fmt: skip
        return frame(long_table(COLUMNS, rows))

    @property
    def named(self) -> list[tuple[Prediction, Response]]:
        """Every prediction with its response.

        In the order of the file.

        >>> [prediction.target.name for prediction, _ in found.named] == [each.target.name for each in found]
        True
        """
        return [(each, self.response(each.target)) for each in self.found]

    def response(self, target: Target) -> Response:
        """The response of a published figure.

        >>> found.response(found[0].target).name == found[0].target.response
        True
        """
        return responses_of(self.question.probe(target).scenario)[target.response]

    @property
    def shares(self) -> dict[str, bool]:
        """For each figure by its name, True if it is a share or a difference of shares.

        >>> set(found.shares) == {each.target.name for each in found}
        True
        """
        return {each.name: self.response(each).unit.startswith("share") for each in self.question.targets}

    @checked()
    def text(self, width: int = 80) -> str:
        """The result as text, as `mbsim validate` prints it; lines have at most `width` characters (at least 80).

        >>> max(map(len, found.text(100).splitlines())) <= 100
        True
        """
        from sim.report.uncertainty.validation import render

        return render(self.named, self.coverage, self.points, self.fit, width, self.together)

    def document(self) -> dict[str, Any]:
        """The result as a mapping that can be written as JSON.

        Values and intervals are in the unit of their figure.

        >>> sorted(found.document())[:3]
        ['coverage', 'figures', 'fitted']
        """
        from sim.report.uncertainty.validation import document

        return document(self.named, self.coverage, self.fit, self.together)

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name.

        No window is opened.

        >>> len(found.figures()) > 0
        True
        """
        from sim.report.figures.exploration_figures import validation_drawings
        from sim.report.figures.style import house_style

        with house_style():
            drawn = validation_drawings(self.found, self.shares, self.coverage, self.title)
            return {each.name: each.figure for each in drawn}


@checked()
def validate(
    scenario: AnyScenario,
    settings: Settings | None = None,
    *,
    targets: str | Path = "targets",
    fitted: bool = False,
    points: int = 256,
    size: int | None = None,
    seed: int = 1,
    ensemble: str | Path | None = None,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> ValidationResult:
    """Predicts the published figures of use `validate` in a file of targets.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study. One of the figures must be of it; each
      figure is predicted in its own scenario and design.
    - `settings`: values by dotted path that replace those of the scenario.
    - `targets`: the file of published figures, or the name of a shipped one.
    - `fitted`: predict the figures that were fitted to as well.
    - `points`: number of parameter sets, 16 or more.
    - `size`: citizens in each simulation, 4,000 by default.
    - `seed`: seed of the parameter sets.
    - `ensemble`: file of the sets that fit; by default that of the scenario's `parameters_from`.
    - `engine`, `workers`, `cluster`, `out`, `replace`, `csv`: as in `sim.compare`.

    Returns a `ValidationResult`, a sequence with a prediction for each figure. With `out` the folder of `mbsim
    validate` is written as well. Raises `ScenarioError` and `UsageError` before anything is simulated, and `StudyError`
    if a task fails.

    >>> import sim
    >>> found = sim.validate("mijnoverheid-2016", size=50, points=16)
    >>> found[0].target.name, found[0].low < found[0].middle < found[0].high
    ('action-against-sender', True)
    """
    request = PointsRequest(
        scenario, values=dict(settings or {}), size=size, seed=seed,
        how=RunOptions(engine, workers=workers, cluster=cluster),
        out=None if out is None else Path(out), replace=replace, csv=csv,
    )  # fmt: skip
    return predicted(request, targets, points, ensemble, fitted=fitted, session=PROGRAM)


def predicted(
    request: PointsRequest,
    targets: str | Path,
    points: int,
    ensemble: str | Path | None,
    *,
    fitted: bool,
    session: Session,
) -> ValidationResult:
    """Simulates the missing points of a validation, and writes its results to its folder."""
    named = read_targets(found_or_shipped_part(Path(targets)))
    chosen = (*(named.fit if fitted else ()), *named.validate)
    if not chosen:
        raise UsageError(f"{named.file.name} has no figure of use `validate`. Add one, or ask for the fitted ones too.")
    wanted = request.asked(SIZE)
    scenario, open_ = wanted.scenario, wanted.open()
    require_a_figure(named.targets, scenario)
    space = space_of(scenarios_of(chosen, request.size or SIZE, given=open_.scenario, fitted=False), structures=False)
    question = question_of(space, chosen)
    sets = sets_of(wanted.resolution.fitted, ensemble)
    fit = len(wanted.resolution.identified), len(named.fit)
    places = known_points(space, points, request.seed, sets)
    with at_points("validation", "validate", wanted, question.probes, request, session) as at:
        certificate = at.certificate(question.probes, places[:1])
        chance = sampling_errors(question)
        answers = question.answers(at.sums(question.probes, places, "predictions"))
        found = ValidationResult(
            predictions(question, answers, chance), question, points, scenario.title, fit, named.correlated,
            coverage=coverage_of(question, open_), folder=at.place.folder, certificate=certificate,
        )  # fmt: skip
        if not at.writes:
            return found
        files = {**files_of(found), **({} if sets is None else {ENSEMBLE: sets.table})}
        kept = {
            "targets": {"file": named.file.name, "sha256": named.sha256},
            "figures": [figure_record(each) for each in chosen],
            "points": points,
            "points_seed": request.seed,
            "ensemble": None if sets is None else {"sets": len(sets.values), "sha256": sets.sha256},
            # Stored, because it takes a simulation, and a folder is opened without any.
            "chance": chance.tolist(),
            "correlated": [asdict(each) for each in named.correlated],
            "fit": fit,
            "coverage": found.coverage.document(),
        }
        return replace(found, removed=at.save(scenario, files, kept, certificate))


def figure_record(target: Target) -> dict[str, Any]:
    """A published figure as a manifest stores it."""
    found = asdict(replace(target, marks={}))
    # The name alone, because a path of this machine means nothing elsewhere.
    return {**found, "scenario_file": target.scenario_file.name, "sources": list(target.sources)}


def files_of(found: ValidationResult) -> dict[str, bytes | Table]:
    """The tables and figures, by file name."""
    from sim.report.figures.exploration_figures import validation_figures

    return {
        "predictions.csv": predictions_table(found.found),
        "validation.json": json_text(found.document()).encode(),
        **validation_figures(found.found, found.shares, found.coverage, found.title),
    }


def opened(folder: Path) -> ValidationResult:
    """The validation in a finished results folder."""
    kept = read_points(folder, "validation")
    said = kept.manifest.asked
    targets = [
        Target(**{**each, "scenario_file": Path(each["scenario_file"]), "sources": tuple(each["sources"])})
        for each in said["figures"]
    ]
    resolutions = {target.scenario: resolve(folder / VARIED.format(target.scenario_file.stem)) for target in targets}
    space = space_of({name: each.scenario for name, each in resolutions.items()}, structures=False)
    question = question_of(space, targets)
    sets = None if said["ensemble"] is None else read_ensemble(folder / ENSEMBLE)
    places = known_points(space, said["points"], said["points_seed"], sets)
    answers = question.answers(kept.sums(question.probes, places))
    return ValidationResult(
        predictions(question, answers, said["chance"]), question, said["points"], kept.scenario.title,
        (said["fit"][0], said["fit"][1]),
        tuple(Correlated(**{**each, "figures": tuple(each["figures"])}) for each in said.get("correlated", ())),
        coverage=Coverage.of_document(said["coverage"]), folder=folder, certificate=kept.manifest.certified,
    )  # fmt: skip
