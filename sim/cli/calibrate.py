"""`mbsim calibrate`: numbers fitted to published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli.explorations import (
    Exploring,
    explored_in,
    exploring_options,
    resolved,
)
from sim.cli.files import TargetsFile, WritablePath
from sim.cli.printing import json_text, show, terminal_width
from sim.cli.studies import tell_of_compiling

if TYPE_CHECKING:
    from sim.experiment.exploration.calibration import Calibration, Extent
    from sim.experiment.exploration.question import Question
    from sim.scenario.coverage import Coverage
    from sim.scenario.schema import Scenario
    from sim.scenario.targets import Target, Targets

SIZE: Final = 4_000
"""Citizens of each scenario, unless more are needed."""


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
    **options: object,
) -> None:
    """Fit the numbers graded calibrated to published figures.

    Every figure of use `fit` in the targets is compared with what the model says of it in the scenario and design that
    it belongs to. All numbers with a range are screened; those graded calibrated are fitted, the others that matter are
    varied over their whole range. What comes out is the best fit, the ensemble of all sets that fit, and what the
    figures pin down, narrow, or leave open. A scenario takes it with `parameters_from: fitted.yaml`.
    """
    from sim.experiment.exploration.calibration import Extent, calibrated
    from sim.experiment.exploration.fitted_file import refuse_to_write, written
    from sim.experiment.exploration.question import chosen_targets, coverage_of, require_a_figure
    from sim.scenario.targets import read_targets

    request = Exploring.of(options)
    if write is not None:
        refuse_to_write(write)
    targets = read_targets(targets_file)
    resolution, origin = resolved(file, request, fitted=False, usual=SIZE)
    require_a_figure(targets.targets, resolution.scenario)
    question = asked(chosen_targets(targets.fit, figures), resolution.scenario, request, named)
    extent = Extent(trajectories=trajectories, points=points, waves=waves, members=members, seed=request.seed)
    tell_of_compiling(log=request.log)
    with explored_in("calibration", origin, resolution.scenario, request) as at:
        found = calibrated(question, lambda each, places, what: at.sums(each.probes, places, what), extent)
        certificate = at.certificate(found.question.probes, found.question.space.stated()[None, :])
        files = files_of(found, coverage_of(question, resolution), origin.command, targets, resolution.scenario.title)
        at.save("calibration", resolution.scenario, files, record(found, extent, targets, certificate))
        folder = at.results.folder
    if write is not None:
        written(found, origin.command, targets, write)
    told(found, coverage_of(question, resolution), request, folder, write)


def asked(targets: Sequence[Target], scenario: Scenario, request: Exploring, named: tuple[str, ...]) -> Question:
    """The question that the figures to fit put to their scenarios, and to the one that is calibrated."""
    from sim.experiment.exploration.fitted_file import require_one_of_each
    from sim.experiment.exploration.question import question_of, scenarios_of
    from sim.experiment.exploration.space import space_of
    from sim.scenario.factors import chosen_factors

    scenarios = scenarios_of(targets, request.size or SIZE, given=scenario, fitted=False)
    space = space_of(scenarios)
    require_one_of_each(space)
    return question_of(space.only(chosen_factors(space.factors, named)) if named else space, targets)


def files_of(
    found: Calibration, reach: Coverage, command: Sequence[str], targets: Targets, title: str
) -> dict[str, bytes]:
    """All files of a calibration."""
    from sim.experiment.exploration.fitted_file import calibration_files
    from sim.report.figures.ignorance import calibration_figures
    from sim.report.ignorance.calibration import document

    text = json_text(document(found, reach))
    tables = calibration_files(found, command, targets)
    return {**tables, "calibration.json": text.encode(), **calibration_figures(found, reach, title)}


def record(found: Calibration, extent: Extent, targets: Targets, certificate: Mapping[str, Any]) -> dict[str, Any]:
    """What the manifest says of a calibration."""
    return {
        "targets": {"file": targets.file.name, "sha256": targets.sha256},
        "figures": [target.name for target in found.question.targets],
        "extent": asdict(extent),
        "factors": list(found.question.space.names),
        "members": len(found.members),
        "tried": found.tried,
        "disagreement": round(found.disagreement, 4),
        "emulators": {
            each.name: {"explained": round(each.explained, 4), "factors": len(each.places)} for each in found.emulators
        },
        "certificate": dict(certificate),
    }


def told(found: Calibration, reach: Coverage, request: Exploring, folder: Path, write: Path | None) -> None:
    """Prints what came out."""
    from sim.report.ignorance.calibration import document, render

    if request.as_json:
        show(json_text(document(found, reach) | {"results": str(folder)}))
        return
    show(render(found, reach, terminal_width()))
    show(f"Results: {folder}" + (f". Fitted parameters: {write}" if write is not None else ""))
