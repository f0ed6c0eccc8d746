"""Which designs compete for being chosen, and that robustness speaks of them first."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.analysis.exploration.robust import competing_of
from sim.studies.robust import RobustnessResult
from tests.shipped import MAIN, main_scenario


@pytest.fixture(scope="module")
def found() -> RobustnessResult:
    """Two designs with a message box and paper, against the opaque one."""
    return sim.robust(
        MAIN, designs=["opaque", "action", "wmebv", "paper"], size=30, points=16, responses=["missed_share"]
    )


def test_designs_with_a_message_box_compete_and_the_reference_does_not() -> None:
    scenario = main_scenario()
    assert competing_of(scenario, "opaque", ("opaque", "action", "wmebv", "paper")) == ("action", "wmebv")
    assert competing_of(scenario, "opaque", ("opaque", "paper")) == ("paper",)
    assert competing_of(scenario, "paper", ("opaque", "paper")) == ("opaque",)


@pytest.mark.long
def test_the_first_word_is_of_designs_that_compete(found: RobustnessResult) -> None:
    (survival,) = found.found
    assert survival.competing is not None
    assert {each.design for each in survival.competing.performances} == {"action", "wmebv"}
    said = " ".join(found.text().split())
    assert said.index("Among the competing designs action and wmebv") < said.index("Among all designs: paper")


@pytest.mark.long
def test_both_groups_are_told_of(found: RobustnessResult) -> None:
    assert [each.group for each in found.beside] == ["reachable"]
    assert "Reachable accounts: Among the competing designs action and wmebv" in " ".join(found.text().split())
    assert found.document()["other_group"][0]["group"] == "reachable"


@pytest.mark.long
def test_points_of_a_comparison_are_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from sim.cli import cli  # noqa: PLC0415

    monkeypatch.chdir(tmp_path)
    options = [str(MAIN), "--size=30", "--points=16", "--design=opaque", "--design=wmebv"]
    for command in (["compare", *options, "--certify=1"], ["robust", *options]):
        assert CliRunner().invoke(cli, command, catch_exceptions=False).exit_code == 0
    compared, robust = sorted((tmp_path / "results").iterdir())
    sums = {path.name: path.read_bytes() for path in (compared / "parts").glob("_sums.*")}
    assert sums
    assert {path.name: path.read_bytes() for path in (robust / "parts").iterdir()} == sums
    notes = [(each / "efforts.jsonl").read_text(encoding="utf-8").splitlines() for each in (compared, robust)]
    assert set(notes[1]) <= set(notes[0])  # nothing was simulated again
