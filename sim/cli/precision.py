"""Options for the precision of a study and for the smallest difference that matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from sim.cli.completion import complete_responses

Command = TypeVar("Command", bound=Callable[..., Any])


def margin_option(command: Command) -> Command:
    """Adds `--margin` to a command."""
    return click.option(
        "--margin",
        "margins",
        multiple=True,
        metavar='"RESPONSE AMOUNT"',
        shell_complete=complete_responses,
        help='The smallest difference that matters, such as "missed_share 0.5 pp" or "effort_minutes 0.2 min"; '
        "repeatable.",
    )(command)


def precision_options(command: Command) -> Command:
    """Adds the options of a study that grows until it is precise."""
    options = (
        click.option(
            "--precision",
            multiple=True,
            metavar='"RESPONSE AMOUNT"',
            shell_complete=complete_responses,
            help='Add citizens until the intervals are this narrow to either side, such as "missed_share 0.2 pp", or '
            '"effort_minutes 2 %" for a part of its level; repeatable, and then all must be.',
        ),
        click.option(
            "--most",
            type=click.IntRange(min=1),
            metavar="N",
            help="With --precision: citizens, or with a helpdesk replications, at which to stop; by default 2,000,000.",
        ),
    )
    # The option that is added last comes first in the help.
    for option in reversed(options):
        command = option(command)
    return command


def points_option(command: Command) -> Command:
    """Adds `--points` to a command that compares."""
    return click.option(
        "--points",
        type=click.IntRange(min=0),
        metavar="N",
        help="Parameter sets at which the designs are compared as well: sets of numbers that fit, all "
        "others anywhere in their range; by default `compare.points` of the scenario, 64; 0 leaves them out.",
    )(command)
