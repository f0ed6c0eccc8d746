from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import cli
from sim.scenario.shipped import found_or_shipped, shipped_folder


def test_a_bare_name_is_a_shipped_scenario_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = shipped_folder() / "mijnoverheid-2016.yaml"
    assert found_or_shipped(Path("mijnoverheid-2016")) == found_or_shipped(Path("mijnoverheid-2016.yaml")) == expected
    found = CliRunner().invoke(cli, ["check", "mijnoverheid-2016"])
    assert found.exit_code == 0
    assert "mijnoverheid-2016.yaml: good. " in found.output


def test_a_file_here_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mijnoverheid-2016.yaml").write_text("name: mine\n", encoding="utf-8")
    assert found_or_shipped(Path("mijnoverheid-2016.yaml")) == Path("mijnoverheid-2016.yaml")


@pytest.mark.parametrize(
    "name", ["no-such", "folder/mijnoverheid-2016", "mijnoverheid-2016.txt", "../mijnoverheid-2016"]
)
def test_what_is_no_bare_name_of_one_stays_as_it_is(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert found_or_shipped(Path(name)) == Path(name)
    assert CliRunner().invoke(cli, ["compare", name]).exit_code == 2
