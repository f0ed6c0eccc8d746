"""`mbsim run`: simulate the missing parts of a study, and list the results."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.precision import points_option, precision_options
from sim.cli.printing import print_output, wrapped
from sim.cli.studies import at_the_terminal, engine_lines, request_from_options, scenario_argument, study_options

if TYPE_CHECKING:
    from sim.experiment.manifest import Manifest


@click.command()
@scenario_argument
@study_options
@precision_options
@points_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of lines.")
def run_command(file: Path, as_json: bool, **options: Any) -> None:
    """Simulate the missing parts of a study; write a results folder.

    Adding designs, replications or citizens simulates only what is new. A study that was interrupted or killed
    continues from what it finished. Prints where the results are and what they contain.
    """
    from sim.experiment.contents import CONTENTS
    from sim.studies.compare import compared

    with at_the_terminal(log=options["log"], citizens_per_task=options["chunk"]) as session:
        found = compared(request_from_options(file, options), session)
    lacks, manifest, folder = found.lacks, found.manifest, found.folder
    assert manifest is not None  # noqa: S101  (the command line always keeps what it simulates)
    assert folder is not None  # noqa: S101
    held = {name: words for name, words in CONTENTS.items() if (folder / name).exists()}
    if as_json:
        content = contents_of(manifest, folder, held, lacks)
        print_output(json.dumps({**content, "precision": found.precision or None}, indent=2, ensure_ascii=False))
    else:
        lines = [lacks, wrapped(found.precision), *lines_of(manifest, folder, held)]
        print_output(
            "\n".join(line for line in (*lines, *engine_lines(found.certificate), wrapped(found.removed)) if line)
        )
    if lacks or not found.precise:
        sys.exit(1)


def lines_of(manifest: Manifest, folder: Path, held: dict[str, str]) -> list[str]:
    """The contents of the results folder, as lines of text."""
    histories = f" x {manifest.replications:,} replications" if manifest.replications > 1 else ""
    rows = f"{manifest.citizens:,} citizens{histories} under {', '.join(manifest.designs)}"
    width = max(len(name) for name in held)
    return [f"Results: {folder}", f"  {rows}; {manifest.kept} kept", *(f"  {n:<{width}}  {w}" for n, w in held.items())]


def contents_of(manifest: Manifest, folder: Path, held: dict[str, str], lacks: str) -> dict[str, Any]:
    """The contents of the results folder, as a JSON-ready mapping."""
    content = manifest.model_dump(mode="json", include={"designs", "citizens", "replications", "missing_citizens"})
    return {"results": str(folder), **content, "kept": manifest.kept, "files": held, "lacks": lacks or None}
