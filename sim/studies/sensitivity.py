"""Sensitivity: the uncertain numbers that move a response, or a difference between two designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.exploration.pipelines import InfluenceResult, exploration_setup, measure_influence
from sim.analysis.exploration.points import spread_points
from sim.analysis.exploration.sensitivity import Method, require_enough, sensitivity_table
from sim.experiment.engines import Choice
from sim.experiment.provenance import VARIED
from sim.experiment.saved_results import read_points
from sim.outcomes.responses import judged_of
from sim.scenario.coverage import Coverage
from sim.scenario.resolution import resolve
from sim.spreadsheets import Dialect, Table
from sim.studies.arguments import checked
from sim.studies.data_frames import frame, json_text, long_table
from sim.studies.execution import RunOptions
from sim.studies.multi_point import ExplorationResult, PointsRequest, at_points
from sim.studies.request import AnyScenario, Settings
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

CERTIFIED = 4
"""Number of points of the certificate; those of the study are not known beforehand."""


@dataclass(frozen=True, repr=False)
class SensitivityResult(ExplorationResult):
    """The uncertain numbers that move each output, as `sim.sensitivity` returns them.

    >>> import sim
    >>> numbers = ["population.dormant", "opening.b_value"]
    >>> asked = {"responses": ["missed_share"], "factors": numbers, "size": 50, "trajectories": 8}
    >>> found = sim.sensitivity("mijnoverheid-2016", designs=["opaque", "paper"], **asked)
    >>> found.coverage.numbers > len(numbers)
    True
    """

    done: InfluenceResult
    title: str
    """Title of the scenario."""
    identified: Mapping[str, bool]
    """For each fitted number by its name, True if published figures narrow it."""

    def table(self) -> pd.DataFrame:
        """One row for every number and output: its effect, or its share of the variance, with intervals.

        A DataFrame; effects are in the unit of the output, for the whole range of the number.

        >>> len(found.table())
        4
        """
        found = sensitivity_table(self.done.found)
        return frame(long_table(found.header, found.rows))

    @checked()
    def text(self, width: int = 80) -> str:
        """The result as text, as `mbsim sensitivity` prints it; lines have at most `width` characters (at least 80).

        >>> max(map(len, found.text(100).splitlines())) <= 100
        True
        """
        from sim.report.uncertainty.sensitivity import render

        return render(self.done.found, self.coverage, self.identified, width)

    def document(self) -> dict[str, Any]:
        """The result as a mapping that can be written as JSON.

        Effects are in the units of their responses; shares of a variance have none.

        >>> sorted(found.document())[:3]
        ['coverage', 'few', 'method']
        """
        from sim.report.uncertainty.sensitivity import document

        return document(self.done.found, self.identified, self.coverage)

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name.

        No window is opened.

        >>> len(found.figures()) > 0
        True
        """
        from sim.report.figures.exploration_figures import sensitivity_drawings
        from sim.report.figures.style import house_style

        with house_style():
            drawn = sensitivity_drawings(self.done.found, self.identified, self.coverage, self.title)
            return {each.name: each.figure for each in drawn}


@dataclass(frozen=True, slots=True)
class SensitivitySize:
    """Method and number of points of a study of sensitivity."""

    method: Method = "morris"
    trajectories: int = 8
    base: int = 256


