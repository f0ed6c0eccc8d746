"""Studies for programs and notebooks: what the command line does, as functions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa

from sim.analysis.study import Analysis
from sim.errors import UsageError
from sim.experiment.arguments import checked, listed, settings, some
from sim.experiment.engines import Choice, Engine, engine_for, engine_for_all
from sim.experiment.manifest import read_manifest
from sim.experiment.parts import Memory
from sim.experiment.processes import leave_if_unguarded
from sim.experiment.reproduction import Reproduction, scenarios_of
from sim.experiment.reproduction import reproduce as performed_again
from sim.experiment.runner import Means, Study, perform_studies
from sim.experiment.store import Origin, results_folder
from sim.experiment.sweep import REPEAT, Point, sweep_files, sweep_header, sweep_rows
from sim.experiment.tables import RESPONSE_HEADER, response_rows, row_table
from sim.outcomes.responses import Columns
from sim.scenario.nearness import require_known
from sim.scenario.resolution import dump, resolve
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found_or_shipped, start_scenario
from sim.scenario.values import text_of

RUN: Final = ("mbsim", "run", "resolved.yaml")
Settings: TypeAlias = Mapping[str, object]
"""Dotted paths and the value that each is set to: `{"population.size": 500, "horizon": "90 days"}`."""
Table: TypeAlias = Any
"""A pandas DataFrame where pandas is installed, else a `pyarrow.Table`."""


class Comparison:
    """A study that was performed, and its tables."""

    def __init__(self, study: Study, folder: Path | None) -> None:
        self.study = study
        self.folder = folder
        """The results folder; None if nothing was written."""

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.study.scenario

    @property
    def analysis(self) -> Analysis:
        """Everything that is said about the study: contrasts, verdicts, spreads."""
        return self.study.analysis

    @property
    def lacks(self) -> str:
        """What the numbers lack because tasks failed, in a sentence; empty if nothing."""
        return self.study.lacks()

    def table(self, *responses: str, group: str | None = None) -> Table:
        """Every response of every group and design, with its paired difference; or only these responses."""
        rows = response_rows(self.analysis, self.study.missing)
        return framed(long_table(RESPONSE_HEADER, rows), response=responses, group=() if group is None else (group,))

    def citizens(self, design: str) -> Table:
        """One row per citizen under one design."""
        require_one_of(design, self.study.designs, "design")
        return framed(row_table(design, self.columns(design), {}))

    def columns(self, design: str) -> Columns:
        """One array per column, each with one number per citizen under one design."""
        require_one_of(design, self.study.designs, "design")
        return self.study.tables[design]

    def __repr__(self) -> str:
        """What was compared, in one line."""
        scenario = self.scenario
        size = f"{scenario.population.size:,} citizens"
        return f"<Comparison of {', '.join(self.study.designs)}: {scenario.name}, {size}, seed {scenario.seed}>"


class Sweep:
    """A study at several points, and its table."""

    def __init__(self, points: Sequence[Point], studies: Sequence[Study], folder: Path | None) -> None:
        self.points = points
        self.studies = studies
        self.folder = folder

    def table(self, *responses: str, group: str | None = None) -> Table:
        """Every response of every point, group and design: a column for each varied path, then as in a comparison."""
        rows = long_table(sweep_header(self.points), sweep_rows(self.points, self.studies))
        return framed(rows, response=responses, group=() if group is None else (group,))


@checked()
def load(path: str | Path, settings: Settings | None = None, *, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a file, with named overrides and then settings applied.

    A bare name that is no file here is a scenario that comes with the program: `load("mijnoverheid-2016")`. Raises
    `ScenarioError` with every problem of the file, each with its place.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> scenario.population.size, scenario.compare.reference
    (200, 'opaque')
    """
    return resolve(found_or_shipped(Path(path)), overrides=overrides, settings=settings or {}).scenario


@checked()
def new(name: str, folder: str | Path = ".") -> Path:
    """Writes a commented starter scenario and the parts it builds on into a folder; returns its path.

    Raises `UsageError` if the file exists; nothing that exists is changed.

    >>> import sim, tempfile
    >>> path = sim.new("my-study", tempfile.mkdtemp())
    >>> sim.load(path).compare.designs
    ('sender', 'reminder-for-all')
    """
    return start_scenario(name, Path(folder))


@checked()
def simulate(
    scenario: Scenario | str | Path,
    design: str | None = None,
    citizens: range | None = None,
    *,
    replication: int = 0,
    engine: Choice = "auto",
) -> Table:
    """One row per citizen of one replication under one design: by default all citizens under the reference.

    Raises `UsageError` for a design or citizens that there are not.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> rows = sim.simulate(scenario, "paper", range(50))
    >>> len(rows), int(rows["logins"].to_numpy().sum())
    (50, 0)
    """
    whole = loaded(scenario)
    chosen, size = design or whole.compare.reference, whole.population.size
    require_one_of(chosen, whole.designs, "design")
    asked = range(size) if citizens is None else citizens
    if asked.stop > size:
        raise UsageError(
            f"There are the citizens 0 to {size - 1}; found {asked}. More are asked for by population.size."
        )
    return framed(row_table(chosen, engine_for(whole, engine).simulate(whole, chosen, replication, asked), {}))


