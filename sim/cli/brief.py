"""`mbsim brief`: a comparison on two pages for an official, in Dutch or English, and its methods for a paper."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_output
from sim.report.correspondence.language import LANGUAGES, Language

LONGEST: Final = 20
"""Digits that are read as a number at all."""


def people(ctx: click.Context, param: click.Parameter, given: str | None) -> int | None:
    """How many people totals stand for; what cannot be that is refused with what would do."""
    from sim.studies.arguments import MOST_PEOPLE

    if given is None:
        return None
    # Limited in length, because Python takes quadratic time to read a number and refuses a very long one.
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= LONGEST else 0
    if not 1 <= number <= MOST_PEOPLE:
        raise click.BadParameter(
            f"{given[:40]!r} is no whole number from 1 to {MOST_PEOPLE:,}. Write it in digits alone, such as 360000.",
            ctx,
            param,
        )
    return number


@click.command()
@click.argument("run", metavar="RESULTS", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), help="By default nl for the pages, and en for --methods.")
@click.option(
    "--scale", callback=people, metavar="N", help="Totals for so many people as well, such as 360000 for a large city."
)
@click.option("--methods", is_flag=True, help="Instead print the methods in a paragraph, to paste into a paper.")
@click.option(
    "--out",
    type=WritablePath(folder=False),
    help="The one file to write, .html or .pdf; by default brief-nl.html and brief-nl.pdf in RESULTS.",
)
def brief_command(run: Path, language: Language | None, scale: int | None, methods: bool, out: Path | None) -> None:
    """Write a comparison on two pages of A4, for an official.

    RESULTS is a folder that mbsim compare wrote; nothing is simulated. The pages have the question, the answer in four
    sentences, a figure, a table, who loses, what is certain and what is not, and what to do next. PDF needs the extra
    `brief` (pip install "messagebox-sim[brief]"); the HTML prints to two pages as well. The same results give the same
    bytes. If the study lacks citizens because tasks failed, the pages say so, and the exit code is 1.
    """
    from sim.report.html.page_file import written
    from sim.studies.brief import methods_of, written_brief
    from sim.studies.compare import opened

    if methods and scale is not None:
        raise click.UsageError("--methods has no totals: leave out --scale.")
    found = opened(run)
    if methods:
        paragraph = methods_of(found, language or "en")
        print_output(paragraph if out is None else f"Wrote {written(out, paragraph + chr(10))}.")
    else:
        paths, remedy = written_brief(found, out, language or "nl", scale)
        lines = [found.lacks, *(f"Wrote {path}." for path in paths), remedy]
        print_output("\n".join(line for line in lines if line))
    if found.lacks:
        sys.exit(1)
