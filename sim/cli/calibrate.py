"""`mbsim calibrate`: fit parameters to published figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from sim.cli.explorations import exploring_options, points_asked_for, print_outcome
from sim.cli.path_parameters import TargetsFile, WritablePath
from sim.cli.studies import at_the_terminal

SIZE: Final = 4_000
"""The default number of citizens for each scenario; more are simulated if needed."""


@click.command()
@exploring_options(size=SIZE, changed=False)
@click.option(
    "--targets", "targets_file", type=TargetsFile(), default="targets", show_default=True, metavar="FILE",
    help="Published figures; those of use `fit` are fitted to.",
)  # fmt: skip
@click.option("--points", type=click.IntRange(min=64), default=1024, show_default=True, help="Points in each wave.")
@click.option("--waves", type=click.IntRange(1, 6), default=3, show_default=True, help="Waves of points.")
@click.option(
    "--members", type=click.IntRange(min=64), default=512, show_default=True,
    help="Sets tried for the ensemble; those that fit are kept.",
)  # fmt: skip
@click.option("--figure", "figures", multiple=True, metavar="NAME", help="Fit only to this figure; repeatable.")
@click.option("--trajectories", type=click.IntRange(min=2), default=6, show_default=True, help="Of the screening.")
@click.option("--factor", "named", multiple=True, metavar="PATH",
    help="Consider only this number, or all below this key; repeatable. By default all that have a range.")  # fmt: skip
@click.option(
    "--write", type=WritablePath(folder=False), metavar="FILE.yaml",
    help="Write the fitted parameters here as well, and the ensemble beside them.",
)  # fmt: skip
def calibrate_command(
    file: Path,
    targets_file: Path,
    points: int,
    waves: int,
    members: int,
    figures: tuple[str, ...],
    trajectories: int,
    named: tuple[str, ...],
    write: Path | None,
    **options: Any,
) -> None:
    """Fit the numbers graded calibrated to published figures.

    Every figure of use `fit` in the targets is compared with its prediction by the model in the scenario and design
    that it belongs to. All numbers with a range are screened; those graded calibrated are fitted, the others that
    matter are varied over their whole range. The results are the best fit, the ensemble of all sets that fit, and which
    numbers the figures pin down, narrow, or leave open. A scenario takes it with `parameters_from: fitted.yaml`.
    """
    from sim.analysis.exploration.calibration import CalibrationSize
    from sim.analysis.exploration.fitted_file import refuse_to_write
    from sim.studies.calibrate import fitted

    if write is not None:
        # Asked before anything is simulated, which takes minutes.
        refuse_to_write(write)
    extent = CalibrationSize(
        trajectories=trajectories, points=points, waves=waves, members=members, seed=options["seed"]
    )
    with at_the_terminal(log=options["log"]) as session:
        found = fitted(points_asked_for(file, options), targets_file, figures, named, extent, session)
    also = "" if write is None else f". Fitted parameters: {found.write(write)}"
    print_outcome(found, as_json=options["as_json"], also=also)
