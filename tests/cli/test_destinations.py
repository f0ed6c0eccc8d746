"""Every verb and every place: what cannot be written or read is refused in one sentence, before anything is simulated.

The verbs and their options are those of the command line itself, so that a new one is tested as it comes.
"""

from __future__ import annotations

import inspect
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from click.testing import CliRunner, Result

import sim
from sim.cli import COMMANDS, cli
from sim.cli.path_parameters import ScenarioFile, TargetsFile, WritablePath
from sim.errors import SimError, UsageError
from sim.experiment import runner
from tests.places import as_nobody, bad_destinations, root_only
from tests.shipped import MAIN

READ = {
    "file",
    "other",
    "files",
    "before",
    "after",
    "run",
    "listing",
    "targets_file",
    "ensemble_file",
    "others",
    "results",
}
"""Parameters that name what is read; every other path is written."""


class Place(NamedTuple):
    """A parameter of a verb that takes a path."""

    verb: str
    parameter: click.Parameter

    def __str__(self) -> str:
        return f"{self.verb} {self.parameter.opts[0]}"


def commands() -> Iterator[tuple[str, click.Command]]:
    for verb in COMMANDS:
        command = cli.get_command(click.Context(cli), verb)
        assert command is not None
        yield verb, command


def paths(*, read: bool) -> list[Place]:
    """The parameters that are read, or that are written."""
    return [
        Place(verb, each)
        for verb, command in commands()
        for each in command.params
        if isinstance(each.type, click.Path) and (each.name in READ) is read
    ]


def arguments(place: Place, value: str, folder: Path) -> list[str]:
    """A command line that gives a parameter a value, and the verb whatever else it asks for."""
    command = dict(commands())[place.verb]
    words: list[str] = []
    for each in command.params:
        if each is place.parameter:
            words += [value] if isinstance(each, click.Argument) else [each.opts[0], value]
        elif each.required:
            given = str(MAIN) if isinstance(each.type, ScenarioFile) else str(folder)
            words.append(given if isinstance(each.type, click.Path) else "population.dormant")
    return [place.verb, *words, *(["--over", "seed=1"] if place.verb == "sweep" else [])]


def refused(words: list[str]) -> str:
    """What a command line is refused with, and never with a traceback: exit code 2, one paragraph."""
    found: Result = CliRunner().invoke(cli, words)
    if isinstance(found.exception, SimError):
        assert found.exception.exit_code == 2, words
        said = str(found.exception)
    else:
        assert isinstance(found.exception, SystemExit), (words, found.exception, found.output)
        assert found.exit_code == 2, (words, found.output)
        said = found.output
    assert "Traceback" not in said
    return said


@pytest.fixture(autouse=True)
def nothing_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    def simulated(*_: object, **__: object) -> None:
        pytest.fail("something was simulated")

    monkeypatch.setattr(runner, "missing_tasks", simulated)
    monkeypatch.setattr("sim.studies.multi_point.certified", simulated)


@pytest.mark.parametrize("place", paths(read=False), ids=str)
def test_every_place_that_is_written_is_looked_at_first(place: Place, tmp_path: Path) -> None:
    kind = place.parameter.type
    assert isinstance(kind, WritablePath), f"{place} is written, and so is a WritablePath"
    for value, said in bad_destinations(tmp_path, wanted=kind.folder).values():
        told = refused(arguments(place, value, tmp_path))
        assert said in told, (value[:80], told)


def test_all_verbs_that_write_are_among_them() -> None:
    assert {str(each) for each in paths(read=False)} >= {
        *(
            f"{verb} --out"
            for verb in ("compare", "run", "sweep", "robust", "sensitivity", "validate", "calibrate", "search")
        ),
        *(f"{verb} --out" for verb in ("trial", "report", "brief", "export", "explain", "describe")),
        *("calibrate --write", "explain --letters", "new --folder"),
    }


def test_a_results_folder_can_be_replaced_by_every_verb_that_fills_one() -> None:
    for verb, command in commands():
        names = {each.name for each in command.params}
        fills = any(
            isinstance(each.type, WritablePath) and each.type.folder and each.name == "out" for each in command.params
        )
        assert fills == ("replace" in names), verb


def readable(parameter: click.Parameter) -> bool:
    return isinstance(parameter.type, ScenarioFile | TargetsFile) or parameter.name in READ


