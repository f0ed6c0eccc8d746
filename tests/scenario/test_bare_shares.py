"""A difference of shares is written with its unit wherever one is read: 0.5 may be meant as half a point."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError, UsageError
from sim.scenario.resolution import dump, from_resolved, resolve
from sim.scenario.targets import read_targets
from sim.scenario.units import POINTS
from sim.studies.margins import margin_setting
from tests.shipped import MAIN, main_scenario

SHARES = ("read_share", "missed_share", "reminder_share")
TOLD = r"expected percentage points, such as 0\.5 % or 0\.5 pp; found the bare number 0\.5"
TARGET = """\
sources: {here: {title: A, where: B, solidity: A}}
targets:
  one:
    {title: T, use: fit, scenario: mijnoverheid-2016, design: opaque, response: missed_share, uncertainty: %s,
    value: {value: %s, grade: measured, source: here}%s}
"""


@given(st.floats(0.0, 1.0))
def test_a_difference_of_shares_reads_back_to_the_same_value(value: float) -> None:
    assert POINTS.read(POINTS.write(value)) == value


@pytest.mark.parametrize(("value", "written"), [(0.005, "0.5 %"), (0.07, "7 %"), (1.0, "100 %"), (0.0, "0 %")])
def test_a_difference_of_shares_is_written_in_percent(value: float, written: str) -> None:
    assert POINTS.write(value) == written


@pytest.mark.parametrize("name", SHARES)
def test_a_margin_of_a_share_needs_its_unit_in_a_file_in_a_setting_and_in_a_program(name: str, tmp_path: Path) -> None:
    path = f"compare.margins.{name}"
    for ending in ("0.5", "{value: 0.5, grade: assumed}", "{value: 1 %, low: 0 %, high: 0.5}"):
        file = tmp_path / "study.yaml"
        file.write_text(f"compare: {{margins: {{{name}: {ending}}}}}\n")
        with pytest.raises(ScenarioError, match=TOLD):
            resolve(file)
        with pytest.raises(ScenarioError, match=TOLD):
            resolve(MAIN, settings=[f"{path}={ending}"])
    with pytest.raises(ScenarioError, match=TOLD):
        main_scenario().with_({path: 0.5})
    with pytest.raises(ScenarioError, match=r"found the bare number 0\b"):
        main_scenario().with_({path: 0})
    with pytest.raises(UsageError, match=f"write {name} 0.5 pp"):
        margin_setting(f"{name} 0.5")


@pytest.mark.long
@pytest.mark.parametrize("written", ["0.5 %", "0.5 pp", "0.50pp"])
def test_a_margin_of_a_share_with_its_unit_is_that_many_points(written: str) -> None:
    scenario = main_scenario().with_({"compare.margins.missed_share": written})
    assert scenario.compare.margins is not None
    assert scenario.compare.margins.missed_share is not None
    assert scenario.compare.margins.missed_share.value == 0.005
    assert from_resolved(dump(scenario)) == scenario
    assert (
        main_scenario(margin_setting("missed_share 0.5 pp")).compare.margins
        == main_scenario("compare.margins.missed_share=0.5 %").compare.margins
    )


@pytest.mark.parametrize(
    ("uncertainty", "value", "minus"), [("0.5", "54 %", ""), ("2 %", "0.5", ", minus: paper"), ("0.02", "0.5", "")]
)
def test_the_uncertainty_of_a_share_and_a_difference_need_their_unit(
    uncertainty: str, value: str, minus: str, tmp_path: Path
) -> None:
    file = tmp_path / "targets.yaml"
    file.write_text(TARGET % (uncertainty, value, minus))
    with pytest.raises(ScenarioError, match="missed_share is a share, whose differences are written with %; found 0"):
        read_targets(file)
    file.write_text(TARGET % ("2 %", "0.5", ""))
    (target,) = read_targets(file).targets
    assert (target.value, target.uncertainty) == (0.5, 0.02)
