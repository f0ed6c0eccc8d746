"""Small scenarios to test with: the shipped one with few citizens."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from sim.experiment.runner import RunSettings, Study
from sim.experiment.store import StudyOrigin, results_folder
from sim.experiment.sweep import settings_of
from sim.scenario.resolution import resolve
from sim.scenario.schema import Scenario

SHIPPED = Path(__file__).parents[2] / "scenarios" / "mijnoverheid-2016.yaml"


QUEUEING = Path(__file__).with_name("helpdesk.yaml")


@cache
def small(size: int = 60, replications: int = 1, designs: str = "opaque, sender, paper", seed: int = 5) -> Scenario:
    """The shipped scenario with few citizens and the designs named."""
    shipped = whole()
    return shipped.model_copy(
        update={
            "population": shipped.population.model_copy(update={"size": size}),
            "compare": shipped.compare.model_copy(update={"designs": tuple(designs.split(", "))}),
            "replications": replications,
            "seed": seed,
        }
    )


@cache
def whole() -> Scenario:
    """The shipped scenario as it is."""
    return resolve(SHIPPED).scenario


def origin_of(scenario: Scenario) -> StudyOrigin:
    """Where a study of the shipped scenario came from."""
    return StudyOrigin(SHIPPED, scenario, ("mbsim", "compare", "study.yaml"))


def kept(folder: Path, scenario: Scenario, means: RunSettings, *, replace: bool = False) -> Study:
    """A study that is performed and saved in a folder."""
    with results_folder(folder, origin_of(scenario), replace=replace) as results:
        (study,) = results.perform([scenario], means)
        results.save([study], {"figure.svg": b"<svg/>"})
    return study


def tables_in(folder: Path) -> dict[str, str]:
    """The digests of the tables of a results folder: all responses, and the rows of each design."""
    paths = [folder / "responses.csv", *sorted((folder / "citizens").glob("*.parquet"))]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def scenarios_at(points: Sequence[Mapping[str, str]], file: Path, *, settings: Sequence[str] = ()) -> list[Scenario]:
    """The scenario of a file at each point of a sweep."""
    return [resolve(file, settings=(*settings, *settings_of(point))).scenario for point in points]
