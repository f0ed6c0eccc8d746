from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli import cli
from sim.errors import UsageError
from sim.studies.margins import margin_setting
from tests.experiment.studies import SHIPPED


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments])


@pytest.mark.parametrize(
    ("margin", "setting"),
    [
        ("missed_share 0.5 pp", "compare.margins.missed_share=0.5 %"),
        ("effort_minutes 0.2 min", "compare.margins.effort_minutes=0.2 min"),
        ("effort_minutes 0.2", "compare.margins.effort_minutes=0.2 min"),
        ("fees_eur EUR 0.10", "compare.margins.fees_eur=EUR 0.10"),
        ("fees_eur 0.10 EUR", "compare.margins.fees_eur=EUR 0.10"),
        ("logins 0.1", "compare.margins.logins=0.1 / year"),
        ("exposure 0.3", "compare.margins.exposure=0.3"),
    ],
)
def test_a_margin_is_a_setting_of_the_scenario(margin: str, setting: str) -> None:
    assert margin_setting(margin) == setting


@pytest.mark.parametrize("margin", ["missed_share 0.5", "missed_share 0.5 min", "effort_minutes", "logins 1 EUR", ""])
def test_what_is_no_margin_is_refused(margin: str) -> None:
    with pytest.raises(UsageError, match="margin"):
        margin_setting(margin)


@pytest.mark.long
def test_a_study_grows_to_the_precision_and_its_folder_says_how(tmp_path: Path) -> None:
    options = ("--size", "30", "--design", "sender", "--out", str(tmp_path / "run"))
    found = invoke("compare", str(SHIPPED), *options, "--precision", "missed_share 20 pp", "--json")
    assert found.exit_code == 0, found.output
    content = json.loads(found.stdout)
    said = content["simulated_by"]["precision"]
    assert said.startswith("Precision reached after ")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["precision"] == said
    assert manifest["citizens"] == content["citizens"] >= 30
    resolved = (tmp_path / "run" / "resolved.yaml").read_text()
    assert f"size: {content['citizens']}\n" in resolved
    again = invoke("compare", str(tmp_path / "run" / "resolved.yaml"), "--out", str(tmp_path / "again"), "--json")
    first, second = content["contrasts"], json.loads(again.stdout)["contrasts"]
    assert first == second


def test_what_is_not_reached_is_an_exit_code(tmp_path: Path) -> None:
    options = ("--size", "30", "--most", "40", "--design", "paper", "--out", str(tmp_path))
    found = invoke("run", str(SHIPPED), *options, "--precision", "effort_minutes 0.01 min")
    assert found.exit_code == 1
    assert "Precision NOT reached after 2 looks, at 30, 40 citizens." in " ".join(found.output.split())


def test_the_most_needs_a_precision(tmp_path: Path) -> None:
    found = invoke("compare", str(SHIPPED), "--most", "40", "--out", str(tmp_path))
    assert isinstance(found.exception, UsageError)
    assert "needs a precision" in str(found.exception)
