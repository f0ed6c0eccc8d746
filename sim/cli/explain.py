"""`mbsim explain`: one citizen's life under two designs, with the reasons for every decision."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli.completion import changes, complete_conditions, complete_designs
from sim.cli.path_parameters import WritablePath
from sim.cli.printing import coloured, is_terminal, print_error, print_output, terminal_width
from sim.cli.studies import scenario_argument
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.studies.explain import Explanation

FORMATS: Final = ("text", "svg", "json")
HELP: Final = """Show one citizen's life under two designs, decision by decision.

The same citizen gets the same messages with the same luck under both designs. What is the same is shown once; then
where the two diverge and why; then each story by itself: what was noticed, what it was thought to be worth, the chances
of opening, postponing and ignoring it, and the draws that decided.

--find takes conditions WHAT-under=DESIGN, each of which may be followed by not-under=DESIGN, with commas between them.
WHAT is missed, late (of bills), fee, reminded (by a collection letter), wasted-login (only announcements),
abandoned-login, opted-out, phished or more-effort. segment=NAME asks for a citizen of that segment. The first 50,000
citizens are looked at.

Where citizens meet in the queue of a helpdesk, all citizens of the replication are simulated, as in a study.
"""


@click.command(help=HELP)
@scenario_argument
@click.option(
    "--citizen",
    type=click.IntRange(min=0),
    metavar="N",
    help="Whose life; by default one that illustrates the difference.",
)
@click.option(
    "--design",
    "designs",
    multiple=True,
    metavar="NAME",
    help="Under this design; twice, the first is the reference.",
    shell_complete=complete_designs,
)
@click.option(
    "--find",
    "conditions",
    default="",
    metavar="CONDITIONS",
    help="The first citizen who meets these.",
    shell_complete=complete_conditions,
)
@click.option("--case", type=click.IntRange(min=1), metavar="N", help="Show only this message.")
@click.option("--all", "everything", is_flag=True, help="Show all messages, also those that went the same way.")
@click.option(
    "--replication", type=click.IntRange(min=0), default=0, show_default=True, help="Which simulated history."
)
@click.option("--size", type=click.IntRange(min=1), help="Citizens per replication.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Key of all random draws.")
@changes
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Text, drawing or data."
)
@click.option("--out", type=WritablePath(folder=False), help="A file to write, instead of printing.")
@click.option(
    "--letters",
    type=WritablePath(folder=True),
    metavar="FOLDER",
    help="Write what the citizen saw there: pages, texts and mailboxes, in Dutch and English.",
)
def explain_command(
    file: Path,
    citizen: int | None,
    designs: tuple[str, ...],
    conditions: str,
    case: int | None,
    everything: bool,
    replication: int,
    size: int | None,
    seed: int | None,
    overrides: tuple[str, ...],
    settings: tuple[str, ...],
    form: str,
    out: Path | None,
    letters: Path | None,
) -> None:
    """Finds or takes the citizen, simulates both lives, and prints or writes the explanation."""
    from sim.experiment.runner import COMPILING
    from sim.kernel.engine import is_compiled
    from sim.scenario.resolution import resolve
    from sim.studies.explain import explain

    shortcuts = {"population.size": size, "seed": seed}
    added = tuple(f"{path}={value}" for path, value in shortcuts.items() if value is not None)
    scenario = resolve(file, overrides=overrides, settings=(*settings, *added)).scenario
    # The command would otherwise say nothing while everything is compiled.
    if citizen is None and is_terminal(sys.stderr) and not is_compiled():
        print_error(f"{COMPILING}.")
    explanation = explain(
        scenario,
        citizen,
        designs,
        replication=replication,
        conditions=conditions,
        case=case,
        everything=everything,
    )
    text = written(explanation, form, to_file=out is not None)
    if out is None:
        print_output(text, styled=coloured())
    else:
        save(out, text)
        print_output(f"Wrote {out}: citizen {explanation.pair.citizen} under {' and '.join(explanation.pair.designs)}.")
    if letters is not None:
        from sim.report.correspondence.letter_files import write_letters

        for path in write_letters(letters, explanation.pair, explanation.cases):
            # On standard error, because standard output may hold a drawing or JSON.
            print_error(f"Wrote {path}")


def written(explanation: Explanation, form: str, *, to_file: bool) -> str:
    """The explanation in the requested format. Text for a terminal has the terminal's width and colours."""
    if form == "svg":
        return explanation.svg()
    if form == "json":
        import json

        return json.dumps(explanation.to_dict(), indent=2, ensure_ascii=False) + "\n"
    return explanation.text() if to_file else explanation.text(terminal_width(), colour=coloured())


def save(out: Path, text: str) -> None:
    """Writes a text file. Raises `UsageError` if it cannot be written."""
    from sim.files import write_whole

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # UTF-8 can encode everything but lone surrogates, which a title may hold.
        write_whole(out, text.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}.") from error
