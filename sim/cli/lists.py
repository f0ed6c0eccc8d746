"""`mbsim studies`, `designs` and `responses`: the available choices, each with its meaning on one line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completion import SCENARIO_FILE, complete_files
from sim.cli.printing import print_output, terminal_width
from sim.cli.scenarios import as_json_option, show_json
from sim.scenario.shipped import USUAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

scenario_or_usual = click.argument(
    "file", metavar="[FILE]", type=SCENARIO_FILE, default=Path(USUAL), shell_complete=complete_files
)


@click.command()
@as_json_option
def studies_command(as_json: bool) -> None:
    """List the studies that come with the program.

    Each name can be given wherever a command takes a scenario file.
    """
    from sim.studies.listing import list_studies

    found = list_studies()
    print_list(found, zip(found["name"], found["title"], strict=True), as_json=as_json)


@click.command()
@scenario_or_usual
@as_json_option
def designs_command(file: Path, as_json: bool) -> None:
    """List the notification designs of a scenario.

    Those that a comparison simulates unless others are named have a star. Without FILE the designs are those of
    mijnoverheid-2016, which has the whole catalogue.
    """
    from sim.studies.listing import list_designs

    found = list_designs(file)
    stars = (f"{name} *" if compared else name for name, compared in zip(found["name"], found["compared"], strict=True))
    firsts = (description.split(". ")[0].rstrip(".") for description in found["description"])
    meanings = (f"{title}: {first}" for title, first in zip(found["title"], firsts, strict=True))
    print_list(found, zip(stars, meanings, strict=True), as_json=as_json)


@click.command()
@scenario_or_usual
@as_json_option
def responses_command(file: Path, as_json: bool) -> None:
    """List the numbers that a study of a scenario reports.

    The names are those that --response, --margin and --precision take, and those of responses.csv. Without FILE they
    are those of mijnoverheid-2016.
    """
    from sim.studies.listing import list_responses

    found = list_responses(file)
    meanings = (f"{title}, {unit}" for title, unit in zip(found["title"], found["unit"], strict=True))
    print_list(found, zip(found["name"], meanings, strict=True), as_json=as_json)


def print_list(found: pd.DataFrame, lines: Iterable[tuple[str, str]], *, as_json: bool) -> None:
    """Prints names with their meanings, or all known fields as JSON."""
    from sim.report.terminal import listing

    if as_json:
        show_json(found.to_dict("records"))
        return
    print_output(listing(lines, terminal_width()))
