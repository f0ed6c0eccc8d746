"""`mbsim sources`: the evidence behind every number of a scenario, with its sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli.completion import SCENARIO_FILE, changes, complete_files
from sim.cli.printing import coloured, print_output, terminal_width
from sim.cli.scenarios import as_json_option, show_json

if TYPE_CHECKING:
    from sim.scenario.evidence import Standing

# Written out, so that the help needs no other layer.
GRADES: Final[tuple[Standing, ...]] = ("measured", "calibrated", "assumed", "ungraded", "chosen")


@click.command()
@click.argument("file", type=SCENARIO_FILE, shell_complete=complete_files)
@click.option("--grade", "grades", multiple=True, type=click.Choice(GRADES), help="Only these numbers; repeatable.")
@click.option("--notes", is_flag=True, help="Print the note of each number below it.")
@changes
@as_json_option
def sources_command(
    file: Path,
    grades: tuple[Standing, ...],
    notes: bool,
    settings: tuple[str, ...],
    overrides: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show the evidence behind every number, and the sources.

    Measured is a published figure; calibrated was fitted to published figures; assumed is what nobody published, within
    the range given. What the study chooses itself, such as the moment of a reminder, is chosen; ungraded is a number of
    which nothing is said.
    """
    from sim.report.evidence import document, render
    from sim.scenario.evidence import ledger
    from sim.scenario.resolution import resolve

    resolution = resolve(file, overrides=overrides, settings=settings)
    found = ledger(resolution.scenario)
    if as_json:
        show_json(document(resolution, found, grades))
        return
    colour = coloured()
    print_output(
        render(resolution, found, standings=grades, notes=notes, width=terminal_width(), colour=colour), styled=colour
    )
