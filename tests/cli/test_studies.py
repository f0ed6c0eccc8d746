"""`mbsim run`, `sweep` and `reproduce`, and what every verb that simulates does when something goes wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import cli
from sim.errors import StudyError, UsageError
from sim.experiment import engines
from sim.studies.request import scenario_request
from tests.experiment.fake_engine import failing, simulate
from tests.experiment.studies import SHIPPED

SMALL = ("--size", "60", "--workers", "1", "--chunk", "20", "--design", "opaque", "--design", "sender")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake engine in the place of the one that suits the scenario."""
    monkeypatch.setattr(engines, "engine_for", lambda *_: simulate)


def mbsim(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def run(folder: Path, *arguments: str) -> Result:
    return mbsim("run", str(SHIPPED), *SMALL, "--out", str(folder), *arguments)


def test_run_tells_where_the_results_are_and_what_is_in_them(tmp_path: Path) -> None:
    answer = run(tmp_path / "out")
    assert (answer.exit_code, answer.stderr) == (0, "")
    lines = answer.stdout.splitlines()
    assert lines[:2] == [f"Results: {tmp_path / 'out'}", "  60 citizens under opaque, sender; rows kept"]
    assert all((tmp_path / "out" / line.split()[0]).exists() for line in lines[2:])
    content = json.loads(run(tmp_path / "out", "--json", "--totals").stdout)
    assert (content["results"], content["kept"], content["lacks"]) == (str(tmp_path / "out"), "tallies", None)
    assert "citizens" in content
    assert "responses.csv" in content["files"]


def test_a_log_is_on_standard_error_only_if_asked_for(tmp_path: Path) -> None:
    assert run(tmp_path).stderr == ""
    lines = run(tmp_path, "--log", "--seed", "3", "--replace").stderr.splitlines()
    assert "begun: mbsim" in lines[0]
    assert any("3 of 3 tasks, " in line and line.endswith(" left") for line in lines)
    assert lines[-1].endswith(" done")
    assert [line.split(" ", 1)[1] for line in (tmp_path / "log.txt").read_text().splitlines()][-1] == "done"


@pytest.mark.long
@pytest.mark.parametrize("verb", ["run", "compare", "sweep"])
def test_what_is_missing_is_said_and_exits_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    monkeypatch.setattr(engines, "engine_for", lambda *_: failing)
    over = ("--over", "seed=5") if verb == "sweep" else ()
    words = "Incomplete: 20 of 60 citizens are in no number, because 1 task failed. The first: The study failed while "
    for json_too in ((), ("--json",)):
        answer = mbsim(verb, str(SHIPPED), *SMALL, "--out", str(tmp_path), *over, *json_too)
        assert answer.exit_code == 1
        if json_too:
            assert json.loads(answer.stdout)["lacks"].startswith(words)
        else:
            assert answer.stdout.count(words) == {"run": 1, "compare": 2, "sweep": 1}[verb]
    rows = list(csv.DictReader((tmp_path / "responses.csv").read_text().splitlines()))
    assert {row["missing_citizens"] for row in rows} == {"20"}
    with pytest.raises(StudyError, match="no minutes per login"):
        mbsim(verb, str(SHIPPED), *SMALL, "--out", str(tmp_path), *over, "--fail-fast")


@pytest.mark.long
def test_a_sweep_is_one_table_and_is_continued(tmp_path: Path) -> None:
    over = ("--over", "seed=1,2", "--over", "population.dormant=0.1,0.2")
    answer = mbsim("sweep", str(SHIPPED), *SMALL, *over, "--out", str(tmp_path), "--response", "logins")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[0] == "logins, per citizen per year"
    assert answer.stdout.splitlines()[-1] == f"Results: {tmp_path}"
    table = (tmp_path / "responses.csv").read_bytes()
    content = json.loads(
        mbsim(
            "sweep", str(tmp_path / "resolved.yaml"), "--points", str(tmp_path / "points.csv"), "--workers", "1",
            "--out", str(tmp_path), "--json",
        ).stdout
    )  # fmt: skip
    assert (tmp_path / "responses.csv").read_bytes() == table
    assert content["points"] == [
        {"seed": seed, "population.dormant": dormant} for seed in "12" for dormant in ("0.1", "0.2")
    ]
    assert len(content["rows"]) == len(table.splitlines()) - 1
    assert json.loads((tmp_path / "status.json").read_text())["tasks_done"] == 0
    assert mbsim("reproduce", str(tmp_path)).exit_code == 0


def test_a_sweep_over_nothing_or_over_both_is_refused(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("seed\n1\n")
    for arguments in ((), ("--over", "seed=1", "--points", str(tmp_path / "points.csv"))):
        with pytest.raises(UsageError, match="Say what to vary: either --over"):
            mbsim("sweep", str(SHIPPED), *arguments)


def test_reproduce_says_equal_or_names_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path)
    answer = mbsim("reproduce", str(tmp_path), "--sample", "2", "--workers", "1")
    assert (answer.exit_code, answer.stdout) == (0, "Bit-equal: 2 of 6 tasks, performed again.\n")

    def other(*arguments: object) -> object:
        columns = dict(simulate.simulate(*arguments))  # type: ignore[arg-type]
        return columns | {"steps": columns["steps"] + (columns["citizen"] == 43)}

    monkeypatch.setattr(engines, "engine_for", lambda *_: engines.Engine("other", other))  # type: ignore[arg-type]
    answer = mbsim("reproduce", str(tmp_path), "--all", "--workers", "1")
    assert answer.exit_code == 1
    assert sorted(answer.stdout.splitlines()) == [
        f"Different: design {design}, replication 0, citizens 40 to 59: column steps, citizen 43: kept 0, now 1."
        for design in ("opaque", "sender")
    ]
    content = json.loads(mbsim("reproduce", str(tmp_path), "--all", "--workers", "1", "--json").stdout)
    assert (content["equal"], content["tasks"]) == (False, 6)
    assert content["differences"][0]["citizen"] == 43


def test_names_of_designs_that_look_like_numbers_read_back_as_texts(tmp_path: Path) -> None:
    file = tmp_path / "numbered.yaml"
    contacts = "[{name: n, channel: email}]"
    designs = "".join(f'  "{n}": {{title: t, description: d, contacts: {contacts}}}\n' for n in ("2016", "012"))
    base = Path(*[".."] * (len(file.parents) - 1)) / SHIPPED.relative_to("/")
    file.write_text(f"extends: {base}\nname: numbered\ndesigns:\n{designs}", encoding="utf-8")
    found = scenario_request(file, designs=["2016", "paper", "012", "2016"], reference="012").scenario
    assert found.compare.designs == ("2016", "paper", "012")
    assert found.compare.reference == "012"
