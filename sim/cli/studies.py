"""The options and the session shared by all verbs that simulate."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from sim.cli.completion import changes, complete_designs, complete_files
from sim.cli.interrupts import tidied_up
from sim.cli.path_parameters import ScenarioFile, StudyPath, WritablePath
from sim.cli.precision import margin_option
from sim.cli.printing import print_error
from sim.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sim.experiment.engines import Json
    from sim.studies.compare import Comparison, Request
    from sim.studies.session import Session

Command = TypeVar("Command", bound=Callable[..., Any])
# Written out, so that the help needs no other layer.
ENGINES: Final = ("auto", "simpy", "compiled")
scenario_argument = click.argument(
    "file", metavar="FILE", type=ScenarioFile(exists=True), shell_complete=complete_files
)
study_argument = click.argument("file", metavar="FILE", type=StudyPath(), shell_complete=complete_files)
other_argument = click.argument(
    "other", metavar="[OTHER]", required=False, type=StudyPath(), shell_complete=complete_files
)
workers_option = click.option(
    "--workers", type=click.IntRange(min=1), help="Workers; by default one per core, fewer for little."
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", help="A Dask scheduler, such as tcp://host:8786; local starts one here."
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
    help="Citizens that SimPy simulates as well, each under one design, to check the compiled engine.",
)
replace_option = click.option(
    "--replace", is_flag=True, help="Replace another study that is done in the results folder, instead of refusing it."
)
csv_option = click.option(
    "--csv",
    type=click.Choice(("en", "nl")),
    default="en",
    show_default=True,
    help="How tables are written: nl for a Dutch spreadsheet (semicolons, decimal commas).",
)
log_option = click.option("--log", is_flag=True, help="Log progress to standard error in plain lines.")


def study_options(command: Command) -> Command:
    """Adds the options of a verb that simulates; `request_from_options` reads them."""
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
        cluster_option,
        click.option(
            "--totals",
            is_flag=True,
            help="Store tallies instead of rows of citizens, as is always done beyond two million rows.",
        ),
        click.option("--fail-fast", is_flag=True, help="Stop at the first task that fails twice."),
        click.option(
            "--out",
            type=WritablePath(folder=True),
            help="Results folder; by default results/<scenario>-<identity>.",
        ),
        replace_option,
        csv_option,
        log_option,
        click.option("--chunk", type=click.IntRange(min=1), hidden=True, help="Citizens per task."),
    )
    # The option that is added last comes first in the help.
    for option in reversed(options):
        command = option(command)
    return command


def request_from_options(file: Path, options: Mapping[str, Any]) -> Request:
    """The request for a study from the values of `study_options`."""
    from sim.studies.compare import Request
    from sim.studies.execution import RunOptions
    from sim.studies.request import shortcuts

    given = dict(options)
    values = shortcuts(**{name: given.get(name) for name in ("size", "seed", "replications", "points")})
    how = RunOptions(
        # Without the flag the number of rows decides.
        given["engine"], given["certify"], given["workers"], given["cluster"], given["totals"] or None,
        given["fail_fast"],
    )  # fmt: skip
    return Request(
        file, given["designs"], given["reference"], given["settings"], given["overrides"], values, given["margins"],
        given.get("precision", ()), given.get("most"), how, given["out"], given["replace"], given["csv"],
        given.get("by_year", False),
    )  # fmt: skip


@contextlib.contextmanager
def at_the_terminal(
    *, log: bool = False, citizens_per_task: int | None = None, answer: Callable[[Comparison], None] | None = None
) -> Iterator[Session]:
    """The session of a user at the command line: a progress bar on a terminal, and log lines if requested.

    `answer` prints a comparison whose files are still to be written. That it cannot be printed, as on a pipe that was
    closed, is an error only when they are.
    """
    from sim.studies.session import Session

    report_line = print_error if log else None
    unprinted: list[OSError] = []
    with tidied_up(), ProgressBar.shown() as bars:

        def print_answer(printing: Callable[[Comparison], None], found: Comparison) -> None:
            with contextlib.ExitStack() as hidden:
                for bar in bars:
                    hidden.enter_context(bar.hidden())
                try:
                    printing(found)
                except OSError as error:
                    unprinted.append(error)

        answered = partial(print_answer, answer) if answer is not None else None
        yield Session(("mbsim", *sys.argv[1:]), report_line, bars, True, True, citizens_per_task, answered)
    if unprinted:
        raise unprinted[0]


def engine_lines(certificate: Mapping[str, Json] | None) -> list[str]:
    """The lines about the check of the engine; empty without a certificate."""
    from sim.experiment.certificate import certificate_words

    return certificate_words(certificate).splitlines() if certificate is not None else []