@pytest.mark.parametrize("place", paths(read=True), ids=str)
def test_what_cannot_be_read_is_told(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    names = ["x" * 5_000, "x/" * 3_000, str(tmp_path / ("x" * 300)), str(tmp_path / "file" / "below")]
    names += [str(tmp_path / "round"), str(tmp_path / "none"), os.fsdecode(b"study-\xff.yaml"), str(tmp_path / "file")]
    for name in names:
        refused(arguments(place, name, tmp_path))


@root_only
@pytest.mark.parametrize("place", paths(read=True), ids=str)
def test_what_one_may_not_read_is_told(place: Place, tmp_path: Path) -> None:
    temporary = Path(tempfile.gettempdir())
    for folder in (tmp_path, *(each for each in tmp_path.parents if temporary in each.parents)):
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  # others may look, as in any home folder
    closed, file, run = tmp_path / "closed", tmp_path / "file.yaml", tmp_path / "run"
    for each in (closed, run):
        each.mkdir()
    for each in (closed / "file.yaml", file, run / "manifest.json"):
        each.write_text("name: mine\n", encoding="utf-8")
        each.chmod(0o600)
    closed.chmod(0o700)
    refused(arguments(place, "check", tmp_path))  # loads the verb while its files can be read
    for name in (closed / "file.yaml", file, closed, run):
        with as_nobody():
            told = refused(arguments(place, str(name), tmp_path))
        if name is file or name.parent is closed:
            assert any(word in told for word in ("Permission denied", "not readable", "is a file", "manifest")), told


@pytest.mark.parametrize("verb", [verb for verb, command in commands() if any(map(readable, command.params))])
@pytest.mark.parametrize("name", ["x" * 5_000, "~/x", "A B", "con"])
def test_a_name_that_no_folder_can_have_is_told(verb: str, name: str, tmp_path: Path) -> None:
    place = next(each for each in paths(read=True) if each.verb == verb)
    if not isinstance(place.parameter.type, ScenarioFile):
        pytest.skip("reads no scenario")
    file = tmp_path / "own.yaml"
    file.write_text(f"extends: {os.path.relpath(MAIN, tmp_path)}\nname: {name}\n", encoding="utf-8")
    if verb == "check":
        assert CliRunner().invoke(cli, ["check", str(file)]).exit_code == 2
        return
    assert "name" in refused(arguments(place, str(file), tmp_path))


POSITIONAL: dict[str, tuple[Any, ...]] = {
    "new": ("my-study",),
    "sweep": (MAIN, [{"seed": 1}]),
    "compare_studies": (MAIN, MAIN.with_name("mijnoverheid-2020.yaml")),
}
DOORS: dict[str, tuple[Callable[..., Any], str, tuple[Any, ...]]] = {
    name: (function, keyword, positional)
    for name in sim.__all__
    if inspect.isfunction(function := getattr(sim, name))
    for keyword in ("out", "folder")
    if keyword in inspect.signature(function).parameters and name not in {"reproduce", "open", "export"}
    for positional in [POSITIONAL.get(name, (MAIN,))]
}


def test_the_other_door_has_the_same_verbs() -> None:
    verbs = {
        "compare",
        "compare_studies",
        "sweep",
        "robust",
        "sensitivity",
        "calibrate",
        "validate",
        "search",
        "trial",
        "new",
    }
    assert set(DOORS) == verbs
    for function, keyword, _ in DOORS.values():
        assert keyword == "folder" or "replace" in inspect.signature(function).parameters


@pytest.mark.parametrize("door", DOORS)
def test_the_other_door_refuses_the_same(door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    function, keyword, positional = DOORS[door]
    bad = bad_destinations(tmp_path, wanted=True)
    for value, said in bad.values() if door == "compare" else (bad["an address"], bad["a file"]):  # one layer looks
        with pytest.raises(UsageError) as told:
            function(*positional, **{keyword: value})
        assert said in str(told.value)
    with pytest.raises(UsageError, match="cannot name"):
        function(*positional, **{keyword: "a\0b"})


@pytest.mark.parametrize("name", ["x" * 5_000, "x/" * 3_000, "a\0b", os.fsdecode(b"study-\xff.yaml")])
def test_the_other_door_says_what_it_cannot_read(name: str) -> None:
    for function in (
        sim.load,
        sim.compare,
        sim.explain,
        sim.robust,
        sim.sensitivity,
        sim.calibrate,
        sim.validate,
        sim.search,
    ):
        with pytest.raises(SimError) as told:
            function(name)
        assert told.value.exit_code == 2
