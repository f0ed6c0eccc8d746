"""`mbsim compare`: simulate the same citizens under several designs, and report the differences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from sim.cli.path_parameters import ScenarioFile
from sim.cli.precision import points_option, precision_options
from sim.cli.printing import coloured, print_output, terminal_width, wrapped
from sim.cli.studies import (
    at_the_terminal,
    engine_lines,
    other_argument,
    request_from_options,
    study_argument,
    study_options,
)
from sim.places import is_folder

if TYPE_CHECKING:
    from sim.studies.compare import Comparison

OF_TWO: Final = frozenset({"out", "csv", "log", "by_year"})
"""Options that say nothing about simulating."""


@click.command()
@study_argument
@other_argument
@study_options
@precision_options
@points_option
@click.option(
    "--by-year",
    is_flag=True,
    help="Compare in the first, third and fifth year of use of the designs as well: how a change works out over time.",
)
@click.option(
    "--full", is_flag=True, help="Print every table below the answer: levels, differences, who gains, causes, verdicts."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of tables.")
@click.pass_context
def compare_command(
    context: click.Context, /, file: Path, other: Path | None, full: bool, as_json: bool, **options: Any
) -> None:
    """Simulate the same citizens under several designs and compare; or compare two studies.

    Every design meets the same citizens, the same messages and the same luck, so that even a small study shows small
    differences. The answer is printed on one screen, and with --full every table. One row per citizen, all responses, a
    figure and a manifest go to the results folder. What the folder holds already is not simulated again.

    Every difference has two intervals. Sampling error becomes smaller with more citizens; the range over the parameter
    uncertainty does not.

    With OTHER two studies are compared, each a scenario or the folder of a finished comparison: how the scenarios
    differ, and what that changes under each design that both have. Scenarios are simulated first. Citizens are paired
    where both studies have the same ones. With --out the tables go there.
    """
    from sim.studies.compare import compared

    if other is not None:
        compare_two(context, (file, other), full, as_json, options)
        return
    # click has left the argument as a path, since with OTHER it may be a folder.
    if is_folder(file):  # as for any command that takes a scenario
        file = Path(str(ScenarioFile(exists=True).convert(file, context.command.params[0], context)))

    def answer(found: Comparison) -> None:
        text = found.text(full=full, width=terminal_width(), colour=coloured())
        certified = engine_lines(found.certificate) if full else []
        lines = [found.lacks, text.rstrip("\n"), wrapped(found.precision), found.lacks, *certified]
        print_output("\n".join(line for line in lines if line), styled=coloured())

    # Printed before figures are drawn, which takes longer than reading the scenario and simulating a thousand citizens.
    early = None if as_json or options["by_year"] else answer
    with at_the_terminal(log=options["log"], citizens_per_task=options["chunk"], answer=early) as session:
        found = compared(request_from_options(file, options), session)
    if as_json:
        print_output(found.document())
    else:
        if early is None:
            answer(found)
        print_output("\n".join(line for line in (wrapped(found.removed), f"Results: {found.folder}") if line))
    if found.lacks or not found.precise:
        sys.exit(1)


def compare_two(
    context: click.Context, files: tuple[Path, Path], full: bool, as_json: bool, options: dict[str, Any]
) -> None:
    """Compares two studies, and prints in what they differ."""
    from sim.studies.compare_studies import StudyPair, changes_of

    if options["by_year"]:
        raise click.UsageError("--by-year is of one study: leave it out, or name one file.", context)
    # Only what was typed: a default was asked for by nobody.
    given = [
        f"--{name.rstrip('s') if name in {'designs', 'settings', 'overrides', 'margins'} else name}".replace("_", "-")
        for name in options
        if name not in OF_TWO and context.get_parameter_source(name) is not ParameterSource.DEFAULT
    ]
    pair = StudyPair(
        *files, lambda file: request_from_options(Path(str(file)), options), given, options["out"], options["csv"],
        options["replace"],
    )  # fmt: skip
    with at_the_terminal(log=options["log"], citizens_per_task=options["chunk"]) as session:
        found = changes_of(pair, session)
        text = found.json() if as_json else found.text(full=full, width=terminal_width(), colour=coloured())
    if as_json:
        print_output(text)
    else:
        places = [f"{name}: {each.folder}" for name, each in zip("AB", (found.first, found.second), strict=True)]
        written = [f"Tables: {found.out}"] if found.out is not None else []
        print_output(
            "\n".join([*([found.lacks] if found.lacks else []), text.rstrip("\n"), *places, *written]),
            styled=coloured(),
        )
    if found.lacks or not (found.first.precise and found.second.precise):
        sys.exit(1)
