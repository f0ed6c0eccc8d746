from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli.describe import describe_command
from sim.errors import UsageError
from sim.experiment.runner import RunSettings
from tests.experiment.fake_engine import simulate
from tests.experiment.studies import SHIPPED, kept, small


def describe(*arguments: str) -> Result:
    return CliRunner().invoke(describe_command, arguments, catch_exceptions=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "a-study"
    kept(folder, small(60), RunSettings(simulate, workers=1))
    return folder


def test_the_description_is_printed_or_written(tmp_path: Path) -> None:
    printed = describe(str(SHIPPED))
    assert printed.exit_code == 0
    place = tmp_path / "new" / "model.md"
    answer = describe(str(SHIPPED), "--out", str(place))
    assert answer.stdout == f"Wrote {place}.\n"
    assert place.read_text(encoding="utf-8") == printed.stdout


def test_settings_are_in_it() -> None:
    assert "| `population.size` |" in describe("mijnoverheid-2016", "--set", "population.size=123").stdout
    assert "One replication holds 123\ncitizens" in describe(str(SHIPPED), "--set", "population.size=123").stdout


def test_results_are_described_by_their_own_resolved_scenario(run: Path) -> None:
    text = describe(str(run / "resolved.yaml"), "--results", str(run)).stdout
    assert "5.4 System." in text
    assert "60 citizens; citizens are independent" in text


def test_results_of_other_settings_are_refused_with_a_way_out(run: Path) -> None:
    with pytest.raises(UsageError, match=r"by the resolved\.yaml"):
        describe(str(SHIPPED), "--results", str(run))


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no manifest\.json"):
        describe(str(SHIPPED), "--results", str(tmp_path))
