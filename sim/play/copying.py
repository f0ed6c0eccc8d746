"""A study that was played with, to be taken elsewhere: as a file that extends the first one, or as a command."""

from __future__ import annotations

import os
import shlex
from pathlib import Path, PurePath
from typing import Any, Final

from sim.play.played_study import PlayedStudy
from sim.play.state import State
from sim.scenario.nodes import Plain
from sim.scenario.shape import scenario_shape
from sim.scenario.writing import document_of, dump_part, explicit

SAVED: Final = "played.yaml"
"""Name of the copied file in the command."""


def file_of(played: PlayedStudy, state: State, size: int, folder: Path) -> str:
    """The file that makes the same study of so many citizens, when it is saved in a folder."""
    wanted = played.asked_for(state, size)
    # With slashes also where the program runs on Windows, because the file may be read elsewhere.
    extended = PurePath(os.path.relpath(played.file, folder)).as_posix()
    compared = [state.reference, played.compared(state)]
    document: dict[str, Any] = {}
    # Numbers stand as the file states them before they are fitted: those beside a moved one are then fitted again.
    stated = document_of(wanted.open().scenario)
    for path in played.settings(state):
        put(document, stated, path.split("."))
    document.setdefault("population", {})["size"] = size
    # The page plays one history, whatever the file says.
    if played.asked.scenario.replications != 1 or stated.get("replications") != 1:
        document["replications"] = 1
    if state.is_built:
        built = explicit(wanted.scenario.designs[played.built])
        document["designs"] = {played.built: built}
    document["compare"] = {"designs": tuple(compared), "reference": state.reference}
    head = f"# From mbsim play. Save it as {SAVED} in {folder}, or change the path in its first line.\n"
    return f"{head}{dump_part({'extends': extended, **document})}"


def put(document: dict[str, Any], stated: dict[str, Plain], steps: list[str]) -> None:
    """Puts what stands at a path into a document; where a file replaces something as a whole, the whole of it."""
    shape, target, source = scenario_shape(), document, stated
    for step in steps:
        below, value = shape.below(step), source[step]
        if below is None or not below.merges or not isinstance(value, dict):
            target[step] = value
            return
        target = target.setdefault(step, {})
        shape, source = below, value


def command_of(played: PlayedStudy, state: State, size: int) -> str:
    """The command that makes the same study; of a design of one's own the file has to be saved first."""
    if state.is_built:
        return f"mbsim compare {SAVED}"
    words = ["mbsim", "compare", str(played.file), "--size", str(size), "--replications", "1"]
    words += ["--design", state.reference, "--design", state.design, "--reference", state.reference]
    return shlex.join([*words, *options(played, state)])


def explained(played: PlayedStudy, state: State, citizen: int, size: int) -> str:
    """The command that tells of the same citizen."""
    words = ["mbsim", "explain", SAVED if state.is_built else str(played.file), "--citizen", str(citizen)]
    words += ["--size", str(size), "--design", state.reference, "--design", played.compared(state)]
    return shlex.join(words if state.is_built else [*words, *options(played, state)])


def options(played: PlayedStudy, state: State) -> list[str]:
    """The options that set the numbers which a state moves."""
    return [word for path, value in played.settings(state).items() for word in ("--set", f"{path}={value}")]
