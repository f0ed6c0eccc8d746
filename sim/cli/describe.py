"""`mbsim describe`: the model of a study as text for a paper, following ODD+D and the STRESS-DES checklist."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.completion import SCENARIO_FILE, changes, complete_files
from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_output


@click.command()
@click.argument("file", type=SCENARIO_FILE, shell_complete=complete_files)
@click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="A results folder of this scenario: adds versions, engine, time, machine and how to repeat.",
)
@click.option("--out", type=WritablePath(folder=False), help="The file to write, instead of printing.")
@changes
def describe_command(
    file: Path, results: Path | None, out: Path | None, settings: tuple[str, ...], overrides: tuple[str, ...]
) -> None:
    """Describe the model of a study in Markdown, for a paper.

    Follows the ODD+D protocol and the STRESS-DES checklist, filled from the scenario: entities, rules, designs, all
    numbers with their ranges and sources, random streams, estimation. What only an author can answer is marked.
    """
    from sim.report.description.document import description
    from sim.report.description.run import run_of
    from sim.scenario.resolution import resolve

    resolution = resolve(file, overrides=overrides, settings=settings)
    run = None
    if results is not None:
        from sim.experiment.manifest import read_manifest

        run = run_of(read_manifest(results), resolution.sha256)
    text = description(resolution.scenario, file.name, run)
    if out is None:
        print_output(text)
        return
    from sim.report.html.page_file import written

    print_output(f"Wrote {written(out, text)}.")
