"""How precise a study is to be, and what difference matters: options of the verbs that compare."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from sim.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])
MARGIN: Final = re.compile(
    r"\s*(?P<response>[A-Za-z_0-9]+)\s+(?:EUR\s*)?(?P<amount>\d+(?:\.\d+)?)\s*(?P<unit>pp|min|EUR|)\s*"
)


def margin_option(command: Command) -> Command:
    """Adds `--margin` to a command."""
    return click.option(
        "--margin",
        "margins",
        multiple=True,
        metavar='"RESPONSE AMOUNT"',
        help='The smallest difference that matters, such as "missed_share 0.5 pp" or "effort_minutes 0.2 min"; '
        "repeatable.",
    )(command)


def precision_options(command: Command) -> Command:
    """Adds the options of a study that grows to a command."""
    options = (
        click.option(
            "--precision",
            multiple=True,
            metavar='"RESPONSE AMOUNT"',
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
    for option in reversed(options):
        command = option(command)
    return command


def setting_of(margin: str) -> str:
    """A margin of the command line as a setting of the scenario; `UsageError` with what is allowed."""
    found = MARGIN.fullmatch(margin)
    if found is None:
        raise UsageError(
            f'A margin is a response and an amount, such as "missed_share 0.5 pp", "effort_minutes 0.2 min" or '
            f'"fees_eur 0.10 EUR"; found {margin!r}.'
        )
    name, amount = found["response"], found["amount"]
    from sim.scenario.measures import unit_of
    from sim.scenario.nearness import nearest
    from sim.scenario.schema import Margins

    known = tuple(Margins.model_fields)
    if name not in known:
        near = nearest(name, known)
        hint = f" Did you mean {near}?" if near else ""
        raise UsageError(f"There is no response {name!r} with a margin.{hint} There are {', '.join(known)}.")
    unit = unit_of(name)
    if found["unit"] not in {unit.apart, ""} or (unit.apart == "pp" and not found["unit"]):
        raise UsageError(
            f"{name} has margins in {unit.apart or 'no unit'}: write {name} {amount} {unit.apart}".rstrip() + "."
        )
    return f"compare.margins.{name}={unit.written(amount)}{' / year' if name == 'logins' else ''}"
