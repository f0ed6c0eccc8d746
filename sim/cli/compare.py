"""`mbsim compare`: simulate the same citizens under several designs, and say how they differ."""

from __future__ import annotations

import contextlib
import difflib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli.completion import changes, complete_designs, complete_files
from sim.errors import UsageError

if TYPE_CHECKING:
    from rich.progress import TaskID

    from sim.experiment.store import Origin
    from sim.scenario.schema import Scenario

PATIENCE: Final = 2.0
"""Seconds without a progress bar."""
WIDEST: Final = 100
LEFT_OUT: Final = "With --full: how burdens are spread, contacts by rule, and what else it brings."
PLAIN: Final = str.maketrans({"−": "-", "–": "-", "─": "-"})


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), shell_complete=complete_files)
@click.option(
    "--design",
    "designs",
    multiple=True,
    metavar="NAME",
    help="Compare this design; may be repeated.",
    shell_complete=complete_designs,
)
@click.option(
    "--reference",
    metavar="NAME",
    help="The design that the others are compared with.",
    shell_complete=complete_designs,
)
@click.option("--size", type=click.IntRange(min=1), help="Citizens per replication.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Key of all random draws.")
@click.option("--replications", type=click.IntRange(min=1), help="Independent simulated histories.")
@changes
@click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one per core, fewer for little.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Results folder; by default results/<scenario>-<identity>.",
)
@click.option(
    "--full", is_flag=True, help="Print also how burdens are spread, contacts by rule, and what else it brings."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of tables.")
@click.option("--chunk", type=click.IntRange(min=1), hidden=True, help="Citizens per task.")
def compare_command(
    file: Path,
    designs: tuple[str, ...],
    reference: str | None,
    size: int | None,
    seed: int | None,
    replications: int | None,
    settings: tuple[str, ...],
    overrides: tuple[str, ...],
    workers: int | None,
    out: Path | None,
    full: bool,
    as_json: bool,
    chunk: int | None,
) -> None:
    """Simulate the same citizens under several designs and compare.

    Every design meets the same citizens, the same messages and the same luck, so that even a small study shows small
    differences. The table is printed; one row per citizen, all responses, a figure and a manifest go to the results
    folder.
    """
    from sim.analysis.study import analyse
    from sim.analysis.tally import Tally
    from sim.experiment.plan import CITIZENS_PER_TASK
    from sim.experiment.runner import run
    from sim.experiment.store import default_folder, results_folder, save
    from sim.report.document import document
    from sim.report.figures import figures
    from sim.report.tables import render

    shortcuts = {"population.size": size, "seed": seed, "replications": replications}
    added = tuple(f"{path}={value}" for path, value in shortcuts.items() if value is not None)
    scenario, origin = chosen(file, overrides, (*settings, *added), designs, reference)
    folder = out if out is not None else default_folder(scenario.name, origin.sha256)
    with results_folder(folder) as place:
        with progress_bar() as progress:
            study = run(scenario, workers=workers, citizens_per_task=chunk or CITIZENS_PER_TASK, progress=progress)
        analysis = analyse(scenario, Tally.of(scenario, study.tables))
        save(study, analysis, origin, figures(analysis), place, folder)
    if as_json:
        show(document(analysis, origin.sha256, folder))
        return
    show(render(analysis, full=full, width=terminal_width(), colour=coloured()))
    if not full:
        show(LEFT_OUT)
    show(f"Results: {folder}")


def chosen(
    file: Path,
    overrides: tuple[str, ...],
    settings: tuple[str, ...],
    designs: tuple[str, ...],
    reference: str | None,
) -> tuple[Scenario, Origin]:
    """The scenario with the designs that were asked for, and where it came from."""
    from sim.experiment.store import Origin
    from sim.scenario.resolution import dump, resolve

    library = resolve(file, overrides=overrides, settings=settings).scenario.designs
    for name in (*designs, *((reference,) if reference else ())):
        require_design(name, tuple(library))
    compared = (f"compare.designs=[{', '.join(dict.fromkeys(designs))}]",) if designs else ()
    against = (f"compare.reference={reference}",) if reference else ()
    resolution = resolve(file, overrides=overrides, settings=(*settings, *compared, *against))
    command = ("mbsim", *sys.argv[1:])
    return resolution.scenario, Origin(file, dump(resolution.scenario), resolution.sha256, command)


def require_design(name: str, library: tuple[str, ...]) -> None:
    """Raises `UsageError` with the nearest design and the list of all if there is no such design."""
    if name in library:
        return
    near = difflib.get_close_matches(name, library, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"There is no design {name!r}.{hint} The scenario has {', '.join(library)}.")


def show(text: str) -> None:
    """Prints to standard output; where the encoding lacks a sign, its plain form."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with contextlib.suppress(UnicodeEncodeError):
        text.encode(encoding)
        click.echo(text.rstrip("\n"))
        return
    click.echo(text.translate(PLAIN).encode(encoding, "replace").decode(encoding).rstrip("\n"))


def coloured() -> bool:
    """Whether standard output shows styles."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def terminal_width() -> int:
    """The width to print at: that of the terminal up to 100 columns, 80 in a pipe."""
    return min(shutil.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else 80


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error once a study takes longer than two seconds; None if nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    began_at = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    lines: list[TaskID] = []

    def advance(done: int, total: int) -> None:
        if not lines and time.monotonic() - began_at > PATIENCE:
            bar.start()
            lines.append(bar.add_task("Simulating", total=total))
        for line in lines:
            bar.update(line, completed=done)

    try:
        yield advance
    finally:
        if lines:
            bar.stop()
