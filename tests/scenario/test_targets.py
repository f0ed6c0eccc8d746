from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.schema.targets import PublishedFigure, TargetsDocument
from sim.scenario.targets import Target, read_targets
from tests.shipped import SCENARIOS

SHIPPED = SCENARIOS / "parts" / "targets.yaml"
FITTED = {
    "opened-within-21-days": 0.54,
    "opened-within-42-days": 0.59,
    "reminded-by-ebox": 0.25,
    "reminded-by-post": 0.10,
    "fines-paid-on-first-notice": 6_657_332 / 7_968_912,
    "first-reminders-of-fines-paid": 466_384 / 1_125_458,
    "second-reminders-of-fines-paid": 106_601 / 629_891,
    "without-login": 0.20,
    "noticed-within-1-hour": 0.33,
    "noticed-within-6-hours": 0.53,
    "noticed-within-24-hours": 0.78,
    "noticed-within-7-days": 0.95,
    "municipal-bills-reminded": 1_900 / 25_000,
}
"""The figures that the model is fitted to, from their counts where those are published."""
DERIVED = {
    "fines-unpaid": 1 - (6_657_332 + 466_384 + 106_601) / 7_968_912,
    "first-reminders-of-fines": 1_125_458 / 7_968_912,
    "second-reminders-of-fines": 629_891 / 7_968_912,
    "action-against-sender": 0.41 - 0.37,
}
TEXT = """\
sources:
  report: {title: A report, where: a shelf, solidity: B}
targets:
  effort:
    title: Minutes a year
    use: fit
    scenario: own/study.yaml
    design: sender
    response: effort_minutes
    value: {value: 1.5 h, source: report, note: "counted"}
    uncertainty: 600 s
  fewer-missed:
    title: Fewer invoices missed
    use: validate
    scenario: mijnoverheid-2016
    design: wmebv
    minus: opaque
    response: missed_share
    value: {value: -4 %, source: [report]}
    uncertainty: 1 %
    why: Nobody knows.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two targets, one on a scenario that lies beside it."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "study.yaml").write_text("name: study\n", encoding="utf-8")
    path = tmp_path / "targets.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_targets_are_read_in_the_unit_of_their_response(file: Path) -> None:
    targets = read_targets(file)
    effort, fewer = targets.targets
    scenario = file.parent / "own" / "study.yaml"
    assert effort == Target(
        "effort", "Minutes a year", "fit", "own/study.yaml", scenario, "sender", None, "effort_minutes", 90.0, 10.0,
        ("report",), "counted", None,
    )  # fmt: skip
    assert (fewer.minus, fewer.value, fewer.uncertainty, fewer.why) == ("opaque", -0.04, 0.01, "Nobody knows.")
    assert fewer.scenario_file == SCENARIOS / "mijnoverheid-2016.yaml"
    assert (targets.fit, targets.validate) == ((effort,), (fewer,))
    assert (targets.file, fewer.marks["response"].excerpt) == (file, "    response: missed_share")
    assert pickle.loads(pickle.dumps(targets)) == targets  # our own bytes


def test_the_identity_covers_what_is_said_and_not_how(file: Path) -> None:
    before = read_targets(file).sha256
    file.write_text(f"# a comment\n{TEXT.replace('600 s', '  600 s')}", encoding="utf-8")
    assert read_targets(file).sha256 == before
    file.write_text(TEXT.replace("600 s", "601 s"), encoding="utf-8")
    assert read_targets(file).sha256 != before


def test_a_file_of_targets_extends_others_and_changes_what_they_say(file: Path) -> None:
    own = file.with_name("own.yaml")
    own.write_text("extends: targets.yaml\ntargets: {effort: {uncertainty: 2 min}}\n", encoding="utf-8")
    effort, _ = read_targets(own).targets
    assert (effort.value, effort.uncertainty) == (90.0, 2.0)


def test_a_scenario_beside_another_file_is_not_beside_this_one(file: Path) -> None:
    moved = file.parent / "own" / "targets.yaml"
    moved.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"targets.yaml:7:15: no file 'own/study.yaml'"):
        read_targets(moved)


def test_shipped_targets_are_the_published_figures() -> None:
    targets = read_targets(SHIPPED)
    assert {target.name: target.value for target in targets.fit} == pytest.approx(FITTED, abs=5e-4)
    derived = {target.name: target.value for target in targets.validate if target.name in DERIVED}
    assert derived == pytest.approx(DERIVED, abs=5e-4)
    assert len(targets.validate) >= 8


def test_shipped_targets_say_what_a_difference_may_come_from() -> None:
    for target in read_targets(SHIPPED).targets:
        assert target.why, target.name
        assert target.why.endswith("."), target.name
        assert target.note, target.name
        assert 0.005 <= target.uncertainty <= 0.05, target.name
        assert not Path(target.scenario).is_absolute(), target.name


def test_the_format_page_tells_every_key_of_a_target() -> None:
    page = (SCENARIOS / "README.md").read_text(encoding="utf-8")
    section = page[page.index("## Targets") : page.index("## Reference")]
    for part in (PublishedFigure, TargetsDocument):
        for key in part.model_fields:
            assert f"`{key}`" in section, key
