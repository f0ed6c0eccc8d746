"""Planning a trial: what it takes, what it refuses, and what it says on the screen and in the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import UsageError
from tests.blank import blank_figures
from tests.shipped import MAIN, SCENARIOS

pytestmark = pytest.mark.long

SIZES = {"trial.sizes": [1_000, 20_000]}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> sim.TrialPlan:
    """The shipped trial at enough points to say what it teaches."""
    with blank_figures():
        return sim.trial(MAIN, SIZES, size=100, points=64, out=tmp_path_factory.mktemp("trial") / "out")


def test_power_grows_with_accounts_and_is_told_for_every_outcome(found: sim.TrialPlan) -> None:
    assert [each.response.name for each in found.found.aims] == [
        "opened_within_21_days", "paid_on_first_notice_share", "logins",
    ]  # fmt: skip
    for aim in found.found.aims:
        few, many = aim.strengths
        assert few.assurance < many.assurance
        assert few.detectable == pytest.approx(many.detectable * 20**0.5, rel=1e-6)
        assert few.low <= few.median <= few.high


def test_it_says_what_it_would_teach_and_of_nothing_that_cannot_move_an_outcome(found: sim.TrialPlan) -> None:
    lessons = found.lessons()
    names = set(lessons["name"])
    assert "opening.b0" in names
    assert not [name for name in names if name.startswith(("exposure.", "survey.", "sender_costs."))]
    assert {each.response.name for each in found.found.choices} >= {"effort_minutes", "missed_share"}
    assert all(each.worth.value <= each.everything.value + 1e-12 for each in found.found.choices)
    assert "the value of perfect information" in " ".join(found.plan().split())
    differences = [each.name for each in found.found.differences]
    assert {"opened_within_21_days: wmebv - opaque", "effort_minutes: wmebv - opaque"} <= set(differences)


def test_the_plan_says_what_a_plan_must(found: sim.TrialPlan) -> None:
    assert found.folder is not None
    text = (found.folder / "plan.md").read_text(encoding="utf-8")
    assert text == found.plan()
    for words in (
        "Control: `opaque`", "Duration: 182 days", "Primary: ", "(assumed, accounts closed", "intention to treat",
        "There is one analysis, at the end",
    ):  # fmt: skip
        assert words in text
    assert "minutes" not in text.partition("## Outcomes")[2].partition("All are in")[0]


def test_what_is_opened_is_what_was_planned(found: sim.TrialPlan) -> None:
    assert found.folder is not None
    opened = sim.open(found.folder)
    assert isinstance(opened, sim.TrialPlan)
    assert (opened.found, opened.text(), opened.document()) == (found.found, found.text(), found.document())


def test_clusters_cost_power_and_a_covariate_brings_some() -> None:
    base = {"trial.sizes": [5_000], "trial.outcomes": ["opened_within_21_days"], "trial.adjusts_for": None}
    alone, together, adjusted = (
        sim.trial(MAIN, {**base, **more}, size=60, points=16).found.aims[0].strengths[0].detectable
        for more in (
            {}, {"trial.clusters": {"of": "postcode area", "size": 100, "correlation": 0.02}},
            {"trial.adjusts_for": {"covariate": "earlier opening", "explains": 0.36}},
        )
    )  # fmt: skip
    assert together / alone == pytest.approx((1 + (97 - 1) * 0.02) ** 0.5, rel=0.03)  # 97 of 100 stay; Student's t
    assert adjusted / alone == pytest.approx(0.8)


def test_several_arms_share_the_significance_and_a_study_without_a_trial_has_a_usual_one() -> None:
    settings = {"trial": {"sizes": [1_000, 20_000], "outcomes": ["first_reminder_share"], "among": "all"}}
    found = sim.trial(SCENARIOS / "flanders-road-tax.yaml", settings, size=200, points=16)
    assert set(found.found.arms) == {"ebox", "paper"}
    several = sim.trial(MAIN, SIZES, designs=["opaque", "sender", "wmebv"], size=60, points=16)
    assert "two-sided test at 0.025" in " ".join(several.text().split())
    assert found.found.numbers == ()
    assert "needs 64 points or more" in found.text()


@pytest.mark.parametrize(
    ("settings", "designs", "message"),
    [
        ({"trial.outcomes": ["effort_minutes"]}, (), "effort_minutes is no outcome of a trial: who holds the data"),
        ({"trial.outcomes": ["opened_within_22_days"]}, (), "no response 'opened_within_22_days'"),
        ({}, ("opaque",), "compares two designs or more"),
        ({"trial.outcomes": ["opened_within_21_days"]}, ("opaque", "paper"), "of messages in the box, and paper has"),
    ],
)
def test_what_cannot_be_a_trial_is_refused_before_anything_is_simulated(
    settings: dict[str, object], designs: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    with pytest.raises((UsageError, sim.ScenarioError), match=message):
        sim.trial(MAIN, settings, designs=designs, size=60, points=16, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("study", sorted(each.stem for each in SCENARIOS.glob("*.yaml")))
def test_every_shipped_study_can_be_planned_as_a_trial(study: str) -> None:
    few = {"population.size": 300}  # where citizens meet in a queue all of them take part
    found = sim.trial(SCENARIOS / f"{study}.yaml", few, size=300, points=16)
    for aim in found.found.aims:
        assert [each.assurance for each in aim.strengths] == sorted(each.assurance for each in aim.strengths)
        assert 0.0 < aim.strengths[-1].detectable < aim.strengths[0].detectable
