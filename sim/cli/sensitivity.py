"""`mbsim sensitivity`: the influence of uncertain parameters on responses and on differences between designs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.explorations import design_options, exploring_options, points_asked_for, print_outcome
from sim.cli.studies import at_the_terminal

if TYPE_CHECKING:
    from sim.analysis.exploration.sensitivity import Method


@click.command()
@exploring_options()
@design_options
@click.option("--method", type=click.Choice(["morris", "sobol"]), default="morris", show_default=True,
    help="Effects of all numbers from few points (morris), or shares of the variance for some (sobol).")  # fmt: skip
@click.option("--trajectories", type=int, default=8, show_default=True,
    help="For morris: 2 or more, and 8 or more for intervals.")  # fmt: skip
@click.option("--base", type=int, default=256, show_default=True,
    help="For sobol: a power of 2, from 8 on; there are base x (factors + 2) points.")  # fmt: skip
@click.option("--factor", "named", multiple=True, metavar="PATH",
    help="Vary only this number, or all below this key; repeatable. By default all for morris, and for sobol "
    "the 12 that a screening finds to matter most.")  # fmt: skip
def sensitivity_command(
    file: Path,
    responses: tuple[str, ...],
    designs: tuple[str, ...],
    reference: str | None,
    group: str,
    method: Method,
    trajectories: int,
    base: int,
    named: tuple[str, ...],
    **options: Any,
) -> None:
    """Rank uncertain numbers by how much they matter.

    Every number of the scenario that has a range is varied in it, on the same citizens with the same luck. Outputs are
    each response under the reference, and the difference of every other design from it. Each number is listed by how
    much of an output it moves, with its grade: what should be measured next.
    """
    from sim.studies.sensitivity import SensitivitySize, movements

    request = points_asked_for(file, options, designs=designs, reference=reference)
    with at_the_terminal(log=options["log"]) as session:
        found = movements(request, responses, group, named, SensitivitySize(method, trajectories, base), session)
    print_outcome(found, as_json=options["as_json"])
