"""Shell completion of scenario files, key paths, overrides and designs, and the options with it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from sim.cli.path_parameters import ScenarioFile
from sim.errors import ScenarioError
from sim.places import found

if TYPE_CHECKING:
    from sim.scenario.resolution import Resolution

Command = TypeVar("Command", bound=Callable[..., Any])


def complete_files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """YAML files and folders that begin with the typed text, and shipped scenarios."""
    from sim.scenario.shipped import shipped_names

    folder, slash, start = incomplete.rpartition("/")
    prefix = folder + slash
    items = []
    with contextlib.suppress(OSError):
        for path in sorted(Path(prefix).iterdir()):
            # Hidden files are offered only after a typed dot.
            if not path.name.startswith(start) or (path.name.startswith(".") and not start):
                continue
            if path.is_dir():
                items.append(CompletionItem(f"{prefix}{path.name}/", type="plain"))
            elif path.suffix in {".yaml", ".yml"}:
                items.append(CompletionItem(f"{prefix}{path.name}"))
    names = () if folder or slash else shipped_names()
    return items + [CompletionItem(name) for name in names if start and name.startswith(start)]


SCENARIO_FILE: Final = ScenarioFile(exists=False)
"""A scenario file that need not exist: reading it reports a missing file with the nearest name."""


def _resolved_quietly(context: click.Context) -> Resolution | None:
    """The scenario named earlier on the command line, or None while it cannot be resolved."""
    from sim.scenario.resolution import resolve
    from sim.scenario.shipped import found_or_shipped

    named = context.params.get("file") or context.params.get("before")
    words = [named] if named else context.args  # an option that waits for its value leaves the file unparsed
    # While an option is being completed click has not parsed the file yet, so any word that is a file is taken.
    file = next((path for word in words if found((path := found_or_shipped(Path(word))).is_file)), None)
    if file is None:
        return None
    try:
        return resolve(file)
    except ScenarioError:
        # Completion must not print errors into the command line.
        return None


def complete_paths(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Key paths of the scenario that begin with the typed text, one level deeper at a time."""
    from sim.scenario.paths import all_paths

    resolution = _resolved_quietly(context)
    if resolution is None or "=" in incomplete:
        # What stands behind the equals sign is a value, which is not completed.
        return []
    depth = incomplete.count(".")
    paths = [path for path in all_paths(resolution.scenario) if path.startswith(incomplete)]
    return [path for path in paths if path.count(".") <= depth]


def complete_overrides(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Named overrides of the scenario that begin with the typed text."""
    resolution = _resolved_quietly(context)
    return [] if resolution is None else [name for name in resolution.overrides if name.startswith(incomplete)]


def complete_designs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Designs of the scenario that begin with the typed text."""
    resolution = _resolved_quietly(context)
    return [] if resolution is None else [name for name in resolution.scenario.designs if name.startswith(incomplete)]


def complete_responses(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Responses of the scenario that begin with the typed text."""
    from sim.outcomes.responses import responses_of

    resolution = _resolved_quietly(context)
    return (
        []
        if resolution is None
        else [name for name in responses_of(resolution.scenario) if name.startswith(incomplete)]
    )


def complete_conditions(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Conditions on citizens, with completions of the last one: its event, then its design or segment."""
    from sim.outcomes.finding import conditions_like

    resolution = _resolved_quietly(context)
    return [] if resolution is None else conditions_like(incomplete, resolution.scenario)


def changes(command: Command) -> Command:
    """Adds `--set` and `--override` to a command."""
    for option in (
        click.option(
            "--override",
            "overrides",
            multiple=True,
            metavar="NAME",
            help="Apply a named override of the file; repeatable.",
            shell_complete=complete_overrides,
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="PATH=VALUE",
            help="Change one value; repeatable.",
            shell_complete=complete_paths,
        ),
    ):
        command = option(command)
    return command
