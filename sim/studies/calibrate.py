"""Calibration: the numbers graded calibrated, fitted to published figures."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.exploration.calibration import Calibration, CalibrationSize, calibrated
from sim.analysis.exploration.ensemble import read_ensemble
from sim.analysis.exploration.fitted_file import (
    ENSEMBLE,
    Sets,
    calibration_files,
    kept_sets,
    refuse_to_write,
    require_one_of_each,
    sets_in,
    written,
)
from sim.analysis.exploration.question import (
    Question,
    chosen_targets,
    coverage_of,
    question_of,
    require_a_figure,
    scenarios_of,
)
from sim.analysis.exploration.space import Numbers, space_of
from sim.experiment.engines import Choice
from sim.experiment.saved_results import read_points
from sim.outcomes.responses import Counts
from sim.scenario.coverage import Coverage
from sim.scenario.factors import Factor, chosen_factors
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found_or_shipped_part
from sim.scenario.targets import Target, Targets, read_targets
from sim.spreadsheets import DECIMALS, SEPARATORS, Dialect, Table, dialect_of
from sim.studies.arguments import checked, instance, optional
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.multi_point import ExplorationResult, PointsRequest, at_points
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session
from sim.studies.validate import SIZE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TEXT = "calibration.txt"
PARAMETERS = ("factor", "grade", "range_low", "range_high", "fit", "low", "high", "contraction", "standing")
RESIDUALS = ("target", "published", "fit", "residual", "standard_deviations")


@dataclass(frozen=True, repr=False)
class CalibrationResult(ExplorationResult):
    """Result of a calibration, as `sim.calibrate` returns it.

    >>> import sim
    >>> small = sim.CalibrationSize(trajectories=2, points=64, waves=1, chains=40, steps=200, members=64)
    >>> asked = {"figures": ["without-login"], "factors": ["population.dormant"], "size": 200, "extent": small}
    >>> fit = sim.calibrate("mijnoverheid-2016", **asked)
    >>> [each.name for each in fit.found.question.targets]
    ['without-login']
    """

    found: Calibration
    targets: Targets
    title: str
    """Title of the scenario."""
    command: Sequence[str]

    def table(self) -> pd.DataFrame:
        """One row for every number that matters: its range, best fit, range of what fits, contraction and standing.

        A DataFrame; values are in the base unit of the number.

        >>> list(fit.table()["factor"])
        ['population.dormant']
        """
        rows = [
            (fit.factor.name, fit.factor.grade, fit.factor.low, fit.factor.high, value, fit.low, fit.high,
             fit.contraction, fit.standing)
            for fit, value in zip(self.found.factor_fits, self.found.best.tolist(), strict=True)
        ]  # fmt: skip
        return frame(long_table(PARAMETERS, rows))

    def residuals(self) -> pd.DataFrame:
        """One row for every published figure: its value, the best fit, and the residual.

        A DataFrame; values are in the unit of the figure, and the residual also in standard deviations.

        >>> list(fit.residuals()["target"])
        ['without-login']
        """
        found = self.found
        columns = (found.question.published, found.answers, found.residuals, found.off)
        rows = zip((each.name for each in found.question.targets), *(each.tolist() for each in columns), strict=True)
        return frame(long_table(RESIDUALS, rows))

    def write(self, file: str | Path) -> Path:
        """Writes the file that scenarios name in `parameters_from`, and the ensemble beside it; returns its path.

        Raises `UsageError` if the file cannot be written, or if another kind of file has this name.

        >>> fit.write("fitted.yaml").name
        'fitted.yaml'
        """
        refuse_to_write(Path(file))
        return written(self.found, self.command, self.targets, Path(file))

    @checked()
    def text(self, width: int = 80) -> str:
        """The result as text, as `mbsim calibrate` prints it; lines have at most `width` characters (at least 80).

        >>> max(map(len, fit.text(100).splitlines())) <= 100
        True
        """
        from sim.report.uncertainty.calibration import render

        return render(self.found, self.coverage, width)

    def document(self) -> dict[str, Any]:
        """The result as a mapping that can be written as JSON.

        Values are in the base unit of each number: seconds, cents, times per year, or a share.

        >>> sorted(fit.document())[:3]
        ['coverage', 'doubts', 'members']
        """
        from sim.report.uncertainty.calibration import document

        return document(self.found, self.coverage)

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name.

        No window is opened.

        >>> len(fit.figures()) > 0
        True
        """
        fitted = [fit.factor for fit in self.found.factor_fits if fit.fitted]
        return drawn(fitted, sets_in(self.found), self.found.tried, self.coverage, self.title)


