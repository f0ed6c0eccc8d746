"""What the help says is so: its examples can be typed, its codes are the codes, and the shells take its lines."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sim import errors
from sim.cli import COMMANDS, cli
from sim.cli.manual import EPILOG

SIM = Path(__file__).parents[2] / "sim"
SHELLS = ("bash", "zsh", "fish")


def help_of(verb: str | None = None) -> str:
    """What the help of the program or of a command prints."""
    answer = CliRunner().invoke(cli, [verb, "--help"] if verb else ["--help"])
    assert answer.exit_code == 0
    return answer.output


def examples(text: str) -> list[list[str]]:
    """The lines of a help text that are commands, as words."""
    return [shlex.split(line)[1:] for line in text.splitlines() if line.lstrip().startswith("mbsim ")]


def fault_of(words: list[str]) -> str:
    """Why a command cannot be typed so; empty if it can."""
    command = cli.get_command(click.Context(cli), words[0])
    if command is None:
        return f"no command {words[0]}"
    try:
        command.make_parser(click.Context(command)).parse_args(words[1:])
    except click.UsageError as error:
        return error.format_message()
    return ""


def test_a_page_of_the_manual_is_whole_and_fits_a_terminal() -> None:
    page = help_of()
    for section in ("Start here:", "Options:", "Commands:", "Examples:", "Files:", "Environment:", "Exit codes:"):
        assert re.search(rf"^ *{section}$", page, re.MULTILINE), section
    assert all(len(line) <= 80 for line in page.splitlines())
    assert "\b" not in page


@pytest.mark.parametrize("verb", [None, *COMMANDS])
def test_every_example_can_be_typed(verb: str | None) -> None:
    for words in examples(help_of(verb)):
        assert fault_of(words) == "", words


def test_an_example_that_cannot_be_typed_is_seen() -> None:
    assert fault_of(["comparre", "x.yaml"]) == "no command comparre"
    assert "No such option" in fault_of(["compare", "x.yaml", "--sizes", "5"])
    assert len(examples(help_of())) >= 8


def test_the_codes_it_names_are_all_there_are() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.SimError)]
    codes = EPILOG.partition("Exit codes:\n")[2].partition("\n\n")[0]
    assert {int(line.split()[0]) for line in codes.splitlines()} == {0, *(kind.exit_code for kind in kinds)}


def test_the_program_asks_for_the_environment_it_tells_of() -> None:
    asked = {
        name
        for file in SIM.rglob("*.py")
        for name in re.findall(r'environ(?:\.get\(|\[)"(\w+)"', file.read_text(encoding="utf-8"))
    }
    told = EPILOG.partition("Environment:\n")[2].partition("\n\n")[0]
    assert asked - {"XDG_CACHE_HOME"} == set(re.findall(r"^  ([A-Z_]+)", told, re.MULTILINE))


@pytest.mark.parametrize("shell", SHELLS)
def test_it_tells_each_shell_how_to_complete(shell: str) -> None:
    assert f"_MBSIM_COMPLETE={shell}_source mbsim" in EPILOG
    environment = {**os.environ, "_MBSIM_COMPLETE": f"{shell}_source"}
    command = [sys.executable, "-m", "sim"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert f"{shell}_complete" in answer.stdout
    assert "_mbsim_completion" in answer.stdout


@pytest.mark.long
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("mbsim repo", ["report"]),
        ("mbsim compare mij", ["mijnoverheid-2016", "mijnoverheid-2019", "mijnoverheid-2020"]),
        ("mbsim compare mijnoverheid-2016 --design wm", ["wmebv"]),
        ("mbsim why mijnoverheid-2016 population.dor", ["population.dormant"]),
        ("mbsim sweep mijnoverheid-2016 --response missed_sh", ["missed_share"]),
        ("mbsim compare mijnoverheid-2016 --margin effort", ["effort_minutes"]),
        ("mbsim run mijnoverheid-2016 --precision late_sh", ["late_share"]),
        ("mbsim robust mijnoverheid-2016 --response fees", ["fees_eur"]),
        ("mbsim explain mijnoverheid-2016 --find missed", ["missed-under="]),
    ],
)
def test_bash_completes_after_the_line_it_is_told(typed: str, offered: list[str], tmp_path: Path) -> None:
    line = next(found for found in EPILOG.splitlines() if found.startswith("  bash")).removeprefix("  bash").strip()
    words = typed.split()
    script = (
        f"{line}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; COMPREPLY=()\n"
        '_mbsim_completion mbsim; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    answer = subprocess.run(
        ["bash", "--norc", "-c", script],  # noqa: S607 - the shell that a person has
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == offered