@checked()
def compare(
    scenario: Scenario | str | Path,
    designs: Iterable[str] = (),
    *,
    reference: str | None = None,
    out: str | Path | None = None,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    totals: bool | None = None,
) -> Comparison:
    """Simulates the same citizens under several designs and compares them.

    With `out` the results folder is written as `mbsim run` writes it, and what it holds already is not simulated again.
    The compiled engine takes a thread for each core. The SimPy engine works in this process unless `workers` says how
    many; then a program must guard its main part (`if __name__ == "__main__"`), as all do that start processes.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> comparison = sim.compare(scenario, ["opaque", "wmebv"], out="results/mine")
    >>> comparison
    <Comparison of opaque, wmebv: mijnoverheid-2016, 200 citizens, seed 2016>
    >>> table = comparison.table("effort_minutes", "missed_share", group="reachable")
    >>> len(table)
    4
    """
    stated = loaded(scenario)
    whole = stated.with_(named_designs(stated, designs, reference))
    chosen = engine_for(whole, engine)
    means = Means(chosen, workers_for(chosen, workers), cluster, None, totals)
    (study,) = performed(whole, [whole], means, out, ())
    return Comparison(study, None if out is None else Path(out))


@checked(points=some(listed(settings, "points")))
def sweep(
    scenario: Scenario | str | Path,
    points: Iterable[Settings],
    *,
    out: str | Path | None = None,
    engine: Choice = "auto",
    workers: int | None = None,
    cluster: str | None = None,
) -> Sweep:
    """Compares the designs of a scenario at several points: other values at some dotted paths.

    A path that a point does not name has the value of the scenario there, and an empty cell in the tables.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 100, "compare.designs": ["opaque", "paper"]})
    >>> swept = sim.sweep(scenario, [{"population.dormant": 0.1}, {"population.dormant": 0.3}])
    >>> len(swept.table("missed_share", group="all"))
    4
    """
    whole, given = loaded(scenario), tuple(points)
    words = [{path: text_of(value, path) for path, value in point.items()} for point in given]
    if not any(words):
        raise UsageError("A sweep needs at least one path to vary, such as population.dormant.")
    scenarios = [whole.with_(point) for point in given]
    chosen = engine_for_all(scenarios, engine)
    means = Means(chosen, workers_for(chosen, workers), cluster)
    studies = performed(whole, scenarios, means, out, words)
    return Sweep(words, studies, None if out is None else Path(out))


@checked()
def reproduce(
    folder: str | Path, *, most: int | None = 10, engine: Choice = "auto", workers: int | None = None
) -> Reproduction:
    """Performs `most` tasks of a finished study again, or all with None, and compares them with its parts.

    Which tasks are taken depends on their parts alone. Raises `UsageError` if the folder holds no finished study, and
    `StudyError` if a task fails.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> study = sim.compare(scenario, ["opaque", "wmebv"], out="results/mine")
    >>> sim.reproduce("results/mine").equal
    True
    """
    leave_if_unguarded()
    place = Path(folder)
    chosen = engine_for_all(scenarios_of(place, read_manifest(place)), engine)
    return performed_again(place, most=most, engine=chosen, workers=workers_for(chosen, workers))


def loaded(scenario: Scenario | str | Path) -> Scenario:
    """A scenario as it is, or that of a file."""
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def workers_for(engine: Engine, workers: int | None) -> int | None:
    """As many workers as were asked for; else threads without asking, and no processes."""
    return workers if workers is not None or engine.threads else 1


def performed(
    base: Scenario, scenarios: Sequence[Scenario], means: Means, out: str | Path | None, points: Sequence[Point]
) -> list[Study]:
    """The studies of a scenario or of its points, in memory or in a results folder."""
    leave_if_unguarded()
    if out is None:
        return perform_studies(scenarios, Memory(), means)
    folder, text = Path(out), dump(base)
    command = ("mbsim", "run", str(folder / "resolved.yaml"), "--out", str(folder))
    origin = Origin(None, text, hashlib.sha256(text.encode()).hexdigest(), command, REPEAT if points else RUN)
    with results_folder(folder, origin) as results:
        studies = results.perform(scenarios, means)
        results.save(studies, sweep_files(points, studies) if points else {}, points)
    return studies


def named_designs(scenario: Scenario, designs: Iterable[str], reference: str | None) -> dict[str, object]:
    """Designs to compare and their reference, if any are named, as settings of a scenario that has them."""
    names = tuple(dict.fromkeys(designs))
    for name in (*names, *(() if reference is None else (reference,))):
        require_one_of(name, scenario.designs, "design")
    listed_so: dict[str, object] = {"compare.designs": names} if names else {}
    return listed_so | ({} if reference is None else {"compare.reference": reference})


def require_one_of(name: str, names: Iterable[str], what: str) -> None:
    """Raises `UsageError` with what there is if a name is not among it."""
    require_known(name, names, f"There is no {what} {{}}")


def long_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """A table of responses; what is not estimable is null."""
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(header, (pa.array(column) for column in columns), strict=True)))


def framed(table: pa.Table, **kept: Sequence[str]) -> Table:
    """The rows that have one of the values given for a column, as the best kind of table there is."""
    for name, values in kept.items():
        if values:
            known = set(table.column(name).to_pylist())
            for value in values:
                require_one_of(value, sorted(known), name)
            table = table.filter(pa.array([each in values for each in table.column(name).to_pylist()]))
    return table if find_spec("pandas") is None else table.to_pandas()
