"""`mbsim explain`, run as people run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from sim.cli.explain import explain_command
from sim.errors import SimError, StudyError, UsageError
from tests.cli.program import mbsim
from tests.shipped import MAIN, SCENARIOS


def explained(*arguments: str) -> Result:
    return CliRunner().invoke(explain_command, [str(MAIN), *arguments], catch_exceptions=False)


@pytest.mark.long
def test_a_citizen_is_told_of_at_80_columns() -> None:
    answer = explained("--find", "missed-under=opaque,not-under=wmebv")
    assert (answer.exit_code, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    assert any(re.fullmatch(r"Citizen \d+: one life under two designs", line) for line in lines)
    assert max(map(len, lines)) == 80
    assert "\x1b" not in answer.stdout
    assert ">>> HERE THEY DIVERGE." in answer.stdout
    assert any(re.fullmatch(r"bills missed {28,}[1-9] of \d {5,}\d of \d", line) for line in lines)


@pytest.mark.long
def test_the_same_is_told_every_time_and_in_a_pipe_without_signs() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "-m", "sim", "explain", str(MAIN), "--citizen", "17", "--design", "wmebv"]
    answers = [
        subprocess.run(command, capture_output=True, check=True, timeout=600, env=environment).stdout for _ in range(2)
    ]
    assert answers[0] == answers[1]
    told = answers[0].decode("ascii")
    assert "-- Message 28: Assessment to pay" in told
    assert "?" not in told


def test_one_citizen_is_found_by_conditions_that_also_name_the_designs() -> None:
    answer = explained("--size", "300", "--find", "missed-under=opaque,not-under=wmebv")
    assert answer.exit_code == 0
    said = " ".join(answer.stdout.split())
    assert "opaque (Opaque) beside wmebv (Wmebv 2027)" in said
    assert (
        "of the 300 citizens looked at satisfy missed-under=opaque, not-under=wmebv; citizen 17 is the first." in said
    )


def test_without_a_citizen_a_telling_one_is_found() -> None:
    answer = explained("--size", "2000", "--design", "opaque", "--design", "wmebv")
    said = " ".join(answer.stdout.split())
    assert "Of the 2,000 citizens looked at," in said
    assert "a telling case, not a typical one." in said


def test_one_message_or_all_of_them() -> None:
    common = ("--citizen", "17", "--design", "wmebv")
    assert explained(*common, "--case", "2").stdout.count("── Message ") == 1
    every = explained(*common, "--all").stdout
    document = json.loads(explained(*common, "--all", "--format", "json").stdout)
    assert every.count("── Message ") == len(document["messages"]) > 10


def test_a_document_is_json_and_a_drawing_is_svg(tmp_path: Path) -> None:
    common = ("--citizen", "17", "--design", "opaque", "--design", "wmebv")
    document = json.loads(explained(*common, "--format", "json").stdout)
    assert [design["name"] for design in document["designs"]] == ["opaque", "wmebv"]
    assert document["differing"][:3] == [message["message"] for message in document["messages"]]
    file = tmp_path / "life.svg"
    hostile = ("--set", 'designs.wmebv.title="<script>&"')
    answer = explained(*common, *hostile, "--format", "svg", "--out", str(file))
    assert answer.stdout == f"Wrote {file}: citizen 17 under opaque and wmebv.\n"
    drawn = file.read_text(encoding="utf-8")
    assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314
    assert "wmebv (&lt;script&gt;&amp;)" in drawn
    assert explained(*common, *hostile, "--format", "svg").stdout == drawn


def test_settings_overrides_and_seed_change_the_life() -> None:
    common = ("--citizen", "17", "--design", "wmebv", "--format", "json")
    lives = {
        explained(*common, *more).stdout
        for more in ((), ("--seed", "5"), ("--set", "opening.b0=9"), ("--set", "appraisal.learning_rate=0"))
    }
    assert len(lives) == 4


def test_citizens_who_meet_at_a_helpdesk_are_simulated_together_and_it_says_so() -> None:
    arguments = [str(SCENARIOS / "digid-outage.yaml"), "--size", "60", "--citizen", "5"]
    answer = CliRunner().invoke(explain_command, arguments, catch_exceptions=False)
    assert "so all 60 of the replication were simulated together" in " ".join(answer.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "kind", "complaint"),
    [
        (("--citizen", "10000"), UsageError, "There is no citizen 10000"),
        (("--find", "mised-under=opaque"), UsageError, "Did you mean missed?"),
        (("--find", "missed-under=opaqe"), UsageError, "Did you mean opaque?"),
        (("--find", "missed"), UsageError, "Conditions are written WHAT-under=DESIGN"),
        (("--citizen", "1", "--design", "opaqe"), UsageError, "Did you mean opaque?"),
        (("--citizen", "1", "--all", "--case", "1"), UsageError, "not both"),
        (("--citizen", "1", "--format", "svg", "--out", str(MAIN / "life.svg")), UsageError, "cannot be written"),
        (
            ("--size", "50", "--find", "missed-under=opaque,not-under=opaque"),
            StudyError,
            "None of the 50 citizens looked at",
        ),
    ],
)
def test_what_cannot_be_told_is_said_in_a_paragraph(
    arguments: tuple[str, ...], kind: type[SimError], complaint: str
) -> None:
    with pytest.raises(kind) as refused:
        explained(*arguments)
    assert complaint in str(refused.value)


@pytest.mark.long
def test_exit_codes_tell_wrong_input_from_a_search_in_vain() -> None:
    for conditions, code in (("mised-under=opaque", 2), ("missed-under=opaque,not-under=opaque", 1)):
        answer = mbsim("explain", str(MAIN), "--size", "50", "--find", conditions)
        assert (answer.returncode, answer.stdout) == (code, "")
        assert answer.stderr.startswith("Error: ")
        assert "Traceback" not in answer.stderr
