"""What every verb that simulates has in common: its options, and the way from a file to a results folder."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from sim.cli.completion import changes, complete_designs, complete_files
from sim.cli.files import ScenarioFile
from sim.cli.interrupts import tidied_up
from sim.cli.precision import margin_option, setting_of
from sim.cli.printing import is_terminal
from sim.cli.progress import Bar, say
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.experiment.engines import Choice
    from sim.experiment.pace import Watcher
    from sim.experiment.precision import Target
    from sim.experiment.runner import Means, Study
    from sim.experiment.store import Origin, Results
    from sim.scenario.schema import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])
ENGINES: Final = ("auto", "simpy", "compiled")
scenario_argument = click.argument(
    "file", metavar="FILE", type=ScenarioFile(exists=True), shell_complete=complete_files
)
workers_option = click.option(
    "--workers", type=click.IntRange(min=1), help="Workers; by default one per core, fewer for little."
)
engine_option = click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What simulates."
)
certify_option = click.option(
    "--certify",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="N",
    help="Citizens that SimPy simulates as well, to check the compiled engine.",
)
log_option = click.option("--log", is_flag=True, help="Print plain lines on how it goes to standard error.")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line, but for the file."""

    designs: tuple[str, ...]
    reference: str | None
    size: int | None
    seed: int | None
    replications: int | None
    settings: tuple[str, ...]
    overrides: tuple[str, ...]
    engine: Choice
    certify: int
    workers: int | None
    cluster: str | None
    totals: bool
    fail_fast: bool
    out: Path | None
    log: bool
    chunk: int | None
    margins: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    most: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, object]) -> Request:
        """The request that `study_options` gave a command."""
        return cls(**options)  # type: ignore[arg-type]  # click has checked each of them

    @property
    def all_settings(self) -> tuple[str, ...]:
        """The settings, those with an option of their own last."""
        shortcuts = {"population.size": self.size, "seed": self.seed, "replications": self.replications}
        added = tuple(f"{path}={value}" for path, value in shortcuts.items() if value is not None)
        return (*self.settings, *added, *map(setting_of, self.margins))

    def means(self, *scenarios: Scenario) -> Means:
        """By what the scenarios are to be performed."""
        from sim.experiment.engines import certified_on, engine_for_all
        from sim.experiment.runner import Means

        engine = certified_on(engine_for_all(scenarios, self.engine), self.certify)
        totals = True if self.totals else None
        return Means(engine, self.workers, self.cluster, self.chunk, totals, self.fail_fast)


