"""The verbs about scenario files, run as people run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from sim.cli import cli, main
from sim.cli.scenarios import (
    check_command,
    diff_command,
    new_command,
    resolve_command,
    schema_command,
    why_command,
)
from sim.errors import ScenarioError, UsageError
from sim.scenario.resolution import resolve
from tests.cli.program import mbsim as in_process
from tests.corpus.cases import BASE, HERE, INVALID, expected

SHIPPED = Path(__file__).parents[2] / "scenarios" / "mijnoverheid-2016.yaml"
HEAVY = ("numba", "scipy", "matplotlib", "pandas", "numpy", "pyarrow", "simpy")


def run(*arguments: str) -> Result:
    """Runs a verb in this process."""
    return CliRunner().invoke(cli, list(arguments))


def mbsim(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the program in a process of its own."""
    return subprocess.run(  # our own program
        [sys.executable, "-m", "sim", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def children_seconds() -> float:
    """Processor time of all finished child processes: what they took, not what others took from them."""
    times = os.times()
    return times.children_user + times.children_system


# check


@pytest.mark.long
def test_check_says_good_and_ends_with_0() -> None:
    answer = mbsim("check", str(BASE), str(SHIPPED))
    assert (answer.returncode, answer.stderr) == (0, "")
    for line, file in zip(answer.stdout.splitlines(), (BASE, SHIPPED), strict=True):
        assert re.match(rf"{re.escape(str(file))}: good\. \d+ of \d+ numbers have no range and stay fixed: ", line)


@pytest.mark.parametrize("path", INVALID[::40], ids=lambda path: path.stem)
def test_check_prints_the_problems_and_ends_with_2(path: Path) -> None:
    words = expected(path)
    if "# options" in path.read_bytes().decode(errors="replace"):
        pytest.skip("needs its options")
    answer = in_process("check", path.name, folder=path.parent)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, words, "")


def test_check_of_several_files_tells_of_each() -> None:
    answer = run("check", str(BASE), str(HERE / "invalid" / "share-above.yaml"))
    assert answer.exit_code == 2
    assert f"{BASE}: good" in answer.output
    assert "a share lies from 0 to 1" in answer.output


def test_check_takes_a_part_only_as_a_part() -> None:
    part = str(HERE / "valid" / "parts" / "small.yaml")
    assert run("check", part).exit_code == 2
    assert "--part" in run("check", part).output
    assert run("check", "--part", part).exit_code == 0


def test_a_part_is_still_checked() -> None:
    answer = run("check", "--part", str(HERE / "invalid" / "parts" / "bad-value.yaml"))
    assert answer.exit_code == 2
    assert "1 problem" in answer.output


def test_check_as_json() -> None:
    answer = run("check", "--json", str(BASE), "--set", "seed=x")
    ((row,),) = [each["problems"] for each in json.loads(answer.output)]
    assert answer.exit_code == 2
    assert (row["file"], row["line"], row["column"]) == ("--set", 1, 6)
    assert row["message"].startswith("expected a whole number")


@pytest.mark.parametrize("verb", ["resolve", "why", "diff"])
def test_other_verbs_refuse_a_bad_file_with_2(verb: str) -> None:
    bad = str(HERE / "invalid" / "share-above.yaml")
    answer = mbsim(verb, bad, *(["seed"] if verb == "why" else [bad] if verb == "diff" else []))
    assert answer.returncode == 2
    assert "a share lies from 0 to 1" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


@pytest.mark.long
def test_hostile_files_end_in_time_with_a_clear_error(tmp_path: Path) -> None:
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    files = {
        "nonsense.yaml": os.urandom(1 << 20),
        "bomb.yaml": "\n".join(bomb).encode(),
        "deep.yaml": b"a: " + b"[" * 10_000 + b"]" * 10_000,
    }
    told = {"nonsense.yaml": "larger than", "bomb.yaml": "aliases written out", "deep.yaml": "nested deeper"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        began = children_seconds()
        answer = mbsim("check", name, folder=tmp_path)
        assert children_seconds() - began < 20  # a bomb that went off would take hours
        assert answer.returncode == 2
        assert answer.stdout.startswith(f"{name}:")
        assert told[name] in answer.stdout


# Lightness


@pytest.mark.long
@pytest.mark.parametrize("arguments", [["--help"], ["resolve", str(SHIPPED)], ["why", str(SHIPPED), "seed"]])
def test_scenario_verbs_load_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; sys.argv = ['mbsim', *sys.argv[1:]]\n"
        "import sim.cli\n"
        "try:\n    sim.cli.main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('loaded:', *(name for name in {HEAVY!r} if name in sys.modules))"
    )
    answer = subprocess.run(  # our own program
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert answer.stdout.splitlines()[-1].strip() == "loaded:"


# new


@pytest.mark.long
def test_new_writes_a_scenario_that_is_good(tmp_path: Path) -> None:
    answer = mbsim("new", "my-study", folder=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert mbsim("check", "my-study.yaml", folder=tmp_path).returncode == 0
    assert resolve(tmp_path / "my-study.yaml").scenario.name == "my-study"
    assert resolve(tmp_path / "my-study.yaml", overrides=["sooner"]).scenario.name == "my-study"
    assert (tmp_path / "scenario.schema.json").exists()


def test_new_changes_nothing_that_exists(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "mine.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        CliRunner().invoke(new_command, ["mine", "--folder", str(tmp_path)], catch_exceptions=False)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "mine"
    CliRunner().invoke(new_command, ["other.yaml", "--folder", str(tmp_path)], catch_exceptions=False)
    assert list((tmp_path / "parts").iterdir()) == []
    assert (tmp_path / "other.yaml").exists()


@pytest.mark.parametrize("name", ["../escape", "Two Words", "", "/etc/x", "x" * 65, "nul"])
def test_new_refuses_what_is_no_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a name"):
        CliRunner().invoke(new_command, [name, "--folder", str(tmp_path)], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


# resolve


def test_resolve_prints_the_identity_and_a_scenario(tmp_path: Path) -> None:
    answer = CliRunner().invoke(resolve_command, [str(BASE)])
    identity = answer.output.splitlines()[0].removeprefix("# sha256 ")
    assert identity == resolve(BASE).sha256
    (tmp_path / "again.yaml").write_text(answer.output, encoding="utf-8")
    assert resolve(tmp_path / "again.yaml").sha256 == identity


def test_resolve_prints_the_order() -> None:
    path = HERE / "valid" / "override-one.yaml"
    arguments = [str(path), "--order", "--override", "early", "--set", "seed=3"]
    lines = CliRunner().invoke(resolve_command, arguments).output.splitlines()
    assert [Path(line).name for line in lines[:2]] == ["base.yaml", "override-one.yaml"]
    assert lines[2:] == ["--override early", "--set seed=3"]


def test_resolve_as_json() -> None:
    document = json.loads(CliRunner().invoke(resolve_command, [str(BASE), "--json"]).output)
    assert document["sha256"] == resolve(BASE).sha256
    assert document["scenario"]["population"]["app"] == 0.3


# diff


def test_diff_tells_in_words() -> None:
    path = HERE / "valid" / "contact-changed-by-name.yaml"
    assert CliRunner().invoke(diff_command, [str(BASE), str(path)]).output == (
        "design opaque, reminder after 21 days unread → 7 days\n"
    )
    assert CliRunner().invoke(diff_command, [str(BASE), str(BASE)]).output == "No difference.\n"
    assert CliRunner().invoke(diff_command, [str(BASE), "--set", "seed=2"]).output == "seed 1 → 2\n"


def test_diff_as_json() -> None:
    document = json.loads(CliRunner().invoke(diff_command, [str(BASE), "--set", "seed=2", "--json"]).output)
    assert document["differences"] == [{"path": "seed", "before": "1", "after": "2", "words": "seed 1 → 2"}]
    assert document["before"] != document["after"]


# why


def test_why_tells_value_meaning_evidence_and_history() -> None:
    path = HERE / "valid" / "set-quantity.yaml"
    told = CliRunner().invoke(why_command, [str(path), "population.dormant"]).output
    assert told.splitlines()[0] == "population.dormant = 0.2"
    assert "owner never logs in unprompted" in told
    assert f"  written     {path}:5:3\n" in told
    assert "  instead of  0.1 in " in told
    assert "base.yaml:11:3" in told
    assert "report: A report; example.org (solidity A)" in told


def test_why_of_a_default() -> None:
    assert "nowhere: the default" in CliRunner().invoke(why_command, [str(BASE), "seed"]).output


def test_why_as_json() -> None:
    path = HERE / "valid" / "set-quantity.yaml"
    document = json.loads(CliRunner().invoke(why_command, [str(path), "population.dormant", "--json"]).output)
    assert (document["value"], document["grade"], document["sources"][0]["key"]) == ("0.2", "measured", "report")
    assert document["instead_of"][0]["value"] == "0.1"


def test_why_of_an_unknown_key_names_the_nearest() -> None:
    answer = mbsim("why", str(BASE), "population.dormannt")
    assert answer.returncode == 2
    assert "Did you mean population.dormant?" in answer.stderr


# schema


def test_schema_is_json() -> None:
    open_variant = json.loads(CliRunner().invoke(schema_command, []).output)
    complete = json.loads(CliRunner().invoke(schema_command, ["--complete"]).output)
    assert "required" not in open_variant
    assert "population" in complete["required"]
    assert "extends" not in complete["properties"]


def test_schema_prints_the_reference() -> None:
    assert "| `dormant` |" in CliRunner().invoke(schema_command, ["--reference"]).output


# Completion


def completed(*words: str, incomplete: str) -> list[str]:
    """What the shell offers after these words."""
    completion = ShellComplete(cli, {}, "mbsim", "_MBSIM_COMPLETE")
    return [item.value for item in completion.get_completions(list(words), incomplete)]


def test_scenario_files_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.yaml", "b.yml", "c.txt", ".hidden.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "x.yaml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert completed("check", incomplete="") == ["a.yaml", "b.yml", "parts/"]
    assert completed("check", incomplete="parts/") == ["parts/x.yaml"]
    assert completed("check", incomplete="nowhere/") == []
    assert completed("check", incomplete="mij") == [f"mijnoverheid-{year}" for year in (2016, 2019, 2020)]
    assert completed("check", incomplete="parts/mij") == []
    assert "wmebv" in completed("compare", "mijnoverheid-2016", "--design", incomplete="w")


def test_keys_are_completed_step_by_step() -> None:
    assert completed("why", str(BASE), incomplete="popul") == ["population"]
    assert completed("why", str(BASE), incomplete="population.d") == [
        "population.dormant",
        "population.diligence",
        "population.direct_debit",
    ]
    assert completed("why", str(BASE), incomplete="designs.") == ["designs.opaque", "designs.sender"]
    assert completed("resolve", str(BASE), "--set", incomplete="compare.r") == ["compare.reference"]


def test_overrides_are_completed() -> None:
    path = str(HERE / "valid" / "override-two.yaml")
    assert completed("resolve", path, "--override", incomplete="") == ["early", "large"]


def test_completion_is_silent_about_a_bad_file() -> None:
    assert completed("why", str(HERE / "invalid" / "share-above.yaml"), incomplete="p") == []


def test_bad_input_raises_for_callers_in_python() -> None:
    with pytest.raises(ScenarioError):
        resolve(HERE / "invalid" / "share-above.yaml")
    assert main is not None
    assert check_command.name == "check"
