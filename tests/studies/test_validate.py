"""Validation with figures of one's own: a rise, an interval, and figures whose errors go together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import cli
from sim.errors import UsageError
from tests.blank import blank_figures
from tests.shipped import MAIN

TEXT = """\
sources:
  own: {{title: Our own log, where: a part_store, solidity: A}}
targets:
  opened:
    {{title: Opened in three weeks, use: validate, scenario: {main}, design: opaque, response: opened_within_21_days,
     value: {{value: 50 %, source: own}}, uncertainty: 2 %}}
  opened-later:
    {{title: Opened in six weeks, use: validate, scenario: {main}, design: opaque, response: opened_within_42_days,
     value: {{value: 55 %, low: 52 %, high: 60 %, source: own}}, uncertainty: 2 %}}
  rise:
    {{title: Opened in between, use: validate, scenario: {main}, design: opaque, response: opened_within_42_days,
     minus_response: opened_within_21_days, value: {{value: 5 %, source: own}}, uncertainty: 1 %}}
correlated:
  both: {{title: Opened in three and six weeks, figures: [opened, opened-later], correlation: 0.8}}
"""


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    file = tmp_path / "figures.yaml"
    file.write_text(TEXT.format(main=os.path.relpath(MAIN, tmp_path)), encoding="utf-8")
    return file


@pytest.mark.long
def test_figures_of_ones_own_are_compared_one_by_one_and_together(targets: Path, tmp_path: Path) -> None:
    with blank_figures():
        found = sim.validate(MAIN, targets=targets, size=150, points=16, out=tmp_path / "out")
    opened, later, rise = found
    assert rise.values == pytest.approx(later.values - opened.values)
    assert rise.chance == pytest.approx((opened.chance**2 + later.chance**2) ** 0.5)
    assert later.target.ends == (0.52, 0.60)
    assert "52.0 % to 60.0 %" in found.text()
    assert "+5.0 pp" in found.text()
    (both,) = found.together
    assert 0.0 <= both.probability <= 1.0
    assert "Opened in three and six weeks: " in " ".join(found.text().split())
    document = found.document()
    assert document["figures"][1]["published_interval"] == [0.52, 0.60]
    assert document["together"][0]["probability"] == both.probability
    again = sim.open(tmp_path / "out")
    assert isinstance(again, sim.ValidationResult)
    assert (again.text(), again.document()) == (found.text(), document)
    assert sim.reproduce(tmp_path / "out", most=1).equal


def test_two_studies_of_one_name_are_told_apart_by_nobody(targets: Path, tmp_path: Path) -> None:
    other = tmp_path / MAIN.name
    other.write_text(f"extends: {os.path.relpath(MAIN, tmp_path)}\n", encoding="utf-8")
    text = targets.read_text(encoding="utf-8")
    first, rest = text.split("  opened-later:")
    own = first.replace(os.path.relpath(MAIN, tmp_path), MAIN.name)
    targets.write_text(f"{own}  opened-later:{rest}", encoding="utf-8")
    with pytest.raises(UsageError, match="which have one name"):
        sim.validate(MAIN, targets=targets, size=150, points=16)


def test_a_faulty_file_of_figures_is_told_with_its_place(targets: Path) -> None:
    targets.write_text(targets.read_text(encoding="utf-8").replace("opened-later]", "opend]"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["validate", str(MAIN), f"--targets={targets}"])
    assert "there is no figure 'opend'" in str(result.exception)
