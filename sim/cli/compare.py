"""`mbsim compare`: simulate the same citizens under several designs, and report the differences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sim.cli.precision import points_option, precision_options
from sim.cli.printing import coloured, show, terminal_width, wrapped
from sim.cli.studies import asked_for, at_the_terminal, engine_lines, scenario_argument, study_options


@click.command()
@scenario_argument
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
def compare_command(file: Path, full: bool, as_json: bool, **options: Any) -> None:
    """Simulate the same citizens under several designs and compare.

    Every design meets the same citizens, the same messages and the same luck, so that even a small study shows small
    differences. The answer is printed on one screen, and with --full every table; one row per citizen, all responses, a
    figure and a manifest go to the results folder. What the folder holds already is not simulated again.

    Every difference has two intervals: sampling error, which more citizens make smaller, and its range over what nobody
    knows, which they do not.
    """
    from sim.studies.compare import compared

    with at_the_terminal(log=options["log"], citizens_per_task=options["chunk"]) as session:
        found = compared(asked_for(file, options), session)
    lacks = found.lacks
    if as_json:
        show(found.document())
    else:
        text = found.text(full=full, width=terminal_width(), colour=coloured())
        certified = engine_lines(found.certificate) if full else []
        lines = [lacks, text.rstrip("\n"), wrapped(found.precision), lacks, *certified]
        lines += [wrapped(found.removed), f"Results: {found.folder}"]
        show("\n".join(line for line in lines if line), styled=coloured())
    if lacks or not found.precise:
        sys.exit(1)
