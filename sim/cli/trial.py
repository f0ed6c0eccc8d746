"""`mbsim trial`: plan a randomised trial in the field, and report its power and expected evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.completion import complete_designs
from sim.cli.explorations import exploring_options, points_asked_for, print_outcome
from sim.cli.studies import at_the_terminal


@click.command()
@exploring_options()
@click.option(
    "--design", "designs", multiple=True, metavar="NAME", shell_complete=complete_designs,
    help="An arm, the control first; repeatable. By default `trial.designs`, or the designs that are compared.",
)  # fmt: skip
@click.option("--points", type=click.IntRange(min=16), default=128, show_default=True,
    help="Parameter sets; its value for learning takes 64 or more.")  # fmt: skip
@click.option("--ensemble", "ensemble_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv", help="Sets of parameters that fit; by default those that `parameters_from` names.")  # fmt: skip
def trial_command(
    file: Path, designs: tuple[str, ...], points: int, ensemble_file: Path | None, **options: Any
) -> None:
    """Plan a randomised trial of designs in the field.

    The scenario describes it under `trial`: arms, outcomes that the holder of the data sees, duration, drop-out,
    clusters, a covariate. Power is computed for numbers of accounts over the parameter uncertainty, not at one guess of
    the effect, with the assurance (the expected power) and the smallest detectable difference; and how far the trial
    would narrow uncertain numbers. An analysis plan is written as plan.md.
    """
    from sim.studies.trial import plan

    request = points_asked_for(file, options, designs=designs)
    with at_the_terminal(log=options["log"]) as session:
        found = plan(request, points, ensemble_file, session)
    print_outcome(found, as_json=options["as_json"])
