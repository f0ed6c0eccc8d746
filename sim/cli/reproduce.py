"""`mbsim reproduce`: perform tasks of a finished study again, and compare the results."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.printing import print_output
from sim.cli.studies import at_the_terminal, engine_option, workers_option

if TYPE_CHECKING:
    from sim.experiment.engines import Choice


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sample", type=click.IntRange(min=1), default=10, show_default=True, help="Tasks to perform again.")
@click.option("--all", "everything", is_flag=True, help="Perform all tasks again.")
@engine_option
@workers_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of lines.")
def reproduce_command(
    run: Path, sample: int, everything: bool, engine: Choice, workers: int | None, as_json: bool
) -> None:
    """Repeat tasks of a finished study and compare.

    RUN is a results folder. Says that all is equal to the last bit, or names the first difference of each task: its
    column, its citizen and both values. Exit code 1 if anything differs, or if a file is not what the manifest says.
    """
    from sim.studies.reproduce import reproduced

    with at_the_terminal() as session:
        found = reproduced(run, None if everything else sample, engine, workers, session)
    if as_json:
        content = {
            "equal": found.equal,
            "tasks": found.tasks,
            "differences": [asdict(each) for each in found.differences],
            "damaged": list(found.damaged),
            "elsewhere": list(found.elsewhere),
        }
        print_output(json.dumps(content, indent=2, ensure_ascii=False))
    else:
        print_output("\n".join(found.lines()))
    if not found.equal:
        sys.exit(1)
