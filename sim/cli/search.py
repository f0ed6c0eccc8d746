"""`mbsim search`: find the designs in a space that no other design beats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.explorations import exploring_options, points_asked_for, print_outcome
from sim.cli.precision import margin_option
from sim.cli.studies import at_the_terminal


@click.command()
@exploring_options()
@margin_option
@click.option("--candidates", type=click.IntRange(min=1), default=1_000, show_default=True,
    help="Designs that are simulated at most; all of a smaller space.")  # fmt: skip
@click.option("--points", type=click.IntRange(min=1), default=16, show_default=True,
    help="Parameter sets.")  # fmt: skip
@click.option("--first", type=click.IntRange(min=2), default=250, show_default=True,
    help="Citizens of the first round; --size are those of the last one.")  # fmt: skip
def search_command(
    file: Path, margins: tuple[str, ...], candidates: int, points: int, first: int, **options: Any
) -> None:
    """Find the designs that no other design beats, in a space that FILE gives under `search`.

    Every candidate is the base design with other contacts: their channel, moment, text, link, or whether they are there
    at all. All are simulated on the same citizens at some parameter sets. Those that another beats beyond sampling
    error are dropped, and the others are simulated with twice as many citizens. The results are the designs that are
    unbeaten in the objectives, the effect of each alternative, and a part with the designs for a study.
    """
    from sim.studies.search import run_search

    request = points_asked_for(file, options, margins=margins)
    with at_the_terminal(log=options["log"]) as session:
        found = run_search(request, candidates, points, first, session)
    print_outcome(found, as_json=options["as_json"])
