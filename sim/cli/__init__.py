"""The command line: parse, call, print. Commands load their layers only when they are used."""

from __future__ import annotations

import importlib
import io
import signal
import sys
from typing import Final, NoReturn

import click

from sim import __version__
from sim.cli.examples import epilog
from sim.cli.interrupts import leave, leave_at_once, noted
from sim.cli.manual import EPILOG, HELP
from sim.cli.printing import is_of_output, print_error, silence_output
from sim.errors import NO_MEMORY, SimError, StudyInterruptedError, UsageError, lacks_memory
from sim.places import is_text, shown_as

COMMANDS: Final = {
    "studies": ("sim.cli.lists", "studies_command", "List the studies that come with the program."),
    "designs": ("sim.cli.lists", "designs_command", "List the notification designs of a scenario."),
    "responses": ("sim.cli.lists", "responses_command", "List the responses that a study of a scenario reports."),
    "new": ("sim.cli.scenarios", "new_command", "Copy a commented starter scenario."),
    "check": ("sim.cli.scenarios", "check_command", "Check scenario files; list every problem with its place."),
    "resolve": ("sim.cli.scenarios", "resolve_command", "Print a scenario with everything explicit."),
    "diff": ("sim.cli.scenarios", "diff_command", "List how two scenarios differ."),
    "why": ("sim.cli.scenarios", "why_command", "Show where a value comes from and what it means."),
    "sources": ("sim.cli.sources", "sources_command", "Show the evidence behind every number."),
    "schema": ("sim.cli.scenarios", "schema_command", "Print the JSON Schema that editors use."),
    "compare": ("sim.cli.compare", "compare_command", "Simulate the same citizens under several designs and compare."),
    "play": ("sim.cli.play", "play_command", "Explore a study in the browser: build a design, change numbers."),
    "explain": ("sim.cli.explain", "explain_command", "Show one citizen's life under two designs, with reasons."),
    "report": ("sim.cli.report", "report_command", "Write a results folder as one HTML page."),
    "brief": (
        "sim.cli.brief",
        "brief_command",
        "Write a comparison on two pages for an official, in Dutch or English.",
    ),
    "describe": ("sim.cli.describe", "describe_command", "Describe the model of a study for a paper, in Markdown."),
    "export": ("sim.cli.export", "export_command", "Write the event log of a results folder: CSV, XES or OCEL 2.0."),
    "docs": ("sim.cli.docs", "docs_command", "Build the documentation as a site, and open it."),
    "run": ("sim.cli.run", "run_command", "Simulate the missing parts of a study; write a results folder."),
    "sweep": ("sim.cli.sweep", "sweep_command", "Compare the designs at several points, in one table."),
    "calibrate": ("sim.cli.calibrate", "calibrate_command", "Fit numbers to published figures."),
    "validate": ("sim.cli.validate", "validate_command", "Compare predictions with figures that were not fitted."),
    "sensitivity": ("sim.cli.sensitivity", "sensitivity_command", "Rank uncertain numbers by how much they matter."),
    "robust": ("sim.cli.robust", "robust_command", "Find which design wins over the parameter uncertainty."),
    "search": ("sim.cli.search", "search_command", "Find the designs that no other design beats."),
    "trial": ("sim.cli.trial", "trial_command", "Plan a trial in the field: its power, and what it would teach."),
    "reproduce": ("sim.cli.reproduce", "reproduce_command", "Repeat tasks of a finished study and compare."),
}
"""The name of each verb, with its module, its command, and its line in the help."""
CLOSED: Final = "Standard output is closed. Send it to a file, or to the null device if it is not wanted."


class Verbs(click.Group):
    """A group that imports a command's module only when the command is used or completed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments. Raises `UsageError` for one that a manifest could not hold as text."""
        for each in args:
            # Arguments go into the manifest, which is UTF-8, so that a command can be repeated as it was typed.
            if not is_text(each):
                raise UsageError(f"{shown_as(each)} is not UTF-8. Give the file another name, of ordinary letters.")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of a study."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, loaded now; None if there is no such verb."""
        if cmd_name not in COMMANDS:
            return None
        # Imported now, so that a command waits for no layers but its own.
        module, name, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.{name} is not a command")
        command.epilog = epilog(cmd_name) or command.epilog
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb and its arguments. An unknown verb is refused with the nearest known one."""
        from sim.scenario.suggestions import nearest

        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            # click names options that are near, but no commands.
            near = nearest(args[0], COMMANDS)
            if near is not None:
                raise click.UsageError(f"No such command {args[0]!r}. Did you mean {near}?", ctx) from None
            raise

    def invoke(self, ctx: click.Context) -> object:
        """Runs a verb."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            # click itself would print an empty line before the one that says so.
            raise click.Abort from interrupt

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, line) for verb, (_, _, line) in COMMANDS.items()])


@click.group(
    cls=Verbs,
    help=HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="mbsim")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def cli() -> None:
    """The group of all verbs."""


def main(*, whole_process: bool = False) -> None:
    """Runs the command line. Exit codes: 0 done, 1 the study failed, 2 the input is wrong, 130 interrupted.

    With `whole_process` it also takes over the handling of interrupts.
    """
    # Read by hand as well: an error may come before click has read the options.
    debug = "--debug" in sys.argv
    # Without a standard output click itself would end in a traceback.
    if getattr(sys, "stdout", None) is None:
        click.echo(f"Error: {CLOSED}", err=True)
        sys.exit(2)
    if whole_process:
        signal.signal(signal.SIGINT, leave_at_once)
    try:
        # Errors are told here, with one exit code for each kind, and not by click.
        cli.main(prog_name="mbsim", standalone_mode=False)
    except click.exceptions.Exit as finished:
        sys.exit(finished.exit_code)
    except StudyInterruptedError as interrupted:
        leave(str(interrupted), whole_process=whole_process)
    except (click.Abort, KeyboardInterrupt):
        leave("Interrupted.", whole_process=whole_process)
    except Exception as error:
        # An interrupt inside compiled code may surface as another error.
        if noted:
            leave("Interrupted.", whole_process=whole_process)
        report_error(error, debug=debug)


def report_error(error: Exception, *, debug: bool) -> NoReturn:
    """Prints an error and exits; an unexpected error is raised again."""
    if isinstance(error, click.ClickException):
        shown = io.StringIO()
        error.show(shown)
        print_error(shown.getvalue().rstrip("\n"))
        sys.exit(2)
    if not debug and lacks_memory(error):
        print_error(f"Error: {NO_MEMORY}")
        sys.exit(1)
    if isinstance(error, OSError) and is_of_output(error):
        # Silenced first: Python writes what is left in the buffer at its end, and would fail once more.
        silence_output()
        print_error(f"Error: Standard output cannot be written: {error.strerror}. What a study has saved is kept.")
        sys.exit(1)
    if debug or not isinstance(error, SimError):
        raise error
    print_error(f"Error: {error}")
    sys.exit(error.exit_code)
