"""`mbsim validate`: predictions beside published figures that were not used to fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli.explorations import (
    Exploring,
    explored_in,
    exploring_options,
    resolved,
)
from sim.cli.files import TargetsFile
from sim.cli.printing import json_text, show, terminal_width
from sim.cli.studies import tell_of_compiling
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.experiment.exploration.question import Question
    from sim.experiment.exploration.validation import Prediction
    from sim.outcomes.responses import Response
    from sim.scenario.coverage import Coverage

SIZE: Final = 4_000
"""Citizens of each scenario, unless more are needed."""


@click.command()
@exploring_options(size=SIZE, changed=False)
@click.option(
    "--targets", "targets_file", type=TargetsFile(), default="targets", show_default=True, metavar="FILE",
    help="Published figures; those of use `validate` are predicted.",
)  # fmt: skip
@click.option("--fitted", "also_fitted", is_flag=True, help="Show the figures that were fitted to as well.")
@click.option("--points", type=click.IntRange(min=16), default=256, show_default=True,
    help="Points of what is not known.")  # fmt: skip
@click.option("--ensemble", "ensemble_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv", help="Sets of parameters that fit; by default those that `parameters_from` names.")  # fmt: skip
def validate_command(
    file: Path, targets_file: Path, also_fitted: bool, points: int, ensemble_file: Path | None, **options: object
) -> None:
    """Put predictions beside published figures that were not used to fit.

    Each figure of use `validate` is predicted in the scenario and design that it belongs to, at points of what is not
    known: sets of parameters that fit, and every other number anywhere in its range. A figure lies inside or outside of
    where 90 % would lie, and if outside it is said by how much and likely why. Add your own figures to a copy of the
    targets. The exit code is 0 either way: a figure outside is a finding, not a failure.
    """
    from sim.experiment.exploration.ensemble import sets_of
    from sim.experiment.exploration.points import known_points
    from sim.experiment.exploration.question import coverage_of, question_of, require_a_figure, scenarios_of
    from sim.experiment.exploration.space import space_of
    from sim.experiment.exploration.validation import predictions, predictions_csv
    from sim.report.figures.ignorance import validation_figures
    from sim.scenario.targets import read_targets

    request = Exploring.of(options)
    targets = read_targets(targets_file)
    chosen = (*(targets.fit if also_fitted else ()), *targets.validate)
    if not chosen:
        raise UsageError(f"{targets.file.name} has no figure of use `validate`. Add one, or ask for --fitted.")
    resolution, origin = resolved(file, request, usual=SIZE)
    scenario = resolution.scenario
    require_a_figure(targets.targets, scenario)
    open_, _ = resolved(file, request, fitted=False, usual=SIZE)
    space = space_of(scenarios_of(chosen, request.size or SIZE, given=open_.scenario, fitted=False))
    question = question_of(space, chosen)
    ensemble = sets_of(resolution.fitted, ensemble_file)
    places = known_points(space, points, request.seed, ensemble)
    reach = coverage_of(question, open_)
    tell_of_compiling(log=request.log)
    with explored_in("validation", origin, scenario, request) as at:
        certificate = dict(at.certificate(question.probes, places[:1]))
        found = predictions(question, question.answers(at.sums(question.probes, places, "predictions")))
        drawn = validation_figures(found, shares_in(question), reach, scenario.title)
        files = {
            "predictions.csv": predictions_csv(found).encode(),
            "validation.json": json_text(document_of(question, found, reach)).encode(),
            **drawn,
        }
        record: dict[str, Any] = {
            "targets": {"file": targets.file.name, "sha256": targets.sha256},
            "points": points,
            "points_seed": request.seed,
            "ensemble": None if ensemble is None else {"sets": len(ensemble.values), "sha256": ensemble.sha256},
            "certificate": certificate,
        }
        at.save("validation", scenario, files, record)
        folder = at.results.folder
    told(question, found, reach, points, request, folder)


def document_of(question: Question, found: Sequence[Prediction], reach: Coverage) -> dict[str, Any]:
    """What came out, for a program."""
    from sim.report.ignorance.validation import document

    return document([(each, response_of(question, each)) for each in found], reach)


def told(
    question: Question, found: Sequence[Prediction], reach: Coverage, points: int, request: Exploring, folder: Path
) -> None:
    """Prints what came out."""
    from sim.report.ignorance.validation import render

    if request.as_json:
        show(json_text(document_of(question, found, reach) | {"results": str(folder)}))
        return
    named = [(each, response_of(question, each)) for each in found]
    show(render(named, reach, points, terminal_width()))
    show(f"Results: {folder}")


def response_of(question: Question, found: Prediction) -> Response:
    """The response that a prediction is of."""
    from sim.outcomes.responses import responses_of

    return responses_of(question.probe(found.target).scenario)[found.target.response]


def shares_in(question: Question) -> dict[str, bool]:
    """Of each target by its name, whether it is a share or a difference of shares."""
    from sim.outcomes.responses import responses_of

    found = {each.name: responses_of(question.probe(each).scenario)[each.response] for each in question.targets}
    return {name: response.unit.startswith("share") for name, response in found.items()}
