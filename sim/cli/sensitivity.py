"""`mbsim sensitivity`: which unknown numbers matter, to a response and to a difference between designs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli.explorations import (
    Exploring,
    design_options,
    explored_in,
    exploring_options,
    folder_of,
    identified_by,
    resolved,
    tell_of_compiling_first,
)
from sim.cli.printing import show, terminal_width

if TYPE_CHECKING:
    from sim.cli.explorations import Exploration
    from sim.experiment.exploration.outputs import Output
    from sim.experiment.exploration.sensitivity import Sensitivity
    from sim.experiment.exploration.space import Space
    from sim.scenario.schema import Scenario

MOST: Final = 12
"""Factors whose indices are computed unless they are named."""


@click.command()
@exploring_options()
@design_options
@click.option("--method", type=click.Choice(["morris", "sobol"]), default="morris", show_default=True,
    help="Effects of all numbers from few points, or shares of the variance for some of them.")  # fmt: skip
@click.option("--trajectories", type=click.IntRange(min=2), default=8, show_default=True, help="For morris.")
@click.option("--base", type=click.IntRange(min=2), default=256, show_default=True,
    help="For sobol: a power of 2; there are base x (factors + 2) points.")  # fmt: skip
@click.option("--factor", "named", multiple=True, metavar="PATH",
    help="Vary only this number, or all below this key; repeatable. By default all for morris, and for sobol "
    f"the {MOST} that a screening finds to matter most.")  # fmt: skip
def sensitivity_command(
    file: Path,
    responses: tuple[str, ...],
    designs: tuple[str, ...],
    reference: str | None,
    group: str,
    method: str,
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
    from sim.experiment.exploration.outputs import outputs_of
    from sim.experiment.exploration.saving import save
    from sim.experiment.exploration.space import space_of
    from sim.scenario.factors import chosen_factors

    request = Exploring.of(options)
    resolution, origin = resolved(file, request, designs=designs, reference=reference)
    scenario = resolution.scenario
    outputs = outputs_of(scenario, responses, group)
    space = space_of({scenario.name: scenario})
    space = space.only(chosen_factors(space.factors, named)) if named else space
    tell_of_compiling_first(request)
    with explored_in(folder_of(scenario, "sensitivity", request), origin, scenario, request) as at:
        found, screening, certificate = studied(
            at, scenario, space, outputs, method, trajectories, base, screen=method == "morris" or not named
        )
        files = files_of(found, screening, identified_by(resolution), scenario.title)
        save(at.results, "sensitivity", scenario, files, record(found, screening, trajectories, base, certificate))
        folder = at.results.folder
    told(found, identified_by(resolution), request, folder)


def studied(
    at: Exploration,
    scenario: Scenario,
    space: Space,
    outputs: tuple[Output, ...],
    method: str,
    trajectories: int,
    base: int,
    *,
    screen: bool,
) -> tuple[Sensitivity, Sensitivity | None, dict[str, Any]]:
    """The study that was asked for, the screening before it if there was one, and what was compared with SimPy."""
    from sim.experiment.exploration import sensitivity as study
    from sim.experiment.exploration.outputs import probe_of

    seed, screening = at.request.seed, None
    probe = probe_of(space, scenario)
    if screen:
        points = study.trajectory_points(space, trajectories, seed)
        certificate = dict(at.certificate([probe], points))
        screening = study.screened(probe, outputs, points, at.sums([probe], points, "screening")[probe.name], seed)
        if method == "morris":
            return screening, screening, certificate
        space = space.only(study.most_moving(screening, MOST))
        probe = probe_of(space, scenario)
    points = study.index_points(space, base, seed)
    certificate = dict(at.certificate([probe], points))
    sums = at.sums([probe], points, "indices")[probe.name]
    return study.indexed(probe, outputs, points, sums, seed), screening, certificate


def files_of(
    found: Sensitivity, screening: Sensitivity | None, identified: dict[str, bool], title: str
) -> dict[str, bytes]:
    """The tables and figures."""
    from sim.experiment.exploration.sensitivity import sensitivity_csv
    from sim.report.figures.ignorance import sensitivity_figures
    from sim.report.ignorance.sensitivity import document

    tables = {"effects.csv": screening} if screening is not None else {}
    if found.method == "sobol":
        tables["indices.csv"] = found
    text = json.dumps(document(found, identified), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return {
        **{name: sensitivity_csv(each).encode() for name, each in tables.items()},
        "sensitivity.json": text.encode(),
        **sensitivity_figures(found, identified, title),
    }


def record(
    found: Sensitivity, screening: Sensitivity | None, trajectories: int, base: int, certificate: dict[str, Any]
) -> dict[str, Any]:
    """What the manifest says of the study."""
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


def told(found: Sensitivity, identified: dict[str, bool], request: Exploring, folder: Path) -> None:
    """Prints what came out."""
    from sim.report.ignorance.sensitivity import document, render

    if request.as_json:
        content = document(found, identified) | {"results": str(folder)}
        show(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))
        return
    show(render(found, identified, terminal_width()))
    show(f"Results: {folder}")
