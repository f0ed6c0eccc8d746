"""Sweep: a comparison at several points, each the same scenario with other values at some paths."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.errors import UsageError
from sim.experiment.certificate import SAMPLE
from sim.experiment.engines import Choice, Json
from sim.experiment.runner import Study
from sim.experiment.saved_results import read_sweep
from sim.experiment.store import default_folder
from sim.experiment.sweep import REPEAT, Point, paths_of, settings_of, sweep_files, sweep_header, sweep_rows
from sim.outcomes.responses import responses_of
from sim.scenario.resolution import with_settings
from sim.scenario.suggestions import require_known
from sim.scenario.values import text_of
from sim.spreadsheets import Dialect
from sim.studies.arguments import NAMES, checked, listed, optional, some, whole
from sim.studies.arguments import settings as mapping
from sim.studies.compare import Request
from sim.studies.data_frames import frame, long_table
from sim.studies.execution import RunOptions, place_of
from sim.studies.request import AnyScenario, Settings, shortcuts
from sim.studies.session import PROGRAM, Session

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

SHOWN: Final = ("effort_minutes", "missed_share")


@dataclass(frozen=True)
class Sweep:
    """A comparison at several points, as `sim.sweep` and `sim.open` return it.

    All points share citizens and random draws, so that differences between points follow from the values alone.

    >>> import sim
    >>> points = [{"population.dormant": 0.1}, {"population.dormant": 0.3}]
    >>> swept = sim.sweep("mijnoverheid-2016", points, ["opaque", "paper"], size=50)
    >>> swept.points
    [{'population.dormant': '0.1'}, {'population.dormant': '0.3'}]
    """

    points: Sequence[Point]
    """The value at each varied path, as text; a path that is missing has the scenario's own value."""
    studies: Sequence[Study]
    folder: Path | None = None
    """The results folder; None if nothing was written."""
    removed: str = ""
    """Sentence about a page of earlier results that was removed; empty if there was none."""

    @property
    def lacks(self) -> str:
        """Parts that are missing from the numbers because tasks failed, in a sentence; empty if there are none.

        That of the first point that lacks anything. Numbers are of the other citizens.

        >>> swept.lacks
        ''
        """
        return next((lack for study in self.studies if (lack := study.lacks())), "")

    @property
    def certificate(self) -> Mapping[str, Json] | None:
        """Extent of the check of the compiled engine against SimPy; None if SimPy itself simulated.

        The check is of the scenario at the first point. A single difference raises `StudyError` before anything is
        simulated.

        >>> swept.certificate["equal"]
        True
        """
        return self.studies[0].certificate

    def table(self, *responses: str, group: str | None = None) -> pd.DataFrame:
        """One row for every point, response, group and design: a column for each varied path, then as in a comparison.

        `responses` and `group` select rows as in `Comparison.table`.

        >>> import sim
        >>> swept = sim.sweep("mijnoverheid-2016", [{"population.dormant": 0.1}, {"population.dormant": 0.3}], size=50)
        >>> list(swept.table("missed_share", group="all").columns[:3])
        ['population.dormant', 'group', 'citizens']
        """
        rows = long_table(sweep_header(self.points), sweep_rows(self.points, self.studies))
        return frame(rows, response=responses, group=() if group is None else (group,))

    @checked(responses=NAMES)
    def text(self, *responses: str, width: int = 80, colour: bool = False) -> str:
        """The tables of these responses, or of the usual ones, as text, as `mbsim sweep` prints them.

        Lines have at most `width` characters (at least 80); `colour` adds the escape codes of a terminal.
        Raises `UsageError` for a response that does not exist.

        >>> "population.dormant" in swept.text("missed_share", width=100)
        True
        """
        from sim.report.sweeps import render

        analyses = [study.analysis for study in self.studies]
        return render(self.points, analyses, responses or SHOWN, width, colour=colour)

    def figures(self) -> dict[str, Figure]:
        """Matplotlib figures by name, to be changed, shown and saved.

        No window is opened.

        >>> len(swept.figures()) > 0
        True
        """
        from sim.report.figures.style import house_style
        from sim.report.figures.sweep import sweep

        with house_style():
            drawn = sweep(self.points, [study.analysis for study in self.studies])
        return {drawn.name: drawn.figure}

    def rows(self) -> list[dict[str, object]]:
        """The rows of the table as mappings, for a program without pandas.

        Values are as in `table`: in the units of their responses, and None where they cannot be estimated.

        >>> len(swept.rows()) == len(swept.table())
        True
        """
        header = sweep_header(self.points)
        return [dict(zip(header, row, strict=True)) for row in sweep_rows(self.points, self.studies)]

    def __repr__(self) -> str:
        """The scenario, varied paths and number of points in one line."""
        scenario = self.studies[0].scenario
        return f"<Sweep of {scenario.name} over {', '.join(paths_of(self.points))}: {len(self.points)} points>"

    def _repr_html_(self) -> str:
        """HTML for a notebook: the usual responses of all citizens."""
        found: str = self.table(*SHOWN, group="all")._repr_html_()
        return found


