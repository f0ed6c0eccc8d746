"""A change over the years: the window of a later year of use, beside a comparison."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.report.years import years_block
from sim.studies.compare import Comparison
from sim.studies.years import FOLDER, YEARS
from tests.blank import blank_figures
from tests.shipped import MAIN, SCENARIOS

DESIGNS = ("opaque", "wmebv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("years") / "out"
    with blank_figures():
        sim.compare(MAIN, DESIGNS, size=40, certify=5, by_year=True, out=out)
    return out


@pytest.fixture(scope="module")
def found(folder: Path) -> Comparison:
    opened = sim.open(folder)
    assert isinstance(opened, Comparison)
    return opened


@pytest.mark.long
def test_the_first_year_is_the_comparison_itself_and_later_ones_are_those_of_a_sweep(found: Comparison) -> None:
    first, third, fifth = (each.analysis for each in found.years)
    assert first.contrasts == found.study.analysis.contrasts
    swept = sim.sweep(MAIN, [{"in_use": "730 days"}, {"in_use": "1460 days"}], DESIGNS, size=40, certify=5)
    assert [third.contrasts, fifth.contrasts] == [study.analysis.contrasts for study in swept.studies]
    assert third.contrasts != first.contrasts


@pytest.mark.long
def test_every_year_is_told_of_on_the_screen_in_json_and_on_the_page(found: Comparison) -> None:
    block = years_block(found.analysis)
    labels = [row.head.label for row in block.rows if row.cells]
    assert labels[:3] == [f"wmebv, year {year}" for year in YEARS]
    for text in (found.text(), found.text(full=True)):
        assert all(f"wmebv, year {year}" in text for year in YEARS)
    assert json.loads(found.document())["by_year"] == block.document()
    with blank_figures():
        assert "wmebv, year 5" in found.report(lives=False).read_text(encoding="utf-8")


@pytest.mark.long
def test_years_of_another_scenario_than_the_comparison_are_not_told_of(folder: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(folder, tmp_path / "out")
    with blank_figures():
        sim.compare(MAIN, DESIGNS, size=50, certify=5, out=copied)
    opened = sim.open(copied)
    assert isinstance(opened, Comparison)
    assert opened.years == ()
    assert "year 5" not in opened.text()


def test_the_folder_of_the_years_is_a_sweep_that_is_reproduced(folder: Path) -> None:
    assert sim.reproduce(folder / FOLDER).equal


def test_years_before_the_calendar_are_refused_before_anything_is_simulated(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="the calendar holds from"):
        sim.compare(MAIN, DESIGNS, settings={"start": "1984-01-01"}, by_year=True, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.long
@pytest.mark.parametrize("study", sorted(each.stem for each in SCENARIOS.glob("*.yaml")))
def test_every_shipped_study_tells_of_its_years(study: str) -> None:
    found = sim.compare(SCENARIOS / f"{study}.yaml", size=30, certify=2, by_year=True)
    assert [each.year for each in found.years] == list(YEARS)
    assert "year 5" in found.text()
