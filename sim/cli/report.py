"""`mbsim report`: a results folder as one HTML page."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_output


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=WritablePath(folder=False),
    help="The file to write; by default report.html in RUN.",
)
@click.option("--lives/--no-lives", default=True, show_default=True, help="Include the lives of two citizens.")
@click.option(
    "--with",
    "others",
    multiple=True,
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Include the results of mbsim robust or mbsim sensitivity in this folder; repeatable.",
)
@click.option("--language", type=click.Choice(["en"]), default="en", expose_value=False, help="Only English.")
def report_command(run: Path, out: Path | None, lives: bool, others: tuple[Path, ...]) -> None:
    """Write a results folder as one HTML page.

    RUN is a folder that mbsim compare or mbsim run wrote. Only two citizens are simulated again, whose lives under two
    designs are shown (--no-lives leaves them out). The page has the verdict first and the methods last, needs no
    network and no other file, and prints. The same results give the same page. If the study lacks citizens because
    tasks failed, the page says so, and the exit code is 1.
    """
    from sim.studies.compare import opened

    found = opened(run)
    path = found.report(out, lives=lives, others=others)
    lines = [found.lacks, f"Wrote {path}: open it in a browser."]
    print_output("\n".join(line for line in lines if line))
    if found.lacks:
        sys.exit(1)