@checked()
def sensitivity(
    scenario: AnyScenario,
    settings: Settings | None = None,
    *,
    overrides: Sequence[str] = (),
    designs: Sequence[str] = (),
    reference: str | None = None,
    responses: Sequence[str] = (),
    group: str = "all",
    method: Method = "morris",
    factors: Sequence[str] = (),
    trajectories: int = 8,
    base: int = 256,
    size: int | None = None,
    seed: int = 1,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> SensitivityResult:
    """Finds the uncertain numbers that move each response under the reference, and each difference from it.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `settings`, `overrides`, `designs`, `reference`: as in `sim.compare`.
    - `responses`: names of responses; by default those that the study is about, effort, and invoices missed or messages
      read.
    - `group`: `"all"` or `"reachable"` citizens.
    - `method`: `"morris"` for elementary effects, or `"sobol"` for shares of the variance.
    - `factors`: paths of numbers to vary; by default all that one of the designs uses.
    - `trajectories`: number of trajectories of the Morris method.
    - `base`: base of the number of points for Sobol indices, a power of 2.
    - `size`: citizens at each point, 2,000 by default.
    - `seed`: seed of the points.
    - `engine`, `workers`, `cluster`, `out`, `replace`, `csv`: as in `sim.compare`.

    Returns a `SensitivityResult`. With `out` the folder of `mbsim sensitivity` is written as well. Raises
    `ScenarioError` and `UsageError` before anything is simulated, and `StudyError` if a task fails.

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
    request = PointsRequest(
        scenario, tuple(designs), reference, (), tuple(overrides), dict(settings or {}), (), size, seed,
        RunOptions(engine, workers=workers, cluster=cluster), None if out is None else Path(out), replace, csv,
    )  # fmt: skip
    return movements(
        request, tuple(responses), group, tuple(factors), SensitivitySize(method, trajectories, base), PROGRAM
    )


def movements(
    request: PointsRequest,
    responses: Sequence[str],
    group: str,
    factors: Sequence[str],
    extent: SensitivitySize,
    session: Session,
) -> SensitivityResult:
    """Simulates the missing points of a study of sensitivity, and writes its results to its folder."""
    wanted = request.asked()
    scenario, method = wanted.scenario, extent.method
    responses = responses or judged_of(scenario)
    setup = exploration_setup(wanted.resolution, responses, group, factors)
    require_enough(method, extent.trajectories, extent.base, screens=method == "morris" or not factors)
    with at_points("sensitivity", "sensitivity", wanted, [setup.probe], request, session) as at:
        places = spread_points(CERTIFIED, len(setup.space.factors), request.seed)
        certificate = at.certificate([setup.probe], places)
        done = measure_influence(setup, method, extent.trajectories, extent.base, request.seed, at.sums)
        found = SensitivityResult(
            done, scenario.title, wanted.resolution.identified,
            coverage=setup.coverage, folder=at.place.folder, certificate=certificate,
        )  # fmt: skip
        if not at.writes:
            return found
        kept = {
            **requested_settings(found, extent),
            "responses": list(responses),
            "group": group,
            "named": list(factors),
            "identified": dict(found.identified),
            "coverage": found.coverage.document(),
        }
        return replace(found, removed=at.save(scenario, files_of(found), kept, certificate))


def files_of(found: SensitivityResult) -> dict[str, bytes | Table]:
    """The tables and figures, by file name."""
    from sim.report.figures.exploration_figures import sensitivity_figures

    done = found.done
    tables = {"effects.csv": done.screening} if done.screening is not None else {}
    if done.found.method == "sobol":
        tables["indices.csv"] = done.found
    return {
        **{name: sensitivity_table(each) for name, each in tables.items()},
        "sensitivity.json": json_text(found.document()).encode(),
        **sensitivity_figures(done.found, found.identified, found.coverage, found.title),
    }


def requested_settings(found: SensitivityResult, extent: SensitivitySize) -> dict[str, Any]:
    """The settings and number of the points, for the manifest."""
    done, screening = found.done.found, found.done.screening
    return {
        "method": done.method,
        "points_seed": done.seed,
        "points": done.points + (screening.points if screening is not None and screening is not done else 0),
        "trajectories": extent.trajectories if screening is not None else None,
        "base": extent.base if done.method == "sobol" else None,
        "factors": list(done.space.names),
        "outputs": [each.name for each in done.outputs],
    }


def opened(folder: Path) -> SensitivityResult:
    """The study of sensitivity in a finished results folder."""
    kept = read_points(folder, "sensitivity")
    said = kept.manifest.asked
    resolution = resolve(folder / VARIED.format(kept.manifest.scenario))
    setup = exploration_setup(resolution, said["responses"], said["group"], said["named"])
    least = SensitivitySize()
    # The manifest has no number of what the method did not use, and then any valid one will do.
    trajectories, base = said["trajectories"] or least.trajectories, said["base"] or least.base

    def sums(probes: Any, places: Any, _: str) -> Any:  # noqa: ANN401  (as `moved` asks for them)
        return kept.sums(probes, places)

    done = measure_influence(setup, said["method"], trajectories, base, said["points_seed"], sums)
    return SensitivityResult(
        done, kept.scenario.title, said["identified"],
        coverage=Coverage.of_document(said["coverage"]), folder=folder, certificate=kept.manifest.certified,
    )  # fmt: skip
