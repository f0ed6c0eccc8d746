from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.schema.targets import CorrelatedFigures, PublishedFigure, TargetsDocument
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
    "opened-between-21-and-42-days": 0.59 - 0.54,
    "amount-in-a-text-message": 0.25 - 0.23,
    "text-message-against-none": 0.23 - 0.05,
    "more-in-the-subject-line": 0.234 - 0.367,
}
TEXT = """\
sources:
  report: {title: A report, where: a part_store, solidity: B}
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
    for part in (PublishedFigure, CorrelatedFigures, TargetsDocument):
        for key in part.model_fields:
            assert f"`{key}`" in section, key


def test_a_difference_of_two_responses_an_interval_and_correlated_errors_are_read(file: Path) -> None:
    own = file.with_name("own.yaml")
    own.write_text(
        """\
extends: targets.yaml
targets:
  rise:
    {title: A rise, use: fit, scenario: mijnoverheid-2016, design: opaque, response: opened_within_42_days,
     minus_response: opened_within_21_days, value: {value: 5 %, low: 4 %, high: 7 %, source: report}, uncertainty: 1 %}
correlated:
  both: {title: Both, figures: [rise, fewer-missed], correlation: 0.5}
""",
        encoding="utf-8",
    )
    found = read_targets(own)
    rise = found.targets[-1]
    assert (rise.minus_response, rise.is_difference) == ("opened_within_21_days", True)
    assert rise.ends == (0.04, 0.07)
    assert rise.deviation == pytest.approx((0.01**2 + 0.03**2 / 12) ** 0.5)
    assert found.targets[0].deviation == found.targets[0].uncertainty
    (both,) = found.correlated
    assert (both.figures, both.correlation) == (("rise", "fewer-missed"), 0.5)


def test_what_is_fitted_has_the_digest_it_had_before_there_were_intervals(file: Path) -> None:
    """The shipped fit stays that of its figures: `fitted.yaml` names this digest."""
    before = read_targets(file).fit_sha256
    changed = TEXT.replace("{value: 1.5 h,", "{value: 1.5 h, low: 1 h, high: 2 h,")
    file.write_text(changed, encoding="utf-8")
    assert read_targets(file).fit_sha256 != before
