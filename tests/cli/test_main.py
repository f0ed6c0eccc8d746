from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import sim.cli
from sim import __version__
from sim.cli import COMMANDS, cli, main
from sim.errors import ReconciliationError, ScenarioError, SimError, StudyError, UsageError
from tests.cli.program import mbsim


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_help_names_every_verb() -> None:
    for arguments in (("-m", "sim", "--help"), ("-m", "sim", "-h"), ("-m", "sim", "compare", "--help")):
        answer = python(*arguments)
        assert (answer.returncode, answer.stderr) == (0, "")
    listed = python("-m", "sim", "--help").stdout
    assert all(f"  {verb} " in listed for verb in COMMANDS)


def test_the_installed_command_is_the_same_program() -> None:
    command = Path(sys.executable).with_name("mbsim")
    answer = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout == f"mbsim, version {__version__}\n"
    assert python("-m", "sim", "--version").stdout == answer.stdout


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_is_there_and_tells_what_it_does(verb: str) -> None:
    command = cli.get_command(click.Context(cli), verb)
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(1_000)


def test_start_up_is_light() -> None:
    heavy = ("numba", "matplotlib", "scipy", "pandas", "simpy", "pyarrow")
    code = "import sim, sim.cli, sim.cli.compare, sys; print([name for name in sys.argv[1:] if name in sys.modules])"
    assert python("-c", code, *heavy).stdout == "[]\n"
    assert "'numba'" in python("-c", f"import numba; {code}", *heavy).stdout


def test_parts_are_written_and_read_without_pandas() -> None:
    """It takes longer to load than a small study to simulate."""
    code = """
import sys
import numpy as np
from sim.experiment.part_store import columns_in
from sim.experiment.result_tables import NAMES, parquet, row_table
columns = {name: np.arange(3) * place for place, name in enumerate(NAMES)}
columns["segment"] = np.array([0, 1, 0])
table = row_table("opaque", columns, {}, ["young", "\u00e9l\u00e8ve"])
assert table.column("segment").to_pylist() == ["young", "\u00e9l\u00e8ve", "young"]
found = columns_in(parquet(row_table("opaque", columns, {})))
assert all(np.array_equal(found[name], columns[name]) and found[name].dtype == np.int64 for name in NAMES)
assert list(found) == list(NAMES)
print("pandas" in sys.modules)
"""
    answer = python("-c", code)
    assert (answer.stdout, answer.stderr) == ("False\n", "")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux lists them")
def test_a_part_is_read_without_threads() -> None:
    """A program that ended while a thread of Arrow began was aborted."""
    code = """
import os
import numpy as np
from sim.experiment.part_store import columns_in
from sim.experiment.result_tables import NAMES, parquet, row_table
content = parquet(row_table("opaque", {name: np.arange(3) for name in NAMES}, {}))
before = len(os.listdir("/proc/self/task"))
columns_in(content)
print(len(os.listdir("/proc/self/task")) - before)
"""
    assert python("-c", code).stdout == "0\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("comparre",), "No such command 'comparre'. Did you mean compare?"),
        (("xyzzy",), "No such command 'xyzzy'"),
        (("compare",), "Missing argument 'FILE'"),
        (("compare", "no-such-file.yaml"), "does not exist"),
        (("compare", "mijnoverhied-2016"), "does not exist. Did you mean mijnoverheid-2016?"),
        (("explain", "municipal-tax"), "Did you mean municipal-tax-2016?"),
        (("compare", __file__, "--size", "0"), "0 is not in the range x>=1"),
        (("compare", __file__, "--workers", "many"), "'many' is not a valid integer"),
        (("compare", __file__, "--seed", str(2**64)), "is not in the range"),
    ],
)
def test_wrong_usage_exits_with_2_and_one_complaint(arguments: tuple[str, ...], complaint: str) -> None:
    answer = mbsim(*arguments)
    assert answer.returncode == 2
    assert complaint in answer.stderr
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr


def raising(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


def exit_of(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str]:
    monkeypatch.setattr(sim.cli, "cli", raising(error))
    monkeypatch.setattr(sys, "argv", ["mbsim"])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ScenarioError("study.yaml:3:1: unknown key"), 2),
        (UsageError("no such design"), 2),
        (StudyError("it did not end"), 1),
        (ReconciliationError("counts"), 1),
    ],
)
def test_errors_are_one_paragraph_and_an_exit_code(
    error: SimError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_of(error, monkeypatch, capsys) == (code, f"Error: {error}\n")


def test_an_interrupt_exits_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = exit_of(KeyboardInterrupt(), monkeypatch, capsys)
    assert code == 130
    assert said.strip() == "Interrupted."


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.option("--debug", is_flag=True)
    def command(debug: bool) -> None:
        raise StudyError(f"debug is {debug}")

    monkeypatch.setattr(sim.cli, "cli", command)
    monkeypatch.setattr(sys, "argv", ["mbsim", "--debug"])
    with pytest.raises(StudyError, match="debug is True"):
        main()


def test_help_shows_its_example_on_a_line_of_its_own_and_no_escapes() -> None:
    shown = subprocess.run([sys.executable, "-m", "sim", "--help"], capture_output=True, text=True, check=True).stdout
    assert "\n  Start here:\n    mbsim compare" in shown
    assert "\\b" not in shown
