"""The examples in the help of every verb: they parse as they stand, and those that simulate nothing are run."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sim.cli import COMMANDS, cli
from sim.cli.examples import EXAMPLES, commands, epilog
from sim.scenario.shipped import start_scenario
from tests.experiment.studies import SHIPPED

SIMULATING = frozenset(
    {"compare", "explain", "report", "brief", "export", "run", "sweep", "reproduce"}
    | {"calibrate", "validate", "sensitivity", "robust", "search", "trial", "play"}
)
"""Verbs that simulate, or that need a results folder."""
RESULTS = "results/my-study-1a2b3c4d"
ALL = [(verb, command) for verb in COMMANDS for command in commands(verb)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a study of one's own and a results folder, in which commands are given."""
    start_scenario("my-study", tmp_path)
    (tmp_path / RESULTS).mkdir(parents=True)
    shutil.copy(SHIPPED.parent / "scenario.schema.json", tmp_path / RESULTS / "resolved.yaml")
    (tmp_path / "my-figures.yaml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words(command: str) -> list[str]:
    """The words of a command behind `mbsim`; where its output goes is for the shell."""
    program, *others = shlex.split(command.partition(" > ")[0])
    assert program == "mbsim"
    return others


def parsed(command: str) -> click.Context:
    """The command as the program takes it; raises `click.UsageError` for what it does not know."""
    verb, *others = words(command)
    found = cli.get_command(click.Context(cli), verb)
    assert found is not None, verb
    return found.make_context(verb, others)


def test_every_verb_has_up_to_three_examples_and_no_other_has_any() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()
    assert all(1 <= len(commands(verb)) <= 3 for verb in COMMANDS)


@pytest.mark.parametrize(("verb", "command"), ALL, ids=[command for _, command in ALL])
def test_an_example_parses_and_is_of_its_verb(verb: str, command: str, folder: Path) -> None:
    assert words(command)[0] == verb
    parsed(command)


QUICK = [command for verb, command in ALL if verb not in SIMULATING and "--results" not in command]


@pytest.mark.long
@pytest.mark.parametrize("command", QUICK)
def test_an_example_that_simulates_nothing_does_what_it_says(command: str, folder: Path) -> None:
    if "new my-study" in command:
        (folder / "my-study.yaml").unlink()
    answer = CliRunner().invoke(cli, words(command), catch_exceptions=False)
    assert answer.exit_code == 0
    assert answer.stdout


@pytest.mark.parametrize(
    "wrong", ["mbsim compare mijnoverheid-2016 --sise 3", "mbsim compare no-such-study", "mbsim sweep", "mbsim why x"]
)
def test_a_command_that_does_not_work_would_be_seen(wrong: str, folder: Path) -> None:
    with pytest.raises(click.UsageError):
        parsed(wrong)


def test_designs_and_settings_that_examples_name_are_there() -> None:
    text = "\n".join(EXAMPLES.values())
    known = {file.stem for file in (SHIPPED.parent / "parts" / "designs").glob("*.yaml")}
    named = [word for line in text.splitlines() for word in _after("--design", line)]
    assert named
    assert set(named) <= known


def _after(option: str, line: str) -> list[str]:
    parts = line.split()
    return [parts[place + 1] for place, part in enumerate(parts) if part == option]


@pytest.mark.parametrize("verb", COMMANDS)
def test_help_ends_with_the_examples_each_on_its_line(verb: str) -> None:
    shown = CliRunner().invoke(cli, [verb, "--help"], terminal_width=80).stdout
    assert all(f"\n      {command}" in shown for command in commands(verb))
    assert "\b" not in shown
    assert epilog("no-such-verb") is None


@pytest.mark.long
@pytest.mark.parametrize("verb", ["resolve", "diff", "sources"])  # `check` reads the sets that fit
def test_verbs_about_files_load_no_numerics(verb: str) -> None:
    code = "import sys; from sim.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    pass\n"
    code += "print([n for n in ('numpy', 'numba', 'simpy', 'pyarrow', 'matplotlib', 'jinja2') if n in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code, verb, str(SHIPPED)], capture_output=True, text=True, check=True, timeout=600
    )
    assert answer.stdout.splitlines()[-1] == "[]"
