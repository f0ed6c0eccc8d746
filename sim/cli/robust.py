"""`mbsim robust`: which design wins over what is not known, and when it loses."""

from __future__ import annotations

from collections.abc import Sequence
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
from sim.cli.precision import margin_option, setting_of
from sim.cli.printing import json_text, show, terminal_width
from sim.cli.studies import tell_of_compiling

if TYPE_CHECKING:
    from sim.experiment.exploration.ensemble import Ensemble
    from sim.experiment.exploration.robust import Survival
    from sim.experiment.exploration.space import Numbers
    from sim.scenario.coverage import Coverage


@click.command()
@exploring_options()
@design_options
@margin_option
@click.option("--points", type=click.IntRange(min=16), default=512, show_default=True,
    help="Points of what is not known; multiples of 64 cover each range evenly.")  # fmt: skip
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
    **options: object,
) -> None:
    """Tell which design wins over what is not known, and when it loses.

    At each point the numbers that were fitted come from one set that fits the published figures, and all other numbers
    with a range lie anywhere in it; every design meets the same citizens with the same luck. A design wins where it
    beats every other by more than the margin. Its regret is how far it is behind the best. Shares are shares of what is
    not known, and no probabilities.
    """
    from sim.experiment.exploration.ensemble import sets_of
    from sim.experiment.exploration.sensitivity import outputs_csv
    from sim.experiment.exploration.studies import judged_inquiry, survivals

    request = Exploring.of(options)
    settings = tuple(map(setting_of, margins))
    resolution, origin = resolved(file, request, designs=designs, reference=reference, settings=settings)
    open_, _ = resolved(file, request, fitted=False, designs=designs, reference=reference, settings=settings)
    scenario = resolution.scenario
    asked = judged_inquiry(open_, responses, group)
    ensemble = None if ranges else sets_of(resolution.fitted, ensemble_file)
    places = asked.points(points, request.seed, ensemble)
    tell_of_compiling(log=request.log)
    with explored_in("robustness", origin, scenario, request) as at:
        certificate = dict(at.certificate([asked.probe], places))
        sums = at.sums([asked.probe], places, "what is not known")[asked.probe.name]
        found = survivals(asked, places, sums, scenario)
        files = {
            "points.csv": outputs_csv(asked.probe, asked.outputs, places, sums).encode(),
            **files_of(found, identified_by(resolution), asked.coverage, scenario.title),
        }
        at.save("robustness", scenario, files, record(found, places, request, ensemble, certificate))
        folder = at.results.folder
    told(found, asked.coverage, len(places), ensemble, identified_by(resolution), request, folder)


def files_of(found: Sequence[Survival], identified: dict[str, bool], reach: Coverage, title: str) -> dict[str, bytes]:
    """The tables and figures."""
    from sim.report.figures.ignorance import robustness_figures
    from sim.report.ignorance.robust import document, duels_csv

    text = json_text(document(found, identified, reach))
    return {
        "robustness.json": text.encode(),
        "duels.csv": duels_csv(found).encode(),
        **robustness_figures(found, reach, title),
    }


def record(
    found: Sequence[Survival],
    places: Numbers,
    request: Exploring,
    ensemble: Ensemble | None,
    certificate: dict[str, Any],
) -> dict[str, Any]:
    """What the manifest says of the study."""
    return {
        "points": len(places),
        "points_seed": request.seed,
        "ensemble": None if ensemble is None else {"sets": ensemble.taken(len(places)), "sha256": ensemble.sha256},
        "responses": [each.response.name for each in found],
        "certificate": certificate,
    }


def told(
    found: Sequence[Survival],
    reach: Coverage,
    points: int,
    ensemble: Ensemble | None,
    identified: dict[str, bool],
    request: Exploring,
    folder: Path,
) -> None:
    """Prints what came out."""
    from sim.report.ignorance.robust import document, render

    if request.as_json:
        content = document(found, identified, reach) | {"results": str(folder)}
        show(json_text(content))
        return
    sets = 0 if ensemble is None else ensemble.taken(points)
    show(render(found, reach, points, sets, identified, terminal_width()))
    show(f"Results: {folder}")
