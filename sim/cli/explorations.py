"""What the verbs over what is not known have in common: options, and the way from a file to a results folder."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from sim.cli.completion import changes, complete_designs
from sim.cli.interrupts import tidied_up
from sim.cli.printing import say
from sim.cli.progress import counting
from sim.cli.studies import comparing, csv_option, log_option, require_design, scenario_argument, workers_option

if TYPE_CHECKING:
    from sim.experiment.exploration.probing import Probe
    from sim.experiment.exploration.shelf import PointFiles
    from sim.experiment.exploration.space import Numbers
    from sim.experiment.spreadsheets import Dialect
    from sim.experiment.store import Origin, Results
    from sim.outcomes.responses import Counts
    from sim.scenario.resolution import Resolution
    from sim.scenario.schema import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])
SIZE: Final = 2_000
JUDGED: Final = ("effort_minutes", "missed_share")
"""Responses that are asked for unless others are named."""


@dataclass(frozen=True, slots=True)
class Exploring:
    """What was asked for on the command line, but for the file and what the verb alone knows."""

    size: int | None
    seed: int
    settings: tuple[str, ...]
    overrides: tuple[str, ...]
    workers: int | None
    out: Path | None
    log: bool
    as_json: bool
    csv: Dialect = "en"

    @classmethod
    def of(cls, options: Mapping[str, object]) -> Exploring:
        """The request that `exploring_options` gave a command."""
        return cls(**{"settings": (), "overrides": (), **options})  # type: ignore[arg-type]  # click has checked them

    def sized(self, scenario: Scenario, usual: int) -> int:
        """Citizens at every point: as many as were asked for, else what is usual, and never more than there are.

        Where citizens meet in a queue, or are read from a file, all of them take part: fewer would be another system.
        """
        own = scenario.population.size
        if scenario.helpdesk is not None or scenario.population.from_file is not None:
            return self.size or own
        return self.size or min(own, usual)


def exploring_options(size: int = SIZE, *, changed: bool = True) -> Callable[[Command], Command]:
    """Adds the options of a verb over what is not known; they arrive as the fields of an `Exploring`.

    Where several scenarios take part none of them can be `changed` from the command line.
    """
    options = (
        click.option(
            "--size", type=click.IntRange(min=1),
            help=f"Citizens at every point; by default {size:,}, or all where they meet in a queue.",
        ),
        click.option(
            "--points-seed", "seed", type=click.IntRange(1, 2**31 - 1), default=1, show_default=True,
            help="Seed of the points; the citizens keep that of the scenario.",
        ),
        *((changes,) if changed else ()),
        workers_option,
        click.option("--out", type=click.Path(path_type=Path), help="Results folder."),
        csv_option,
        log_option,
        click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of tables."),
    )  # fmt: skip

    def added(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return scenario_argument(command)

    return added


def design_options(command: Command) -> Command:
    """Adds the options that say what is asked at every point: which responses, of which designs and citizens."""
    options = (
        click.option(
            "--response", "responses", multiple=True, default=JUDGED, show_default=True, metavar="NAME",
            help="A response; repeatable.",
        ),
        click.option(
            "--design", "designs", multiple=True, metavar="NAME", help="Compare this design; may be repeated.",
            shell_complete=complete_designs,
        ),
        click.option(
            "--reference", metavar="NAME", help="The design that the others are compared with.",
            shell_complete=complete_designs,
        ),
        click.option(
            "--group", type=click.Choice(["all", "reachable"]), default="all", show_default=True,
            help="All citizens, or only those whom an electronic contact can reach.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def resolved(
    file: Path,
    request: Exploring,
    *,
    fitted: bool = True,
    designs: Sequence[str] = (),
    reference: str | None = None,
    settings: Sequence[str] = (),
    usual: int = SIZE,
) -> tuple[Resolution, Origin]:
    """The scenario that was asked for with the designs to compare, and where it came from."""
    from sim.experiment.store import Origin
    from sim.scenario.resolution import dump, resolve

    first = resolve(file, overrides=request.overrides, settings=(*request.settings, *settings), fitted=fitted).scenario
    every = (*request.settings, *settings, f"population.size={request.sized(first, usual)}")
    if designs or reference:
        library = tuple(first.designs)
        for name in (*designs, *((reference,) if reference else ())):
            require_design(name, library)
        every = (*every, *comparing(designs, reference))
    resolution = resolve(file, overrides=request.overrides, settings=every, fitted=fitted)
    command = ("mbsim", *sys.argv[1:])
    return resolution, Origin(file, dump(resolution.scenario), resolution.sha256, command, csv=request.csv)


@dataclass(frozen=True, slots=True)
class Exploration:
    """A results folder that is ours to fill with what is simulated at points."""

    results: Results
    shelf: PointFiles
    request: Exploring

    def sums(self, probes: Sequence[Probe], places: Numbers, what: str) -> Mapping[str, Counts]:
        """Exact sums at points of the unit cube, kept in the folder; `what` they are for is shown to who is looking."""
        from sim.experiment.exploration.exploring import explored
        from sim.experiment.store import refused

        if len(places) > 1:
            self.results.diary.told(f"{what}: {len(places)} points")
        try:
            with counting(f"Simulating, {what}") as told:
                return explored(probes, places, self.shelf, workers=self.request.workers, told=told)
        except OSError as error:
            raise refused(self.results.folder, error) from error

    def certificate(self, probes: Sequence[Probe], places: Numbers) -> Mapping[str, Any]:
        """What was compared with SimPy, at a few of the points."""
        from sim.experiment.exploration.exploring import certified

        return certified(probes, places)


@contextlib.contextmanager
def explored_in(kind: str, origin: Origin, scenario: Scenario, request: Exploring) -> Iterator[Exploration]:
    """The results folder of an exploration: the one that was asked for, or `results/<scenario>-<identity>-<kind>`."""
    from sim.experiment.exploration.shelf import PointFiles
    from sim.experiment.store import results_folder

    told = say if request.log else None
    folder = folder_of(scenario, kind, request)
    with tidied_up(), results_folder(folder, origin, told, kind=kind) as results:
        results.keep_scenario(scenario)
        yield Exploration(results, PointFiles(folder), request)


def folder_of(scenario: Scenario, kind: str, request: Exploring) -> Path:
    """The folder that was asked for; by default `results/<scenario>-<identity>-<kind>`."""
    from sim.experiment.store import default_folder

    found = default_folder(scenario)
    return request.out or found.with_name(f"{found.name}-{kind}")


def identified_by(resolution: Resolution) -> dict[str, bool]:
    """Of each fitted number by its name, whether published figures narrow it; empty where nothing was fitted."""
    return {} if resolution.fitted is None else dict(resolution.fitted.narrowed)
