"""Years of use of a change: the same comparison in a later year of every design, as a sweep beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from sim.analysis.study_analysis import YearOfUse
from sim.experiment.manifest import MANIFEST, RESOLVED
from sim.experiment.plan import planned_scenario
from sim.experiment.runner import Study
from sim.experiment.saved_results import read_sweep
from sim.experiment.sweep import REPEAT, Point, settings_of, sweep_files
from sim.scenario.resolution import with_settings
from sim.scenario.schema import Scenario
from sim.scenario.writing import dump
from sim.studies.execution import StudyPlace, place_of

YEARS: Final = (1, 3, 5)
FOLDER: Final = "by-year"
"""Folder within that of the comparison: that of a sweep, which can be opened and reproduced like any other."""
POINTS: Final[tuple[Point, ...]] = tuple({"in_use": f"{365 * (year - 1)} days"} for year in YEARS)


def scenario_without_points(scenario: Scenario) -> Scenario:
    """The scenario for the sweep: without points of parameter uncertainty in each year."""
    return with_settings(scenario, {"compare.points": 0})


def scenarios_of(scenario: Scenario) -> list[Scenario]:
    """The scenario in each year; raises `ScenarioError` if one would begin before the calendar does."""
    return [with_settings(scenario_without_points(scenario), settings_of(point)) for point in POINTS]


def simulate_years(scenario: Scenario, place: StudyPlace, *, replaced: bool = False) -> list[Study]:
    """Simulates the missing parts of each year, and stores them within the folder of the comparison if it has one."""
    scenarios, results = scenarios_of(scenario), place.results
    if results is None:
        return place.perform(scenarios)
    origin = replace(results.origin, scenario=scenario_without_points(scenario), repeat=REPEAT, precision=None)
    with place_of(
        origin, results.folder / FOLDER, place.means, place.session, kind="sweep", points=POINTS, replace=replaced
    ) as within:
        assert within.results is not None  # noqa: S101  # it has a folder
        totals = within.means.only_totals(scenarios)
        # The comparison may be of one of these years: its parts are then copied rather than simulated again.
        within.results.part_store.borrow(
            results.folder, [key for each in scenarios for key in planned_scenario(each, totals=totals).kept.values()]
        )
        studies = within.perform(scenarios)
        within.results.save(studies, sweep_files(POINTS, studies), POINTS)
        return studies


def reopened(folder: Path, scenario: Scenario) -> tuple[YearOfUse, ...]:
    """The years beside a finished comparison; empty if there are none, or if they are of another scenario by now."""
    within = folder / FOLDER
    if not (within / MANIFEST).is_file():
        return ()
    if (within / RESOLVED).read_text(encoding="utf-8") != dump(scenario_without_points(scenario)):
        return ()
    _, studies = read_sweep(within)
    return years_of(studies)


def years_of(studies: Sequence[Study]) -> tuple[YearOfUse, ...]:
    """The analysis of each year."""
    return tuple(YearOfUse(year, study.analysis, study.lacks()) for year, study in zip(YEARS, studies, strict=True))
