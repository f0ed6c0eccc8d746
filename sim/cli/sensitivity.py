"""`mbsim sensitivity`: which unknown numbers matter, to a response and to a difference between designs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.explorations import (
    Exploring,
    design_options,
    explored_in,
    exploring_options,
    identified_by,
    resolved,
)
from sim.cli.printing import json_text, show, terminal_width
from sim.cli.studies import tell_of_compiling

if TYPE_CHECKING:
    from sim.experiment.exploration.sensitivity import Method, Sensitivity
    from sim.experiment.exploration.studies import Moved
    from sim.scenario.coverage import Coverage


@click.command()
@exploring_options()
@design_options
@click.option("--method", type=click.Choice(["morris", "sobol"]), default="morris", show_default=True,
    help="Effects of all numbers from few points, or shares of the variance for some of them.")  # fmt: skip
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
    **options: object,
) -> None:
    """Tell which unknown numbers matter.

    Every number of the scenario that has a range is varied in it, on the same citizens with the same luck. Outputs are
    each response under the reference, and the difference of every other design from it. Each number is listed by how
    much of an output it moves, with its grade: what should be measured next.
    """
    from sim.experiment.exploration.points import spread_points
    from sim.experiment.exploration.sensitivity import require_enough
    from sim.experiment.exploration.studies import inquiry, moved

    request = Exploring.of(options)
    resolution, origin = resolved(file, request, designs=designs, reference=reference)
    scenario = resolution.scenario
    asked = inquiry(resolution, responses, group, named)
    require_enough(method, trajectories, base, screens=method == "morris" or not named)
    tell_of_compiling(log=request.log)
    with explored_in("sensitivity", origin, scenario, request) as at:
        certificate = dict(at.certificate([asked.probe], spread_points(4, len(asked.space.factors), request.seed)))
        found = moved(asked, method, trajectories, base, request.seed, at.sums)
        files = files_of(found.found, found.screening, identified_by(resolution), asked.coverage, scenario.title)
        at.save("sensitivity", scenario, files, record(found, trajectories, base, certificate))
        folder = at.results.folder
    told(found.found, asked.coverage, identified_by(resolution), request, folder)


def files_of(
    found: Sensitivity, screening: Sensitivity | None, identified: dict[str, bool], reach: Coverage, title: str
) -> dict[str, bytes]:
    """The tables and figures."""
    from sim.experiment.exploration.sensitivity import sensitivity_csv
    from sim.report.figures.ignorance import sensitivity_figures
    from sim.report.ignorance.sensitivity import document

    tables = {"effects.csv": screening} if screening is not None else {}
    if found.method == "sobol":
        tables["indices.csv"] = found
    text = json_text(document(found, identified, reach))
    return {
        **{name: sensitivity_csv(each).encode() for name, each in tables.items()},
        "sensitivity.json": text.encode(),
        **sensitivity_figures(found, identified, reach, title),
    }


def record(done: Moved, trajectories: int, base: int, certificate: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says of the study."""
    found, screening = done.found, done.screening
    return {
        "method": found.method,
        "points_seed": found.seed,
        "points": found.points + (screening.points if screening is not None and screening is not found else 0),
        "trajectories": trajectories if screening is not None else None,
        "base": base if found.method == "sobol" else None,
        "factors": list(found.space.names),
        "outputs": [each.name for each in found.outputs],
        "certificate": certificate,
    }


def told(found: Sensitivity, reach: Coverage, identified: dict[str, bool], request: Exploring, folder: Path) -> None:
    """Prints what came out."""
    from sim.report.ignorance.sensitivity import document, render

    if request.as_json:
        content = document(found, identified, reach) | {"results": str(folder)}
        show(json_text(content))
        return
    show(render(found, reach, identified, terminal_width()))
    show(f"Results: {folder}")