def study_options(command: Command) -> Command:
    """Adds the options of a verb that simulates; they arrive as the fields of a `Request`."""
    options = (
        click.option(
            "--design",
            "designs",
            multiple=True,
            metavar="NAME",
            help="Compare this design; may be repeated.",
            shell_complete=complete_designs,
        ),
        click.option(
            "--reference",
            metavar="NAME",
            help="The design that the others are compared with.",
            shell_complete=complete_designs,
        ),
        click.option("--size", type=click.IntRange(min=1), help="Citizens per replication."),
        click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Key of all random draws."),
        click.option("--replications", type=click.IntRange(min=1), help="Independent simulated histories."),
        changes,
        margin_option,
        engine_option,
        certify_option,
        workers_option,
        click.option(
            "--cluster", metavar="ADDRESS", help="A Dask scheduler, such as tcp://host:8786; local starts one here."
        ),
        click.option(
            "--totals", is_flag=True, help="Keep tallies and no rows of citizens, as beyond two million rows anyway."
        ),
        click.option("--fail-fast", is_flag=True, help="End at the first task that fails twice."),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            help="Results folder; by default results/<scenario>-<identity>.",
        ),
        log_option,
        click.option("--chunk", type=click.IntRange(min=1), hidden=True, help="Citizens per task."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Outcome:
    """A study that was performed and saved."""

    study: Study
    origin: Origin
    folder: Path
    precision: str = ""
    """What was said about the precision that was asked for; empty if none was."""
    precise: bool = True
    """Whether the precision that was asked for was reached."""
    replaced: str = ""
    """What was said about tables of an earlier study that were replaced; empty if there were none."""


def performed(file: Path, request: Request) -> Outcome:
    """Simulates what is missing of a study, and writes everything that is made of it to its results folder."""
    from sim.experiment.store import default_folder
    from sim.report.figures import figures

    scenario, origin = chosen(file, request)
    folder = request.out if request.out is not None else default_folder(scenario)
    means, targets = request.means(scenario), targets_of(request, scenario)
    earlier = replaced_study(folder, origin)
    with opened(folder, origin, request) as (results, watchers):
        if means.engine is not None and means.engine.name == "compiled":
            tell_of_compiling(log=request.log)
        if targets:
            growth = Growth(results, origin, means, watchers, targets, earlier)
            return grown_study(growth, scenario, request)
        (study,) = results.perform([scenario], means, watchers)
        results.save([study], figures(study.analysis))
    return Outcome(study, origin, folder, replaced=earlier)


def targets_of(request: Request, scenario: Scenario) -> tuple[Target, ...]:
    """How precise the study is to be; `UsageError` for what there is not, before anything is written."""
    from sim.experiment.precision import target_of

    if request.most and not request.precision:
        raise UsageError('--most says where a study stops growing, and needs --precision "RESPONSE AMOUNT".')
    return tuple(target_of(text, scenario) for text in request.precision)


def replaced_study(folder: Path, origin: Origin) -> str:
    """What is said if the folder holds tables of another study: they are replaced, and its parts stay."""
    from sim.experiment.claim import said_in
    from sim.experiment.manifest import MANIFEST
    from sim.experiment.shell import typed

    earlier = said_in(folder / MANIFEST)
    command = earlier.get("command")
    if not isinstance(command, list) or earlier.get("scenario_sha256") in {None, origin.sha256}:
        return ""
    designs = ", ".join(map(str, earlier.get("designs", [])))
    return (
        f"The tables and figures of an earlier study in this folder were replaced: {earlier.get('citizens')} citizens "
        f"under {designs}. Its parts are kept; this makes it again: {typed(map(str, command))}"
    )


@dataclass(frozen=True, slots=True)
class Growth:
    """Where and by what a study grows."""

    results: Results
    origin: Origin
    means: Means
    watchers: Sequence[Watcher]
    targets: Sequence[Target]
    earlier: str


def grown_study(growth: Growth, scenario: Scenario, request: Request) -> Outcome:
    """Performs a study on ever more citizens, until it is as precise as was asked for or may not grow further."""
    from sim.experiment.precision import MOST_UNITS, grown, in_words
    from sim.report.figures import figures

    def perform(larger: Scenario) -> Study:
        (study,) = growth.results.perform([larger], growth.means, growth.watchers)
        return study

    targets = growth.targets
    study, looks = grown(scenario, targets, perform, request.most or MOST_UNITS)
    said = in_words(looks, targets, study.analysis.unit)
    origin = replace(origin_of(study.scenario, growth.origin), precision=said)
    replace(growth.results, origin=origin).save([study], figures(study.analysis))
    return Outcome(study, origin, growth.results.folder, said, looks[-1].reached, growth.earlier)


def origin_of(scenario: Scenario, origin: Origin) -> Origin:
    """The origin of a scenario that was made larger than the one that was asked for."""
    import hashlib

    from sim.scenario.resolution import dump

    text = dump(scenario)
    return replace(origin, resolved=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def engine_lines(study: Study) -> list[str]:
    """What was checked of the engine, in words; nothing of the reference engine."""
    from sim.experiment.certificate import in_words

    return in_words(study.certificate).splitlines() if study.certificate is not None else []


def tell_of_compiling(*, log: bool) -> None:
    """Says what a first study on compiled code waits for, to who looks at a terminal or asked for a log."""
    from sim.kernel.engine import is_compiled

    if not is_compiled() and (log or is_terminal(sys.stderr)):
        say("Compiling the simulation, which is kept for later: one to two minutes.")


@contextlib.contextmanager
def opened(folder: Path, origin: Origin, request: Request) -> Iterator[tuple[Results, Sequence[Watcher]]]:
    """A results folder, and a bar for who looks at a terminal."""
    from sim.experiment.store import results_folder

    told = say if request.log else None
    with tidied_up(), results_folder(folder, origin, told) as results, Bar.shown() as watchers:
        yield results, watchers


def chosen(file: Path, request: Request) -> tuple[Scenario, Origin]:
    """The scenario with the designs that were asked for, and where it came from."""
    from sim.experiment.store import Origin
    from sim.scenario.resolution import dump, resolve

    settings = request.all_settings
    library = resolve(file, overrides=request.overrides, settings=settings).scenario.designs
    settings = (*settings, *compared(request, library))
    resolution = resolve(file, overrides=request.overrides, settings=settings)
    command = ("mbsim", *sys.argv[1:])
    return resolution.scenario, Origin(file, dump(resolution.scenario), resolution.sha256, command)


def compared(request: Request, library: Mapping[str, object]) -> tuple[str, ...]:
    """The designs and the reference that were asked for, as settings."""
    for name in (*request.designs, *((request.reference,) if request.reference else ())):
        require_design(name, tuple(library))
    designs = (f"compare.designs=[{', '.join(dict.fromkeys(request.designs))}]",) if request.designs else ()
    return (*designs, *((f"compare.reference={request.reference}",) if request.reference else ()))


def require_design(name: str, library: Iterable[str]) -> None:
    """Raises `UsageError` with the nearest design and the list of all if there is no such design."""
    from sim.scenario.nearness import require_known

    require_known(name, library, "There is no design {}", "The scenario has")
