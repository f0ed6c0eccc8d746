"""Scenarios for programs: loading one, starting one, and simulating its citizens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.engines import Choice, engine_for
from sim.experiment.tables import row_table
from sim.places import destination
from sim.scenario.schema import Scenario
from sim.scenario.shipped import found_or_shipped, start_scenario
from sim.scenario.source import FileSource
from sim.scenario.suggestions import require_known
from sim.studies.arguments import checked
from sim.studies.request import AnyScenario, Settings, asked, resolved
from sim.studies.tables import frame

if TYPE_CHECKING:
    import pandas as pd


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
    source = FileSource(found_or_shipped(Path(path)), tuple(overrides), (), dict(settings or {}))
    return resolved(source).scenario.sourced(source)


@checked()
def new(name: str, folder: str | Path = ".") -> Path:
    """Writes a commented starter scenario and the parts it builds on into a folder; returns its path.

    Raises `UsageError` if the file exists; nothing that exists is changed.

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
    """One row per citizen of one replication under one design: by default all citizens under the reference.

    Segments stand there by their names.

    Raises `UsageError` for a design or citizens that there are not.

    >>> import sim
    >>> scenario = sim.load("mijnoverheid-2016.yaml", {"population.size": 200})
    >>> rows = sim.simulate(scenario, "paper", range(50))
    >>> len(rows), int(rows["logins"].sum())
    (50, 0)
    """
    whole = asked(scenario).scenario
    chosen, size = design or whole.compare.reference, whole.population.size
    require_known(chosen, whole.designs, "There is no design {}", "The scenario has")
    wanted = range(size) if citizens is None else citizens
    if wanted.stop > size:
        raise UsageError(
            f"There are the citizens 0 to {size - 1}; found {wanted}. More are asked for by population.size."
        )
    rows = engine_for(whole, engine).simulate(whole, chosen, replication, wanted)
    return frame(row_table(chosen, rows, {}, tuple(whole.population.segments)))