def drawn(numbers: Sequence[Factor], sets: Sets, tried: int, coverage: Coverage, title: str) -> dict[str, Figure]:
    """Matplotlib figures of a calibration by name."""
    from sim.report.figures.exploration_figures import calibration_drawings
    from sim.report.figures.style import house_style

    with house_style():
        return {each.name: each.figure for each in calibration_drawings(numbers, sets, tried, coverage, title)}


@dataclass(frozen=True, repr=False)
class SavedCalibration(ExplorationResult):
    """A calibration in its folder: its tables and text as they were written, since its chains take minutes."""

    title: str
    """Title of the scenario."""

    @property
    def place(self) -> Path:
        """The results folder."""
        return Path() if self.folder is None else self.folder

    def table(self) -> pd.DataFrame:
        """One row for every number that matters: its range, best fit, range of what fits, contraction and standing."""
        return self.read("parameters.csv")

    def residuals(self) -> pd.DataFrame:
        """One row for every published figure: its value, the best fit, and the residual."""
        return self.read("targets.csv")

    def read(self, name: str) -> pd.DataFrame:
        """A table of the folder as a DataFrame."""
        import pandas as pd

        content = (self.place / name).read_bytes()
        # The folder may have been written for a Dutch spreadsheet.
        dialect = dialect_of(content)
        return pd.read_csv(io.BytesIO(content), sep=SEPARATORS[dialect], decimal=DECIMALS[dialect])

    @checked()
    def text(self, width: int = 80) -> str:  # noqa: ARG002  # its lines were broken when they were written
        """The result as text, as `mbsim calibrate` printed it."""
        return (self.place / TEXT).read_text(encoding="utf-8")

    def document(self) -> dict[str, Any]:
        """The result as a mapping that can be written as JSON."""
        found: dict[str, Any] = json.loads((self.place / "calibration.json").read_text(encoding="utf-8"))
        return found

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name."""
        found = self.document()
        # Only numbers that were fitted: those left as stated have no spread to draw.
        fitted = {each["factor"] for each in found["numbers"] if each["fitted"]}
        numbers = [each for each in read_ensemble(self.place / ENSEMBLE).factors if each.name in fitted]
        return drawn(numbers, kept_sets(self.place), found["tried"], self.coverage, self.title)


@checked(extent=optional(instance(CalibrationSize)))
def calibrate(
    scenario: AnyScenario,
    settings: Settings | None = None,
    *,
    targets: str | Path = "targets",
    figures: Sequence[str] = (),
    factors: Sequence[str] = (),
    size: int | None = None,
    extent: CalibrationSize | None = None,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> CalibrationResult:
    """Fits the numbers graded calibrated to the published figures of use `fit` in a file of targets.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `settings`: values by dotted path that replace those of the scenario.
    - `targets`: the file of published figures, or the name of a shipped one.
    - `figures`, `factors`: names of figures and paths of numbers, to fit only these; all by default.
    - `size`: citizens in each simulation, 4,000 by default.
    - `extent`: number of points, waves, chains and steps, as a `sim.CalibrationSize`.
    - `engine`, `workers`, `cluster`, `out`, `replace`, `csv`: as in `sim.compare`.

    Returns a `CalibrationResult`. With `out` the folder of `mbsim calibrate` is written as well, and an interrupted
    calibration continues from it. Raises `ScenarioError` and `UsageError` before anything is simulated, and
    `StudyError` if hardly any set of numbers fits.

    >>> import sim
    >>> small = sim.CalibrationSize(trajectories=2, points=64, waves=1, chains=40, steps=200, members=64)
    >>> asked = {"figures": ["without-login"], "factors": ["population.dormant"], "size": 200, "extent": small}
    >>> fit = sim.calibrate("mijnoverheid-2016", **asked)
    >>> [each.factor.name for each in fit.found.factor_fits]
    ['population.dormant']
    """
    request = PointsRequest(
        scenario, values=dict(settings or {}), size=size, how=RunOptions(engine, workers=workers, cluster=cluster),
        out=None if out is None else Path(out), replace=replace, csv=csv,
    )  # fmt: skip
    return fitted(request, targets, tuple(figures), tuple(factors), extent or CalibrationSize(), PROGRAM)


def fitted(
    request: PointsRequest,
    targets: str | Path,
    figures: Sequence[str],
    factors: Sequence[str],
    extent: CalibrationSize,
    session: Session,
) -> CalibrationResult:
    """Simulates the missing points of a calibration, and writes its results to its folder."""
    named = read_targets(found_or_shipped_part(Path(targets)))
    wanted = request.asked(SIZE)
    # Without fitted values, so that an earlier fit decides neither the values nor the ranges of this one.
    wanted = replace(wanted, resolution=wanted.open())
    scenario = wanted.scenario
    require_a_figure(named.targets, scenario)
    question = question_for(chosen_targets(named.fit, figures), scenario, request.size or SIZE, factors)
    reach = coverage_of(question, wanted.resolution)
    with at_points("calibration", "calibrate", wanted, question.probes, request, session) as at:

        def sums(each: Question, places: Numbers, what: str) -> Mapping[str, Counts]:
            return at.sums(each.probes, places, what)

        done = calibrated(question, sums, extent)
        certificate = at.certificate(done.question.probes, done.question.space.stated()[None, :])
        command = session.recorded("calibrate")
        found = CalibrationResult(done, named, scenario.title, command, coverage=reach, folder=at.place.folder,
                    certificate=certificate)  # fmt: skip
        if not at.writes:
            return found
        return replace(found, removed=at.save(scenario, files_of(found), manifest_record(found, extent), certificate))


def question_for(targets: Sequence[Target], scenario: Scenario, size: int, factors: Sequence[str]) -> Question:
    """The question that the figures pose to their scenarios, and to the scenario that is calibrated."""
    # Alternatives of the world are no numbers that a figure could fit.
    space = space_of(scenarios_of(targets, size, given=scenario, fitted=False), structures=False)
    require_one_of_each(space)
    return question_of(space.only(chosen_factors(space.factors, factors)) if factors else space, targets)


def files_of(found: CalibrationResult) -> dict[str, bytes | Table]:
    """The tables, text and figures of a calibration, by file name."""
    from sim.report.figures.exploration_figures import calibration_figures

    return {
        **calibration_files(found.found, found.command, found.targets),
        "calibration.json": json_text(found.document()).encode(),
        TEXT: found.text().encode(),
        **calibration_figures(
            [fit.factor for fit in found.found.factor_fits if fit.fitted],
            sets_in(found.found),
            found.found.tried,
            found.coverage,
            found.title,
        ),
    }


def manifest_record(fit: CalibrationResult, extent: CalibrationSize) -> dict[str, Any]:
    """The record of a calibration in the manifest."""
    found = fit.found
    return {
        "targets": {"file": fit.targets.file.name, "sha256": fit.targets.sha256},
        "figures": [target.name for target in found.question.targets],
        "extent": asdict(extent),
        "factors": list(found.question.space.names),
        "members": len(found.members),
        "tried": found.tried,
        "disagreement": round(found.disagreement, 4),
        "emulators": {
            each.name: {"explained": round(each.explained, 4), "factors": len(each.places)} for each in found.emulators
        },
    }


def opened(folder: Path) -> SavedCalibration:
    """The calibration in a finished results folder."""
    kept = read_points(folder, "calibration")
    document = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    return SavedCalibration(
        kept.scenario.title, coverage=Coverage.of_document(document["coverage"]), folder=folder,
        certificate=kept.manifest.certified,
    )  # fmt: skip


__all__ = ["CalibrationResult", "CalibrationSize", "Coverage", "SavedCalibration", "calibrate", "fitted", "opened"]
