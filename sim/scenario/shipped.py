"""The scenarios and parts that come with the program, and a starter scenario that builds on them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from sim.errors import UsageError
from sim.places import found
from sim.scenario.schema.parts import DEVICES
from sim.scenario.suggestions import did_you_mean, nearest

SCHEMA_FILE: Final = "scenario.schema.json"
PARTS: Final = "parts"
USUAL: Final = "mijnoverheid-2016"
"""The default study, which has the whole catalogue of designs."""
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")

STARTER: Final = """\
# yaml-language-server: $schema=scenario.schema.json
# A scenario of your own. It builds on the parts in parts/; what you write here wins over them.
# Check it with `mbsim check {name}.yaml`, and ask where any number comes from with `mbsim why {name}.yaml KEY`.
extends:
  - parts/sources.yaml # where the figures were read
  - parts/citizens.yaml # who the citizens are
  - parts/senders.yaml # who writes to them, and what
  - parts/channels.yaml # how contacts arrive and are noticed
  - parts/behaviour.yaml # how contacts are appraised and opened
  - parts/digid.yaml # logging in
  - parts/collections.yaml # what follows an unpaid bill
  - parts/counting.yaml # what counts as a digital contact
  - parts/margins.yaml # the smallest differences that matter
  - parts/designs.yaml # the catalogue of notification designs
parameters_from: parts/fitted.yaml # numbers fitted to published figures

name: {name}
title: "What a reminder for everyone would change"
description: "One question, two designs, the same citizens with the same luck."

start: 2016-01-01
horizon: 365 days
seed: 1

population:
  size: 10000

designs:
  # A design is a list of contacts. This one tells as much as `sender`, and reminds everyone, not only who asked.
  reminder-for-all:
    title: Reminder for all
    description: The sender named, and after three weeks a reminder for everyone.
    contacts:
      - name: notification
        channel: email
        discloses: [sender]
      - name: reminder
        when: {{unread_for: 21 days}}
        channel: email
        discloses: [sender]

compare:
  designs: [sender, reminder-for-all]
  reference: sender
  counting: touches

# Changes that can be asked for by name: `mbsim compare {name}.yaml --override sooner`.
overrides:
  sooner:
    designs:
      reminder-for-all:
        contacts:
          reminder: {{when: {{unread_for: 7 days}}}}
"""


def shipped_folder() -> Path:
    """The folder with the shipped scenarios: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    # An installed package has the folder within it, and a checkout beside it.
    return next(folder for folder in (package / "scenarios", package.parent / "scenarios") if folder.is_dir())


def found_or_shipped(path: Path) -> Path:
    """The path itself; or the shipped scenario, if the path is a bare name and no such file is here."""
    if found(path.exists) or path.parent != Path() or path.suffix not in {"", ".yaml"}:
        return path
    shipped = shipped_folder() / f"{path.stem}.yaml"
    return shipped if found(shipped.is_file) else path


def shipped_names() -> list[str]:
    """The bare names of the scenarios that come with the program."""
    return sorted(file.stem for file in shipped_folder().glob("*.yaml"))


def did_you_mean_file(path: Path, shown: str) -> str:
    """A question that suggests the scenario nearest to a missing file; empty if none is alike.

    `shown` is the path as the user wrote it. The files beside it are searched and, for a bare name, the scenarios that
    come with the program.
    """
    try:
        beside = sorted(each.name for each in path.parent.iterdir() if each.is_file())
    except (OSError, ValueError):
        beside = []
    near = nearest(path.name, beside)
    if near is not None:
        return f"did you mean {Path(shown).parent / near}?"
    return did_you_mean(path.stem, shipped_names()) if Path(shown).parent == Path() else ""


def start_scenario(name: str, folder: Path) -> Path:
    """Write the starter scenario, and beside it the parts it builds on unless they exist; returns its path.

    Raises `UsageError` if the name is invalid or the file exists; existing files are never changed.
    """
    # Devices of Windows cannot be files there, and a scenario may be passed on.
    if not NAME.fullmatch(name) or name in DEVICES:
        raise UsageError(f"{name!r} is not a name: use lower-case letters, digits, - and _, such as early-reminder.")
    path = folder / f"{name}.yaml"
    # A link that leads nowhere does not exist, but writing would follow it.
    if path.is_symlink() or path.exists():
        raise UsageError(f"{path} exists already; choose another name.")
    source = shipped_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / PARTS).exists():
            shutil.copytree(source / PARTS, folder / PARTS)
        if not (folder / SCHEMA_FILE).exists():
            shutil.copyfile(source / SCHEMA_FILE, folder / SCHEMA_FILE)
        path.write_text(STARTER.format(name=name), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    return path


def found_or_shipped_part(path: Path) -> Path:
    """The path itself; or the shipped part, if the path is a bare name and no such file is here."""
    inside = shipped_folder() / PARTS / f"{path.stem}.yaml"
    is_bare = not found(path.exists) and path.parent == Path() and path.suffix in {"", ".yaml"}
    return inside if is_bare and found(inside.is_file) else path
