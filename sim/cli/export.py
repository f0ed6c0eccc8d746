"""`mbsim export`: the event log of a results folder, for process mining, or a workbook of its results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_error, print_output
from sim.cli.progress import counting
from sim.cli.studies import csv_option

if TYPE_CHECKING:
    from sim.report.event_log.destination import Format
    from sim.spreadsheets import Dialect

# Written out, so that the help needs no other layer.
FORMATS: Final[tuple[Format, ...]] = ("csv", "xes", "ocel")

HELP: Final = """Write the event log of a results folder (CSV, XES or OCEL 2.0), or a workbook of its results.

RUN is a folder that mbsim compare wrote. It holds no event log and needs none: every random draw has an address, so the
same citizens are simulated again from its resolved.yaml, and the same things happen to them to the last bit.

A table comes with a file NAME.csv-metadata.json that says what each column means; attributes of the other formats have
the same names. In XES a trace is one message to one citizen under one design; what is about no message, such as an
unprompted login, is one more trace per citizen, which has no kind. In OCEL the objects are citizens, messages,
invoices, contacts and logins, those of each design apart.

Keep what has measured = true where traces must be complete: what is delivered after the measured window is in the log
too, and may not be followed to its end. One citizen makes some 100 events under one design. Where citizens meet in the
queue of a helpdesk, all of them are simulated for any that are asked for.

With --xlsx nothing is simulated: one workbook for Excel and its like has the answer, all responses, what the columns
mean, and the parameters with their ranges, grades and sources.
"""


@click.command(help=HELP)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="csv",
    show_default=True,
    help="A table, an XES log (IEEE 1849-2016), or an OCEL 2.0 log in JSON.",
)
@click.option("--design", "designs", multiple=True, metavar="NAME", help="Only this design; repeatable.")
@click.option("--citizens", metavar="WHICH", help="Such as 0-99, 3,17,40-49 or all; by default the first hundred.")
@click.option(
    "--replication", type=click.IntRange(min=0), default=0, show_default=True, help="Which simulated history."
)
@click.option(
    "--out",
    type=WritablePath(folder=None),
    help="A file for all designs, or a folder for one file per design; by default a file here, named like RUN. "
    "A file of that name is replaced.",
)
@csv_option
@click.option("--xlsx", is_flag=True, help="Write the results as one workbook, NAME.xlsx, instead of an event log.")
def export_command(
    run: Path,
    form: Format,
    designs: tuple[str, ...],
    citizens: str | None,
    replication: int,
    out: Path | None,
    csv: Dialect,
    xlsx: bool,
) -> None:
    """Checks what is asked for, and writes one log after the other, or the workbook."""
    from sim.report.event_log.selection import in_words
    from sim.studies.export import ExportRequest, exported_workbook, to_export

    wanted = ExportRequest(run, form, designs, citizens, replication, out, csv)

    if xlsx:
        book = exported_workbook(wanted)
        print_output(f"Wrote {book.path}: the comparison of {len(book.designs)} designs.")
        return
    asked = to_export(wanted)
    scenario = asked.study.scenario
    if asked.study.warning is not None:
        print_error(f"Warning: {asked.study.warning}")
    for place in asked.places:
        with counting("Simulating") as progress:
            log = asked.write(place, progress)
        under = log.designs[0] if len(log.designs) == 1 else f"{len(log.designs)} designs"
        print_output(f"Wrote {log.path}: {log.events:,} events of citizens {in_words(asked.citizens)} under {under}.")
    if citizens is None and sum(map(len, asked.citizens)) < scenario.population.size:
        print_output(f"The study has citizens 0-{scenario.population.size - 1}: choose others with --citizens.")
