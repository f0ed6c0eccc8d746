"""The options shared by the verbs over the parameter uncertainty, and the printing of their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import click

from sim.cli.completion import changes, complete_designs, complete_responses
from sim.cli.path_parameters import WritablePath
from sim.cli.printing import print_output, terminal_width, wrapped
from sim.cli.studies import (
    cluster_option,
    csv_option,
    engine_option,
    log_option,
    replace_option,
    scenario_argument,
    workers_option,
)

if TYPE_CHECKING:
    from sim.studies.multi_point import PointsRequest

Command = TypeVar("Command", bound=Callable[..., Any])
SIZE: Final = 2_000


def exploring_options(size: int = SIZE, *, changed: bool = True) -> Callable[[Command], Command]:
    """Adds the options of a verb over the parameter uncertainty; `points_asked_for` reads them.

    `changed` adds `--set` and `--override`; verbs that simulate several scenarios lack them.
    """
    options = (
        click.option(
            "--size", type=click.IntRange(min=1),
            help=f"Citizens at every point; by default {size:,}, or all where they meet in a queue.",
        ),
        click.option(
            "--points-seed", "seed", type=click.IntRange(1, 2**31 - 1), default=1, show_default=True,
            help="Seed of the points; the citizens keep that of the scenario.",
        ),
        *((changes,) if changed else ()),
        engine_option,
        workers_option,
        cluster_option,
        click.option("--out", type=WritablePath(folder=True), help="Results folder."),
        replace_option,
        csv_option,
        log_option,
        click.option("--json", "as_json", is_flag=True, help="Print a JSON document instead of tables."),
    )  # fmt: skip

    def added(command: Command) -> Command:
        # The option that is added last comes first in the help.
        for option in reversed(options):
            command = option(command)
        return scenario_argument(command)

    return added


def design_options(command: Command) -> Command:
    """Adds the options that select responses, designs and citizens at every point."""
    options = (
        click.option(
            "--response", "responses", multiple=True, metavar="NAME", shell_complete=complete_responses,
            help="A response; repeatable. By default effort_minutes, and missed_share (read_share without invoices).",
        ),
        click.option(
            "--design", "designs", multiple=True, metavar="NAME", help="Compare this design; may be repeated.",
            shell_complete=complete_designs,
        ),
        click.option(
            "--reference", metavar="NAME", help="The design that the others are compared with.",
            shell_complete=complete_designs,
        ),
        click.option(
            "--group", type=click.Choice(["all", "reachable"]), default="all", show_default=True,
            help="All citizens, or only those whom an electronic contact can reach.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def points_asked_for(file: Path, options: Mapping[str, Any], **more: Any) -> PointsRequest:
    """The request for a study at many points from the values of `exploring_options`."""
    from sim.studies.execution import RunOptions
    from sim.studies.multi_point import PointsRequest

    how = RunOptions(options["engine"], workers=options["workers"], cluster=options["cluster"])
    settings, overrides = options.get("settings", ()), options.get("overrides", ())
    return PointsRequest(
        file, settings=settings, overrides=overrides, size=options["size"], seed=options["seed"], how=how,
        out=options["out"], replace=options["replace"], csv=options["csv"], **more,
    )  # fmt: skip


class ExplorationOutcome(Protocol):
    """The result of a study at many points."""

    @property
    def folder(self) -> Path | None:
        """The results folder."""

    @property
    def removed(self) -> str:
        """A remark on a page that was removed, if any."""

    def text(self, width: int) -> str:
        """The result as text for a person."""

    def document(self) -> dict[str, Any]:
        """The result as a mapping for programs."""


def print_outcome(found: ExplorationOutcome, *, as_json: bool, also: str = "") -> None:
    """Prints a result and its folder; `also` is appended to the line with the folder."""
    from sim.studies.data_frames import json_text

    if as_json:
        print_output(json_text(found.document() | {"results": str(found.folder)}))
        return
    print_output(found.text(terminal_width()))
    print_output("\n".join(line for line in (wrapped(found.removed), f"Results: {found.folder}{also}") if line))
