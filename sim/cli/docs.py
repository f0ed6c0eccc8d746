"""`mbsim docs`: build the documentation site and open it in the browser."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

import click

from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_output


@click.command()
@click.option(
    "--out", "place", type=WritablePath(folder=True), help="Write the site into this folder, and do not open it."
)
@click.option("--execute", is_flag=True, help="Run the notebooks of the tutorial, so that their output is shown.")
def docs_command(place: Path | None, execute: bool) -> None:
    """Build the documentation site from a clone, and open it.

    Tutorial, how-to guides, reference and explanations, with a search. A link that leads nowhere is an error. Needs the
    extra: pip install 'messagebox-sim[docs]'.
    """
    from sim.cli.site import build

    first = build(place if place is not None else Path(tempfile.mkdtemp(prefix="messagebox-sim-")), execute=execute)
    if place is None:
        webbrowser.open(first.as_uri())
    print_output(f"Wrote {first}.")
