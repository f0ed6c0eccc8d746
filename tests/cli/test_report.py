from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.cli.report import report_command
from sim.errors import UsageError
from sim.experiment.runner import RunSettings
from tests.experiment.fake_engine import failing, simulate
from tests.experiment.studies import kept, small


def report(*arguments: str) -> Result:
    return CliRunner().invoke(report_command, arguments, catch_exceptions=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "a-study"
    kept(folder, small(60), RunSettings(simulate, workers=1))
    return folder


def test_the_page_is_written_in_the_folder_and_says_where(run: Path) -> None:
    answer = report(str(run))
    assert answer.exit_code == 0
    assert answer.stdout == f"Wrote {run / 'report.html'}: open it in a browser.\n"
    text = (run / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>\n")
    assert "60 citizens" in text


@pytest.mark.long
def test_two_runs_of_the_same_study_give_the_same_page(run: Path, tmp_path: Path) -> None:
    kept(tmp_path / "again", small(60), RunSettings(simulate, workers=1, citizens_per_task=7))
    one, other = tmp_path / "new" / "one.html", tmp_path / "other.html"
    assert report(str(run), "--out", str(one), "--language", "en").exit_code == 0
    assert report(str(tmp_path / "again"), "--out", str(other)).exit_code == 0
    assert one.read_bytes() == other.read_bytes()


def test_a_study_that_lacks_citizens_gives_a_page_and_exit_code_1(tmp_path: Path) -> None:
    kept(tmp_path, small(60), RunSettings(failing, workers=1, citizens_per_task=20))
    answer = report(str(tmp_path))
    assert answer.exit_code == 1
    assert answer.stdout.startswith("Incomplete: 20 of 60 citizens are in no number")
    assert "Not all citizens are in these numbers." in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_place_that_will_not_do_is_told(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; name a file"):
        report(str(run), "--out", str(tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        report(str(run), "--out", str(tmp_path / "file" / "report.html"))


def test_what_is_no_results_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is no results folder"):
        report(str(tmp_path / "nowhere"))


def test_no_other_language_is_offered(run: Path) -> None:
    answer = report(str(run), "--language", "nl")
    assert answer.exit_code == 2
