"""`mbsim validate`: compare predictions with published figures that were not used to fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from sim.cli.explorations import exploring_options, points_asked_for, print_outcome
from sim.cli.path_parameters import TargetsFile
from sim.cli.studies import at_the_terminal

SIZE: Final = 4_000
"""The default number of citizens for each scenario; more are simulated if needed."""


@click.command()
@exploring_options(size=SIZE, changed=False)
@click.option(
    "--targets", "targets_file", type=TargetsFile(), default="targets", show_default=True, metavar="FILE",
    help="Published figures; those of use `validate` are predicted.",
)  # fmt: skip
@click.option("--fitted", "also_fitted", is_flag=True, help="Show the figures that were fitted to as well.")
@click.option("--points", type=click.IntRange(min=16), default=256, show_default=True,
    help="Parameter sets.")  # fmt: skip
@click.option("--ensemble", "ensemble_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv", help="Sets of parameters that fit; by default those that `parameters_from` names.")  # fmt: skip
def validate_command(
    file: Path, targets_file: Path, also_fitted: bool, points: int, ensemble_file: Path | None, **options: Any
) -> None:
    """Compare predictions with published figures that were not fitted.

    Each figure of use `validate` is predicted in the scenario and design that it belongs to, over the parameter
    uncertainty: sets of parameters that fit, and every other number anywhere in its range. A figure lies inside or
    outside of the 90 % range of the predictions; if outside, by how much and likely why. Add your own figures to a copy
    of the targets. The exit code is 0 either way: a figure outside is a finding, not a failure.
    """
    from sim.studies.validate import predicted

    request = points_asked_for(file, options)
    with at_the_terminal(log=options["log"]) as session:
        found = predicted(request, targets_file, points, ensemble_file, fitted=also_fitted, session=session)
    print_outcome(found, as_json=options["as_json"])
