"""`mbsim sweep`: one study at several points, in one table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from sim.cli.completion import complete_responses
from sim.cli.printing import coloured, print_output, terminal_width, wrapped
from sim.cli.studies import at_the_terminal, request_from_options, scenario_argument, study_options
from sim.errors import UsageError


@click.command()
@scenario_argument
@click.option("--over", "overs", multiple=True, metavar="PATH=A,B,C", help="Vary one value; repeatable: all combined.")
@click.option(
    "--points",
    "listing",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file: a column per path, a line per point.",
)
@click.option(
    "--response", "responses", multiple=True, metavar="NAME", help="Print this response; repeatable.",
    shell_complete=complete_responses,
)  # fmt: skip
@study_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of a table.")
def sweep_command(
    file: Path,
    overs: tuple[str, ...],
    listing: Path | None,
    responses: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> None:
    """Compare the designs at several points.

    A point is the scenario with other values at some paths: every combination of --over, or each line of --points. All
    points meet the same citizens with the same luck. One table, responses.csv, has a column for each path.

    Parameter uncertainty is not varied beside these points, whatever `compare.points` says: `mbsim compare` does that.
    """
    from sim.experiment.sweep import grid, listed
    from sim.studies.sweep import run_sweep

    if bool(overs) == (listing is not None):
        raise UsageError("Say what to vary: either --over PATH=A,B,C, once or more, or --points FILE.csv.")
    points = listed(listing) if listing is not None else grid(overs)
    with at_the_terminal(log=options["log"], citizens_per_task=options["chunk"]) as session:
        found = run_sweep(request_from_options(file, options), points, session, responses=responses)
    lacks = found.lacks
    if as_json:
        content = {"points": list(points), "rows": found.rows(), "lacks": lacks or None}
        print_output(
            json.dumps(content | {"results": str(found.folder)}, indent=2, ensure_ascii=False, allow_nan=False)
        )
    else:
        print_output(found.text(*responses, width=terminal_width(), colour=coloured()), styled=coloured())
        print_output("\n".join(line for line in (lacks, wrapped(found.removed), f"Results: {found.folder}") if line))
    if lacks:
        sys.exit(1)
