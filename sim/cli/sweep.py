"""`mbsim sweep`: one study at several points, in one table."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli.printing import coloured, show, terminal_width
from sim.cli.studies import Request, chosen, comparing, opened, scenario_argument, study_options
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.experiment.runner import Study
    from sim.experiment.sweep import Point

SHOWN: Final = ("effort_minutes", "missed_share")


@click.command()
@scenario_argument
@click.option("--over", "overs", multiple=True, metavar="PATH=A,B,C", help="Vary one value; repeatable: all combined.")
@click.option(
    "--points",
    "listing",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file: a column per path, a line per point.",
)
@click.option("--response", "responses", multiple=True, metavar="NAME", help="Print this response; repeatable.")
@study_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of a table.")
def sweep_command(
    file: Path,
    overs: tuple[str, ...],
    listing: Path | None,
    responses: tuple[str, ...],
    as_json: bool,
    **options: object,
) -> None:
    """Compare the designs at several points.

    A point is the scenario with other values at some paths: every combination of --over, or each line of --points. All
    points meet the same citizens with the same luck. One table, responses.csv, has a column for each path.
    """
    from sim.experiment.store import default_folder
    from sim.experiment.sweep import REPEAT, grid, listed, scenarios_at, settings_of, sweep_files

    if bool(overs) == (listing is not None):
        raise UsageError("Say what to vary: either --over PATH=A,B,C, once or more, or --points FILE.csv.")
    points = listed(listing) if listing is not None else grid(overs)
    request = Request.of(options)
    scenario, origin = chosen(file, request)
    compare = comparing(scenario.compare.designs, scenario.compare.reference)
    scenarios = scenarios_at(points, file, overrides=request.overrides, settings=(*request.all_settings, *compare))
    identity = hashlib.sha256(repr([settings_of(point) for point in points]).encode()).hexdigest()[:8]
    folder = request.out or default_folder(scenario).with_name(f"{default_folder(scenario).name}-sweep-{identity}")
    with opened(folder, replace(origin, repeat=REPEAT), request) as (results, watchers):
        studies = results.perform(scenarios, request.means(*scenarios), watchers)
        results.save(studies, sweep_files(points, studies), points)
    lacks = next((lack for study in studies if (lack := study.lacks())), "")
    if as_json:
        content = {"points": list(points), "rows": list(rows_of(points, studies)), "lacks": lacks or None}
        show(json.dumps(content | {"results": str(folder)}, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        show(printed(points, studies, responses or SHOWN), styled=coloured())
        show("\n".join([*([lacks] if lacks else []), f"Results: {folder}"]))
    if lacks:
        sys.exit(1)


def rows_of(points: list[Point], studies: list[Study]) -> list[dict[str, object]]:
    """The long table as mappings, for a program."""
    from sim.experiment.sweep import sweep_header, sweep_rows

    header = sweep_header(points)
    return [dict(zip(header, row, strict=True)) for row in sweep_rows(points, studies)]


def printed(points: list[Point], studies: list[Study], responses: tuple[str, ...]) -> str:
    """The table of a sweep, for a person."""
    from sim.report.sweeps import render

    return render(points, [study.analysis for study in studies], responses, terminal_width(), colour=coloured())
