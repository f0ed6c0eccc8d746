"""`mbsim robust`: the design that wins over the parameter uncertainty, and the conditions under which it loses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.explorations import design_options, exploring_options, points_asked_for, print_outcome
from sim.cli.precision import margin_option
from sim.cli.studies import at_the_terminal


@click.command()
@exploring_options()
@design_options
@margin_option
@click.option("--points", type=click.IntRange(min=16), default=512, show_default=True,
    help="Parameter sets; multiples of 64 cover each range evenly.")  # fmt: skip
@click.option("--ensemble", "ensemble_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv", help="Sets of parameters that fit; by default those that `parameters_from` names.")  # fmt: skip
@click.option(
    "--ranges",
    is_flag=True,
    help="Take no sets that fit: vary every number over its whole range.",
)
def robust_command(
    file: Path,
    responses: tuple[str, ...],
    designs: tuple[str, ...],
    reference: str | None,
    group: str,
    margins: tuple[str, ...],
    points: int,
    ensemble_file: Path | None,
    ranges: bool,
    **options: Any,
) -> None:
    """Find which design wins over the parameter uncertainty, and when it loses.

    At each point the fitted numbers come jointly from one set that fits the published figures, and all others vary over
    their whole range. Every design meets the same citizens with the same luck. A design wins where it beats every other
    by more than the margin. Its regret is how far it is behind the best. Shares are fractions of the explored parameter
    space, not probabilities.
    """
    from sim.studies.robust import run_robust

    request = points_asked_for(file, options, designs=designs, reference=reference, margins=margins)
    with at_the_terminal(log=options["log"]) as session:
        found = run_robust(request, responses, group, points, ensemble_file, ranges=ranges, session=session)
    print_outcome(found, as_json=options["as_json"])
