"""`mbsim compare`: simulate the same citizens under several designs, and say how they differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from sim.cli.precision import precision_options
from sim.cli.printing import coloured, show, terminal_width, wrapped
from sim.cli.studies import Request, engine_lines, performed, scenario_argument, study_options

LEFT_OUT: Final = "With --full: who gains by segment, trade-offs, spreads, contacts by rule, more."


@click.command()
@scenario_argument
@study_options
@precision_options
@click.option(
    "--full", is_flag=True, help="Print also who gains by segment, trade-offs, spreads, contacts by rule, and more."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of tables.")
def compare_command(file: Path, full: bool, as_json: bool, **options: object) -> None:
    """Simulate the same citizens under several designs and compare.

    Every design meets the same citizens, the same messages and the same luck, so that even a small study shows small
    differences. The table is printed; one row per citizen, all responses, a figure and a manifest go to the results
    folder. What the folder holds already is not simulated again.
    """
    from sim.report.document import document
    from sim.report.tables import render

    outcome = performed(file, Request.of(options))
    study, lacks = outcome.study, outcome.study.lacks()
    if as_json:
        kept = {"engine": study.engine, "certificate": study.certificate, "precision": outcome.precision or None}
        show(document(study.analysis, outcome.origin.sha256, outcome.folder, study.missing, lacks, kept))
    else:
        text = render(study.analysis, full=full, width=terminal_width(), colour=coloured())
        more = "" if full else LEFT_OUT
        lines = [lacks, text.rstrip("\n"), wrapped(outcome.precision), more, lacks, *engine_lines(study)]
        lines += [wrapped(outcome.replaced), f"Results: {outcome.folder}"]
        show("\n".join(line for line in lines if line), styled=coloured())
    if lacks or not outcome.precise:
        sys.exit(1)
