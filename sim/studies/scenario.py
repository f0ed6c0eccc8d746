"""Scenarios for programs: loading, starting and simulating one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.engines import Choice, engine_for
from sim.experiment.result_tables import row_table
from sim.places import destination
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found_or_shipped, start_scenario
from sim.scenario.source import FileSource
from sim.scenario.suggestions import require_known
from sim.studies.arguments import checked
from sim.studies.data_frames import frame
from sim.studies.request import AnyScenario, Settings, resolved, scenario_request

if TYPE_CHECKING:
    import pandas as pd


@checked()
def load(path: str | Path, settings: Settings | None = None, *, overrides: Sequence[str] = ()) -> Scenario:
    """Loads the scenario of a file.

    The arguments:

    - `path`: the path of a file. A bare name without a file is a shipped study: `load("mijnoverheid-2016")`.
    - `settings`: values by dotted path that replace those of the file; spans and money are texts such as `"90 days"`.
    - `overrides`: names of partial scenarios under `overrides` in the file, which are applied before the settings.

    Returns the complete `Scenario`. Raises `ScenarioError` with every problem of the file, each with its line and
    column.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> scenario.population.size, scenario.compare.reference
    (200, 'opaque')
    """
    source = FileSource(found_or_shipped(Path(path)), tuple(overrides), (), dict(settings or {}))
    return resolved(source).scenario.sourced(source)


@checked()
def new(name: str, folder: str | Path = ".") -> Path:
    """Writes a commented starter scenario and its parts into a folder; returns the path of the scenario.

    `name` is the name of the scenario and of its file. Raises `UsageError` if the file exists; no existing file is
    changed.

    >>> import sim, tempfile
    >>> path = sim.new("my-study", tempfile.mkdtemp())
    >>> sim.load(path).compare.designs
    ('sender', 'reminder-for-all')
    """
    return start_scenario(name, destination(folder, folder=True))


@checked()
def simulate(
    scenario: AnyScenario,
    design: str | None = None,
    citizens: range | None = None,
    *,
    replication: int = 0,
    engine: Choice = "auto",
) -> pd.DataFrame:
    """Simulates citizens of one replication under one design.

    The arguments:

    - `scenario`: a scenario, the path of a file, or the name of a shipped study.
    - `design`: name of the design, by default the reference.
    - `citizens`: a range of consecutive numbers, such as `range(100)`; by default all citizens.
    - `replication`: number of the simulated history, from 0.
    - `engine`: `"compiled"`, `"simpy"`, or `"auto"` for compiled code wherever it can simulate the scenario.

    Returns a DataFrame with one row for each citizen; segments have their names. Raises `UsageError` for a design or
    citizens that do not exist.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> rows = sim.simulate(scenario, "paper", range(50))
    >>> len(rows), int(rows["logins"].sum())
    (50, 0)
    """
    whole = scenario_request(scenario).scenario
    chosen, size = design or whole.compare.reference, whole.population.size
    require_known(chosen, whole.designs, "There is no design {}", "The scenario has")
    wanted = range(size) if citizens is None else citizens
    if wanted.stop > size:
        raise UsageError(
            f"There are the citizens 0 to {size - 1}; found {wanted}. More are asked for by population.size."
        )
    rows = engine_for(whole, engine).simulate(whole, chosen, replication, wanted)
    return frame(row_table(chosen, rows, {}, tuple(whole.population.segments)))