@checked(points=some(listed(mapping, "points")), seed=optional(whole(0, 2**64 - 1)))
def sweep(
    scenario: AnyScenario,
    points: Iterable[Settings],
    designs: Sequence[str] = (),
    *,
    reference: str | None = None,
    settings: Settings | None = None,
    overrides: Sequence[str] = (),
    size: int | None = None,
    seed: int | None = None,
    replications: int | None = None,
    margins: Sequence[str] = (),
    engine: Choice = "auto",
    certify: int = SAMPLE,
    workers: int | None = None,
    cluster: str | None = None,
    totals: bool | None = None,
    fail_fast: bool = False,
    out: str | Path | None = None,
    replace: bool = False,
    csv: Dialect = "en",
) -> Sweep:
    """Compares the designs of a scenario at several points: other values at some dotted paths.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `points`: a mapping of dotted paths to values for each point. A path that a point does not name has the value of
      the scenario there, and an empty cell in the tables.
    - `designs` and all others: as in `sim.compare`. A sweep with more points extends one in the same folder.

    Returns a `Sweep`. Parameter uncertainty is not simulated, whatever `compare.points` says. Raises `ScenarioError`
    and `UsageError` before anything is simulated, and `StudyError` if no task succeeds.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 100, "compare.designs": ["opaque", "paper"]})
    >>> swept = sim.sweep(scenario, [{"population.dormant": 0.1}, {"population.dormant": 0.3}])
    >>> len(swept.table("missed_share", group="all"))
    4
    """
    words = [{path: text_of(value, path) for path, value in point.items()} for point in points]
    if not any(words):
        raise UsageError("A sweep needs at least one path to vary, such as population.dormant.")
    request = Request(
        scenario, tuple(designs), reference, (), tuple(overrides),
        {**(settings or {}), **shortcuts(size=size, seed=seed, replications=replications)},
        tuple(margins), (), None, RunOptions(engine, certify, workers, cluster, totals, fail_fast),
        None if out is None else Path(out), replace, csv,
    )  # fmt: skip
    return run_sweep(request, words, PROGRAM, given=tuple(points))


def run_sweep(
    request: Request,
    points: Sequence[Point],
    session: Session,
    *,
    given: Sequence[Settings] | None = None,
    responses: Sequence[str] = (),
) -> Sweep:
    """Simulates the missing parts of a sweep, and writes its results to its folder.

    `given` are the points as a program gave them; else they are read from their texts.
    """
    origin = request.origin(request.asked(**{"compare.points": 0}), session, "sweep")
    base = origin.scenario
    for name in responses:
        require_known(name, responses_of(base), f"The scenario {base.name} has no response {{}}", present="")
    # Values of a program are taken as they are: from its text a title would lose what stands behind a #.
    scenarios = [with_settings(base, each) for each in given or map(settings_of, points)]
    # A sweep over other points has another default folder.
    identity = hashlib.sha256(repr([settings_of(point) for point in points]).encode()).hexdigest()[:8]
    usual = default_folder(base)
    folder = request.folder(session, usual.with_name(f"{usual.name}-sweep-{identity}"))
    origin, means = replace(origin, repeat=REPEAT), request.how.means(scenarios, session)
    with place_of(origin, folder, means, session, kind="sweep", points=points, replace=request.replace) as place:
        studies = place.perform(scenarios)
        removed = ""
        if place.results is not None:
            from sim.report.figures.sweep import sweep_figures

            drawn = sweep_figures(points, [each.analysis for each in studies])
            removed = place.results.save(studies, {**sweep_files(points, studies), **drawn}, points)
        return Sweep(points, studies, place.folder, removed)


def opened(folder: Path) -> Sweep:
    """The sweep in a finished results folder."""
    points, studies = read_sweep(folder)
    return Sweep(points, studies, folder)
